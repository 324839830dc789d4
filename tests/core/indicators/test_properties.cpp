// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every indicator, convention and table: a whole table, bar after bar and pieces
// agree to the last bit; a provisional bar can be taken back; the warm-up is as long as stated and
// nothing is missing after it; values stay in the stated range; later bars change nothing before.
#include "support/test_case.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <tuple>

#include <fmt/format.h>

#include "base/random.h"
#include "tables.h"

using namespace loom;
using namespace loom::indicators;
using namespace loom::indicators::tests;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kRounds =
    4; ///< random parameters for each kind and convention, the first its default

/// Parameters within the bars' number, or the defaults.
Json randomParams(const IndicatorInfo& info, Rng& rng) {
    Json params = Json::object();
    for (const auto& spec : info.params) {
        if (spec.type == ParamType::Integer)
            params[spec.key] =
                static_cast<std::int64_t>(*spec.minimum) + static_cast<std::int64_t>(rng.below(40));
        else if (spec.type == ParamType::Real)
            params[spec.key] = std::min(*spec.maximum, *spec.minimum + rng.uniform());
        else
            params[spec.key] = spec.choices[rng.below(spec.choices.size())].id;
    }
    if (info.id == "macd")
        params["slow"] =
            params["fast"].get<std::int64_t>() + 1 + params["slow"].get<std::int64_t>();
    return params;
}

std::vector<Indicator> everyIndicator() {
    const auto registry = makeIndicatorRegistry();
    std::vector<Indicator> all;
    Rng rng(11);
    for (const auto& info : registry.all())
        for (const auto& note : info->conventions)
            for (int round = 0; round < kRounds; ++round) {
                const Json params = round == 0 ? Json::object() : randomParams(*info, rng);
                all.push_back(*registry.make(info->id, params, note.convention));
            }
    return all;
}

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
           (std::isnan(a) && std::isnan(b));
}

bool sameColumns(const std::vector<std::vector<double>>& a, const Computed& b) {
    for (std::size_t k = 0; k < a.size(); ++k)
        for (std::size_t i = 0; i < a[k].size(); ++i)
            if (!same(a[k][i], b.columns[k].values[i]))
                return false;
    return true;
}

std::vector<std::vector<double>> barByBar(const Indicator& indicator, const Table& table) {
    const std::size_t outputs = indicator.info().outputs.size();
    std::vector<std::vector<double>> columns(outputs);
    auto stream = indicator.start();
    std::vector<double> out(outputs);
    for (std::size_t i = 0; i < table.size(); ++i) {
        // A provisional bar first: other prices, on a copy.
        Bar provisional = table.bar(i);
        provisional.high *= 1.5;
        provisional.close *= 1.25;
        provisional.volume += 1;
        stream->clone()->push(provisional, out);
        stream->push(table.bar(i), out);
        for (std::size_t k = 0; k < outputs; ++k)
            columns[k].push_back(out[k]);
    }
    return columns;
}

/// Appended in pieces of random length, single bars among them.
std::vector<std::vector<double>> inPieces(const Indicator& indicator, const Table& table, Rng& rng,
                                          std::size_t longest = 60) {
    const std::size_t outputs = indicator.info().outputs.size();
    std::vector<std::vector<double>> columns(outputs);
    auto stream = indicator.start();
    for (std::size_t done = 0; done < table.size();) {
        const std::size_t end = std::min(table.size(), done + 1 + rng.below(longest));
        std::vector<std::span<double>> spans;
        for (auto& column : columns) {
            column.resize(end);
            spans.push_back(std::span(column).subspan(done));
        }
        stream->append(table.bars(), done, end, spans);
        done = end;
    }
    return columns;
}

/// What is wrong with the values alone, in words.
std::string problemOf(const Indicator& indicator, const Computed& computed) {
    for (std::size_t k = 0; k < computed.columns.size(); ++k) {
        const auto& column = computed.columns[k];
        for (std::size_t i = 0; i < column.values.size(); ++i) {
            const double value = column.values[i];
            if (std::isnan(value) != (i < indicator.warmUp(k)))
                return column.name + ": NaN where the warm-up says otherwise, at " +
                       std::to_string(i);
            const auto& range = indicator.info().range;
            const double slack = 1e-9;
            if (!std::isnan(value) && range &&
                (value < range->first - slack || value > range->second + slack))
                return column.name + " leaves its range: " + std::to_string(value);
            if (std::isinf(value))
                return column.name + " is infinite";
        }
    }
    return {};
}

} // namespace

class IndicatorPropertiesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void batchStreamAndIncrementsAreOne() {
        Rng rng(5);
        for (const Shape shape : kShapes) {
            const Table table = madeTable(shape, 400, 100 + static_cast<std::uint64_t>(shape));
            for (const auto& indicator : everyIndicator()) {
                const auto batch = indicator.compute(table.bars());
                VERIFY_OK(batch);
                const std::string name = indicator.text();
                QVERIFY2(sameColumns(barByBar(indicator, table), *batch), name.c_str());
                QVERIFY2(sameColumns(inPieces(indicator, table, rng), *batch), name.c_str());
            }
        }
    }

    /// Tables that are longer than what is computed at a time, in pieces shorter and longer.
    void longTablesHaveNoSeams() {
        Rng rng(6);
        const Table table = madeTable(Shape::Walk, 3000, 31);
        for (const auto& indicator : everyIndicator()) {
            const auto batch = indicator.compute(table.bars());
            VERIFY_OK(batch);
            const std::string name = indicator.text();
            QVERIFY2(sameColumns(barByBar(indicator, table), *batch), name.c_str());
            QVERIFY2(sameColumns(inPieces(indicator, table, rng, 1500), *batch), name.c_str());
        }
    }

    /// A value that is not finite is found wherever it is; sums of large values are none.
    void badValuesAreFoundAnywhere() {
        const Table good = madeTable(Shape::Walk, 2100, 32);
        const auto registry = makeIndicatorRegistry();
        // Of those that look while they compute and those that are looked after.
        for (const auto& [spec, name, column] : {std::tuple("vwap", "low", &Table::low),
                                                 {"psar", "high", &Table::high},
                                                 {"psar", "low", &Table::low},
                                                 {"psar", "close", &Table::close},
                                                 {"mom:10", "close", &Table::close},
                                                 {"roc:10", "close", &Table::close}})
            for (const std::size_t at :
                 std::initializer_list<std::size_t>{0, 1, 7, 63, 1023, 1024, 1500, 2048, 2099})
                for (const double bad : {kNaN, kInfinity, -kInfinity}) {
                    Table table = good;
                    (table.*column)[at] = bad;
                    const auto computed = registry.parse(spec)->compute(table.bars());
                    QVERIFY2(!computed, spec);
                    const std::string place =
                        fmt::format("the {} of bar {} is not a finite number", name, at + 1);
                    QVERIFY2(computed.error().message.find(place) != std::string::npos,
                             computed.error().message.c_str());
                }
        Table large = good;
        for (auto* column : {&large.high, &large.low, &large.close})
            std::ranges::fill(*column, 1e308);
        for (const auto* spec : {"mom:10", "roc:10"}) {
            const auto still = registry.parse(spec)->compute(large.bars());
            VERIFY_OK(still);
            QCOMPARE(still->columns.front().values.back(), 0.0);
        }
        VERIFY_OK(registry.parse("psar")->compute(large.bars()));
    }

    void warmUpAndRangesAreAsStated() {
        for (const Shape shape : kShapes) {
            const Table table = madeTable(shape, 600, 200 + static_cast<std::uint64_t>(shape));
            for (const auto& indicator : everyIndicator()) {
                const auto computed = indicator.compute(table.bars());
                VERIFY_OK(computed);
                const std::string problem = problemOf(indicator, *computed);
                QVERIFY2(problem.empty(), problem.c_str());
            }
        }
    }

    /// Values up to a bar do not change when later bars change or are missing.
    void nothingLooksAhead() {
        const Table table = madeTable(Shape::Walk, 300, 9);
        Table other = table;
        for (std::size_t i = 200; i < other.size(); ++i) {
            other.high[i] *= 3;
            other.close[i] *= 2;
            other.volume[i] = 5;
        }
        for (const auto& indicator : everyIndicator()) {
            const auto whole = indicator.compute(other.bars());
            const auto part = indicator.compute(table.bars(200));
            VERIFY_OK(whole);
            VERIFY_OK(part);
            for (std::size_t k = 0; k < part->columns.size(); ++k)
                for (std::size_t i = 0; i < 200; ++i)
                    QVERIFY2(same(whole->columns[k].values[i], part->columns[k].values[i]),
                             indicator.text().c_str());
        }
    }

    void shortTablesGiveNaNAndAWord() {
        const Table table = madeTable(Shape::Walk, 300, 1);
        for (const auto& indicator : everyIndicator())
            for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{2},
                                            indicator.warmUp(), indicator.warmUp() + 1}) {
                const auto computed = indicator.compute(table.bars(count));
                VERIFY_OK(computed);
                QCOMPARE(computed->warnings.empty(), count > indicator.warmUp());
                for (const auto& column : computed->columns)
                    QCOMPARE(column.values.size(), std::min(count, table.size()));
            }
    }

    /// Every kind says what a chart, a form and the help need.
    void everyKindIsDescribed() {
        const auto registry = makeIndicatorRegistry();
        QVERIFY(registry.all().size() >= 23);
        for (const auto& info : registry.all()) {
            const char* id = info->id.c_str();
            for (const auto& text : {info->id, info->shortTitle, info->title, info->summary,
                                     info->formula, info->reference})
                QVERIFY2(!text.empty(), id);
            QVERIFY2(!info->conventions.empty() && !info->outputs.empty(), id);
            QVERIFY2(info->warmUp && info->start, id);
            for (const auto& spec : info->params)
                QVERIFY2(!problemWith(spec, spec.defaultValue), id);
            for (const double guide : info->guides)
                QVERIFY2(!info->range ||
                             (guide >= info->range->first && guide <= info->range->second),
                         id);
        }
    }
};

LOOM_TEST(IndicatorPropertiesTest)
#include "test_properties.moc"
