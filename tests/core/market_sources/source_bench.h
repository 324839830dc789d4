// SPDX-License-Identifier: GPL-3.0-or-later
// A Yahoo source on virtual time against the fake server.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "market/sources/yahoo.h"
#include "support/fake_yahoo.h"
#include "support/virtual_waiter.h"

namespace loom::tests {

struct FakeClock final : Clock {
    explicit FakeClock(const FakeYahoo& server) : yahoo(server) {}
    Timestamp now() const override { return yahoo.now(); }
    const FakeYahoo& yahoo;
};

struct SourceBench {
    FakeYahoo yahoo;
    std::shared_ptr<VirtualWaiter> waiter = std::make_shared<VirtualWaiter>();
    market::YahooSettings settings;
    jobs::PlainJobContext context;
    Status ended;
    std::vector<net::RequestTrace> trace;
    std::vector<market::RejectedAnswer> rejected;

    SourceBench() {
        settings.baseUrls = {yahoo.url()};
        yahoo.knowEverySymbol();
    }

    using Answers = std::vector<std::optional<market::FetchOutcome>>;
    /// Answers in the order of the requests.
    Answers fetch(const std::vector<market::FetchRequest>& requests) {
        market::YahooSource source(settings, std::make_shared<FakeClock>(yahoo), waiter);
        Answers answers(requests.size());
        ended = source.fetch(
            requests,
            [&](const market::FetchRequest& request, market::FetchOutcome outcome) {
                answers[static_cast<std::size_t>(&request - requests.data())] = std::move(outcome);
            },
            context);
        trace = source.trace();
        rejected = source.rejectedAnswers();
        return answers;
    }

    market::FetchOutcome one(const std::string& symbol, market::Interval interval, Date from,
                             Date to) {
        auto answers = fetch({{.symbol = symbol,
                               .interval = interval,
                               .from = Timestamp::atMidnightUtc(from),
                               .to = Timestamp::atMidnightUtc(to)}});
        if (!answers[0])
            return fail(ErrorCode::Internal, "not answered: " + ended.error().message);
        return *std::move(answers[0]);
    }
};

inline Date day(int year, unsigned month, unsigned date) {
    return Date::fromYmd(year, month, date);
}

inline bool says(const market::FetchedSeries& series, std::string_view words) {
    return std::any_of(
        series.repairs.begin(), series.repairs.end(),
        [&](const std::string& repair) { return repair.find(words) != std::string::npos; });
}

inline std::string datesOf(const market::FetchedSeries& series) {
    std::string text;
    for (const market::Bar& bar : series.bars)
        text += (text.empty() ? "" : " ") + toIso(bar.date());
    return text;
}

} // namespace loom::tests
