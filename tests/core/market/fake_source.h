// SPDX-License-Identifier: GPL-3.0-or-later
// A source without a network: serves windows of histories that a test writes and changes.
#pragma once

#include <map>
#include <utility>

#include "core/market/market_fixtures.h"
#include "market/source.h"

namespace loom::tests {

class MovableClock final : public Clock {
  public:
    explicit MovableClock(Timestamp at) : time(at) {}
    Timestamp now() const override { return time; }
    Timestamp time;
};

class FakeSource final : public market::Source {
  public:
    FakeSource(const market::Calendar& calendar, const Clock& clock)
        : m_calendar(calendar), m_clock(clock) {}

    std::map<std::pair<std::string, market::Interval>, market::FetchedSeries> history;
    std::map<std::string, Error> failures;
    std::vector<market::FetchRequest> asked;
    std::optional<std::size_t> refuseAfter; ///< answers, then the run ends
    std::function<void(std::size_t)> beforeAnswer;

    std::string id() const override { return "fake"; }
    std::string title() const override { return "The fake source"; }
    std::vector<market::Depth> depths() const override {
        return {{market::Interval::Minute5, 59, {}}, {market::Interval::Day1, {}, {}}};
    }

    Status fetch(const std::vector<market::FetchRequest>& requests, const OnAnswer& onAnswer,
                 jobs::JobContext& context) override {
        asked.insert(asked.end(), requests.begin(), requests.end());
        std::size_t answered = 0;
        for (const market::FetchRequest& request : requests) {
            if (context.shouldStop())
                return fail(ErrorCode::Cancelled, "Stopped.");
            if (refuseAfter && answered == *refuseAfter)
                return fail(ErrorCode::Refused, "The fake source refuses.");
            if (beforeAnswer)
                beforeAnswer(answered);
            ++answered;
            onAnswer(request, answer(request));
        }
        return {};
    }

  private:
    market::FetchOutcome answer(const market::FetchRequest& request) const {
        if (const auto failure = failures.find(request.symbol); failure != failures.end())
            return failure->second;
        const auto found = history.find({request.symbol, request.interval});
        if (found == history.end())
            return fail(ErrorCode::UnknownSymbol,
                        "The fake source knows no " + request.symbol + ".");
        const market::FetchedSeries& all = found->second;
        market::FetchedSeries out = all;
        out.bars.clear();
        out.adjustedClose.clear();
        for (std::size_t i = 0; i < all.bars.size(); ++i) {
            market::Bar bar = all.bars[i];
            if (bar.time < request.from.seconds || !started(bar, request.interval))
                continue;
            bar.final = m_calendar.finalAt(bar.time, request.interval) <= m_clock.now();
            out.bars.push_back(bar);
            if (i < all.adjustedClose.size())
                out.adjustedClose.push_back(all.adjustedClose[i]);
        }
        std::erase_if(out.actions, [&](const market::CorporateAction& action) {
            const auto at = Timestamp::atMidnightUtc(action.exDate);
            return at < request.from || at > m_clock.now();
        });
        if (out.bars.empty())
            return fail(ErrorCode::NoData, "The fake source has nothing in this window.");
        return out;
    }

    bool started(const market::Bar& bar, market::Interval interval) const {
        if (market::isIntraday(interval))
            return Timestamp{bar.time} <= m_clock.now();
        const auto session = m_calendar.session(bar.date());
        return session && session->open <= m_clock.now();
    }

    const market::Calendar& m_calendar;
    const Clock& m_clock;
};

} // namespace loom::tests
