// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "base/param_spec.h"

using namespace loom;

namespace {

const std::vector<ParamSpec> kSpecs{
    {.key = "hidden", .title = "Hidden width", .type = ParamType::Integer, .defaultValue = std::int64_t{80},
     .minimum = 1, .maximum = 512},
    {.key = "rate", .title = "Learning rate", .type = ParamType::Real, .defaultValue = 2e-4,
     .minimum = 1e-6, .maximum = 1e-2, .scale = ParamScale::Log},
    {.key = "kind", .title = "Kind", .type = ParamType::Choice, .defaultValue = std::string("tcn"),
     .choices = {{"tcn", "TCN"}, {"csvnn", "C-SVNN"}}},
    {.key = "average", .title = "Average", .type = ParamType::Bool, .defaultValue = true},
};

} // namespace

class ParamSpecTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void missingKeysTakeDefaultsAndJsonRoundTrips() {
        const auto params = validated(kSpecs, Json{{"hidden", 64.0}, {"kind", "csvnn"}});
        VERIFY_OK(params);
        QCOMPARE(params->integer("hidden"), std::int64_t{64});
        QCOMPARE(params->real("rate"), 2e-4);
        const auto again = validated(kSpecs, toJson(*params));
        VERIFY_OK(again);
        QVERIFY(*again == *params);
    }

    void wrongValuesSayWhichKeyAndWhy_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("part");
        QTest::newRow("unknown") << R"({"hiden": 3})" << "did you mean \"hidden\"";
        QTest::newRow("range") << R"({"hidden": 0})" << "Allowed: 1 to 512";
        QTest::newRow("type") << R"({"hidden": "many"})" << "whole number";
        QTest::newRow("fraction") << R"({"hidden": 2.5})" << "whole number";
        QTest::newRow("choice") << R"({"kind": "rnn"})" << "tcn, csvnn";
        QTest::newRow("not an object") << R"([1])" << "JSON object";
    }
    void wrongValuesSayWhichKeyAndWhy() {
        QFETCH(QString, json);
        QFETCH(QString, part);
        const auto params = validated(kSpecs, Json::parse(json.toStdString()));
        QVERIFY(!params);
        QVERIFY2(QString::fromStdString(params.error().message).contains(part),
                 params.error().message.c_str());
    }

    void commandLineTextsReadByType() {
        QCOMPARE(std::get<double>(*parseParam(kSpecs[1], "0.001")), 0.001);
        QCOMPARE(std::get<bool>(*parseParam(kSpecs[3], "false")), false);
        QVERIFY(!parseParam(kSpecs[0], "80.5"));
        QVERIFY(!parseParam(kSpecs[1], "nan"));
    }
};

LOOM_TEST(ParamSpecTest)
#include "test_param_spec.moc"
