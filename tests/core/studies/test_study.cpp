// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "studies/study.h"

using namespace loom;
using namespace loom::studies;

class StudyTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aStudyRoundTripsThroughJson() {
        SynthesizeStudy study;
        study.name = "mine";
        study.data = {.symbol = "AAPL",
                      .from = Date::fromYmd(2010, 1, 1),
                      .to = Date::fromYmd(2021, 9, 1),
                      .adjustment = market::Adjustment::AsStored,
                      .source = "yahoo"};
        study.model = {.id = "quantgan", .preset = "standard", .params = {{"hidden", 50}}};
        study.evaluation = {.paths = 100, .length = 250};
        study.seed = 7;
        study.retrain = true;
        const auto back = synthesizeStudyFromJson(toJson(study));
        VERIFY_OK(back);
        QVERIFY(*back == study);
        study.split.paperTable = true;
        const auto paper = synthesizeStudyFromJson(toJson(study));
        VERIFY_OK(paper);
        QVERIFY(paper->split.paperTable);
    }

    void mistakesNameTheKeyAndWhy_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("part");
        QTest::newRow("no kind") << R"({"data": {}})"
                                 << "\"kind\"";
        QTest::newRow("kind") << R"({"kind": "fly"})"
                              << "kind: is \"fly\"";
        QTest::newRow("list") << R"([1, 2])"
                              << "not a study";
        QTest::newRow("top key") << R"({"kind": "synthesize", "sed": 3})"
                                 << "did you mean \"seed\"";
        QTest::newRow("nested key") << R"({"kind": "synthesize", "data": {"simbol": "A"}})"
                                    << "data.simbol";
        QTest::newRow("date") << R"({"kind": "synthesize", "data": {"from": "2020-02-30"}})"
                              << "data.from";
        QTest::newRow("reversed")
            << R"({"kind": "synthesize", "data": {"from": "2020-02-03", "to": "2019-01-01"}})"
            << "lies before";
        QTest::newRow("type") << R"({"kind": "synthesize", "evaluation": {"paths": "many"}})"
                              << "evaluation.paths";
        QTest::newRow("range") << R"({"kind": "synthesize", "split": {"train": 2}})"
                               << "allowed: 0.1 to 0.95";
        QTest::newRow("no test part")
            << R"({"kind": "synthesize", "split": {"train": 0.9, "validation": 0.2}})"
            << "leave less";
        QTest::newRow("huge")
            << R"({"kind": "synthesize", "evaluation": {"paths": 100000, "length": 100000}})"
            << "2 GB";
        QTest::newRow("object") << R"({"kind": "synthesize", "model": 3})"
                                << "model: must be an object";
        QTest::newRow("newer") << R"({"kind": "synthesize", "quantloom_study": 9})"
                               << "version 9";
        QTest::newRow("one asset") << R"({"kind": "synthesize", "data": {"symbols": ["AAPL"]}})"
                                   << "data.symbols: holds one symbol";
        QTest::newRow("twice")
            << R"({"kind": "synthesize", "data": {"symbols": ["AAPL", "MSFT", "aapl"]}})"
            << "data.symbols: AAPL is given twice";
        QTest::newRow("spelling")
            << R"({"kind": "synthesize", "data": {"symbols": ["BRK.B", "A"]}})"
            << "data.symbols";
        QTest::newRow("both")
            << R"({"kind": "synthesize", "data": {"symbol": "SPY", "symbols": ["A", "AA"]}})"
            << "data.symbol: is given beside a panel";
        QTest::newRow("universe")
            << R"({"kind": "synthesize", "data": {"universe": "sector_etf"}})"
            << "data.universe: There is no universe \"sector_etf\"; did you mean \"sector_etfs\"";
        QTest::newRow("alignment")
            << R"({"kind": "synthesize", "data": {"symbols": ["A", "AA"], "alignment": "outer"}})"
            << "data.alignment";
        QTest::newRow("ragged series")
            << R"({"kind": "synthesize", "data": {"alignment": "ragged"}})"
            << "data.alignment: is for panels";
        QTest::newRow("empty symbol") << R"({"kind": "synthesize", "data": {"symbol": ""}})"
                                      << "data.symbol";
    }
    void mistakesNameTheKeyAndWhy() {
        QFETCH(QString, json);
        QFETCH(QString, part);
        const auto study = synthesizeStudyFromJson(Json::parse(json.toStdString()));
        QVERIFY(!study);
        QVERIFY2(QString::fromStdString(study.error().message).contains(part),
                 study.error().message.c_str());
    }

    void theModelKeyFollowsWhatFixesTheModelOnly() {
        SynthesizeStudy study;
        const std::string key = modelKey(study, Json::object());
        SynthesizeStudy other = study;
        other.evaluation.paths = 7;
        other.name = "x";
        other.device = "cpu";
        QCOMPARE(modelKey(other, Json::object()), key);
        other.seed = 2;
        QVERIFY(modelKey(other, Json::object()) != key);
        QVERIFY(modelKey(study, Json{{"hidden", 50}}) != key);
        other = study;
        other.data.to = Date::fromYmd(2018, 12, 31);
        QVERIFY(modelKey(other, Json::object()) != key);
    }

    void theModelKeyOfASeriesStaysWhatRegisteredModelsCarry() {
        // SHA-256 of {"data":{"adjustment":"split_and_dividend","interval":"1d","symbol":"^GSPC"},
        // "model":"quantgan","params":{},"seed":1,"split":{"mode":"holdout","train":0.6,
        // "validation":0.2}} without blanks, by Python's hashlib.
        QCOMPARE(modelKey(SynthesizeStudy(), Json::object()),
                 std::string("4c4317928a705afd4c6cf8a43ea81ec2a6b096d7d8133fe142ed6296f211d3ae"));
    }

    void thePanelRoundTripsAndFixesTheModelKey() {
        const auto parsed = synthesizeStudyFromJson(Json::parse(
            R"({"kind": "synthesize", "model": {"id": "vae"},
                "data": {"symbols": ["aapl", "MSFT", "XOM"], "alignment": "ragged"}})"));
        VERIFY_OK(parsed);
        QCOMPARE(parsed->data.symbols, (std::vector<std::string>{"AAPL", "MSFT", "XOM"}));
        QVERIFY(parsed->data.isPanel() && parsed->data.alignment == Alignment::Ragged);
        const auto back = synthesizeStudyFromJson(toJson(*parsed));
        VERIFY_OK(back);
        QVERIFY(*back == *parsed);
        const std::string key = modelKey(*parsed, Json::object());
        auto other = *parsed;
        other.data.symbol = "SPY"; // unused in a panel
        other.data.universe = "a label";
        QCOMPARE(modelKey(other, Json::object()), key);
        other.data.alignment = Alignment::Inner;
        QVERIFY(modelKey(other, Json::object()) != key);
        other = *parsed;
        std::swap(other.data.symbols[0], other.data.symbols[1]);
        QVERIFY(modelKey(other, Json::object()) != key);
    }

    void aUniverseIsLookedUp() {
        const auto study = synthesizeStudyFromJson(
            Json::parse(R"({"kind": "synthesize", "data": {"universe": "sector_etfs"}})"));
        VERIFY_OK(study);
        QCOMPARE(study->data.symbols.size(), std::size_t{11});
        const auto back = synthesizeStudyFromJson(toJson(*study));
        VERIFY_OK(back);
        QVERIFY(*back == *study);
    }
};

LOOM_TEST(StudyTest)
#include "test_study.moc"
