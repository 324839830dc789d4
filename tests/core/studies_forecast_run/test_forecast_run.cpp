// SPDX-License-Identifier: GPL-3.0-or-later
// The studies of forecasters end to end on the bundled S&P 500 and factor funds: trained, kept,
// used again, judged, and what is refused.
#include <algorithm>
#include <cmath>
#include <set>

#include <QTemporaryDir>

#include "base/random.h"
#include "studies/forecast_explain.h"
#include "studies/forecast_run.h"
#include "studies/workbench.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::studies;

namespace {

ForecastSelection index(const char* from = "2012-01-03") {
    ForecastSelection out;
    out.symbols = {"^GSPC"};
    out.from = parseIsoDate(from).value();
    out.horizon = 5;
    return out;
}

ForecastSelection funds() {
    ForecastSelection out;
    out.symbols = {"MTUM", "QUAL", "USMV"};
    out.frequency = forecast::Frequency::Week1;
    out.horizon = 1;
    out.alignment = Alignment::Inner;
    return out;
}

ForecastStudy smallStudy() {
    return {.data = index(),
            .model = {.id = "nbeats",
                      .preset = "quick",
                      .params = {{"steps", 40}, {"stacks", 2}, {"width", 16}, {"layers", 2}}}};
}

} // namespace

class ForecastRunTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<Workbench> m_workbench;
    jobs::PlainJobContext m_context;

    std::string runText(const tracking::RunId& run, const char* file) const {
        const auto text = m_workbench->tracking().readArtifact(run, file);
        return text ? *text : text.error().text();
    }

  private Q_SLOTS:
    void initTestCase() {
        auto opened = openWorkbench({.dataDir = m_folder.path().toStdString()});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
    }

    void trainsKeepsAndPredictsAgain() {
        const auto first = runForecast(*m_workbench, smallStudy(), m_context);
        VERIFY_OK(first);
        const auto& next = (*first)->next;
        QCOMPARE(next.paths.size(), std::size_t{1});
        QCOMPARE(next.paths[0].steps.size(), std::size_t{5});
        QCOMPARE(next.levels.size(), std::size_t{5});
        // The sample ends on Friday 2020-04-17: the next session is Monday the 20th.
        QCOMPARE(toIso(Timestamp{next.paths[0].steps[0].time}.utcDate()),
                 std::string("2020-04-20"));
        QCOMPARE(toIso(Timestamp{next.paths[0].steps[4].time}.utcDate()),
                 std::string("2020-04-24"));
        for (const auto& step : next.paths[0].steps) {
            QVERIFY(std::ranges::is_sorted(step.quantiles));
            QVERIFY(std::abs(step.price / next.paths[0].lastClose - std::exp(step.logReturn)) <
                    1e-12);
            QVERIFY(step.quantiles.front() < step.price && step.price < step.quantiles.back());
        }
        // The same days for an explanation; of an earlier origin those that came, first.
        const auto& data = (*first)->dataset;
        const std::size_t last = data.data->rows() - 1;
        const auto& calendar = *m_workbench->calendar();
        const auto days = targetTimes(calendar, data, {.asset = 0, .origin = last});
        const auto earlier = targetTimes(calendar, data, {.asset = 0, .origin = last - 2});
        QCOMPARE(days.size(), std::size_t{5});
        QCOMPARE(earlier.size(), std::size_t{5});
        for (std::size_t k = 0; k < days.size(); ++k) {
            QCOMPARE(days[k], next.paths[0].steps[k].time);
            QCOMPARE(earlier[k], k < 2 ? data.data->times[last - 1 + k] : days[k - 2]);
        }
        QVERIFY(!(*first)->trained->origin.reused);
        QVERIFY(runText((*first)->run, "forecast/next.csv").starts_with("symbol,made_at,step"));

        const auto second = runForecast(*m_workbench, smallStudy(), m_context);
        VERIFY_OK(second);
        QVERIFY((*second)->trained->origin.reused);
        QCOMPARE((*second)->trained->origin.version, std::int64_t{1});
        const auto again = predictAgain(*m_workbench, (*first)->trained->origin, m_context);
        VERIFY_OK(again);
        const auto frequency = forecast::Frequency::Day1;
        QCOMPARE(toCsv((*second)->next, frequency), toCsv(next, frequency));
        QCOMPARE(toCsv((*again)->next, frequency), toCsv(next, frequency));
    }

    void anotherSeedIsAnotherModel() {
        auto study = smallStudy();
        study.seed = 7;
        const auto outcome = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(outcome);
        QVERIFY(!(*outcome)->trained->origin.reused);
    }

    void aStoppedTrainingIsUsedAndTrainedAnewNextTime() {
        auto study = smallStudy();
        study.seed = 8;
        study.model.params["steps"] = 100000;
        study.model.params["patience"] = 0;
        jobs::PlainJobContext context;
        context.onMetric = [&](std::string_view, std::int64_t, double) {
            context.stop(jobs::StopRequest::KeepBest);
        };
        const auto outcome = runForecast(*m_workbench, study, context);
        VERIFY_OK(outcome);
        QVERIFY((*outcome)->trained->origin.stoppedEarly);
        QVERIFY(!(*outcome)->next.paths[0].steps.empty());
        context.stop(jobs::StopRequest::Discard);
        const auto discarded = runForecast(*m_workbench, study, context);
        QVERIFY(!discarded);
        QCOMPARE(discarded.error().code, ErrorCode::Cancelled);
    }

    /// As after a crash: the run is killed, its checkpoint is there.
    void anInterruptedTrainingGoesOn() {
        auto study = smallStudy();
        study.seed = 9;
        study.model.params["steps"] = 300;
        study.model.params["patience"] = 0;
        study.model.params["lookbacks"] = "2,3"; // two members
        jobs::PlainJobContext crashing;
        crashing.onMetric = [&](std::string_view, std::int64_t step, double) {
            if (step >= 60)
                crashing.stop(jobs::StopRequest::KeepBest);
        };
        const auto half = runForecast(*m_workbench, study, crashing);
        VERIFY_OK(half);
        VERIFY_OK(m_workbench->tracking().setRunStatus((*half)->run, tracking::RunStatus::Killed));

        const auto waiting = interruptedForecast(*m_workbench, "last");
        VERIFY_OK(waiting);
        QCOMPARE(waiting->run, (*half)->run);
        QVERIFY(waiting->study == study);
        std::int64_t firstStep = 0;
        jobs::PlainJobContext calm;
        calm.onLog = [&](jobs::LogLevel, std::string_view text) {
            if (text.starts_with("Goes on from step "))
                firstStep =
                    std::max<std::int64_t>(firstStep, std::stoll(std::string(text.substr(18))));
        };
        const auto whole = resumeForecast(*m_workbench, *waiting, calm);
        VERIFY_OK(whole);
        QVERIFY(firstStep >= 60 && firstStep < 300);
        QVERIFY(!(*whole)->trained->origin.stoppedEarly && !(*whole)->trained->origin.reused);
        const auto curve =
            m_workbench->tracking().metricHistory((*whole)->run, "member_1/validation_loss");
        VERIFY_OK(curve);
        QVERIFY(curve->front().step < 60); // of the interrupted run
        QCOMPARE(curve->back().step, std::int64_t{300});
        QVERIFY(interruptedForecasts(*m_workbench)->empty()); // its checkpoint is gone
        QCOMPARE(interruptedForecast(*m_workbench, "last").error().code, ErrorCode::NotFound);
    }

    void learntQuantilesBecomeIntervals() {
        auto study = smallStudy();
        study.intervals = forecast::Intervals::Quantiles;
        const auto outcome = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(outcome);
        QVERIFY(!(*outcome)->trained->origin.reused); // another model than that without quantiles
        QCOMPARE((*outcome)->trained->intervals.base(), forecast::IntervalBase::Quantiles);
        const auto& steps = (*outcome)->next.paths[0].steps;
        for (const auto& step : steps)
            QVERIFY(std::ranges::is_sorted(step.quantiles) &&
                    step.quantiles.front() < step.quantiles.back());
        const auto again = predictAgain(*m_workbench, (*outcome)->trained->origin, m_context);
        VERIFY_OK(again);
        QCOMPARE(toCsv((*again)->next, forecast::Frequency::Day1),
                 toCsv((*outcome)->next, forecast::Frequency::Day1));

        study.model = {.id = "ridge", .preset = ""};
        const auto plain = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(plain);
        QCOMPARE((*plain)->trained->intervals.base(), forecast::IntervalBase::Point);
        QVERIFY(std::ranges::any_of((*plain)->notes, [](const auto& note) {
            return note.find("learns no quantiles") != std::string::npos;
        }));
        EvaluateStudy judged{.data = index("2015-01-02"), .models = {smallStudy().model}};
        judged.plan.folds = 2;
        judged.plan.seeds = {1};
        judged.plan.intervals = forecast::Intervals::Quantiles;
        const auto board = runEvaluate(*m_workbench, judged, m_context);
        VERIFY_OK(board);
        const auto found = std::ranges::find((*board)->report.models, std::string("nbeats"),
                                             &forecast::ModelScores::id);
        const double covered = found->metrics.at("returns.coverage_80").value;
        QVERIFY2(std::abs(covered - 80) < 6, std::to_string(covered).c_str());
    }

    /// White noise and a random walk, planted; and what the study of the index says of its own.
    void saysWhichSeriesHaveALevelToReturnTo() {
        forecast::ForecastData data;
        data.assets = {"A", "B"};
        data.featureNames = {"noise", "walk", "day_of_week_sin"};
        constexpr std::size_t kRows = 600;
        Rng rng(5);
        std::vector<double> walk(kRows);
        for (std::size_t i = 1; i < kRows; ++i)
            walk[i] = walk[i - 1] + rng.normal();
        for (std::size_t i = 0; i < kRows; ++i) {
            data.times.push_back(static_cast<std::int64_t>(i) * 86400);
            data.sessions.push_back(static_cast<std::int32_t>(i));
        }
        for (std::size_t a = 0; a < 2; ++a) {
            double log = 0;
            for (std::size_t i = 0; i < kRows; ++i) {
                log += 0.01 * rng.normal();
                data.closes.push_back(i == 50 ? forecast::kMissing : std::exp(log));
                data.features.insert(data.features.end(), {rng.normal(), walk[i], 0.5});
            }
        }
        VERIFY_OK(data.finish());
        const auto checks = checkStationarity(data, 0, kRows, m_context);
        VERIFY_OK(checks);
        std::vector<std::string> found;
        for (const auto& check : *checks)
            found.push_back(check.asset + " " + check.series + " " +
                            stats::verdictId(check.result.verdict));
        QCOMPARE(found, (std::vector<std::string>{"A return stationary", "B return stationary",
                                                  "A noise stationary", "B noise stationary",
                                                  " walk unit_root"})); // one for both assets
        QVERIFY(stationarityNotes(*checks)[1].starts_with("Unit root: walk. Give the model"));

        auto study = smallStudy();
        study.seed = 10;
        const auto outcome = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(outcome);
        QCOMPARE((*outcome)->stationarity.front().series, std::string("return"));
        QVERIFY(runText((*outcome)->run, "forecast/stationarity.csv").starts_with("asset,series"));
    }

    void aRefusedParameterLeavesNoRun() {
        auto study = smallStudy();
        study.model.params["lookbacks"] = "0";
        const auto before = m_workbench->tracking().count({});
        const auto refused = runForecast(*m_workbench, study, m_context);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
        QCOMPARE(*m_workbench->tracking().count({}), *before);
    }

    void judgesModelsBesideTheBaselines() {
        EvaluateStudy study{.data = index("2015-01-02"), .models = {smallStudy().model}};
        study.plan.folds = 2;
        study.plan.seeds = {1};
        const auto outcome = runEvaluate(*m_workbench, study, m_context);
        VERIFY_OK(outcome);
        const auto& report = (*outcome)->report;
        QVERIFY(report.models.size() >= 10);
        for (const char* id : {"last_value", "drift", "mean", "always_up", "ridge", "nbeats"})
            QVERIFY2(std::ranges::any_of(report.models, [&](const auto& m) { return m.id == id; }),
                     id);
        QCOMPARE(report.leaks.size(), std::size_t{3});
        for (const auto& leak : report.leaks)
            QVERIFY2(leak.passed, leak.finding.c_str());
        QVERIFY(runText((*outcome)->run, "report/evaluation.csv").starts_with("model,metric"));
        const auto run = m_workbench->tracking().run((*outcome)->run);
        VERIFY_OK(run);
        QVERIFY(std::ranges::any_of(
            run->metrics, [](const auto& metric) { return metric.key == "skill.nbeats"; }));
    }

    /// The board of a workspace: from what the evaluation kept, as it was, and no new run.
    void aBoardIsRecalledWithoutTraining() {
        EvaluateStudy study{.data = index("2015-01-02"), .models = {smallStudy().model}};
        study.plan.folds = 2;
        study.plan.seeds = {7};
        const auto early = recallEvaluate(*m_workbench, study, {"none"}, m_context);
        QVERIFY(!early);
        QCOMPARE(early.error().code, ErrorCode::NotFound);
        const auto made = runEvaluate(*m_workbench, study, m_context);
        VERIFY_OK(made);
        const auto runs = m_workbench->tracking().count({});
        const auto recalled = recallEvaluate(*m_workbench, study, (*made)->run, m_context);
        VERIFY_OK(recalled);
        QCOMPARE(*m_workbench->tracking().count({}), *runs);
        QVERIFY((*recalled)->run == (*made)->run);
        QCOMPARE((*recalled)->report.verdict, (*made)->report.verdict);
        for (std::size_t i = 0; i < (*made)->report.models.size(); ++i) {
            QCOMPARE((*recalled)->report.models[i].id, (*made)->report.models[i].id);
            QCOMPARE((*recalled)->report.models[i].losses, (*made)->report.models[i].losses);
        }
        study.plan.test = true; // these rows nobody has seen: nothing to recall
        QVERIFY(!recallEvaluate(*m_workbench, study, (*made)->run, m_context));
        QCOMPARE(*testLooks(*m_workbench, study.data), std::size_t{0});
    }

    void countsLooksAtTheLockedRows() {
        EvaluateStudy study{.data = index("2015-01-02")};
        const auto before = testLooks(*m_workbench, study.data);
        VERIFY_OK(before);
        QCOMPARE(*before, std::size_t{0});
        study.plan.test = true;
        for (const std::size_t expected : {1U, 2U}) {
            study.data.horizon = expected; // another horizon is a look at the same rows
            const auto outcome = runEvaluate(*m_workbench, study, m_context);
            VERIFY_OK(outcome);
            QCOMPARE((*outcome)->testLooks, expected);
        }
    }

    void weeksOfSeveralFundsTogether() {
        ForecastStudy study{.data = funds(),
                            .model = {.id = "lstm_transformer",
                                      .preset = "quick",
                                      .params = {{"steps", 20}, {"hidden", 8}, {"heads", 2}}}};
        const auto outcome = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(outcome);
        QCOMPARE((*outcome)->next.paths.size(), std::size_t{3});
        // The sample ends on 2022-12-28, in a week that is not over: forecast is its own close.
        const auto& step = (*outcome)->next.paths[0].steps.front();
        QCOMPARE(toIso(Timestamp{step.time}.utcDate()), std::string("2022-12-30"));
        const auto& data = *(*outcome)->dataset.data;
        const auto maps = (*outcome)->trained->model->attention(data, data.rows() - 1);
        VERIFY_OK(maps);
        QCOMPARE(maps->size, std::size_t{30});
        QCOMPARE(maps->heads, std::size_t{2});
        for (std::size_t query = 0; query < maps->size; ++query) {
            double sum = 0;
            for (std::size_t key = 0; key < maps->size; ++key)
                sum += static_cast<double>(maps->weights[query * maps->size + key]);
            QVERIFY(std::abs(sum - 1) < 1e-5);
        }
        QCOMPARE(maps->labels.back(), std::string("2022-12-23"));
    }

    /// One that stopped two sessions earlier is forecast from its own last bar, one that stopped
    /// long ago is not, and both are told.
    void assetsThatEndEarlierAreForecastFromThere() {
        auto series = m_workbench->loadSeries({.symbol = "KO"});
        VERIFY_OK(series);
        std::vector<market::Series> made;
        for (const auto& [symbol, dropped] : {std::pair("KO2", 2), std::pair("KO9", 9)}) {
            made.push_back(*series);
            made.back().instrument.symbol = symbol;
            made.back().source = "import";
            made.back().bars.resize(series->bars.size() - static_cast<std::size_t>(dropped));
        }
        VERIFY_OK(m_workbench->importSeries(made));
        auto study = smallStudy();
        study.data.symbols = {"KO", "KO2", "KO9"};
        const auto outcome = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(outcome);
        const auto& paths = (*outcome)->next.paths;
        const auto count = series->bars.size();
        QCOMPARE(paths[0].madeAt, series->bars[count - 1].time);
        QCOMPARE(paths[1].madeAt, series->bars[count - 3].time);
        QCOMPARE(paths[1].steps.front().time, series->bars[count - 2].time);
        QCOMPARE(paths[1].lastClose, series->bars[count - 3].close);
        QVERIFY(paths[2].steps.empty());
        QVERIFY(paths[2].why.find("last 5 sessions") != std::string::npos);
        const auto notes = (*outcome)->next.notes;
        QVERIFY(std::ranges::any_of(notes, [](const auto& note) {
            return note.find("1 of 3 assets have no bar") != std::string::npos;
        }));
    }

    void studiesSurviveTheirJson() {
        const auto forecastStudy = smallStudy();
        const auto again = forecastStudyFromJson(toJson(forecastStudy));
        VERIFY_OK(again);
        QVERIFY(*again == forecastStudy);
        EvaluateStudy evaluateStudy{.data = funds(), .models = {smallStudy().model}};
        evaluateStudy.plan.seeds = {4, 5};
        evaluateStudy.plan.coverages = {0.5, 0.9};
        evaluateStudy.retrain = true;
        const auto back = evaluateStudyFromJson(toJson(evaluateStudy));
        VERIFY_OK(back);
        QVERIFY(*back == evaluateStudy);
        auto broken = toJson(evaluateStudy);
        broken["plan"]["folds"] = 0;
        const auto refused = evaluateStudyFromJson(broken);
        QVERIFY(!refused);
        QVERIFY(refused.error().text().find("plan.folds") != std::string::npos);
    }

    void saysWhatIsWrong() {
        auto study = smallStudy();
        study.model.id = "oracle";
        const auto unknown = runForecast(*m_workbench, study, m_context);
        QVERIFY(!unknown);
        QVERIFY(unknown.error().text().find("there is no forecaster \"oracle\"") !=
                std::string::npos);
        study = smallStudy();
        study.data.from = parseIsoDate("2020-04-01").value();
        const auto tooShort = runForecast(*m_workbench, study, m_context);
        QVERIFY(!tooShort);
        QCOMPARE(tooShort.error().code, ErrorCode::InvalidInput);
        study = {.data = index(), .model = {.id = "lstm_transformer", .preset = "quick"}};
        const auto alone = runForecast(*m_workbench, study, m_context);
        QVERIFY(!alone);
        QVERIFY(alone.error().text().find("several assets") != std::string::npos);
        EvaluateStudy twice{.data = index(), .models = {smallStudy().model, smallStudy().model}};
        const auto refused = runEvaluate(*m_workbench, twice, m_context);
        QVERIFY(!refused);
        QVERIFY(refused.error().text().find("twice") != std::string::npos);
    }

    /// Two seeds of one study, and a study that differs in more than its seed.
    void checksOfExplanationsFindTheOtherSeeds() {
        auto study = smallStudy();
        study.seed = 21;
        const auto first = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(first);
        study.seed = 22;
        const auto second = runForecast(*m_workbench, study, m_context);
        VERIFY_OK(second);
        study.seed = 23;
        study.model.params["width"] = 8;
        VERIFY_OK(runForecast(*m_workbench, study, m_context));
        const auto& trained = *(*first)->trained;
        const auto others = trainedWithOtherSeeds(*m_workbench, trained);
        VERIFY_OK(others);
        std::set<std::uint64_t> seeds; // other tests train seeds of this study too
        for (const auto& other : *others)
            seeds.insert(other.study.seed);
        QVERIFY(seeds.contains(22));
        QVERIFY(!seeds.contains(21) && !seeds.contains(23));

        const auto& set = (*first)->dataset;
        const ExplainPlace place{.asset = 0, .origin = set.data->rows() - 1};
        const auto stability =
            checkStability(trained, *others, set, place, {.step = 5}, {.origins = 2}, m_context);
        VERIFY_OK(stability);
        QCOMPARE(stability->models, others->size() + 1);
        QCOMPARE(stability->origins, std::size_t{2});
        const auto fresh = checkFreshWeights(trained, set, place, {.step = 5},
                                             {.origins = 1, .draws = 2}, m_context);
        VERIFY_OK(fresh);
        QCOMPARE(fresh->draws, std::size_t{2});
        QVERIFY(freshWeightsVerdict(*fresh).ends_with('.'));
        QVERIFY(freshWeightsVerdict({.looksAlike = true}) != freshWeightsVerdict({}));
    }
};

LOOM_TEST(ForecastRunTest)
#include "test_forecast_run.moc"
