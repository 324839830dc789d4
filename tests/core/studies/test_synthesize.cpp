// SPDX-License-Identifier: GPL-3.0-or-later
// The study end to end on the bundled sample, without window and without network.
#include "support/test_case.h"

#include "studies/synthesize.h"
#include "studies/workbench.h"

#include <QTemporaryDir>

using namespace loom;
using namespace loom::studies;

namespace {

SynthesizeStudy bootstrapStudy() {
    SynthesizeStudy study;
    study.data = {.symbol = "^GSPC", .from = Date::fromYmd(2012, 1, 1), .source = "sample"};
    study.model = {.id = "stationary_bootstrap"};
    study.model.preset.clear();
    study.evaluation = {.paths = 60, .length = 0};
    return study;
}

/// Six bundled stocks, ten years.
SynthesizeStudy panelStudy(const char* model) {
    SynthesizeStudy study;
    study.data.symbols = {"AAPL", "BAC", "CVX", "JNJ", "KO", "XOM"};
    study.data.from = Date::fromYmd(2012, 1, 1);
    study.model = {.id = model};
    study.model.preset.clear();
    return study;
}

bool hasNote(const std::vector<std::string>& notes, const char* part) {
    return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
        return note.find(part) != std::string::npos;
    });
}

/// A QuantGAN small enough for a test: it says nothing about quality, only about the way there.
SynthesizeStudy tinyGanStudy(const Workbench& workbench) {
    SynthesizeStudy study = bootstrapStudy();
    study.model.id = "quantgan";
    study.model.params = workbench.generators().find("quantgan")->testParams;
    return study;
}

} // namespace

class SynthesizeTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<Workbench> m_workbench;

  private Q_SLOTS:
    void initTestCase() {
        auto opened = openWorkbench({.dataDir = m_folder.path().toStdString()});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
    }

    void aFirstStartFindsTheBundledSample() {
        auto reader = m_workbench->marketReader();
        VERIFY_OK(reader);
        const auto list = reader->list();
        VERIFY_OK(list);
        QVERIFY(list->size() >= 20);
        const auto series = m_workbench->loadSeries({.symbol = "^GSPC"});
        VERIFY_OK(series);
        QVERIFY(series->bars.size() > 5000);
    }

    void aStudyLeavesAFinishedRunWithItsReport() {
        jobs::PlainJobContext context;
        const auto outcome = runSynthesize(*m_workbench, bootstrapStudy(), context);
        VERIFY_OK(outcome);
        const auto& out = **outcome;
        const auto& data = out.dataset->data;
        QCOMPARE(out.scoredFrom, data.validationEnd);
        QCOMPARE(out.sample.paths.length, data.returns.size() - data.validationEnd);
        QCOMPARE(out.sample.paths.count, std::size_t{60});
        QVERIFY(out.report.columns.size() >= 4); // candidate, rivals and the control
        QVERIFY(!out.report.verdict.claim.empty());
        QVERIFY(!out.report.inSample);
        auto& store = m_workbench->tracking();
        const auto run = store.run(out.run);
        VERIFY_OK(run);
        QCOMPARE(run->status, tracking::RunStatus::Finished);
        QCOMPARE(run->param("model"), std::string_view("stationary_bootstrap"));
        QVERIFY(run->metric("acf_abs") != nullptr);
        const auto study = store.readArtifact(out.run, "study.json");
        VERIFY_OK(study);
        const auto again = synthesizeStudyFromJson(*parseJson(*study));
        VERIFY_OK(again);
        QVERIFY(*again == bootstrapStudy());
    }

    void aPanelLeavesARunWithReportAndPrivacy() {
        jobs::PlainJobContext context;
        const auto outcome = runSynthesize(*m_workbench, panelStudy("ppca"), context);
        VERIFY_OK(outcome);
        const auto& out = **outcome;
        QVERIFY(out.panel && !out.dataset);
        QCOMPARE(out.sample.paths.assets, std::size_t{6});
        QCOMPARE(out.sample.paths.count * out.sample.paths.length, kPanelDays); // days of no path
        QVERIFY(out.report.columns.front().timeless);
        QVERIFY(out.report.controlFails);
        QVERIFY(!out.report.inSample);
        QCOMPARE(out.privacy.window, std::size_t{1});
        QCOMPARE(out.privacy.trainingWindows, out.panel->data.trainEnd);
        QCOMPARE(out.privacy.holdoutWindows,
                 out.panel->data.days() - out.panel->data.validationEnd);
        QVERIFY(out.privacy.verdict.judgement == generate::Judgement::Pass); // copies nothing
        QVERIFY(hasNote(out.notes, "6 assets, 2012-01-03 to 2022-12-28"));
        QVERIFY(hasNote(out.notes, "draws days independently"));
        auto& store = m_workbench->tracking();
        const auto run = store.run(out.run);
        VERIFY_OK(run);
        QCOMPARE(run->status, tracking::RunStatus::Finished);
        QCOMPARE(run->param("symbols"), std::string_view("AAPL BAC CVX JNJ KO XOM"));
        QVERIFY(run->metric("privacy.exact_copies") != nullptr);
        const auto privacy = store.readArtifact(out.run, "privacy.json");
        VERIFY_OK(privacy);
        VERIFY_OK(generate::privacyReportFromJson(*parseJson(*privacy)));
        VERIFY_OK(store.readArtifact(out.run, "privacy.csv"));
        VERIFY_OK(store.readArtifact(out.run, "report/fidelity.json"));
        const auto study = store.readArtifact(out.run, "study.json");
        VERIFY_OK(study);
        QVERIFY(*synthesizeStudyFromJson(*parseJson(*study)) == panelStudy("ppca"));
    }

    void aBootstrapOfAPanelIsACopy() {
        jobs::PlainJobContext context;
        auto study = panelStudy("stationary_bootstrap");
        study.evaluation = {.paths = 5, .length = 300};
        const auto outcome = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(outcome);
        QCOMPARE((*outcome)->sample.paths.count, std::size_t{5});
        QCOMPARE((*outcome)->sample.paths.length, std::size_t{300});
        QVERIFY((*outcome)->privacy.verdict.judgement == generate::Judgement::Fail);
        QCOMPARE((*outcome)->privacy.rows.front().value, 1.0); // every day of it is a real one
    }

    void aTrainedPanelModelIsRegisteredAndFoundAgain() {
        jobs::PlainJobContext context;
        auto study = panelStudy("vae");
        study.model.params = m_workbench->generators().find("vae")->testParams;
        study.evaluation = {.paths = 2, .length = 300};
        const auto trained = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(trained);
        QCOMPARE((*trained)->origin.version, std::int64_t{1});
        const auto reused = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(reused);
        QVERIFY((*reused)->origin.reused);
        QVERIFY((*reused)->sample.paths.returns == (*trained)->sample.paths.returns);
        QCOMPARE(generate::toCsv((*reused)->privacy), generate::toCsv((*trained)->privacy));
    }

    void modelsThatDoNotFitTheDataAreRefusedByName() {
        jobs::PlainJobContext context;
        const auto says = [&](const SynthesizeStudy& study, const char* part) {
            const auto result = runSynthesize(*m_workbench, study, context);
            return !result && result.error().message.find(part) != std::string::npos;
        };
        auto study = panelStudy("garch");
        QVERIFY(says(study, "takes one series, this panel has 6 assets. Models that fit:"));
        study = bootstrapStudy();
        study.model.id = "ppca";
        QVERIFY(says(study, "needs at least 2; this study has one"));
        study = panelStudy("gaussian");
        study.data.symbols.push_back("NOPE1");
        study.data.symbols.push_back("NOPE2");
        QVERIFY(says(study, "No 1d bars of NOPE1, NOPE2 are stored"));
    }

    void withoutAHoldoutPrivacyIsAtBestBorderline() {
        jobs::PlainJobContext context;
        auto study = panelStudy("gaussian");
        study.split.paperTable = true;
        study.evaluation = {.paths = 2, .length = 500};
        const auto outcome = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(outcome);
        QCOMPARE((*outcome)->privacy.holdoutWindows, std::size_t{0});
        QVERIFY((*outcome)->privacy.verdict.judgement == generate::Judgement::Borderline);
    }

    void aPeriodBeyondTheStoredPricesIsSaid() {
        jobs::PlainJobContext context;
        auto study = bootstrapStudy();
        study.data.to = Date::fromYmd(2021, 9, 1);
        const auto outcome = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(outcome);
        const auto& notes = (*outcome)->notes;
        QVERIFY(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.find("end on 2020-04-17, before the 2021-09-01") != std::string::npos;
        }));
    }

    void equalStudiesGiveEqualPathsAndReports() {
        jobs::PlainJobContext context;
        const auto one = runSynthesize(*m_workbench, bootstrapStudy(), context);
        const auto two = runSynthesize(*m_workbench, bootstrapStudy(), context);
        VERIFY_OK(one);
        VERIFY_OK(two);
        QVERIFY((*one)->sample.paths.returns == (*two)->sample.paths.returns);
        QCOMPARE(generate::toCsv((*one)->report), generate::toCsv((*two)->report));
    }

    void theFutureOfTheTestPartDoesNotReachTheModel() {
        // The same study on a series whose test part was rewritten must train to the same bytes.
        const auto stored = m_workbench->loadSeries({.symbol = "^GSPC", .source = "sample"});
        VERIFY_OK(stored);
        auto changed = *stored;
        const auto study = bootstrapStudy();
        const auto before = makeDataset(changed, study.data, study.split, 1);
        VERIFY_OK(before);
        const Date firstTested = before->dates[before->data.validationEnd + 1];
        for (auto& bar : changed.bars)
            if (bar.date() > firstTested)
                bar.close *= 1.5 + 0.01 * static_cast<double>(bar.time % 7);
        const auto after = makeDataset(changed, study.data, study.split, 1);
        VERIFY_OK(after);
        const auto* info = m_workbench->generators().find("stationary_bootstrap");
        const auto params = resolvedParams(m_workbench->generators(), study.model);
        VERIFY_OK(params);
        jobs::PlainJobContext context;
        const auto fit = [&](const Dataset& set) {
            auto generator = info->fit(set.data, {.params = *params, .seed = 1}, context);
            return generator ? *(*generator)->serialize() : std::string("failed");
        };
        QCOMPARE(fit(*before), fit(*after));
    }

    void aRegisteredModelIsUsedAtOnceUntilRetrainIsAsked() {
        if (m_workbench->generators().find("quantgan") == nullptr)
            QSKIP("this build has no QuantGAN");
        jobs::PlainJobContext context;
        auto study = tinyGanStudy(*m_workbench);
        const auto trained = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(trained);
        QVERIFY(!(*trained)->origin.reused);
        QCOMPARE((*trained)->origin.version, std::int64_t{1});
        const auto reused = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(reused);
        QVERIFY((*reused)->origin.reused);
        QCOMPARE((*reused)->origin.version, std::int64_t{1});
        QVERIFY((*reused)->sample.paths.returns == (*trained)->sample.paths.returns);
        study.retrain = true;
        const auto again = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(again);
        QVERIFY(!(*again)->origin.reused);
        QVERIFY((*again)->sample.paths.returns == (*trained)->sample.paths.returns);
        QVERIFY(!(*again)->notes.empty());
    }

    void stoppingAndDiscardingClosesTheRunAsKilled() {
        if (m_workbench->generators().find("quantgan") == nullptr)
            QSKIP("this build has no QuantGAN");
        jobs::PlainJobContext context;
        context.onMetric = [&](std::string_view, std::int64_t, double) {
            context.stop(jobs::StopRequest::Discard);
        };
        auto study = tinyGanStudy(*m_workbench);
        study.seed = 99;
        const auto outcome = runSynthesize(*m_workbench, study, context);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        const auto runs = m_workbench->tracking().search({.filter = "params.seed = '99'"});
        VERIFY_OK(runs);
        QCOMPARE(runs->size(), std::size_t{1});
        QCOMPARE(runs->front().status, tracking::RunStatus::Killed);
    }

    void stoppingAndKeepingTheBestStillEndsInAReport() {
        jobs::PlainJobContext context;
        context.onMetric = [&](std::string_view, std::int64_t, double) {
            context.stop(jobs::StopRequest::KeepBest);
        };
        auto study = tinyGanStudy(*m_workbench);
        study.model.params["steps"] = 150;
        study.model.params["epochs"] = 0;
        study.seed = 98;
        const auto outcome = runSynthesize(*m_workbench, study, context);
        VERIFY_OK(outcome);
        QVERIFY((*outcome)->origin.stoppedEarly);
        QVERIFY(!(*outcome)->report.rows.empty());
        const auto run = m_workbench->tracking().run((*outcome)->run);
        QCOMPARE(run->status, tracking::RunStatus::Finished);
        jobs::PlainJobContext calm;
        const auto reused = runSynthesize(*m_workbench, study, calm);
        VERIFY_OK(reused);
        QVERIFY((*reused)->origin.reused && (*reused)->origin.stoppedEarly);
        study.retrain = true; // goes on from the checkpoint to the end
        const auto whole = runSynthesize(*m_workbench, study, calm);
        VERIFY_OK(whole);
        QVERIFY(!(*whole)->origin.stoppedEarly);
    }

    void wrongStudiesAreRefusedBeforeARunIsMade() {
        jobs::PlainJobContext context;
        const auto before = m_workbench->tracking().count({});
        auto study = bootstrapStudy();
        study.data.symbol = "NOPE";
        QCOMPARE(runSynthesize(*m_workbench, study, context).error().code, ErrorCode::NotFound);
        study = bootstrapStudy();
        study.data.from = Date::fromYmd(2031, 1, 1);
        QCOMPARE(runSynthesize(*m_workbench, study, context).error().code, ErrorCode::NoData);
        study = bootstrapStudy();
        study.model.id = "nope";
        QVERIFY(runSynthesize(*m_workbench, study, context).error().message.find("model.id") !=
                std::string::npos);
        study = bootstrapStudy();
        study.data.from = Date::fromYmd(2020, 3, 1);
        QCOMPARE(runSynthesize(*m_workbench, study, context).error().code, ErrorCode::InvalidInput);
        QCOMPARE(*m_workbench->tracking().count({}), *before);
    }
};

LOOM_TEST(SynthesizeTest)
#include "test_synthesize.moc"
