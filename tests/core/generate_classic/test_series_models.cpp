// SPDX-License-Identifier: GPL-3.0-or-later
// Generators of one series built on the GARCH family and on blocks of history.
#include "support/paper_window.h"
#include "support/test_case.h"

#include "generate/garch_fit.h"
#include "generate/model_support.h"
#include "stats/moments.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace loom;
using namespace loom::generate;

namespace {

TrainingData seriesOf(std::vector<double> returns) {
    TrainingData data;
    data.trainEnd = data.validationEnd = returns.size();
    data.returns = std::move(returns);
    data.wholeWindow = true;
    return data;
}

} // namespace

class SeriesModelsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Generator> fitted(const char* id, const Json& params = Json::object()) const {
        const auto* info = m_registry.find(id);
        FitOptions options;
        options.params = validated(info->params, params).value();
        jobs::PlainJobContext context;
        return info->fit(seriesOf(tests::paperWindow()), options, context).value();
    }

    static Paths draw(const Generator& generator, std::size_t count, std::size_t length) {
        jobs::PlainJobContext context;
        return generator
            .sample({.count = count, .length = length, .seed = 2, .device = "cpu"}, context)
            .value()
            .paths;
    }

    static std::string factOf(const Generator& generator, std::string_view name) {
        for (const auto& fact : generator.facts())
            if (fact.name == name)
                return fact.value;
        return {};
    }

  private Q_SLOTS:
    /// A model stored by the first release of these generators, written by hand: six parameters
    /// and no standard errors.
    void modelsStoredBeforeStandardErrorsStillLoad() {
        const std::string bytes = sealState("gjr_garch_t", {{"mu", 0.05},
                                                            {"omega", 0.02},
                                                            {"alpha", 0.01},
                                                            {"gamma", 0.2},
                                                            {"beta", 0.85},
                                                            {"nu", 6.0},
                                                            {"log_likelihood", -2800.0}});
        const auto generator = m_registry.find("gjr_garch_t")->load(bytes);
        VERIFY_OK(generator);
        QCOMPARE(factOf(**generator, "gamma"), std::string("0.2000"));
        QCOMPARE(factOf(**generator, "Standard errors"), std::string());
        QCOMPARE(draw(**generator, 2, 5).returns.size(), std::size_t{10});
        const std::string explosive = sealState("garch", {{"mu", 0.05},
                                                          {"omega", 0.02},
                                                          {"alpha", 0.3},
                                                          {"gamma", 0.0},
                                                          {"beta", 0.85},
                                                          {"nu", 0.0},
                                                          {"log_likelihood", -2800.0}});
        QVERIFY(!m_registry.find("garch")->load(explosive));
    }

    void factsNameErrorsBoundsAndLikelihood() {
        const auto generator = fitted("gjr_garch", {{"innovation", "skewed_t"}});
        QVERIFY(factOf(*generator, "lambda").starts_with("-0.1415 (0.026"));
        QVERIFY(factOf(*generator, "Log-likelihood").starts_with("-2817.1"));
        QCOMPARE(factOf(*generator, "On a bound"), std::string("alpha = 0"));
        QCOMPARE(factOf(*generator, "Convergence"), std::string());
        // The fixed rival and the choice of Student t are the same model.
        QCOMPARE(draw(*fitted("gjr_garch_t"), 3, 50).returns,
                 draw(*fitted("gjr_garch", {{"innovation", "student_t"}}), 3, 50).returns);
    }

    /// Started today, the first day's return is sigma times a shock drawn from the residuals: at
    /// most as many values as there are residuals, with the model's variance of the next day.
    void filteredShocksAreHistorysOwn() {
        const auto returns = tests::paperWindow();
        std::vector<double> percent(returns);
        for (double& r : percent)
            r *= 100;
        const GarchShape shape{.volatility = Volatility::Gjr};
        const auto fit = fitGarch(shape, percent, [] { return false; });
        GarchLikelihood likelihood(shape, percent);
        likelihood.value(fit->params);
        std::vector<double> shocks = likelihood.shocks();
        const auto m = stats::moments(std::span<const double>(shocks));
        const auto n = static_cast<double>(shocks.size());
        std::set<float> possible;
        for (const double z : shocks)
            possible.insert(static_cast<float>((z - m.mean) / (m.stdev * std::sqrt((n - 1) / n))));
        const Paths paths = draw(*fitted("filtered_historical", {{"start", "today"}}), 5000, 1);
        const double sigma = std::sqrt(likelihood.nextVariance());
        for (const float r : paths.returns) {
            const auto z = static_cast<float>((r * 100.0 - fit->params.mu) / sigma);
            const auto next = possible.lower_bound(z - 1e-5F);
            QVERIFY(next != possible.end() && std::abs(*next - z) < 1e-5F);
        }
    }

    /// In the long run the paths have the model's variance, omega / (1 - persistence) with the
    /// persistence under the shocks drawn.
    void filteredPathsHaveTheLongRunVariance() {
        const auto generator = fitted("filtered_historical", {{"volatility", "garch"}});
        const auto theory = fitted("garch");
        const Paths paths = draw(*generator, 4000, 252);
        const auto m = stats::moments(std::span<const float>(paths.returns));
        const auto reference =
            stats::moments(std::span<const float>(draw(*theory, 4000, 252).returns));
        QVERIFY(std::abs(m.stdev / reference.stdev - 1) < 0.05);
        QVERIFY(m.excessKurtosis > reference.excessKurtosis); // the real shocks have heavy tails
        for (const char* volatility : {"gjr", "egarch"}) {
            const auto other = fitted("filtered_historical", {{"volatility", volatility}});
            const auto spread =
                stats::moments(std::span<const float>(draw(*other, 500, 252).returns)).stdev;
            QVERIFY(spread > 0.006 && spread < 0.02);
        }
    }

    /// Every block of ten days is a stretch of history, and none wraps from the end to the start.
    void movingBlocksAreStretchesOfHistory() {
        const auto history = tests::paperWindow();
        const Paths paths =
            draw(*fitted("moving_block_bootstrap", {{"block_length", 10}}), 200, 100);
        for (std::size_t at = 0; at < paths.returns.size(); at += 10) {
            const auto block = std::span(paths.returns).subspan(at, 10);
            const auto found = std::search(
                history.begin(), history.end(), block.begin(), block.end(),
                [](double real, float drawn) { return static_cast<float>(real) == drawn; });
            QVERIFY(found != history.end());
        }
        // As long as the history, there is one block only.
        const Paths whole =
            draw(*fitted("moving_block_bootstrap", {{"block_length", 2000}}), 50, 2000);
        QVERIFY(whole.path(0)[0] != whole.path(1)[0]);
    }

  private:
    GeneratorRegistry m_registry = makeGeneratorRegistry();
};

LOOM_TEST(SeriesModelsTest)
#include "test_series_models.moc"
