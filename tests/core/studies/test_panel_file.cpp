// SPDX-License-Identifier: GPL-3.0-or-later
// Panels from files, good and bad.
#include "support/test_case.h"

#include <cmath>

#include "studies/panel_file.h"

using namespace loom;
using namespace loom::studies;

namespace {

Result<StudyData> read(std::string_view text, PanelContent content = PanelContent::Detect) {
    return panelFromCsv(text, content, "test.csv", {.paperTable = true});
}

bool says(const Result<StudyData>& result, const char* part) {
    const bool found = !result.ok() && result.error().message.find(part) != std::string::npos;
    if (!found)
        qWarning("%s", result.ok() ? "no error" : result.error().text().c_str());
    return found;
}

} // namespace

class PanelFileTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void pricesBecomeLogReturns() {
        const auto data =
            read("date,A,B\n2020-01-01,100,50\n2020-01-02,110,50\n2020-01-03,110,40\n");
        VERIFY_OK(data);
        const auto& panel = data->data();
        QCOMPARE(panel.days(), std::size_t{2});
        QCOMPARE(panel.assets, (std::vector<std::string>{"A", "B"}));
        QVERIFY(std::abs(panel.returns[0] - std::log(1.1)) < 1e-15);
        QVERIFY(std::abs(panel.returns[3] - std::log(0.8)) < 1e-15);
        QCOMPARE(toIso(Date{panel.dates[1]}), std::string("2020-01-03"));
        QCOMPARE(data->dates().size(), std::size_t{3});
        QVERIFY(panel.wholeWindow);
    }

    void returnsAreFoundOutAndMissingOnesStayMissing() {
        const auto data = read("A;B\n0.01;-0.02\n;0.01\n-0.01;nan\n");
        VERIFY_OK(data);
        QCOMPARE(data->data().days(), std::size_t{3});
        QCOMPARE(data->data().returns[1], -0.02);
        QVERIFY(std::isnan(data->data().returns[2]));
        QVERIFY(std::isnan(data->data().returns[5]));
        QVERIFY(data->data().dates.empty());
        QCOMPARE(data->panel->closes.size(), std::size_t{8});
    }

    /// Two returns of two assets: their covariance is singular.
    void asManyAssetsAsDaysAreRefusedInWords() {
        const auto few = read("A,B\n100,50\n110,50\n110,40\n");
        VERIFY_OK(few);
        const Status refused = checkTrainingDays(*few->panel, 2);
        QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
        QVERIFY(refused.error().message.find("2 assets but only 2 days") != std::string::npos);
        const auto enough = read("A,B\n100,50\n110,50\n110,40\n120,41\n");
        VERIFY_OK(checkTrainingDays(*enough->panel, 2));
        QVERIFY(!checkTrainingDays(*enough->panel, 4).ok());
    }

    void badFilesAreRefusedInWords() {
        QVERIFY(says(read(""), "empty"));
        QVERIFY(says(read("1,2\n3,4\n"), "names of the assets"));
        QVERIFY(says(read("date,A\n2020-01-01,1\n2020-01-02,2\n2020-01-03,2\n"), "one asset"));
        QVERIFY(says(read("A,A\n1,2\n3,4\n5,6\n"), "Two columns are named A"));
        QVERIFY(says(read("A,B\n1,2\n3,4\n"), "2 rows are no history"));
        QVERIFY(says(read("A,B\n1,2\n3\n5,6\n"), "Line 3: 1 columns, but the header has 2"));
        QVERIFY(says(read("A,B\n1,2\n3,x\n5,6\n"), "Line 3: column 2 (B) is \"x\""));
        QVERIFY(says(read("A,B\n1,2\n3,inf\n5,6\n"), "Line 3: B is infinite"));
        QVERIFY(says(read("d,A,B\n2020-01-02,1,2\n2020-01-01,3,4\n2020-01-03,3,4\n"),
                     "Line 3: the dates do not rise"));
        QVERIFY(says(read("A,B\n1.5,-2.1\n-0.7,0.4\n2,1.1\n"), "are they percent?"));
        QVERIFY(says(read("A,B\n0.1,0.2\n0.3,0.1\n0.2,0.1\n"), "not clear whether"));
        QVERIFY(says(read("A,B\n100,2\n0,4\n5,6\n", PanelContent::Prices),
                     "Line 3: A has the price 0"));
        QVERIFY(
            says(read("A,B\n1.5,2\n3,4\n5,6\n", PanelContent::LogReturns), "look like percent"));
        QVERIFY(says(read(std::string_view("A,B\0\n1,2", 8)), "binary"));
    }
};

LOOM_TEST(PanelFileTest)
#include "test_panel_file.moc"
