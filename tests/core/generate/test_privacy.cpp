// SPDX-License-Identifier: GPL-3.0-or-later
// The privacy report on data whose guilt is known: a block bootstrap copies, a parametric draw does
// not, a model that adds a little noise to history has learnt it by heart.
#include "support/test_case.h"

#include "base/csv.h"
#include "base/random.h"
#include "generate/generator.h"
#include "generate/privacy.h"

#include <algorithm>
#include <cmath>

using namespace loom;
using namespace loom::generate;

namespace {

/// GARCH(1,1) with normal innovations.
std::vector<double> marketLike(std::size_t days, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<double> out(days);
    double variance = 1e-4;
    for (double& r : out) {
        const double e = std::sqrt(variance) * rng.normal();
        r = 3e-4 + e;
        variance = 2e-6 + 0.1 * e * e + 0.88 * variance;
    }
    return out;
}

std::vector<double> factorPanel(std::size_t days, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<double> out;
    for (std::size_t t = 0; t < days; ++t) {
        const double factor = 0.01 * rng.normal();
        for (int a = 0; a < 5; ++a)
            out.push_back(factor + 0.007 * rng.normal());
    }
    return out;
}

Paths pathsOf(const std::vector<double>& returns, std::size_t count, std::size_t assets = 1) {
    Paths out{
        .count = count, .length = returns.size() / count / assets, .returns = {}, .assets = assets};
    out.returns.assign(returns.begin(), returns.end());
    return out;
}

/// What a generator of the registry draws after learning from the training part.
Paths drawn(const char* id, const std::vector<double>& training) {
    const auto registry = makeGeneratorRegistry();
    const GeneratorInfo* info = registry.find(id);
    TrainingData data;
    data.returns = training;
    data.wholeWindow = true;
    jobs::PlainJobContext context;
    FitOptions options;
    options.params = validated(info->params, Json::object()).value();
    const auto generator = info->fit(data, options, context).value();
    return generator->sample({.count = 10, .length = 500, .seed = 3}, context).value().paths;
}

} // namespace

class PrivacyTest : public QObject {
    Q_OBJECT

    std::vector<double> m_training = marketLike(1500, 1);
    std::vector<double> m_holdout = marketLike(800, 2);

    PrivacyReport report(Paths synthetic, bool holdout = true) const {
        PrivacyInput input;
        input.training = m_training;
        if (holdout)
            input.holdout = m_holdout;
        input.synthetic = std::move(synthetic);
        jobs::PlainJobContext context;
        auto result = computePrivacy(input, {}, context);
        return result ? *result : PrivacyReport{};
    }

    static const PrivacyRow& row(const PrivacyReport& report, const std::string& id) {
        return *std::find_if(report.rows.begin(), report.rows.end(),
                             [&](const PrivacyRow& r) { return r.id == id; });
    }

  private Q_SLOTS:
    void aBlockBootstrapIsFlaggedAsCopying() {
        for (const char* id : {"stationary_bootstrap", "block_bootstrap"}) {
            const auto found = report(drawn(id, m_training));
            QVERIFY(!found.rows.empty());
            QCOMPARE(found.verdict.judgement, Judgement::Fail);
            QVERIFY2(found.verdict.claim.find("exact copies") != std::string::npos,
                     found.verdict.claim.c_str());
            QVERIFY(row(found, "exact_copies").value > 0.1);
            QVERIFY(!found.safeToShare());
        }
    }

    void aParametricDrawIsCleared() {
        const auto found = report(pathsOf(marketLike(5000, 9), 10));
        QVERIFY2(found.safeToShare(), (found.verdict.claim + found.verdict.evidence).c_str());
        QCOMPARE(row(found, "exact_copies").value, 0.0);
        const auto garch = report(drawn("gjr_garch", m_training));
        QVERIFY2(garch.safeToShare(), (garch.verdict.claim + garch.verdict.evidence).c_str());
    }

    void aMemorizingModelIsFlagged() {
        Rng rng(5);
        std::vector<double> memorized;
        for (int path = 0; path < 5; ++path)
            for (const double r : m_training)
                memorized.push_back(r + 5e-4 * rng.normal()); // a twentieth of a day's deviation
        const auto found = report(pathsOf(memorized, 5));
        QCOMPARE(found.verdict.judgement, Judgement::Fail);
        QCOMPARE(row(found, "exact_copies").value, 0.0);
        for (const char* id : {"near_duplicates", "memorization", "closer_to_training",
                               "membership_auc", "identifiability"})
            QVERIFY2(row(found, id).judgement == Judgement::Fail, id);
    }

