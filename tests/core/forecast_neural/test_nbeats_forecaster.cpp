// SPDX-License-Identifier: GPL-3.0-or-later
// N-BEATS as a forecaster: it learns what can be learnt, finds nothing where nothing is, goes on
// exactly where it was stopped, and its parts add up.
#include <filesystem>

#include <QTemporaryDir>

#include "forecast/forecaster.h"
#include "support/forecast_sample.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

namespace {

constexpr FitSpan kSpan{.from = 0, .trainTo = 1200, .validationFrom = 1200, .validationTo = 1500};

Json smallParams() {
    return {{"steps", 300}, {"stacks", 2},      {"width", 32},      {"layers", 2},
            {"batch", 128}, {"lookbacks", "3"}, {"check_every", 50}};
}

Result<std::unique_ptr<Forecaster>> fitted(const ForecastData& data, const Json& params,
                                           FitOptions options, jobs::JobContext& context) {
    static const auto registry = makeForecasterRegistry();
    const auto* info = registry.find("nbeats");
    auto values = validated(info->params, params);
    if (!values)
        return std::move(values).error();
    options.params = std::move(values).value();
    return info->fit(data, kSpan, options, context);
}

std::vector<std::size_t> lateOrigins(const ForecastData& data) {
    std::vector<std::size_t> out;
    for (std::size_t t = kSpan.validationTo; t + data.horizon < data.rows(); ++t)
        out.push_back(t);
    return out;
}

/// 1 - squared error over that of the last value.
double skill(const ForecastData& data, const Forecasts& forecasts) {
    double own = 0, naive = 0;
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i)
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            for (std::size_t k = 0; k < data.horizon; ++k) {
                const double real = data.outcome(a, forecasts.origins[i], k + 1);
                own += std::pow(real - forecasts.point(i, a)[k], 2);
                naive += real * real;
            }
    return 1 - own / naive;
}

} // namespace

class NBeatsForecasterTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// At equilibrium the best forecast of this market explains (1 - 0.8^k)/2 of the variance of
    /// its move over k steps: 0.1 to 0.30 for one to four steps, 0.22 over all of them.
    void learnsAMarketThatReverts() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 3, 2000, 4);
        jobs::PlainJobContext context;
        const auto model = fitted(data, smallParams(), {}, context);
        VERIFY_OK(model);
        const auto forecasts = (*model)->forecast(data, lateOrigins(data), context);
        VERIFY_OK(forecasts);
        const double found = skill(data, *forecasts);
        QVERIFY2(found > 0.12 && found < 0.32, std::to_string(found).c_str());
    }

    void findsNothingInARandomWalk() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 3, 2000, 4);
        jobs::PlainJobContext context;
        const auto model = fitted(data, smallParams(), {}, context);
        VERIFY_OK(model);
        const auto forecasts = (*model)->forecast(data, lateOrigins(data), context);
        VERIFY_OK(forecasts);
        const double found = skill(data, *forecasts);
        QVERIFY2(found < 0.03, std::to_string(found).c_str());
    }

    void quantilesAscendAndCover() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 3, 2000, 4);
        jobs::PlainJobContext context;
        const auto model = fitted(data, smallParams(), {.levels = {0.1, 0.5, 0.9}}, context);
        VERIFY_OK(model);
        const auto forecasts = (*model)->forecast(data, lateOrigins(data), context);
        VERIFY_OK(forecasts);
        double inside = 0, all = 0;
        for (std::size_t i = 0; i < forecasts->origins.size(); ++i) {
            const auto band = forecasts->quantile(i, 0);
            for (std::size_t k = 0; k < data.horizon; ++k) {
                QVERIFY(band[k * 3] <= band[k * 3 + 1] && band[k * 3 + 1] <= band[k * 3 + 2]);
                const double real = data.outcome(0, forecasts->origins[i], k + 1);
                inside += band[k * 3] <= real && real <= band[k * 3 + 2] ? 1 : 0;
                ++all;
            }
        }
        QVERIFY2(std::abs(inside / all - 0.8) < 0.08, std::to_string(inside / all).c_str());
    }

    void partsAddUp_data() {
        QTest::addColumn<QString>("architecture");
        QTest::addColumn<QString>("lookbacks");
        QTest::newRow("generic") << "generic"
                                 << "3";
        QTest::newRow("interpretable") << "interpretable"
                                       << "3";
        QTest::newRow("even ensemble") << "both"
                                       << "2";
        QTest::newRow("odd ensemble") << "generic"
                                      << "2,3,4";
    }
    void partsAddUp() {
        QFETCH(QString, architecture);
        QFETCH(QString, lookbacks);
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 2000, 4);
        jobs::PlainJobContext context;
        Json params = smallParams();
        params["steps"] = 60;
        params["seasonal_width"] = params["trend_width"] = 16;
        params["architecture"] = architecture.toStdString();
        params["lookbacks"] = lookbacks.toStdString();
        const auto model = fitted(data, params, {}, context);
        VERIFY_OK(model);
        const auto forecasts = (*model)->forecast(data, std::vector<std::size_t>{1700}, context);
        VERIFY_OK(forecasts);
        const auto parts = (*model)->decompose(data, 1700, 1);
        VERIFY_OK(parts);
        QVERIFY(parts->parts.size() >= 2);
        for (std::size_t k = 0; k < data.horizon; ++k) {
            double sum = 0;
            for (const auto& part : parts->parts)
                sum += part.values[k];
            const double point = forecasts->point(0, 1)[k];
            QVERIFY2(std::abs(sum - point) <= 1e-14 * (1 + std::abs(point)),
                     std::to_string(sum - point).c_str());
        }
    }

    void threadsDoNotChangeTheBytes() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 2000, 4);
        jobs::PlainJobContext context;
        Json params = smallParams();
        params["steps"] = 60;
        params["lookbacks"] = "2,3";
        const auto one = fitted(data, params, {.threads = 1}, context);
        const auto two = fitted(data, params, {.threads = 2}, context);
        const auto other = fitted(data, params, {.seed = 2, .threads = 2}, context);
        VERIFY_OK(one);
        VERIFY_OK(two);
        VERIFY_OK(other);
        QVERIFY((*one)->serialize().value() == (*two)->serialize().value());
        QVERIFY((*one)->serialize().value() != (*other)->serialize().value());
    }

    /// Stopped in the middle and continued: the same bytes as without a stop.
    void goesOnWhereItWas() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 2000, 4);
        const QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("fit.checkpoint")).toStdString();
        jobs::PlainJobContext whole, interrupted, resumed;
        const auto reference = fitted(data, smallParams(), {}, whole);
        VERIFY_OK(reference);
        interrupted.onMetric = [&](std::string_view, std::int64_t step, double) {
            if (step >= 100)
                interrupted.stop(jobs::StopRequest::KeepBest);
        };
        VERIFY_OK(fitted(data, smallParams(), {.checkpointFile = file}, interrupted));
        QVERIFY(std::filesystem::exists(file));
        std::int64_t firstStep = 0;
        resumed.onMetric = [&](std::string_view, std::int64_t step, double) {
            firstStep = firstStep == 0 ? step : firstStep;
        };
        const auto continued =
            fitted(data, smallParams(), {.checkpointFile = file, .mustResume = true}, resumed);
        VERIFY_OK(continued);
        QVERIFY(firstStep > 100);
        QVERIFY((*reference)->serialize().value() == (*continued)->serialize().value());
    }

    void refusesACheckpointOfAnother() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 2000, 4);
        const QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("fit.checkpoint")).toStdString();
        jobs::PlainJobContext context;
        Json params = smallParams();
        params["steps"] = 10;
        VERIFY_OK(fitted(data, params, {.checkpointFile = file}, context));
        const auto refused =
            fitted(data, params, {.seed = 9, .checkpointFile = file, .mustResume = true}, context);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("another training") != std::string::npos);
    }

    void refusesOtherData() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 2000, 4);
        jobs::PlainJobContext context;
        Json params = smallParams();
        params["steps"] = 10;
        const auto model = fitted(data, params, {}, context);
        VERIFY_OK(model);
        auto weekly = data;
        weekly.frequency = Frequency::Week1;
        const auto refused = (*model)->forecast(weekly, std::vector<std::size_t>{1700}, context);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("trained on daily bars") != std::string::npos);
    }

    void saysWhatIsWrongWithParameters() {
        const auto data = tests::madeMarket(tests::Market::Reverting, 2, 2000, 4);
        jobs::PlainJobContext context;
        Json params = smallParams();
        params["lookbacks"] = "2,zwei";
        const auto refused = fitted(data, params, {}, context);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("\"zwei\"") != std::string::npos);
        params["lookbacks"] = "100";
        params["history"] = 10;
        const auto tooShort = fitted(data, params, {}, context);
        QVERIFY(!tooShort);
        QVERIFY(tooShort.error().message.find("samples") != std::string::npos);
    }
};

LOOM_TEST(NBeatsForecasterTest)
#include "test_nbeats_forecaster.moc"
