// SPDX-License-Identifier: GPL-3.0-or-later
// The fidelity report on the window of the Quant GANs paper, and its words.
#include "support/paper_window.h"
#include "support/test_case.h"

#include "base/csv.h"
#include "generate/copied_windows.h"
#include "generate/fidelity.h"
#include "generate/fidelity_detail.h"
#include "generate/real_splits.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

using namespace loom;
using namespace loom::generate;

namespace {

const FidelityRow& rowOf(const FidelityReport& report, std::string_view id) {
    const auto found = std::find_if(report.rows.begin(), report.rows.end(),
                                    [&](const FidelityRow& row) { return row.id == id; });
    Q_ASSERT(found != report.rows.end());
    return *found;
}

std::size_t columnOf(const FidelityReport& report, std::string_view id) {
    for (std::size_t i = 0; i < report.columns.size(); ++i)
        if (report.columns[i].id == id)
            return i;
    return report.columns.size();
}

FidelityOptions smallOptions() {
    FidelityOptions options;
    options.rivalPaths = 60;
    options.rivalLength = 2000;
    options.floorSplits = 60;
    return options;
}

Result<FidelityReport> rivalsOnly(const FidelityOptions& options) {
    jobs::PlainJobContext context;
    return computeFidelity({.real = tests::paperWindow(), .training = {}, .candidates = {}},
                           options, context);
}

} // namespace

class FidelityTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        auto report = rivalsOnly(smallOptions());
        VERIFY_OK(report);
        m_report = std::move(*report);
    }

    void matchingTheMeanTakesTheDriftOutOfTheDistance() {
        // The real series with 0.001 more a day: the t-day law is shifted by 0.001 t, which is its
        // Wasserstein distance, and nothing is left once the means are equal.
        constexpr double kDrift = 0.001;
        auto real = tests::paperWindow();
        Paths paths{.count = 1, .length = real.size(), .returns = {}};
        for (double& r : real) {
            r = static_cast<float>(r);
            paths.returns.push_back(static_cast<float>(r + kDrift));
        }
        FidelityOptions options;
        options.floorSplits = 10;
        options.rivals = {"shuffled_control"};
        jobs::PlainJobContext context;
        const auto report =
            computeFidelity({.real = real,
                             .training = {},
                             .candidates = {{.id = "imported",
                                             .title = "Drifting",
                                             .paths = std::make_shared<const Paths>(paths)}}},
                            options, context);
        VERIFY_OK(report);
        for (const double days : {1.0, 5.0, 20.0, 100.0}) {
            const auto& cell = rowOf(*report, "emd_" + std::to_string(int(days))).cells.front();
            QVERIFY(std::abs(cell.value - kDrift * days) < 1e-6 * days);
            QVERIFY2(std::abs(cell.meanMatched) < 1e-6 * days,
                     std::to_string(cell.meanMatched).c_str());
        }
        QVERIFY(std::isnan(rowOf(*report, "acf_abs").cells.front().meanMatched));
    }

    void theControlFailsEveryDynamicsRowAndTheReportKnows() {
        const std::size_t control = columnOf(m_report, "shuffled_control");
        QVERIFY(control < m_report.columns.size());
        for (const auto id : {"acf_abs", "acf_sq", "leverage"}) {
            QVERIFY(rowOf(m_report, id).showsDynamics);
            QCOMPARE(rowOf(m_report, id).cells[control].judgement, Judgement::Fail);
        }
        QVERIFY(m_report.controlFails);
        QCOMPARE(rowOf(m_report, "emd_1").cells[control].judgement, Judgement::Pass);
    }

    void singleNumbersSeeTheMissingMemoryToo() {
        const std::size_t control = columnOf(m_report, "shuffled_control");
        for (const auto id : {"hurst_abs", "arch_lm", "dwell_time"})
            QVERIFY2(rowOf(m_report, id).cells[control].judgement == Judgement::Fail, id);
        for (const auto id : {"ks", "ad", "energy", "mmd"})
            QVERIFY2(rowOf(m_report, id).cells[control].judgement == Judgement::Pass, id);
    }

    void plainThresholdsSeeNoTimeAndSayIt() {
        // A permutation has the mean, volatility, quantiles and kurtosis of the original.
        const auto& shuffled = m_report.columns[columnOf(m_report, "shuffled_control")].rules;
        QCOMPARE(shuffled.size(), std::size_t{4});
        for (const auto& rule : shuffled) {
            if (rule.id != "mean") // paths of 2,000 of the 2,413 days
                QVERIFY2(rule.judgement == Judgement::Pass, rule.id.c_str());
            QVERIFY(rule.why.ends_with("."));
        }
        QVERIFY(shuffled[1].why.find("shuffled") != std::string::npos);
    }

    /// In the unit of the tables, whatever the report keeps.
    void sentencesAreInTheUnitOfTheTables() {
        std::size_t inBasisPoints = 0;
        for (std::size_t row = 0; row < m_report.rows.size(); ++row) {
            const auto& r = m_report.rows[row];
            const auto [factor, unit] = shownUnit(r);
            QCOMPARE(factor, r.unit == "log return" ? 1e4 : 1.0);
            const std::string why = explain(m_report, row, 0);
            QVERIFY(why.find("log return") == std::string::npos);
            if (factor == 1 || !why.starts_with("Passes"))
                continue;
            ++inBasisPoints;
            const std::string shown =
                QString::asprintf("Passes: %.3g bp", 1e4 * r.cells[0].typical).toStdString();
            QVERIFY2(why.starts_with(shown), why.c_str());
        }
        QVERIFY(inBasisPoints > 0);
    }

    void everyCellSaysWhy() {
        for (std::size_t row = 0; row < m_report.rows.size(); ++row) {
            for (std::size_t column = 0; column < m_report.columns.size(); ++column) {
                const std::string why = explain(m_report, row, column);
                const auto judgement = m_report.rows[row].cells[column].judgement;
                const char* start = judgement == Judgement::Pass         ? "Passes"
                                    : judgement == Judgement::Borderline ? "Borderline"
                                    : judgement == Judgement::Fail       ? "Fails"
                                                                         : "Not judged";
                QVERIFY2(why.starts_with(start) && why.ends_with("."), why.c_str());
                QVERIFY2(why.find("nan") == std::string::npos, why.c_str());
            }
        }
        const std::size_t control = columnOf(m_report, "shuffled_control");
        const auto acf =
            static_cast<std::size_t>(&rowOf(m_report, "acf_abs") - m_report.rows.data());
        QVERIFY(explain(m_report, acf, control).find("without any memory") != std::string::npos);
    }

    void aFreshBlockBootstrapIsNotPraisedWithoutSayingThatItCopies() {
        const auto window = tests::paperWindow();
        jobs::PlainJobContext context;
        FidelityOptions options = smallOptions();
        options.rivals = {"stationary_bootstrap"};
        options.seed = 77;
        auto fresh = sampleRivals(window, options, 60, 2000, context);
        VERIFY_OK(fresh);
        fresh->front().id = "fresh";
        fresh->front().role = ColumnRole::Candidate;
        options.seed = 1;
        options.rivals = {"shuffled_control"};
        const auto report = computeFidelity(
            {.real = window, .training = {}, .candidates = {fresh->front()}}, options, context);
        VERIFY_OK(report);
        QVERIFY(report->columns[0].copiedShare > 0.5);
        QVERIFY(report->verdict.judgement != Judgement::Pass);
        QVERIFY2(report->verdict.evidence.find("exact copies of history") != std::string::npos,
                 report->verdict.evidence.c_str());
        for (std::size_t row = 0; row < report->rows.size(); ++row) {
            const auto judgement = report->rows[row].cells[0].judgement;
            if (judgement == Judgement::Pass || judgement == Judgement::Borderline)
                QVERIFY(explain(*report, row, 0).find("copies of history") != std::string::npos);
        }
    }

    void copiesThatPassEveryRowAreStillOnlyBorderline() {
        FidelityReport report = m_report;
        const std::size_t copy = columnOf(report, "stationary_bootstrap");
        report.columns[copy].role = ColumnRole::Candidate;
        for (auto& column : report.columns)
            column.passed = column.borderline = column.failed = 0;
        for (auto& row : report.rows)
            row.cells[copy].typical = row.cells[copy].value = 0;
        judge(report);
        QCOMPARE(report.columns[copy].failed, std::size_t{0});
        QCOMPARE(report.verdict.judgement, Judgement::Borderline);
        QVERIFY(report.verdict.claim.find("by copying history") != std::string::npos);
    }

    void aReportWhoseControlPassesCallsItselfBroken() {
        FidelityReport broken = m_report;
        const std::size_t control = columnOf(broken, "shuffled_control");
        for (auto& row : broken.rows) {
            row.cells[control].typical = 0;
            row.cells[control].value = 0;
        }
        judge(broken);
        QVERIFY(!broken.controlFails);
        QVERIFY(broken.verdict.claim.find("broken") != std::string::npos);
    }

    /// Table 2 of Wiese et al. (2020), GARCH(1,1) column, 500 paths of 4,000 days. Here 200 paths
    /// of 4,000 days: dynamics within 12 %, DY within 25 % (bins and fit of the paper are not
    /// given).
    void garchColumnOfThePaperIsReproduced() {
        FidelityOptions options = smallOptions();
        options.rivals = {"garch"};
        options.rivalPaths = 200;
        options.rivalLength = 4000;
        const auto report = rivalsOnly(options);
        VERIFY_OK(report);
        const std::tuple<const char*, double, double> rows[] = {
            {"acf_id", 0.0223, 0.12},   {"acf_abs", 0.0291, 0.12}, {"acf_sq", 0.0253, 0.12},
            {"leverage", 0.4636, 0.05}, {"dy_1", 32.709, 0.25},    {"dy_5", 27.476, 0.25},
            {"dy_20", 39.380, 0.25},    {"dy_100", 46.478, 0.25}};
        for (const auto& [id, paper, tolerance] : rows) {
            const double value = rowOf(*report, id).cells[0].value;
            QVERIFY2(std::abs(value / paper - 1) < tolerance,
                     qPrintable(QStringLiteral("%1: %2, paper %3")
                                    .arg(QLatin1String(id))
                                    .arg(value)
                                    .arg(paper)));
        }
    }

    void onlyBootstrapsCopyHistory() {
        QVERIFY(m_report.columns[columnOf(m_report, "stationary_bootstrap")].copiedShare > 0.5);
        QCOMPARE(m_report.columns[columnOf(m_report, "gjr_garch_t")].copiedShare, 0.0);
        QCOMPARE(m_report.columns[columnOf(m_report, "iid_bootstrap")].copiedShare, 0.0);
    }

    void ratiosAreAgainstTheGarchColumn() {
        const auto& row = rowOf(m_report, "emd_1");
        const std::size_t garch = columnOf(m_report, "garch");
        QCOMPARE(ratioToGarch(m_report, row, garch), 1.0);
        QVERIFY(ratioToGarch(m_report, row, columnOf(m_report, "stationary_bootstrap")) < 0.3);
        QVERIFY(std::isnan(ratioToGarch({}, row, 0)));
    }

    void shuffledPathsArePermutations() {
        const auto window = tests::paperWindow();
        jobs::PlainJobContext context;
        FidelityOptions options;
        options.rivals = {"shuffled_control"};
        const auto samples = sampleRivals(window, options, 2, window.size(), context);
        VERIFY_OK(samples);
        std::vector<float> expected(window.begin(), window.end());
        std::sort(expected.begin(), expected.end());
        const auto path = samples->at(0).paths->path(1);
        std::vector<float> sorted(path.begin(), path.end());
        QVERIFY(sorted.front() != expected.front() || sorted.back() != expected.back());
        std::sort(sorted.begin(), sorted.end());
        QVERIFY(sorted == expected);
    }

    void everyCsvRowIsAsWideAsTheHeader() {
        const std::string csv = toCsv(m_report);
        CsvReader reader(csv);
        std::vector<std::string> header, fields;
        QVERIFY(reader.next(header));
        const auto at = [&](const char* name) {
            return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
        };
        std::size_t rows = 0;
        while (reader.next(fields)) {
            QCOMPARE(fields.size(), header.size());
            QVERIFY(fields[at("in_sample")] == "yes" || fields[at("in_sample")] == "no");
            QVERIFY(!fields[at("source")].empty());
            QVERIFY(fields[at("why")].ends_with("."));
            QCOMPARE(fields[at("mean_matched")].empty(), !fields[at("metric")].starts_with("emd_"));
            if (fields[at("column")] == "GARCH(1,1)" && fields[at("metric")] == "emd_1")
                QCOMPARE(fields[at("share_of_garch")], std::string("1"));
            ++rows;
        }
        constexpr std::size_t kRules = 4;
        QCOMPARE(rows, (m_report.rows.size() + kRules) * m_report.columns.size());
    }

    void jsonKeepsEverything() {
        const Json json = toJson(m_report);
        const auto again = fidelityReportFromJson(json);
        VERIFY_OK(again);
        QCOMPARE(toJson(*again).dump(), json.dump());
        QCOMPARE(toCsv(*again), toCsv(m_report));
        Json damaged = json;
        damaged["rows"][3]["cells"].erase(0);
        QVERIFY(!fidelityReportFromJson(damaged));
        damaged = json;
        damaged["rows"][0]["group"] = "colour";
        QVERIFY(!fidelityReportFromJson(damaged));
        QVERIFY(!fidelityReportFromJson(Json::array()));
        damaged = json;
        damaged["version"] = 99;
        QCOMPARE(fidelityReportFromJson(damaged).error().code, ErrorCode::NewerVersion);
    }

    void equalSeedsGiveEqualReports() {
        const auto again = rivalsOnly(smallOptions());
        VERIFY_OK(again);
        QCOMPARE(toJson(*again).dump(), toJson(m_report).dump());
    }

    void badInputIsRefusedInWords() {
        jobs::PlainJobContext context;
        auto returns = tests::paperWindow();
        const auto textOf = [&](const FidelityInput& input) {
            const auto report = computeFidelity(input, smallOptions(), context);
            return report ? std::string() : report.error().message;
        };
        const std::vector<double> few(returns.begin(), returns.begin() + 300);
        QVERIFY(textOf({.real = few, .training = {}, .candidates = {}}).find("at least 508") !=
                std::string::npos);
        auto holed = returns;
        holed[7] = std::nan("");
        QVERIFY(textOf({.real = holed, .training = {}, .candidates = {}}).find("day 8") !=
                std::string::npos);
        Paths shortPaths{.count = 2, .length = 100, .returns = std::vector<float>(200, 0.01F)};
        const auto text =
            textOf({.real = returns,
                    .training = {},
                    .candidates = {{.id = "imported",
                                    .title = "Imported",
                                    .paths = std::make_shared<const Paths>(shortPaths)}}});
        QVERIFY2(text.find("at least 252") != std::string::npos, text.c_str());
        context.stop(jobs::StopRequest::Discard);
        const auto cancelled = computeFidelity({.real = returns, .training = {}, .candidates = {}},
                                               smallOptions(), context);
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    }

    void aShortTestPeriodGetsFewerLagsAndHorizons() {
        const auto unchanged = shortenedFor(2413, {});
        QCOMPARE(unchanged.profile.maxLag, std::size_t{250});
        auto options = shortenedFor(180, smallOptions());
        QCOMPARE(options.profile.maxLag, std::size_t{86});
        QCOMPARE(options.profile.horizons, (std::vector<std::size_t>{1, 5, 20}));
        const auto window = tests::paperWindow();
        jobs::PlainJobContext context;
        const auto report = computeFidelity(
            {.real = {window.end() - 180, window.end()}, .training = window, .candidates = {}},
            options, context);
        VERIFY_OK(report);
        QVERIFY(!report->inSample);
        QVERIFY(std::none_of(report->rows.begin(), report->rows.end(),
                             [](const auto& row) { return row.id == "emd_100"; }));
        QCOMPARE(minimumReturnsForReport(shortenedFor(10, {})), std::size_t{48});
    }

    void splitsAreDisjointHalves() {
        std::vector<double> days(2413);
        for (std::size_t i = 0; i < days.size(); ++i)
            days[i] = static_cast<double>(i);
        const RealSplits splits(days, 20, 1);
        QCOMPARE(splits.blocks(), std::size_t{10});
        for (std::size_t i = 0; i < splits.size(); ++i) {
            auto all = splits.half(i);
            const auto other = splits.otherHalf(i);
            QCOMPARE(all.size(), other.size());
            all.insert(all.end(), other.begin(), other.end());
            QCOMPARE(std::set<double>(all.begin(), all.end()).size(), std::size_t{2410});
        }
    }

    void copiesAreCountedWindowByWindow() {
        const std::vector<double> history{1, 2, 3, 4, 5, 6};
        const Paths paths{.count = 1, .length = 8, .returns = {2, 3, 4, 9, 5, 6, 1, 2}};
        // Windows of two days: 23 34 | 49 95 | 56 | 61 | 12 -> four of seven.
        QCOMPARE(copiedWindowShare(history, paths, 2), 4.0 / 7);
        QVERIFY(std::isnan(copiedWindowShare(history, paths, 7)));
    }

  private:
    FidelityReport m_report;
};

LOOM_TEST(FidelityTest)
#include "test_fidelity.moc"
