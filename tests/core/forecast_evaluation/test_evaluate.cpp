// SPDX-License-Identifier: GPL-3.0-or-later
// The board finds skill where there is some, says so in words, finds none in a random walk, and the
// leak test catches a planted leak.
#include <algorithm>

#include "forecast/evaluation/evaluate.h"
#include "support/forecast_sample.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

namespace {

const ForecasterRegistry& registry() {
    static const auto value = makeForecasterRegistry();
    return value;
}

Contestant smallNBeats() {
    const Json params{{"steps", 200}, {"stacks", 2},      {"width", 32},      {"layers", 2},
                      {"batch", 128}, {"lookbacks", "3"}, {"check_every", 50}};
    return {.id = "nbeats", .params = validated(registry().find("nbeats")->params, params).value()};
}

EvaluationPlan smallPlan() {
    EvaluationPlan plan;
    plan.folds = 2;
    plan.seeds = {1, 2};
    return plan;
}

Result<EvaluationReport> evaluated(const ForecastData& data, const EvaluationPlan& plan,
                                   jobs::JobContext& context, const Rebuild& rebuild = {}) {
    return evaluate(registry(), data, {smallNBeats()}, plan, {}, rebuild, context);
}

const ModelScores& find(const EvaluationReport& report, const std::string& id) {
    return *std::ranges::find(report.models, id, &ModelScores::id);
}

} // namespace

class EvaluateTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// With all knowledge of this market the skill would be about 0.18.
    void findsSkill() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 2000, 4);
        jobs::PlainJobContext context;
        const auto report = evaluated(data, smallPlan(), context);
        VERIFY_OK(report);
        const auto& model = find(*report, "nbeats");
        QCOMPARE(model.standing, Standing::Better);
        QVERIFY2(model.skill > 0.05 && model.skill < 0.25, std::to_string(model.skill).c_str());
        QVERIFY(model.verdict.starts_with("Better than last value"));
        QCOMPARE(model.seeds, std::size_t{2});
        const auto& mae = model.metrics.at("prices.mae");
        QVERIFY(mae.low < mae.high && mae.low <= mae.value && mae.value <= mae.high);
        QVERIFY(model.direction.accuracy > model.direction.baseRate);
        QVERIFY(model.ic > 0.2);
        QVERIFY(std::abs(model.metrics.at("returns.coverage_80").value - 80) < 5);
        for (const auto& leak : report->leaks)
            QVERIFY2(leak.passed, leak.finding.c_str());
        QCOMPARE(report->leaks.size(), std::size_t{2});
        QCOMPARE(report->origins, std::size_t{846 + 1});
        QVERIFY(std::abs(report->independent - 847.0 / 4) < 1e-9);
    }

    void findsNoneInARandomWalk() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 2000, 4);
        jobs::PlainJobContext context;
        const auto report = evaluated(data, smallPlan(), context);
        VERIFY_OK(report);
        const auto& model = find(*report, "nbeats");
        QVERIFY(model.standing != Standing::Better);
        QVERIFY(model.verdict.find("last value") != std::string::npos);
    }

    void lastValueIsTheYardstick() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 1000, 4);
        jobs::PlainJobContext context;
        const auto report = evaluate(registry(), data, {}, smallPlan(), {}, {}, context);
        VERIFY_OK(report);
        const auto& last = find(*report, "last_value");
        QCOMPARE(last.skill, 0.0);
        QCOMPARE(last.standing, Standing::Baseline);
        // By hand: the mean absolute error of "no move" is the mean absolute move.
        double sum = 0, count = 0;
        for (const Fold& fold : report->folds.folds)
            for (const std::size_t t : fold.origins)
                for (std::size_t a = 0; a < 2; ++a)
                    for (std::size_t k = 1; k <= 4; ++k) {
                        sum += std::abs(data.close(a, t + k) - data.close(a, t));
                        ++count;
                    }
        QVERIFY(std::abs(last.metrics.at("prices.mae").value - sum / count) < 1e-9);
        QCOMPARE(last.byStep.at("prices.mae").size(), std::size_t{4});
    }

    /// A feature that knows tomorrow's return, as a careless program would compute it.
    void catchesAPlantedLeak() {
        auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 1000, 4);
        const auto plant = [](ForecastData& d) {
            for (std::size_t a = 0; a < d.assetCount(); ++a)
                for (std::size_t row = 0; row < d.rows(); ++row) {
                    const double next = d.outcome(a, row, 1);
                    d.features[a * d.rows() + row] = std::isnan(next) ? 0 : next;
                }
            (void)d.finish();
        };
        const auto raw = data;
        const Rebuild honest = [&raw](std::size_t rows) -> Result<ForecastData> {
            return raw.truncated(rows);
        };
        const Rebuild leaky = [&](std::size_t rows) -> Result<ForecastData> {
            auto cut = raw.truncated(rows);
            plant(cut);
            return cut;
        };
        const auto clean = checkFeatures(data, honest);
        VERIFY_OK(clean);
        QVERIFY(clean->passed);
        plant(data);
        const auto caught = checkFeatures(data, leaky);
        VERIFY_OK(caught);
        QVERIFY(!caught->passed);
        QVERIFY(caught->finding.find("return of A0") != std::string::npos);
    }

    /// A "model" that looks one row ahead.
    void catchesAModelThatPeeks() {
        class Peeker final : public Forecaster {
          public:
            Result<Forecasts> forecast(const ForecastData& data,
                                       std::span<const std::size_t> origins,
                                       jobs::JobContext&) const override {
                Forecasts out(data, origins);
                for (std::size_t i = 0; i < origins.size(); ++i)
                    for (std::size_t a = 0; a < data.assetCount(); ++a)
                        std::ranges::fill(out.point(i, a), data.outcome(a, origins[i], 1));
                return out;
            }
            Result<std::string> serialize() const override { return std::string(); }
        };
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 1000, 4);
        jobs::PlainJobContext context;
        const auto caught = checkForecasts(Peeker(), data, {400, 500}, context);
        VERIFY_OK(caught);
        QVERIFY(!caught->passed);
        // And one whose training has seen the outcomes it is asked for.
        ForecasterInfo cheat;
        cheat.fit = [](const ForecastData& d, const FitSpan&, const FitOptions&,
                       jobs::JobContext&) -> Result<std::unique_ptr<Forecaster>> {
            class Memory final : public Forecaster {
              public:
                explicit Memory(const ForecastData& known) : m_known(known) {}
                Result<Forecasts> forecast(const ForecastData& data,
                                           std::span<const std::size_t> origins,
                                           jobs::JobContext&) const override {
                    Forecasts out(data, origins);
                    for (std::size_t i = 0; i < origins.size(); ++i)
                        for (std::size_t a = 0; a < data.assetCount(); ++a)
                            for (std::size_t k = 0; k < data.horizon; ++k)
                                out.point(i, a)[k] = 0.5 * m_known.label(a, origins[i], k + 1);
                    return out;
                }
                Result<std::string> serialize() const override { return std::string(); }

              private:
                ForecastData m_known;
            };
            return std::unique_ptr<Forecaster>(std::make_unique<Memory>(d));
        };
        const auto folds = makeFolds(data.rows(), data.horizon, smallPlan());
        VERIFY_OK(folds);
        const auto labels = checkLabels(cheat, {}, data, folds->folds.front(), {}, context);
        VERIFY_OK(labels);
        QVERIFY(!labels->passed);
    }

    void stopsAndKeepsWhatIsDone() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 1000, 4);
        jobs::PlainJobContext context;
        context.onMetric = [&](std::string_view, std::int64_t, double) {
            context.stop(jobs::StopRequest::KeepBest);
        };
        const auto report = evaluated(data, smallPlan(), context);
        VERIFY_OK(report);
        QVERIFY(
            std::ranges::none_of(report->models, [](const auto& m) { return m.id == "nbeats"; }));
        QVERIFY(std::ranges::any_of(report->models,
                                    [](const auto& m) { return m.id == "last_value"; }));
        context.stop(jobs::StopRequest::Discard);
        QVERIFY(!evaluated(data, smallPlan(), context));
    }

    void equalSeedsGiveEqualBytes() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 800, 4);
        jobs::PlainJobContext context;
        auto plan = smallPlan();
        plan.seeds = {1};
        const auto first = evaluated(data, plan, context), second = evaluated(data, plan, context);
        VERIFY_OK(first);
        VERIFY_OK(second);
        QCOMPARE(toCsv(*first), toCsv(*second));
        QVERIFY(forecastsCsv(*first, data) == forecastsCsv(*second, data));
        QVERIFY(toJson(*first).dump().find("nan") == std::string::npos);
    }
};

LOOM_TEST(EvaluateTest)
#include "test_evaluate.moc"
