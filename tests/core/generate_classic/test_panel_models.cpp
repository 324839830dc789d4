// SPDX-License-Identifier: GPL-3.0-or-later
// DCC-t and the t copula over GARCH margins. Known answers: scipy 1.x on the shocks of waves(),
//   DCC  sum of scipy.stats.multivariate_t(shape=R_t (nu-2)/nu, df=nu).logpdf(z_t), a loop of eq.
//   4; copula  multivariate_t(shape=R, df=5).logpdf(x) - sum t(5).logpdf(x), x = t(5).ppf(u); tau
//   scipy.stats.kendalltau;  tail map  t(9).ppf(t(4).cdf(x)) sqrt(7/9).
#include "support/test_case.h"

#include "generate/dcc_model.h"
#include "generate/garch_margins.h"
#include "generate/model_support.h"
#include "generate/multivariate_t.h"
#include "generate/t_copula.h"
#include "stats/cross_section.h"
#include "stats/kendall.h"
#include "stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

using namespace loom;
using namespace loom::generate;

namespace {

constexpr std::size_t kWaveDays = 60;

std::vector<double> waves() {
    std::vector<double> out;
    for (std::size_t t = 0; t < kWaveDays; ++t)
        for (int i = 0; i < 3; ++i) {
            const auto day = static_cast<double>(t);
            out.push_back(1.4 * std::sin(1.3 * day * (i + 1) + i) + 0.8 * std::sin(0.7 * day));
        }
    return out;
}

stats::PanelView wavePanel(const std::vector<double>& values) {
    return {.days = kWaveDays, .assets = 3, .values = values};
}

bool near(double value, double expected, double tolerance) {
    return std::abs(value - expected) <= tolerance;
}

constexpr double kTrueCorrelation[3][3] = {{1, 0.6, 0.3}, {0.6, 1, 0.1}, {0.3, 0.1, 1}};

Json correlationJson() {
    std::vector<double> out;
    for (const auto& row : kTrueCorrelation)
        out.insert(out.end(), std::begin(row), std::end(row));
    return out;
}

Json marginsJson(double nu) {
    Json out = Json::array();
    for (const double beta : {0.9, 0.88, 0.85})
        out.push_back({{"mu", 0.03},
                       {"omega", 0.02},
                       {"alpha", 0.02},
                       {"gamma", 0.1},
                       {"beta", beta},
                       {"nu", nu},
                       {"log_likelihood", 0.0}});
    return out;
}

const double kNoNumber = std::numeric_limits<double>::quiet_NaN();

} // namespace

class PanelModelsTest : public QObject {
    Q_OBJECT

    /// Returns drawn from a model whose parameters are written by hand.
    TrainingData drawn(const char* id, Json state, std::size_t days) const {
        jobs::PlainJobContext context;
        auto generator = m_registry.find(id)->load(sealState(id, std::move(state))).value();
        const auto paths =
            generator->sample({.count = 1, .length = days, .seed = 3, .device = "cpu"}, context)
                .value()
                .paths;
        TrainingData data;
        data.assets = {"A", "B", "C"};
        data.returns.assign(paths.returns.begin(), paths.returns.end());
        data.trainEnd = data.validationEnd = days;
        data.wholeWindow = true;
        return data;
    }

    TrainingData dccDraw(std::size_t days) const {
        return drawn("dcc_t",
                     {{"a", 0.05},
                      {"b", 0.9},
                      {"nu", 6.0},
                      {"qbar", correlationJson()},
                      {"log_likelihood", 0.0},
                      {"repaired", false},
                      {"on_bound", false},
                      {"volatility", 1},
                      {"margins", marginsJson(0)}},
                     days);
    }

    Result<std::unique_ptr<Generator>> fit(const char* id, const TrainingData& data) const {
        jobs::PlainJobContext context;
        return m_registry.find(id)->fit(data, {}, context);
    }

