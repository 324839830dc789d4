// SPDX-License-Identifier: GPL-3.0-or-later
// The fake Yahoo server as a program, for trials of the window and the command line:
//   fake_yahoo_server --port 8765 &
//   QUANTLOOM_YAHOO_URL=http://127.0.0.1:8765 quantloom
// Knows every symbol but those that begin with UNKNOWN and BRK.B; prints its address, runs until
// Ctrl-C.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "support/fake_yahoo.h"

using namespace loom;

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
    if (refuseAfter > 0)
        yahoo.setRefusal({.served = refuseAfter, .refused = refuse, .once = true});
    std::cout << yahoo.url() << std::endl;

    int signal = 0;
    sigwait(&signals, &signal);
    return 0;
}
