// SPDX-License-Identifier: GPL-3.0-or-later
// What the board of an evaluation is made of: columns, line styles, sentences, calibration.
#include <algorithm>
#include <cmath>
#include <set>

#include "evaluations.h"
#include "forecast/evaluation/verdict.h"
#include "support/test_case.h"
#include "ui/pages/forecast/board/calibration.h"
#include "ui/pages/forecast/board/evaluation_words.h"
#include "ui/pages/forecast/board/model_styles.h"
#include "ui/pages/forecast/board/score_columns.h"

using namespace loom;
using namespace loom::studies;
using namespace loom::ui;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

class BoardWordsTest : public QObject {
    Q_OBJECT
    EvaluatePtr m_index, m_stocks;

  private Q_SLOTS:
    void initTestCase() {
        m_index = sampleEvaluations().index;
        m_stocks = sampleEvaluations().stocks;
        QVERIFY2(m_index && m_stocks, sampleEvaluations().problem.c_str());
    }

    /// Every metric of the report and every other score can be shown.
    void everyMetricIsReachable() {
        const auto& report = m_index->report;
        for (const auto target : {ScoreTarget::Returns, ScoreTarget::Prices}) {
            std::set<std::string> offered;
            for (const auto& column : scoreColumns(report, target))
                offered.insert(column.head.id.toStdString());
            for (const auto& [key, score] : report.models.front().metrics)
                if (key.starts_with(metricPrefix(target)) && std::isfinite(score.value))
                    QVERIFY2(offered.contains(key.substr(metricPrefix(target).size())),
                             key.c_str());
            for (const char* id : {"rmse",
                                   "mae",
                                   "mase",
                                   "rmsse",
                                   "r2_naive",
                                   "pinball",
                                   "crps_quantiles",
                                   "coverage_80",
                                   "width_95",
                                   "direction_horizon",
                                   "direction_base",
                                   "direction_interval",
                                   "direction_n",
                                   "pt_p",
                                   "ic",
                                   "rank_ic",
                                   "ic_p",
                                   "skill",
                                   "dm_p",
                                   "seconds",
                                   "seeds",
                                   "verdict"})
                QVERIFY2(offered.contains(id), id);
        }
        std::set<QString> prices;
        for (const auto& column : scoreColumns(report, ScoreTarget::Prices)) {
            prices.insert(column.head.id);
            if (column.head.id == u"smape") // the formula is shown
                QVERIFY(column.head.tip.contains(u"200"));
        }
        QVERIFY(prices.contains(u"mape"_s) && prices.contains(u"smape"_s));
    }

    void linesStayWithTheirModels() {
        const auto styles = modelStyles(m_index->report);
        auto turned = m_index->report;
        std::ranges::reverse(turned.models);
        for (const auto& [id, style] : modelStyles(turned)) {
            QVERIFY(style.ink == styles.at(id).ink);
            QCOMPARE(style.dash, styles.at(id).dash);
        }
        QVERIFY(styles.at("nbeats").ink.role == Role::Forecast);
        QVERIFY(styles.at("nbeats").dash != styles.at("lstm").dash);
        QVERIFY(styles.at("drift").ink.role == Role::Benchmark);
    }

    void verdictsInWords() {
        const auto only = evaluationVerdict(m_stocks->report);
        QVERIFY(only.judgement == generate::Judgement::NotJudged);
        auto planted = std::make_shared<EvaluateOutcome>(*m_index);
        auto& report = planted->report;
        auto best = std::ranges::find(report.models, false, &forecast::ModelScores::baseline);
        const auto judgedAs = [&](double statistic, double p) {
            for (auto& against : best->against)
                if (against.baseline == "last_value")
                    against = {.baseline = "last_value",
                               .skill = -statistic / 100,
                               .statistic = statistic,
                               .pValue = p,
                               .note = {}};
            forecast::judge(*best, report);
            report.verdict = forecast::overallVerdict(report);
            return evaluationVerdict(report);
        };
        auto verdict = judgedAs(-3, 0.004);
        QVERIFY(verdict.judgement == generate::Judgement::Pass);
        QVERIFY(verdict.claim.ends_with("is better than the last value."));
        QVERIFY(verdict.evidence.starts_with("Its squared error is 3.0 % lower (p = 0.004"));
        verdict = judgedAs(-1, 0.4);
        QVERIFY(verdict.judgement == generate::Judgement::Fail);
        QVERIFY(verdict.claim.ends_with("is not better than the last value."));
        QVERIFY(verdict.evidence.starts_with("Indistinguishable from last value: "));
        QVERIFY(judgedAs(3, 0.01).claim.ends_with("is worse than the last value."));
        report.leaks.push_back({.id = "features",
                                .title = "Features from cut data",
                                .passed = false,
                                .finding = "tomorrow differs"});
        verdict = evaluationVerdict(report);
        QVERIFY(verdict.judgement == generate::Judgement::Fail);
        QVERIFY(verdict.claim.find("leak test failed") != std::string::npos);
    }

    /// Shares by hand: five outcomes with levels 0.1, 0.5, 0.9 around -1, 0, 1.
    void calibration() {
        forecast::ForecastData data;
        data.horizon = 1;
        data.assets = {"A"};
        double log = 0;
        for (const double r : {0.0, -2.0, -0.5, 0.5, 0.7, 2.0, 0.0}) {
            log += r;
            data.times.push_back(std::int64_t(data.times.size()) * 86'400);
            data.sessions.push_back(std::int32_t(data.times.size()));
            data.closes.push_back(100 * std::exp(log));
        }
        VERIFY_OK(data.finish());
        const std::vector<std::size_t> origins{0, 1, 2, 3, 4};
        forecast::Forecasts forecasts(data, origins, {0.1, 0.5, 0.9});
        for (std::size_t i = 0; i < 5; ++i)
            std::ranges::copy(std::vector<double>{-1, 0, 1}, forecasts.quantile(i, 0).begin());
        const auto pit = pitHistogram(data, forecasts);
        QCOMPARE(pit.outcomes, 5u);
        QCOMPARE(pit.edges, (std::vector<double>{0, 0.1, 0.5, 0.9, 1}));
        const std::vector<double> expected{0.2 / 0.1, 0.2 / 0.4, 0.4 / 0.4, 0.2 / 0.1};
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(std::abs(pit.density[i] - expected[i]) < 1e-12);
        QCOMPARE(equityCurve({0.1, -0.5}),
                 (std::vector<double>{100, 110.00000000000001, 55.00000000000001}));
    }
};

LOOM_TEST(BoardWordsTest)
#include "test_board_words.moc"