  private Q_SLOTS:
    void kendallAgreesWithScipy() {
        const auto values = waves();
        const auto panel = wavePanel(values);
        QVERIFY(
            near(stats::kendallTau(panel.column(0), panel.column(1)), 0.15480225988700566, 1e-14));
        auto x = panel.column(0);
        auto y = panel.column(2);
        for (std::size_t t = 0; t < x.size(); ++t) { // whole numbers: ties in both
            x[t] = std::nearbyint(x[t]);
            y[t] = std::nearbyint(y[t]);
        }
        QVERIFY(near(stats::kendallTau(x, y), 0.16918664046753046, 1e-14));
        QVERIFY(std::isnan(stats::kendallTau(x, std::vector<double>(x.size(), 1.0))));
        QCOMPARE(stats::kendallMatrix(panel)(0, 1),
                 stats::kendallTau(panel.column(0), panel.column(1)));
    }

    /// Pairwise 0.9, 0.9 and -0.9 fit no matrix; what is repaired is one, and changes no sign.
    void pairwiseCorrelationsAreRepaired() {
        Eigen::Matrix3d impossible;
        impossible << 1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1;
        const auto repaired = stats::repairCorrelation(impossible);
        QVERIFY(repaired.changed);
        QVERIFY(repaired.matrix.diagonal().isOnes(1e-12));
        QVERIFY(stats::eigenvaluesDescending(repaired.matrix).back() > 0);
        QVERIFY(repaired.matrix(0, 1) > 0.3 && repaired.matrix(1, 2) < -0.3);
        QVERIFY(!stats::repairCorrelation(Eigen::Matrix3d::Identity()).changed);
    }

    void dccLikelihoodAgreesWithScipy() {
        const auto values = waves();
        const auto qbar = stats::correlationMatrix(wavePanel(values));
        QVERIFY(near(dccLogLikelihood({.a = 0.05, .b = 0.9, .nu = 7}, qbar, values),
                     -292.03214806182484, 1e-8));
    }

    void copulaLikelihoodAgreesWithScipy() {
        const auto values = waves();
        const auto correlation = stats::correlationMatrix(wavePanel(values));
        const auto pseudo = stats::pseudoObservations(wavePanel(values));
        QVERIFY(near(tCopulaLogLikelihood(correlation, 5, pseudo), 2.8512407525198, 1e-8));
    }

    void tailsAreMappedAsScipyDoes() {
        const TailMap map(4, 9);
        const double known[][2] = {{-30, -8.08334473111407},     {-2, -1.533251932540823},
                                   {-0.3, -0.25488154260770074}, {0, 0},
                                   {0.7, 0.5867981643487723},    {5, 3.0263004296019558}};
        for (const auto& [x, value] : known)
            QVERIFY(near(map(x), value, 1e-4 * std::max(1.0, std::abs(value))));
        QVERIFY(std::isfinite(TailMap(200, 2.05)(30)));
    }