    /// The measures of the verdict can be read off the distances that are shown.
    void theDistancesShowWhatTheVerdictSays() {
        Rng rng(6);
        std::vector<double> memorized;
        for (const double r : m_training)
            memorized.push_back(r + 5e-4 * rng.normal());
        for (const auto& synthetic : {pathsOf(memorized, 1), pathsOf(marketLike(5000, 9), 10)}) {
            const auto found = report(synthetic);
            const auto& d = found.distances;
            for (const auto* one : {&d.synthetic, &d.reference, &d.holdout, &d.training}) {
                QCOMPARE(one->size(), kDistanceQuantiles);
                QVERIFY(std::is_sorted(one->begin(), one->end()));
            }
            // By definition one training window in twenty lies nearer to another than this.
            QVERIFY(d.training[9] <= d.nearDuplicate && d.nearDuplicate <= d.training[11]);
            const auto below =
                std::lower_bound(d.synthetic.begin(), d.synthetic.end(), d.nearDuplicate) -
                d.synthetic.begin();
            const double share =
                static_cast<double>(below) / static_cast<double>(kDistanceQuantiles - 1);
            QVERIFY(std::abs(share - row(found, "near_duplicates").value) < 0.01);
            const double medians = std::max(0.0, 1 - d.synthetic[100] / d.training[100]);
            QVERIFY(std::abs(medians - row(found, "memorization").value) < 1e-6);
        }
        QVERIFY(report(pathsOf(memorized, 1), false).distances.holdout.empty());
    }

    void roundedCopiesAreCopies() {
        std::vector<double> rounded;
        for (const double r : m_training)
            rounded.push_back(std::round(r * 1e5) / 1e5);
        const auto found = report(pathsOf(rounded, 1));
        QCOMPARE(row(found, "exact_copies").value, 0.0);
        QCOMPARE(row(found, "rounded_copies").judgement, Judgement::Fail);
    }

    void withoutAHoldoutNothingIsCleared() {
        const auto found = report(pathsOf(marketLike(5000, 9), 10), false);
        QCOMPARE(found.verdict.judgement, Judgement::Borderline);
        QCOMPARE(row(found, "membership_auc").judgement, Judgement::NotJudged);
        QVERIFY(!found.safeToShare());
    }

    void panelsAreJudgedDayByDay() {
        PrivacyInput input;
        input.assets = 5;
        input.training = factorPanel(1000, 1);
        input.holdout = factorPanel(500, 2);
        input.synthetic = pathsOf(factorPanel(3000, 3), 1, 5);
        jobs::PlainJobContext context;
        const auto clean = computePrivacy(input, {}, context);
        VERIFY_OK(clean);
        QCOMPARE(clean->window, std::size_t{1});
        QVERIFY2(clean->safeToShare(), (clean->verdict.claim + clean->verdict.evidence).c_str());
        input.synthetic = pathsOf(input.training, 1, 5);
        const auto copied = computePrivacy(input, {}, context);
        VERIFY_OK(copied);
        QCOMPARE(row(*copied, "exact_copies").value, 1.0);
        QCOMPARE(copied->verdict.judgement, Judgement::Fail);
    }

    void theReportSurvivesJsonAndCsv() {
        const auto found = report(pathsOf(marketLike(5000, 9), 10), false);
        const auto again = privacyReportFromJson(toJson(found));
        VERIFY_OK(again);
        QVERIFY(toJson(*again) == toJson(found));
        const std::string csv = toCsv(found);
        CsvReader reader(csv);
        std::vector<std::string> header, fields;
        QVERIFY(reader.next(header));
        while (reader.next(fields))
            QCOMPARE(fields.size(), header.size());
    }

    void impossibleInputIsRefusedInWords() {
        jobs::PlainJobContext context;
        const auto error = [&](const PrivacyInput& input) {
            const auto result = computePrivacy(input, {}, context);
            return result ? std::string() : result.error().text();
        };
        PrivacyInput input;
        input.training = marketLike(30, 1);
        input.synthetic = pathsOf(marketLike(500, 2), 1);
        QVERIFY(error(input).find("at least 41") != std::string::npos);
        input.training = m_training;
        input.synthetic = pathsOf(marketLike(10, 2), 1);
        QVERIFY(error(input).find("window of 20 days") != std::string::npos);
        input.synthetic = pathsOf(factorPanel(100, 2), 1, 5);
        QVERIFY(error(input).find("5 assets") != std::string::npos);
        input.synthetic = pathsOf(marketLike(500, 2), 1);
        input.training[4] = std::nan("");
        QVERIFY(error(input).find("missing or infinite") != std::string::npos);
    }
};

LOOM_TEST(PrivacyTest)
#include "test_privacy.moc"
