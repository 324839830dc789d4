// SPDX-License-Identifier: GPL-3.0-or-later
// The fake Yahoo server as a program, for trials of the window and the command line:
//   fake_yahoo_server --port 8765 &
//   QUANTLOOM_YAHOO_URL=http://127.0.0.1:8765 quantloom
// Knows every symbol but those that begin with UNKNOWN and BRK.B; prints its address, runs until
// Ctrl-C. Prices depend on the symbol and the date alone, so a second start with
// `--split AAPL:2026-03-02:4:1` is the same market after a split.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "base/text.h"
#include "support/fake_yahoo.h"

using namespace loom;

namespace {

/// SYMBOL:DATE and what follows, "AAPL:2026-03-02:4:1".
struct DatedFact {
    std::string symbol;
    Date day;
    std::vector<double> numbers;
};

DatedFact parseFact(const std::string& text, std::size_t numbers) {
    const auto parts = split(text, ':');
    const auto day = parts.size() == numbers + 2 ? parseIsoDate(parts[1]) : Result<Date>(Error{});
    if (!day.ok())
        throw CLI::ValidationError(text, "not SYMBOL:DATE and its numbers, separated by colons");
    DatedFact fact{.symbol = std::string(parts[0]), .day = *day, .numbers = {}};
    for (std::size_t i = 2; i < parts.size(); ++i)
        fact.numbers.push_back(parseDouble(parts[i]).value_or(1));
    return fact;
}

/// What the market does to single symbols, in the words of the command line.
struct Facts {
    std::vector<std::string> splits, dividends, edits, missing;

    void addOptions(CLI::App& options) {
        options.add_option("--split", splits, "SYMBOL:DATE:NEW:OLD, a split");
        options.add_option("--dividend", dividends, "SYMBOL:DATE:AMOUNT, a dividend");
        options.add_option("--edit", edits, "SYMBOL:DATE:FACTOR, a close corrected by the vendor");
        options.add_option("--missing", missing, "SYMBOL:DATE, a session without a bar");
    }

    void tell(tests::FakeYahoo& yahoo) const {
        std::map<std::string, tests::FakeQuirks> holes;
        for (const std::string& text : missing) {
            const DatedFact fact = parseFact(text, 0);
            holes[fact.symbol].missingDays.insert(fact.day);
        }
        for (const auto& [symbol, quirks] : holes)
            yahoo.add({.symbol = symbol, .name = symbol + " Inc.", .quirks = quirks});
        for (const std::string& text : splits) {
            const DatedFact fact = parseFact(text, 2);
            yahoo.publishSplit(fact.symbol, fact.day, fact.numbers[0], fact.numbers[1]);
        }
        for (const std::string& text : dividends) {
            const DatedFact fact = parseFact(text, 1);
            yahoo.publishDividend(fact.symbol, fact.day, fact.numbers[0]);
        }
        for (const std::string& text : edits) {
            const DatedFact fact = parseFact(text, 1);
            yahoo.editClose(fact.symbol, fact.day, fact.numbers[0]);
        }
    }
};

} // namespace

int main(int argc, char** argv) {
    CLI::App options{"A Yahoo Finance of generated prices on the loopback interface."};
    int port = 0;
    int latency = 0;
    int refuseAfter = 0;
    int refuse = 1;
    std::string today;
    options.add_option("--port", port, "Port to listen on (default: any free one)");
    options.add_option("--latency", latency, "Milliseconds every answer takes");
    options.add_option("--refuse-after", refuseAfter, "Answer 429 after so many requests");
    options.add_option("--refuse", refuse, "How many times");
    options.add_option("--today", today, "Date to pretend, at 21:00 UTC (default: the real time)");
    Facts facts;
    facts.addOptions(options);
    CLI11_PARSE(options, argc, argv);

    // Before the server starts its threads, so that they inherit the mask.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    tests::FakeYahoo yahoo(port);
    yahoo.knowEverySymbol();
    yahoo.setLatencyMilliseconds(latency);
    if (today.empty()) {
        yahoo.followSystemClock();
    } else {
        const auto date = parseIsoDate(today);
        if (!date.ok()) {
            std::cerr << date.error().text() << '\n';
            return 2;
        }
        yahoo.setNow(Timestamp::atMidnightUtc(*date) + std::chrono::hours(21));
    }
    try {
        facts.tell(yahoo);
    } catch (const CLI::Error& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
    if (refuseAfter > 0)
        yahoo.setRefusal({.served = refuseAfter, .refused = refuse, .once = true});
    std::cout << yahoo.url() << std::endl;

    int signal = 0;
    sigwait(&signals, &signal);
    return 0;
}