    /// The maximum beats its neighbours, and the parameters come back from 4,000 days of their own
    /// law: a and b within about four standard errors (0.008, 0.02), nu within 1.
    void dccParametersComeBack() {
        const auto data = dccDraw(4000);
        const auto never = [] { return false; };
        const auto margins = fitMargins({.volatility = Volatility::Gjr}, data.training(), 3, never);
        const auto dcc = fitDcc(margins->shocks, 3, never);
        QVERIFY(near(dcc->params.a, 0.05, 0.03));
        QVERIFY(near(dcc->params.b, 0.9, 0.08));
        QVERIFY(near(dcc->params.nu, 6, 1));
        QVERIFY(!dcc->onBound && !dcc->repaired);
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < i; ++j)
                QVERIFY(near(dcc->qbar(i, j), kTrueCorrelation[i][j], 0.1));
        const auto value = [&](double a, double b, double nu) {
            return dccLogLikelihood({.a = a, .b = b, .nu = nu}, dcc->qbar, margins->shocks);
        };
        const auto& p = dcc->params;
        QVERIFY(near(value(p.a, p.b, p.nu), dcc->logLikelihood, 1e-6));
        for (const double step : {-0.002, 0.002}) {
            QVERIFY(value(p.a + step, p.b - step, p.nu) < dcc->logLikelihood);
            QVERIFY(value(p.a, p.b + step, p.nu) < dcc->logLikelihood);
            QVERIFY(value(p.a, p.b, p.nu + 50 * step) < dcc->logLikelihood);
        }
    }

    void copulaParametersComeBack() {
        const auto data = drawn("t_copula_garch",
                                {{"nu", 4.0},
                                 {"correlation", correlationJson()},
                                 {"log_likelihood", 0.0},
                                 {"repaired", false},
                                 {"volatility", 1},
                                 {"margins", marginsJson(8)}},
                                4000);
        const auto never = [] { return false; };
        const auto margins =
            fitMargins({Volatility::Gjr, Innovation::StudentT}, data.training(), 3, never);
        for (const auto& fit : margins->fits)
            QVERIFY(near(fit.params.nu, 8, 3));
        const auto copula = fitTCopula(margins->shocks, 3, never);
        QVERIFY(near(copula->nu, 4, 0.8));
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < i; ++j)
                QVERIFY(near(copula->correlation(i, j), kTrueCorrelation[i][j], 0.06));
    }

    /// Paths of the fitted model have the volatilities and correlations of what it was fitted to.
    void pathsMoveTogetherAsTheTrainingDaysDo() {
        const auto data = dccDraw(3000);
        const auto real =
            stats::correlationMatrix({.days = 3000, .assets = 3, .values = data.training()});
        for (const char* id : {"dcc_t", "t_copula_garch"}) {
            const auto generator = fit(id, data);
            VERIFY_OK(generator);
            jobs::PlainJobContext context;
            const auto paths =
                (*generator)
                    ->sample({.count = 200, .length = 252, .seed = 4, .device = "cpu"}, context)
                    .value()
                    .paths;
            const std::vector<double> values(paths.returns.begin(), paths.returns.end());
            const stats::PanelView drawnPanel{.days = 200 * 252, .assets = 3, .values = values};
            const auto synthetic = stats::correlationMatrix(drawnPanel);
            for (int i = 0; i < 3; ++i)
                for (int j = 0; j < i; ++j)
                    QVERIFY(near(synthetic(i, j), real(i, j), 0.1));
            const stats::PanelView realPanel{.days = 3000, .assets = 3, .values = data.training()};
            for (std::size_t a = 0; a < 3; ++a)
                QVERIFY(near(stats::standardDeviation(drawnPanel.column(a)) /
                                 stats::standardDeviation(realPanel.column(a)),
                             1, 0.15));
        }
    }

    /// Margins of three different laws under one t copula: drawn days have each asset's own
    /// quantiles and fall together as often as the training days do, which a normal copula does
    /// not.
    void aStaticCopulaKeepsMarginsAndJointExtremes() {
        Rng rng(21);
        const Eigen::Matrix3d correlation{{1, 0.6, 0.3}, {0.6, 1, 0.1}, {0.3, 0.1, 1}};
        const Eigen::Matrix3d root = correlation.llt().matrixL();
        const NormalMap mixing = mixingFactor(3);
        constexpr std::size_t kDays = 6000;
        TrainingData data;
        data.assets = {"A", "B", "C"};
        for (std::size_t t = 0; t < kDays; ++t) {
            const Eigen::Vector3d x =
                root * Eigen::Vector3d(rng.normal(), rng.normal(), rng.normal()) * mixing(rng);
            data.returns.push_back(0.01 * x(0));
            data.returns.push_back(0.005 * std::tanh(x(1)));
            data.returns.push_back(0.02 * std::asinh(x(2)) + 0.001);
        }
        data.trainEnd = data.validationEnd = kDays;
        data.wholeWindow = true;
        const auto generator = fit("t_copula", data);
        VERIFY_OK(generator);
        jobs::PlainJobContext context;
        const auto paths =
            (*generator)->sample({.count = 1, .length = 40'000, .seed = 4}, context).value().paths;
        const std::vector<double> values(paths.returns.begin(), paths.returns.end());
        const stats::PanelView drawnPanel{.days = 40'000, .assets = 3, .values = values};
        const stats::PanelView realPanel{.days = kDays, .assets = 3, .values = data.returns};
        for (std::size_t a = 0; a < 3; ++a)
            for (const double p : {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99})
                QVERIFY(near(stats::quantile(drawnPanel.column(a), p),
                             stats::quantile(realPanel.column(a), p),
                             0.12 * stats::standardDeviation(realPanel.column(a))));
        const auto together = [](const stats::PanelView& panel) {
            const auto a = panel.column(0), b = panel.column(1);
            const double lowA = stats::quantile(a, 0.02), lowB = stats::quantile(b, 0.02);
            double both = 0;
            for (std::size_t t = 0; t < a.size(); ++t)
                both += a[t] < lowA && b[t] < lowB ? 1 : 0;
            return both / (0.02 * static_cast<double>(a.size()));
        };
        // A normal copula of this correlation falls together on 23 % of such days, this t copula on
        // 40 % (scipy 1.17: multivariate_normal and multivariate_t at the 2 % quantile).
        QVERIFY(together(realPanel) > 0.33);
        QVERIFY(near(together(drawnPanel), together(realPanel), 0.08));
    }

    /// Parallel fits and chunks: the same bytes whatever came first.
    void fitsAreReproducible() {
        const auto data = dccDraw(600);
        for (const char* id : {"dcc_t", "t_copula_garch", "t_copula"})
            QCOMPARE(fit(id, data).value()->serialize().value(),
                     fit(id, data).value()->serialize().value());
    }

    void badPanelsAreRefusedInWords_data() {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("says");
        QTest::newRow("one asset") << QStringLiteral("one") << QStringLiteral("at least two");
        QTest::newRow("short") << QStringLiteral("short") << QStringLiteral("250");
        QTest::newRow("missing") << QStringLiteral("missing") << QStringLiteral("B");
        QTest::newRow("twin") << QStringLiteral("twin") << QStringLiteral("C");
        QTest::newRow("constant") << QStringLiteral("constant") << QStringLiteral("B");
        QTest::newRow("infinite") << QStringLiteral("infinite") << QStringLiteral("B");
    }
    void badPanelsAreRefusedInWords() {
        QFETCH(QString, fault);
        QFETCH(QString, says);
        auto data = dccDraw(fault == QLatin1String("short") ? 249 : 400);
        if (fault == QLatin1String("one"))
            data.assets = {"A"};
        for (std::size_t t = 0; t < data.returns.size() / 3; ++t) {
            if (fault == QLatin1String("twin"))
                data.returns[t * 3 + 2] = data.returns[t * 3];
            if (fault == QLatin1String("constant"))
                data.returns[t * 3 + 1] = 0;
        }
        if (fault == QLatin1String("missing"))
            data.returns[3 * 7 + 1] = kNoNumber;
        if (fault == QLatin1String("infinite"))
            data.returns[3 * 7 + 1] = std::numeric_limits<double>::infinity();
        for (const char* id : {"dcc_t", "t_copula_garch"}) {
            const auto refused = fit(id, data);
            QVERIFY(!refused);
            QVERIFY2(QString::fromStdString(refused.error().text()).contains(says),
                     refused.error().text().c_str());
        }
    }

    void tooManyAssetsForDccAreRefusedInWords() {
        Rng rng(13);
        TrainingData data;
        for (int a = 0; a < 101; ++a)
            data.assets.push_back("A" + std::to_string(a));
        for (int i = 0; i < 260 * 101; ++i)
            data.returns.push_back(0.01 * rng.normal());
        data.trainEnd = data.validationEnd = 260;
        data.wholeWindow = true;
        const auto refused = fit("dcc_t", data);
        QVERIFY(!refused);
        QVERIFY(refused.error().text().find("at most 100") != std::string::npos);
    }

    /// Half as many assets as days, each nearly a copy of another: correlations close to singular.
    void nearlySingularPanelsStillFit() {
        Rng rng(12);
        TrainingData data;
        for (int a = 0; a < 30; ++a)
            data.assets.push_back("A" + std::to_string(a));
        for (int t = 0; t < 260; ++t) {
            std::vector<double> factors(15);
            for (double& f : factors)
                f = 0.01 * rng.normal();
            for (std::size_t a = 0; a < 30; ++a)
                data.returns.push_back(factors[a / 2] + 1e-7 * rng.normal());
        }
        data.trainEnd = data.validationEnd = 260;
        data.wholeWindow = true;
        for (const char* id : {"dcc_t", "t_copula_garch"}) {
            const auto generator = fit(id, data);
            VERIFY_OK(generator);
            jobs::PlainJobContext context;
            const auto sample = (*generator)->sample({.count = 5, .length = 100}, context);
            VERIFY_OK(sample);
            QVERIFY(std::all_of(sample->paths.returns.begin(), sample->paths.returns.end(),
                                [](float r) { return std::isfinite(r); }));
        }
    }

  private:
    GeneratorRegistry m_registry = makeGeneratorRegistry();
};

LOOM_TEST(PanelModelsTest)
#include "test_panel_models.moc"
