// SPDX-License-Identifier: GPL-3.0-or-later
// Several generators on the same split, and sharing, on the bundled sample without a network.
#include "support/test_case.h"

#include "studies/compare.h"
#include "studies/panel_csv.h"
#include "studies/share.h"
#include "studies/workbench.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <set>

using namespace loom;
using namespace loom::studies;

namespace {

CompareStudy panelStudy(std::vector<ModelChoice> models) {
    CompareStudy study;
    study.data.symbols = {"AAPL", "BAC", "CVX", "JNJ", "KO"};
    study.data.from = Date::fromYmd(2016, 1, 1);
    study.models = std::move(models);
    study.evaluation = {.paths = 4, .length = 250};
    return study;
}

ModelChoice model(const char* id, const char* preset = "", Json params = Json::object()) {
    return {.id = id, .preset = preset, .params = std::move(params)};
}

bool hasNote(const std::vector<std::string>& notes, const char* part) {
    return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
        return note.find(part) != std::string::npos;
    });
}

} // namespace

class CompareTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<Workbench> m_workbench;

    std::shared_ptr<const CompareOutcome> compared(const CompareStudy& study) const {
        jobs::PlainJobContext context;
        const auto outcome = runCompare(*m_workbench, study, context);
        if (!outcome) {
            qWarning("%s", outcome.error().text().c_str());
            return nullptr;
        }
        return *outcome;
    }

    std::shared_ptr<const SynthesizeOutcome> synthesized(const char* id) const {
        auto study = synthesizeStudyOf(panelStudy({model(id)}), 0);
        study.data.from = Date::fromYmd(2012, 1, 1);
        jobs::PlainJobContext context;
        const auto outcome = runSynthesize(*m_workbench, study, context);
        return outcome ? *outcome : nullptr;
    }

    /// How many of all real days, parts of no interest included, were generated exactly.
    static std::size_t realDaysAmong(const SynthesizeOutcome& outcome) {
        const auto rowsOf = [&](const auto& values) {
            std::set<std::vector<float>> rows;
            for (std::size_t at = 0; at < values.size(); at += outcome.panel->assets())
                rows.emplace(values.begin() + static_cast<std::ptrdiff_t>(at),
                             values.begin() +
                                 static_cast<std::ptrdiff_t>(at + outcome.panel->assets()));
            return rows;
        };
        const auto real = rowsOf(outcome.panel->data.returns);
        const auto made = rowsOf(outcome.sample.paths.returns);
        return static_cast<std::size_t>(std::count_if(
            real.begin(), real.end(), [&](const auto& row) { return made.contains(row); }));
    }

    QByteArray shared(const char* name) const {
        QFile file(m_folder.filePath(QStringLiteral("share/")) + QString::fromLatin1(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// The evidence begins with the generator that stands highest on the board.
    static bool verdictNamesTheFirst(const CompareOutcome& out) {
        const auto first = std::ranges::find_if(
            out.board, [](const BoardRow& row) { return row.entry.has_value(); });
        return first != out.board.end() &&
               out.report.verdict.evidence.starts_with(out.report.columns[first->column].title);
    }

    void theRunHoldsTheBoard(const CompareOutcome& out) const {
        auto& store = m_workbench->tracking();
        const auto run = store.run(out.run);
        VERIFY_OK(run);
        QCOMPARE(run->status, tracking::RunStatus::Finished);
        QCOMPARE(run->param("models"), std::string_view("gaussian stationary_bootstrap vae garch"));
        QVERIFY(run->metric("vae/rows_failed") != nullptr);
        const auto board = store.readArtifact(out.run, "board.csv");
        VERIFY_OK(board);
        QCOMPARE(std::count(board->begin(), board->end(), '\n'),
                 static_cast<std::ptrdiff_t>(out.board.size() + 1));
        VERIFY_OK(store.readArtifact(out.run, "privacy/stationary_bootstrap.csv"));
        const auto study = store.readArtifact(out.run, "study.json");
        VERIFY_OK(study);
        QVERIFY(*compareStudyFromJson(*parseJson(*study)) == out.study);
    }

  private Q_SLOTS:
    /// By hand: three models of ten rows. A copy with as many failed rows stands below, one with
    /// more than one failed row less stands above.
    void whatRepeatsHistoryStandsLower() {
        generate::FidelityReport report;
        std::vector<CompareEntry> entries;
        const auto add = [&](const char* id, std::size_t failed, generate::Judgement privacy) {
            generate::FidelityColumn column;
            column.id = id;
            column.failed = failed;
            column.passed = 10 - failed;
            report.columns.push_back(column);
            CompareEntry entry;
            entry.id = id;
            entry.privacy.verdict.judgement = privacy;
            entries.push_back(entry);
        };
        const auto first = [&] { return report.columns[boardOf(report, entries)[0].column].id; };
        add("learns", 3, generate::Judgement::Pass);
        add("copies", 3, generate::Judgement::Fail);
        QCOMPARE(first(), std::string("learns"));
        report.columns[1].failed = 2; // with its copying it is level, and still below
        QCOMPARE(first(), std::string("learns"));
        report.columns[1].failed = 1;
        QCOMPARE(first(), std::string("copies"));
        // Rivals and controls have no verdict: their copies speak.
        entries.clear();
        report.columns[1].failed = 3;
        report.columns[1].copiedShare = 0.85;
        QVERIFY(repeatsHistory(boardOf(report, entries)[1]));
        QCOMPARE(first(), std::string("learns"));
    }

    void initTestCase() {
        auto opened = openWorkbench({.dataDir = m_folder.path().toStdString()});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
    }

    void theStudyRoundTripsThroughJson() {
        auto study = panelStudy({model("vae", "standard"), model("vae", "baseline"),
                                 model("ppca", "", {{"latent", 3}})});
        study.name = "mine";
        study.split.paperTable = true;
        study.seed = 4;
        study.retrain = true;
        const auto kind = studyKind(toJson(study));
        VERIFY_OK(kind);
        QCOMPARE(*kind, std::string("compare"));
        const auto back = compareStudyFromJson(toJson(study));
        VERIFY_OK(back);
        QVERIFY(*back == study);
    }

    void mistakesNameTheKey_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("part");
        QTest::newRow("none") << R"({"kind": "compare"})"
                              << "models: is empty";
        QTest::newRow("no list") << R"({"kind": "compare", "models": "garch"})"
                                 << "models: must be a list";
        QTest::newRow("twice")
            << R"({"kind": "compare", "models": [{"id": "garch"}, {"id": "garch"}]})"
            << "models[1]: is the same model again";
        QTest::newRow("key") << R"({"kind": "compare", "models": [{"id": "garch", "seed": 1}]})"
                             << "models[0].seed";
        QTest::newRow("no id") << R"({"kind": "compare", "models": [{"preset": "quick"}]})"
                               << "models[0]: has no \"id\"";
        QTest::newRow("other kind") << R"({"kind": "synthesize"})"
                                    << "kind: is \"synthesize\"";
    }
    void mistakesNameTheKey() {
        QFETCH(QString, json);
        QFETCH(QString, part);
        const auto study = compareStudyFromJson(Json::parse(json.toStdString()));
        QVERIFY(!study);
        QVERIFY2(QString::fromStdString(study.error().message).contains(part),
                 study.error().message.c_str());
    }

    void aPanelIsComparedInOneReport() {
        const auto tiny = m_workbench->generators().find("vae")->testParams;
        const auto study = panelStudy({model("gaussian"), model("stationary_bootstrap"),
                                       model("vae", "", tiny), model("garch")});
        const auto outcome = compared(study);
        QVERIFY(outcome);
        const auto& out = *outcome;
        // garch is for one series: its entry says so, the others are judged.
        QVERIFY(out.entries[3].failure.has_value());
        QVERIFY(out.entries[3].failure->message.find("takes one series") != std::string::npos);
        QVERIFY(hasNote(out.notes, "has no column"));
        QCOMPARE(out.report.columns[0].id, std::string("gaussian"));
        QCOMPARE(out.report.columns[2].id, std::string("vae"));
        QVERIFY(out.report.columns[2].timeless);
        QCOMPARE(out.entries[2].paths->length, std::size_t{1000}); // 4 x 250 independent days
        QVERIFY(out.entries[0].fitSeconds > 0 && out.entries[0].sampleSeconds > 0);
        QVERIFY(out.entries[1].privacy.verdict.judgement == generate::Judgement::Fail);
        QVERIFY(!out.entries[0].facts.empty());
        // The board has every column once, best first, and the candidates' facts.
        QCOMPARE(out.board.size(), out.report.columns.size());
        for (std::size_t i = 1; i < out.board.size(); ++i) {
            const auto share = [&](std::size_t at) {
                return static_cast<double>(out.board[at].failed +
                                           (repeatsHistory(out.board[at]) ? 1 : 0)) /
                       static_cast<double>(out.board[at].judged);
            };
            QVERIFY(share(i - 1) <= share(i));
        }
        for (const auto& row : out.board) {
            const auto& column = out.report.columns[row.column];
            QCOMPARE(row.entry.has_value(), column.role == generate::ColumnRole::Candidate);
            QCOMPARE(row.failed, column.failed);
        }
        // Trained here, taken by the single study; and the other way round.
        QVERIFY(out.entries[2].origin.version == 1 && !out.entries[2].origin.reused);
        jobs::PlainJobContext context;
        const auto alone = runSynthesize(*m_workbench, synthesizeStudyOf(study, 2), context);
        VERIFY_OK(alone);
        QVERIFY((*alone)->origin.reused);
        QVERIFY((*alone)->sample.paths.returns == out.entries[2].paths->returns);
        const auto again = compared(study);
        QVERIFY(again && again->entries[2].origin.reused);
        QVERIFY(std::isnan(again->entries[2].fitSeconds));
        QCOMPARE(generate::toCsv(again->report), generate::toCsv(out.report));
        theRunHoldsTheBoard(out);
    }

    void aSeriesIsComparedWithItsCurves() {
        CompareStudy study;
        study.data = {.symbol = "^GSPC", .from = Date::fromYmd(2012, 1, 1), .source = "sample"};
        study.models = {model("garch"), model("iid_bootstrap")};
        study.evaluation = {.paths = 40, .length = 0};
        const auto outcome = compared(study);
        QVERIFY(outcome);
        QVERIFY2(verdictNamesTheFirst(*outcome), outcome->report.verdict.evidence.c_str());
        QCOMPARE(outcome->curves.samples.size(), std::size_t{2});
        QCOMPARE(outcome->entries[1].privacy.window, std::size_t{20});
    }

    void twinsAreToldApart() {
        const auto outcome = compared(
            panelStudy({model("ppca"), model("ppca", "", {{"latent", 2}}), model("gaussian")}));
        QVERIFY(outcome);
        QCOMPARE(outcome->entries[0].id, std::string("ppca"));
        QCOMPARE(outcome->entries[1].id, std::string("ppca:2"));
        QVERIFY(outcome->entries[0].title != outcome->entries[1].title);
    }

    void whatCannotBeComparedIsRefused() {
        jobs::PlainJobContext context;
        const auto before = m_workbench->tracking().count({});
        auto study = panelStudy({model("nope")});
        QVERIFY(runCompare(*m_workbench, study, context).error().message.find("model.id") !=
                std::string::npos);
        study = panelStudy({model("ppca")});
        study.data.symbols.resize(1);
        QVERIFY(!runCompare(*m_workbench, study, context));
        QCOMPARE(*m_workbench->tracking().count({}), *before);
        study = panelStudy({model("garch")}); // the only one does not fit
        QVERIFY(!runCompare(*m_workbench, study, context));
    }

    void stoppingAndDiscardingClosesTheRunAsKilled() {
        jobs::PlainJobContext context;
        context.stop(jobs::StopRequest::Discard);
        auto study = panelStudy({model("ppca")});
        study.seed = 77;
        const auto outcome = runCompare(*m_workbench, study, context);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        const auto runs = m_workbench->tracking().search({.filter = "params.seed = '77'"});
        VERIFY_OK(runs);
        QCOMPARE(runs->front().status, tracking::RunStatus::Killed);
    }

    void aParametricDrawIsSharedWithItsCard() {
        const auto outcome = synthesized("ppca");
        QVERIFY(outcome);
        QVERIFY2(reasonsNotToShare(outcome->privacy).empty(),
                 outcome->privacy.verdict.evidence.c_str());
        const auto files =
            shareOutcome(*m_workbench, *outcome,
                         {.folder = m_folder.filePath(QStringLiteral("share")).toStdString()});
        VERIFY_OK(files);
        QCOMPARE(files->size(), std::size_t{3});
        const auto csv = shared("synthetic.csv");
        QVERIFY(csv.startsWith("path,day,AAPL,BAC,CVX,JNJ,KO\n1,1,"));
        QCOMPARE(csv.count('\n'), 1001);
        const auto card = parseJson(shared("data_card.json").toStdString());
        VERIFY_OK(card);
        QCOMPARE(card->at("privacy").at("judgement").get<std::string>(), std::string("pass"));
        QVERIFY(card->at("fidelity").contains("claim") && !card->at("not_for").empty());
        QVERIFY(!card->contains("override"));
        QVERIFY(shared("data_card.md").contains("must not be used for"));
        const auto run = m_workbench->tracking().run(outcome->run);
        QVERIFY(!run->tag("quantloom.shared").empty());
        QCOMPARE(realDaysAmong(*outcome), std::size_t{0});
    }

    void copiesAreSharedOnlyWithARecordedReason() {
        const auto outcome = synthesized("stationary_bootstrap");
        QVERIFY(outcome);
        QVERIFY(realDaysAmong(*outcome) > 0);
        ShareRequest request{.folder = m_folder.filePath(QStringLiteral("bad")).toStdString()};
        const auto refused = shareOutcome(*m_workbench, *outcome, request);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
        QVERIFY(refused.error().message.find("exact copies") != std::string::npos);
        QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("bad/synthetic.csv"))));
        request.overrideReason = "prices are public";
        VERIFY_OK(shareOutcome(*m_workbench, *outcome, request));
        QFile file(m_folder.filePath(QStringLiteral("bad/data_card.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto card = parseJson(file.readAll().toStdString());
        QCOMPARE(card->at("override").at("reason").get<std::string>(), request.overrideReason);
        QVERIFY(!card->at("override").at("against").empty());
        const auto run = m_workbench->tracking().run(outcome->run);
        QCOMPARE(run->tag("quantloom.share_override"), std::string_view("prices are public"));
    }
};

LOOM_TEST(CompareTest)
#include "test_compare.moc"
