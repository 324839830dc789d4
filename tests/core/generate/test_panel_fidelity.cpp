// SPDX-License-Identifier: GPL-3.0-or-later
// The panel report on panels whose faults are known: what must pass passes, what must fail fails.
#include "support/test_case.h"

#include "base/random.h"
#include "generate/panel_fidelity.h"

#include <algorithm>
#include <cmath>

using namespace loom;
using namespace loom::generate;

namespace {

/// One factor with volatility clusters and 4 assets with different loadings.
std::vector<double> factorReturns(std::size_t days, std::uint64_t seed, double loading = 1) {
    Rng rng(seed);
    std::vector<double> out;
    double variance = 1e-4;
    for (std::size_t t = 0; t < days; ++t) {
        const double factor = std::sqrt(variance) * rng.normal();
        variance = 3e-6 + 0.12 * factor * factor + 0.85 * variance;
        for (int a = 0; a < 4; ++a)
            out.push_back(3e-4 + loading * (0.7 + 0.2 * a) * factor + 0.006 * rng.normal());
    }
    return out;
}

TrainingData panel(std::size_t days, std::uint64_t seed) {
    TrainingData data;
    data.assets = {"A", "B", "C", "D"};
    data.returns = factorReturns(days, seed);
    data.wholeWindow = true;
    return data;
}

NamedSample sampleOf(const std::vector<double>& returns, const char* id) {
    Paths paths{.count = 1, .length = returns.size() / 4, .returns = {}, .assets = 4};
    paths.returns.assign(returns.begin(), returns.end());
    return {.id = id, .title = id, .paths = std::make_shared<const Paths>(std::move(paths))};
}

const FidelityRow& row(const FidelityReport& report, const std::string& id) {
    return *std::find_if(report.rows.begin(), report.rows.end(),
                         [&](const FidelityRow& r) { return r.id == id; });
}

std::size_t column(const FidelityReport& report, const std::string& id) {
    return static_cast<std::size_t>(
        std::find_if(report.columns.begin(), report.columns.end(),
                     [&](const FidelityColumn& c) { return c.id == id; }) -
        report.columns.begin());
}

Judgement judged(const FidelityReport& report, const std::string& rowId, const std::string& id) {
    return row(report, rowId).cells[column(report, id)].judgement;
}

} // namespace

class PanelFidelityTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        PanelFidelityInput input;
        input.data = panel(2000, 1);
        input.candidates = {sampleOf(factorReturns(4000, 2), "alike"),
                            sampleOf(factorReturns(4000, 3, 0.3), "loose")};
        jobs::PlainJobContext context;
        PanelFidelityOptions options;
        options.floorSplits = 40;
        const auto report = computePanelFidelity(input, options, context);
        VERIFY_OK(report);
        m_report = *report;
    }

    /// DCC-t needs 250 days: a shorter panel is judged beside the other rivals.
    void rivalsThatCannotLearnFromThePanelAreLeftOut() {
        QVERIFY(column(m_report, "dcc_t") < m_report.columns.size());
        PanelFidelityInput input;
        input.data = panel(200, 1);
        input.candidates = {sampleOf(factorReturns(200, 2), "alike")};
        jobs::PlainJobContext context;
        PanelFidelityOptions options;
        options.floorSplits = 4;
        const auto report = computePanelFidelity(input, options, context);
        VERIFY_OK(report);
        QCOMPARE(column(*report, "dcc_t"), report->columns.size());
        QVERIFY(column(*report, "gaussian") < report->columns.size());
    }

    void anIndependentDrawOfTheSameLawIsNotFailed() {
        const auto& alike = m_report.columns[column(m_report, "alike")];
        QVERIFY2(alike.failed <= 2, m_report.verdict.evidence.c_str());
        QVERIFY(judged(m_report, "correlation_rms", "alike") != Judgement::Fail);
        QVERIFY(judged(m_report, "c2st", "alike") != Judgement::Fail);
        QCOMPARE(alike.copiedShare, 0.0);
    }

    void weakerDependenceFails() {
        for (const char* id : {"correlation_frobenius", "spearman", "copula", "tail_lower",
                               "eigenvalues", "volatility", "covariance_frobenius"})
            QVERIFY2(judged(m_report, id, "loose") == Judgement::Fail, id);
    }

    void controlsFailWhatTheyMust() {
        QVERIFY(m_report.controlFails);
        for (const char* id : {"correlation_frobenius", "spearman", "copula", "tail_lower"})
            QVERIFY2(judged(m_report, id, "independent_control") == Judgement::Fail, id);
        QVERIFY(row(m_report, "acf_abs").showsDynamics);
        QCOMPARE(judged(m_report, "acf_abs", "shuffled_control"), Judgement::Fail);
        QVERIFY(judged(m_report, "ks", "independent_control") != Judgement::Fail);
    }

    void bootstrapsAreSeenToCopy() {
        const auto& bootstrap = m_report.columns[column(m_report, "stationary_bootstrap")];
        QVERIFY(bootstrap.copiedShare > 0.99);
    }

    void plainThresholdsAreSaid() {
        const auto& alike = m_report.columns[column(m_report, "alike")].rules;
        QCOMPARE(alike.size(), std::size_t{6});
        const auto& loose = m_report.columns[column(m_report, "loose")].rules;
        const auto outcome = [](const std::vector<RuleOutcome>& rules, const std::string& id) {
            return std::find_if(rules.begin(), rules.end(),
                                [&](const RuleOutcome& r) { return r.id == id; })
                ->judgement;
        };
        QCOMPARE(outcome(alike, "volatility"), Judgement::Pass);
        QCOMPARE(outcome(alike, "correlation"), Judgement::Pass);
        QCOMPARE(outcome(alike, "copula"), Judgement::Pass);
        QCOMPARE(outcome(loose, "volatility"), Judgement::Fail);
        QCOMPARE(outcome(loose, "correlation"), Judgement::Fail);
    }

    void theReportSurvivesJson() {
        const auto again = fidelityReportFromJson(toJson(m_report));
        VERIFY_OK(again);
        QVERIFY(toJson(*again) == toJson(m_report));
        QVERIFY(toCsv(m_report).find("correlation_frobenius") != std::string::npos);
    }

    void timelessSamplesAreNotJudgedOnDynamics() {
        PanelFidelityInput input;
        input.data = panel(1200, 1);
        input.candidates = {sampleOf(factorReturns(1200, 2), "vae")};
        input.candidates.front().timeless = true;
        PanelFidelityOptions options;
        options.floorSplits = 10;
        jobs::PlainJobContext context;
        const auto report = computePanelFidelity(input, options, context);
        VERIFY_OK(report);
        QCOMPARE(judged(*report, "acf_abs", "vae"), Judgement::NotJudged);
        QVERIFY(judged(*report, "copula", "vae") != Judgement::NotJudged);
    }

    void wrongPanelsAreRefusedInWords() {
        jobs::PlainJobContext context;
        PanelFidelityInput input;
        input.data = panel(50, 1);
        const auto few = computePanelFidelity(input, {}, context);
        QVERIFY(!few && few.error().text().find("100 days") != std::string::npos);
        input.data = panel(500, 1);
        input.candidates = {sampleOf(factorReturns(500, 2), "other")};
        input.data.assets.pop_back();
        input.data.returns.resize(500 * 3);
        const auto other = computePanelFidelity(input, {}, context);
        QVERIFY(!other &&
                other.error().text().find("4 assets, the real panel 3") != std::string::npos);
    }

    void missingReturnsAreUsedPairByPair() {
        PanelFidelityInput input;
        input.data = panel(800, 1);
        for (std::size_t t = 0; t < 300; ++t)
            input.data.returns[t * 4 + 2] = std::nan("");
        input.candidates = {sampleOf(factorReturns(800, 2), "alike")};
        PanelFidelityOptions options;
        options.floorSplits = 10;
        jobs::PlainJobContext context;
        const auto report = computePanelFidelity(input, options, context);
        VERIFY_OK(report);
        QCOMPARE(report->trainingCount, std::size_t{500});
        QVERIFY(!std::isnan(row(*report, "correlation_rms").cells[0].value));
    }

  private:
    FidelityReport m_report;
};

LOOM_TEST(PanelFidelityTest)
#include "test_panel_fidelity.moc"
