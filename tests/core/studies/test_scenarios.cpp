// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario sets and the augmentation study as runs, on the bundled factor funds.
#include "support/sample_panel.h"
#include "support/test_case.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

#include "studies/augment_run.h"
#include "studies/scenario_correlations.h"
#include "studies/scenario_figures.h"
#include "studies/scenario_run.h"
#include "studies/synthesize.h"
#include "studies/workbench.h"

using namespace loom;
using namespace loom::studies;

namespace {

DataSelection funds() {
    DataSelection out;
    out.file = LOOM_SOURCE_DIR "/resources/sample/" + tests::kFactorEtfs;
    return out;
}

} // namespace

class ScenarioRunTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<Workbench> m_workbench;
    StudyData m_data;
    jobs::PlainJobContext m_context;

    ScenarioStudy study(const char* generator) const {
        ScenarioStudy out;
        out.data = funds();
        out.model.id = generator;
        out.count = 300;
        out.length = 1;
        return out;
    }
    auto run(const ScenarioStudy& study) { return runScenarios(*m_workbench, study, m_context); }
    bool refused(const ScenarioStudy& study, const char* part) {
        const auto outcome = run(study);
        const bool found = !outcome.ok() && outcome.error().text().find(part) != std::string::npos;
        if (!found)
            qWarning("%s", outcome.ok() ? "no error" : outcome.error().text().c_str());
        return found;
    }

  private Q_SLOTS:
    void initTestCase() {
        auto opened = openWorkbench({.dataDir = m_folder.path().toStdString()});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
        auto data = loadStudyData(*m_workbench, funds(), {.paperTable = true}, 2,
                                  generate::MissingReturns::Refused);
        VERIFY_OK(data);
        m_data = std::move(*data);
        QCOMPARE(m_data.data().days(), std::size_t{2263});
    }

    void freeDrawsAreStoredAndFoundAgain() {
        auto plan = study("gaussian");
        plan.name = "free days";
        const auto outcome = run(plan);
        VERIFY_OK(outcome);
        const auto& set = *(*outcome)->set;
        QCOMPARE(set.count(), std::size_t{300});
        QCOMPARE(set.assets(), std::size_t{5});
        QVERIFY(!set.card().steered);
        VERIFY_OK(set.verify());
        const auto figures = figuresOf(set);
        QCOMPARE(figures.paths, std::size_t{300});
        QCOMPARE(figures.assets.back().asset, std::string("VLUE"));
        QVERIFY(figures.assets.back().worst < figures.assets.back().low);
        const auto found = findScenarioSet(m_workbench->tracking(), "free days");
        VERIFY_OK(found);
        QCOMPARE(found->file, (*outcome)->stored.file);
        const auto byRun = findScenarioSet(m_workbench->tracking(), found->run.value.substr(0, 8));
        VERIFY_OK(byRun);
        const auto tracked = m_workbench->tracking().run(found->run);
        VERIFY_OK(tracked);
        QCOMPARE(tracked->status, tracking::RunStatus::Finished);
        QCOMPARE(tracked->tag("quantloom.kind"), std::string_view("scenarios"));
        const auto none = findScenarioSet(m_workbench->tracking(), "nonesuch");
        QVERIFY(!none.ok());
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        QVERIFY(none.error().message.find("\"free days\"") != std::string::npos);
    }

    /// By hand: two assets, four days; quantiles interpolate between order statistics (type 7).
    void figuresAndWorstDaysByHand() {
        const double none = std::nan("");
        generate::TrainingData panel;
        panel.assets = {"A", "B"};
        panel.dates = {10, 11, 12, 13};
        panel.returns = {0.01, 0.03, -0.05, none, -0.02, -0.04, 0.02, 0.01};
        const auto figures = figuresOf(panel);
        QCOMPARE(figures.size(), std::size_t{2});
        QVERIFY(std::abs(figures[0].mean + 0.01) < 1e-12);
        QVERIFY(std::abs(figures[0].low - (-0.05 + 0.03 * 0.03)) < 1e-12);
        QCOMPARE(figures[0].worst, -0.05);
        QVERIFY(std::abs(figures[1].mean) < 1e-12); // of three days
        QCOMPARE(figures[1].worst, -0.04);
        const auto days = worstDays(panel, 2);
        QCOMPARE(days.size(), std::size_t{2});
        QCOMPARE(days[0].date.days, 11); // one asset of two is enough
        QCOMPARE(days[0].worstAsset, std::string("A"));
        QCOMPARE(days[1].date.days, 12);
        QCOMPARE(days[1].mean, -0.03);
        QCOMPARE(days[1].worst, -0.04);
        panel.dates.clear();
        QVERIFY(worstDays(panel, 2).empty());
    }

    /// Everything that is not the model's free law says so in the card and in each line of the CSV.
    void steeredSetsAreMarkedEverywhere() {
        auto shock = study("ppca"), like = study("ppca"), tails = study("ppca");
        shock.falls = {{"MTUM", 0.03}};
        like.likeDates = {Date::fromYmd(2020, 3, 16)};
        tails.tailScale = 2;
        for (const auto& plan : {shock, like, tails}) {
            const auto outcome = run(plan);
            VERIFY_OK(outcome);
            const auto& set = *(*outcome)->set;
            QVERIFY(set.card().steered);
            QVERIFY(set.card().description.find("Steered: no report may score") !=
                    std::string::npos);
            const auto csv = toCsv(set);
            QVERIFY(csv.starts_with("path,day,kind,MTUM,QUAL,SIZE,USMV,VLUE\n1,1,steered,"));
            QCOMPARE(std::ranges::count(csv, '\n'), 301);
            QVERIFY(csv.find(",free,") == std::string::npos);
            QCOMPARE((*outcome)->acceptedShare.has_value(), !plan.falls.empty());
        }
    }

    void anAugmentedSetHoldsRealAndSyntheticDays() {
        auto plan = study("gaussian");
        plan.name = "six times";
        plan.augment = 5;
        const auto outcome = run(plan);
        VERIFY_OK(outcome);
        const auto& set = *(*outcome)->set;
        QCOMPARE(set.count(), std::size_t{6});
        QCOMPARE(set.length(), m_data.data().days());
        QVERIFY(isAugmented(set.card()));
        const auto& augmented = set.card().details.at("augmented");
        QCOMPARE(augmented.at("real_from").get<std::string>(), std::string("2014-01-03"));
        QVERIFY(augmented.at("contains_real_rows").get<bool>());
        const auto& real = m_data.data().returns;
        for (std::size_t i = 0; i < real.size(); ++i)
            QCOMPARE(set.path(0)[i], static_cast<float>(real[i]));
        QVERIFY(toCsv(set).find("\n1,1,real,") != std::string::npos);
        // A later study learns from it like from any panel, and is never scored on it.
        auto later = study("ppca");
        later.data = {};
        later.data.set = "six times";
        const auto learnt = run(later);
        VERIFY_OK(learnt);
        QCOMPARE((*learnt)->data.data().days(), 6 * m_data.data().days());
        QCOMPARE((*learnt)->set->card().details.at("fitted_on").get<std::string>(),
                 "rows 1 to " + std::to_string(6 * m_data.data().days()) + " of 5 assets");
        later.model.id = "dcc_t";
        QVERIFY(refused(later, "learns from the order of days"));
        const auto scored = runSynthesize(
            *m_workbench, {.data = later.data, .model = {.id = "ppca", .preset = {}}}, m_context);
        QVERIFY(!scored);
        QVERIFY(scored.error().message.find("never to validate or score on") != std::string::npos);
    }

    void theStudyKeepsItsRunAndItsSet() {
        AugmentStudy plan{.data = funds()};
        plan.plan.generator = "ppca";
        plan.plan.step = 252;
        plan.plan.factor = 3;
        plan.plan.resamples = 199;
        plan.storeSetAs = "last window";
        const auto outcome = runAugment(*m_workbench, plan, m_context);
        VERIFY_OK(outcome);
        const auto tracked = m_workbench->tracking().run((*outcome)->run);
        VERIFY_OK(tracked);
        QCOMPARE(tracked->status, tracking::RunStatus::Finished);
        QVERIFY(tracked->metric("sharpe.max_sharpe_augmented") != nullptr);
        QCOMPARE(tracked->tag("quantloom.verdict"), std::string_view((*outcome)->report.verdict));
        for (const char* file : {"report/augment.json", "report/returns.csv", "report/weights.csv"})
            VERIFY_OK(m_workbench->tracking().readArtifact((*outcome)->run, file));
        QVERIFY((*outcome)->set.has_value());
        const auto set = generate::ScenarioSet::open((*outcome)->set->file);
        VERIFY_OK(set);
        QCOMPARE((*set)->count(), std::size_t{4});
        QCOMPARE((*set)->length(), std::size_t{504});
    }

    /// From the worst day of 2020 to a calm one, in the usual month, and marked.
    void aWayBetweenTwoDaysIsASet() {
        ScenarioStudy plan = study("vae");
        plan.model.params = {
            {"latent", 3}, {"hidden", 16}, {"epochs", 30}, {"decoder_noise", false}};
        plan.between = {Date::fromYmd(2020, 3, 16), Date::fromYmd(2019, 7, 1)};
        plan.count = 2;
        plan.length = 0; // the usual way: a month
        const auto outcome = run(plan);
        VERIFY_OK(outcome);
        const auto& set = *(*outcome)->set;
        QCOMPARE(set.length(), std::size_t{21});
        QVERIFY(set.card().steered);
        QVERIFY(set.card().description.find("from one real day to another") != std::string::npos);
        const auto mean = [&](std::size_t day) {
            double sum = 0;
            for (std::size_t a = 0; a < set.assets(); ++a)
                sum += static_cast<double>(set.path(0)[day * set.assets() + a]);
            return sum;
        };
        QVERIFY2(mean(0) < mean(20) - 0.02, qPrintable(QString::number(mean(0) - mean(20))));
    }

    /// What a run keeps as its study gives the same run again.
    void studiesReadBackFromJson() {
        ScenarioStudy plan = study("ppca");
        plan.name = "crash";
        plan.falls = {{"MTUM", 0.03}};
        plan.tailScale = 1.5;
        plan.seed = 7;
        const auto again = scenarioStudyFromJson(toJson(plan));
        VERIFY_OK(again);
        QCOMPARE(toJson(*again), toJson(plan));
        QCOMPARE(again->falls, plan.falls);
        ScenarioStudy other{.registered = "vae funds 1d",
                            .likeDates = {Date::fromYmd(2020, 3, 16)}};
        other.data.set = "six times";
        other.volatileShare = 0.05;
        other.between = {Date::fromYmd(2020, 3, 16), Date::fromYmd(2019, 7, 1)};
        const auto otherAgain = scenarioStudyFromJson(toJson(other));
        VERIFY_OK(otherAgain);
        QCOMPARE(toJson(*otherAgain), toJson(other));
        AugmentStudy augment{.name = "helps", .data = funds(), .storeSetAs = "kept"};
        augment.plan.factor = 3;
        augment.plan.params = {{"factors", 2}};
        augment.plan.seed = 5;
        const auto augmentAgain = augmentStudyFromJson(toJson(augment));
        VERIFY_OK(augmentAgain);
        QCOMPARE(toJson(*augmentAgain), toJson(augment));
        const auto says = [](const auto& result, const char* part) {
            return !result && result.error().message.find(part) != std::string::npos;
        };
        QVERIFY(says(scenarioStudyFromJson(Json::parse(
                         R"({"kind": "scenarios", "condition": {"falls": [{"fall": 2}]}})")),
                     "condition.falls[0]"));
        QVERIFY(
            says(augmentStudyFromJson(Json::parse(R"({"kind": "augment", "plan": {"stp": 1}})")),
                 "did you mean \"step\""));
        QVERIFY(
            says(scenarioStudyFromJson(Json::parse(
                     R"({"kind": "scenarios", "data": {"file": "a.csv", "from": "2020-01-01"}})")),
                 "data.from: selects from the cache"));
    }

    /// 20,000 days of the normal law with the panel's own covariance: what is left is noise.
    void correlationsAreCompared() {
        auto plan = study("gaussian");
        plan.count = 20'000;
        const auto outcome = run(plan);
        VERIFY_OK(outcome);
        const auto c = compareCorrelations(m_data.data(), *(*outcome)->set);
        QCOMPARE(c.days, std::size_t{20'000});
        QVERIFY(c.rms < 0.01);
        QVERIFY(c.rms < c.floorSampling);
        QVERIFY(c.floorSampling < c.floorHalves); // the market changed
        QVERIFY(std::abs(c.frobenius - c.rms * std::sqrt(20.0)) < 1e-12);
        QCOMPARE(std::ranges::count(toCsv(c, m_data.data().assets), '\n'), 11);
    }

    void badChoicesAreRefusedInWords() {
        auto plan = study("gaussian");
        plan.falls = {{"SPY", 0.1}};
        QVERIFY(refused(plan, "There is no asset SPY; the data have: MTUM"));
        plan.falls = {{"MTUM", 0.6}};
        QVERIFY(refused(plan, "too rare to draw from"));
        plan.volatileShare = 0.1;
        QVERIFY(refused(plan, "Choose either falls"));
        plan = study("gaussian");
        plan.likeDates = {Date::fromYmd(2020, 3, 16)};
        QVERIFY(refused(plan, "Gaussian cannot make days like given ones"));
        plan.model.id = "ppca";
        plan.likeDates = {Date::fromYmd(2020, 3, 15)};
        QVERIFY(refused(plan, "no return on 2020-03-15"));
        plan.likeDates.clear();
        plan.between = {Date::fromYmd(2020, 3, 16), Date::fromYmd(2019, 7, 1)};
        QVERIFY(refused(plan, "cannot make days between two given ones"));
        QVERIFY(refused(plan, "The model vae can."));
        plan.tailScale = 2;
        QVERIFY(refused(plan, "drawn on their own"));
        plan.tailScale = 1;
        plan.between.pop_back();
        QVERIFY(refused(plan, "needs two of them"));
        plan.between.clear();
        plan.tailScale = 50;
        QVERIFY(refused(plan, "The tail scale lies above 0"));
        plan.tailScale = 2;
        plan.augment = 5;
        QVERIFY(refused(plan, "free draws only"));
    }
};

LOOM_TEST(ScenarioRunTest)
#include "test_scenarios.moc"
