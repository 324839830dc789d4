// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged answers: recorded and generated bodies are mutated thousands of times; the parser and the
// repairs must always come back with bars that hold their invariants, or with an error.
#include "support/test_case.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "core/market_sources/recorded.h"
#include "market/sources/yahoo.h"
#include "support/fake_market.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

/// Fragments that are valid JSON but rarely what is expected.
constexpr const char* kTokens[] = {
    "null", "-1",    "1e308", "1e999", "\"x\"",   "[]",
    "{}",   "true",  "0",     "[[",    "}}",      "99999999999999999999",
    ",",    "\\u00", "1.5",   "-0.0",  "\"4:0\"", "\xff"};

std::string mutated(std::string text, Rng& random) {
    const std::size_t edits = 1 + random.below(4);
    for (std::size_t i = 0; i < edits && !text.empty(); ++i) {
        const std::size_t at = random.below(text.size());
        switch (random.below(6)) {
        case 0:
            text[at] = static_cast<char>(random.below(256));
            break;
        case 1:
            text.erase(at, 1 + random.below(40));
            break;
        case 2:
            text.resize(at);
            break;
        case 3:
            text.insert(at, kTokens[random.below(std::size(kTokens))]);
            break;
        case 4: // replace a number or word
            text.replace(
                at, std::min<std::size_t>(text.find_first_of(",]}", at) - at, text.size() - at),
                kTokens[random.below(std::size(kTokens))]);
            break;
        default: // repeat a piece elsewhere
            text.insert(at, text.substr(random.below(text.size()), random.below(60)));
        }
    }
    return text;
}

/// Values of the right kind but wrong, in a body that stays valid JSON: gets past the parser.
std::string disturbed(const Json& original, Rng& random) {
    Json json = original;
    Json& result = json["chart"]["result"][0];
    Json* places[] = {&result["timestamp"], &result["indicators"]["quote"][0]["close"],
                      &result["indicators"]["quote"][0]["high"],
                      &result["indicators"]["quote"][0]["volume"]};
    for (int i = 0; i < 3; ++i) {
        Json& list = *places[random.below(std::size(places))];
        if (!list.is_array() || list.empty())
            continue;
        Json& value = list[random.below(list.size())];
        const Json choices[] = {nullptr, 0, -5, 1e300, 4102444800LL, value, list[0], -1e12};
        value = choices[random.below(std::size(choices))];
    }
    return json.dump();
}

/// Empty when all is well.
std::string broken(const FetchedSeries& series, const YahooWindow& window) {
    if (!series.adjustedClose.empty() && series.adjustedClose.size() != series.bars.size())
        return "adjusted closes do not match the bars";
    for (std::size_t i = 0; i < series.bars.size(); ++i) {
        const Bar& bar = series.bars[i];
        if (i > 0 && bar.time <= series.bars[i - 1].time)
            return "bars out of order";
        if (bar.time < window.from.seconds || bar.time >= window.to.seconds)
            return "a bar outside the window";
        for (const double price : {bar.open, bar.high, bar.low, bar.close})
            if (!std::isfinite(price) || price == 0)
                return "a price that is none";
        if (bar.volume < 0)
            return "a negative volume";
    }
    for (const CorporateAction& action : series.actions)
        if (!(action.numerator > 0) || !(action.denominator > 0) || !std::isfinite(action.amount))
            return "an impossible action";
    return {};
}

std::vector<std::pair<std::string, Interval>> bodies() {
    FakeMarket market(FakeSymbol{.symbol = "FUZZ", .firstTrade = Date::fromYmd(2025, 6, 2)});
    market.publish({.kind = ActionKind::Split,
                    .exDate = Date::fromYmd(2026, 3, 11),
                    .numerator = 3,
                    .denominator = 2});
    market.publish({.exDate = Date::fromYmd(2026, 3, 10), .amount = 0.5});
    const Timestamp now{1773435600};
    const auto body = [&](const char* interval, int days) {
        return market
            .chart({.interval = interval,
                    .from = now.seconds - days * 86400,
                    .to = now.seconds + 86400,
                    .range = "",
                    .events = "div,splits"},
                   now)
            .body;
    };
    std::vector<std::pair<std::string, Interval>> all{{body("1d", 20), Interval::Day1},
                                                      {body("1h", 4), Interval::Hour1}};
    if (!std::filesystem::exists(recordedFolder()))
        return all;
    all.emplace_back(recorded("yf2/chart-AAPL-2020-08-31-to-2020-11-07.json").body, Interval::Day1);
    all.emplace_back(recorded("embedded/chart_1d_MOWI_null_close_2026-10.json").body,
                     Interval::Day1);
    all.emplace_back(recorded("embedded/chart_5m_7203T_lunch_nulls_2026-10.json").body,
                     Interval::Minute5);
    all.emplace_back(recorded("embedded/chart_1h_AAPL_5d_tradingPeriods_2026-10.json").body,
                     Interval::Hour1);
    return all;
}

} // namespace

class YahooFuzzTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void mutatedBodiesNeverBreakAnything() {
        Rng random(20261);
        std::size_t good = 0;
        std::size_t total = 0;
        for (const auto& [original, interval] : bodies()) {
            const YahooWindow window = anyTime(interval);
            const Json json = Json::parse(original);
            for (int i = 0; i < 1500; ++i, ++total) {
                net::HttpResponse response;
                response.status = i % 10 == 0 ? 404 : 200;
                response.body = i % 3 == 0 ? disturbed(json, random) : mutated(original, random);
                auto chart = readYahooAnswer(response);
                if (!chart.ok()) {
                    QVERIFY(!chart.error().message.empty());
                    continue;
                }
                const auto series = repairedYahoo(*std::move(chart), window);
                if (!series.ok())
                    continue;
                ++good;
                const std::string wrong = broken(*series, window);
                QVERIFY2(wrong.empty(), (wrong + " in " + response.body).c_str());
            }
        }
        QVERIFY2(good > total / 20, "the mutations never reach the repairs");
        QVERIFY(good < total);
    }

    void mutatedSearchAnswersNeverBreakAnything() {
        Rng random(20262);
        const std::string original =
            R"({"count":2,"quotes":[{"symbol":"AAPL","longname":"Apple","exchDisp":"NASDAQ",)"
            R"("quoteType":"EQUITY"},{"index":"x"},{"symbol":"B","shortname":null}],"news":[]})";
        for (int i = 0; i < 3000; ++i) {
            net::HttpResponse response;
            response.status = 200;
            response.body = mutated(original, random);
            const auto matches = parseYahooSearch(response);
            if (!matches.ok())
                continue;
            for (const SymbolMatch& match : *matches)
                QVERIFY(!match.symbol.empty());
        }
    }
};

LOOM_TEST(YahooFuzzTest)
#include "test_yahoo_fuzz.moc"
