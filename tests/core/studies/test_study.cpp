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
};

LOOM_TEST(StudyTest)
#include "test_study.moc"
