// SPDX-License-Identifier: GPL-3.0-or-later
// The LSTM that is fed its own forecasts: equal to its one-step network applied by hand to data
// that grow by each forecast close; refuses features that cannot go on.
#include <cmath>

#include "forecast/feature_continuation.h"
#include "forecast/forecaster.h"
#include "support/forecast_sample.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

namespace {

constexpr FitSpan kSpan{.from = 0, .trainTo = 1200, .validationFrom = 1200, .validationTo = 1500};
constexpr std::size_t kHorizon = 4;

/// Goes on with the return; has no value from the given bar ahead on.
class ReturnContinuation final : public FeatureContinuation {
  public:
    explicit ReturnContinuation(std::vector<std::string> impossible = {}, int endsAt = 1000)
        : m_impossible(std::move(impossible)), m_endsAt(endsAt) {}
    const std::vector<std::string>& impossible() const override { return m_impossible; }
    std::unique_ptr<Course> start(std::size_t) const override {
        return std::make_unique<Way>(m_endsAt);
    }

  private:
    class Way final : public Course {
      public:
        explicit Way(int left) : m_left(left) {}
        std::unique_ptr<Course> clone() const override { return std::make_unique<Way>(*this); }
        void take(std::size_t) override {}
        void ahead(double logReturn, std::span<double> features) override {
            features[0] = --m_left > 0 ? logReturn : kMissing;
        }

      private:
        int m_left;
    };
    std::vector<std::string> m_impossible;
    int m_endsAt;
};

ForecastData market(std::size_t assets, std::shared_ptr<const FeatureContinuation> continuation =
                                            std::make_shared<ReturnContinuation>()) {
    auto data = tests::madeMarket(tests::Market::Reverting, assets, 2000, kHorizon);
    data.continuation = std::move(continuation);
    return data;
}

const ForecasterInfo& lstm() {
    static const auto registry = makeForecasterRegistry();
    return *registry.find("lstm");
}

Result<std::unique_ptr<Forecaster>> fitted(const ForecastData& data, const char* output,
                                           int steps = 40, FitOptions options = {}) {
    auto params = validated(lstm().params, Json{{"output", output},
                                                {"steps", steps},
                                                {"window", 10},
                                                {"hidden", 12},
                                                {"batch", 64},
                                                {"rate", 5e-3}});
    if (!params)
        return std::move(params).error();
    options.params = std::move(params).value();
    jobs::PlainJobContext context;
    return lstm().fit(data, kSpan, options, context);
}

Forecasts forecasts(const Forecaster& model, const ForecastData& data,
                    std::vector<std::size_t> origins) {
    jobs::PlainJobContext context;
    auto out = model.forecast(data, origins, context);
    return out ? std::move(*out) : Forecasts();
}

} // namespace

class RecursiveLstmTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void isItsOneStepNetworkByHand() {
        const auto data = market(1);
        auto next = data;
        next.horizon = 1;
        const auto recursive = fitted(data, "recursive"), oneStep = fitted(next, "direct");
        VERIFY_OK(recursive);
        VERIFY_OK(oneStep);
        const std::vector<std::size_t> origins{1900, 1620, 1621};
        const auto found = forecasts(**recursive, data, origins);
        for (std::size_t i = 0; i < origins.size(); ++i) {
            auto growing = next.truncated(origins[i] + 1);
            double sum = 0;
            for (std::size_t k = 0; k < kHorizon; ++k) {
                const double step =
                    forecasts(**oneStep, growing, {growing.rows() - 1}).point(0, 0)[0];
                sum += step;
                QVERIFY(step != 0 && std::abs(found.point(i, 0)[k] - sum) < 1e-8);
                growing.times.push_back(growing.times.back() + 86'400);
                growing.sessions.push_back(growing.sessions.back() + 1);
                growing.closes.push_back(growing.closes.back() * std::exp(step));
                growing.features.push_back(step);
                VERIFY_OK(growing.finish());
            }
        }
    }

    /// As N-BEATS in its test: (1 - 0.8^k)/2 of the variance can be explained, of which ten returns
    /// show most.
    void learnsAMarketThatReverts() {
        const auto data = market(3);
        const auto model = fitted(data, "recursive", 600);
        VERIFY_OK(model);
        std::vector<std::size_t> origins;
        for (std::size_t t = kSpan.validationTo; t + kHorizon < data.rows(); ++t)
            origins.push_back(t);
        const auto out = forecasts(**model, data, origins);
        double own = 0, naive = 0;
        for (std::size_t i = 0; i < origins.size(); ++i)
            for (std::size_t a = 0; a < 3; ++a)
                for (std::size_t k = 0; k < kHorizon; ++k) {
                    const double real = data.outcome(a, origins[i], k + 1);
                    own += std::pow(real - out.point(i, a)[k], 2);
                    naive += real * real;
                }
        const double skill = 1 - own / naive;
        QVERIFY2(skill > 0.08 && skill < 0.32, std::to_string(skill).c_str());
    }

    void sameAgainForSeedThreadsAndFile() {
        const auto data = market(2);
        const auto model = fitted(data, "recursive", 40, {.threads = 1});
        VERIFY_OK(model);
        const auto bytes = (*model)->serialize().value();
        QVERIFY(bytes ==
                fitted(data, "recursive", 40, {.threads = 2}).value()->serialize().value());
        const auto again = lstm().load(bytes);
        VERIFY_OK(again);
        QVERIFY((*again)->serialize().value() == bytes);
        const std::vector<std::size_t> origins{1600, 1700, 1999};
        const auto before = forecasts(**model, data, origins);
        QVERIFY(!before.points.empty() && before.levels.empty());
        QVERIFY(before.points == forecasts(**again, data, origins).points);
        QVERIFY((*again)->inputModel() == nullptr);
        // Nothing later is read.
        const auto cut = data.truncated(1701);
        const auto early = forecasts(**model, cut, {1600, 1700});
        for (std::size_t k = 0; k < kHorizon; ++k)
            QVERIFY(std::abs(early.point(1, 1)[k] - before.point(1, 1)[k]) < 1e-9);
        // One step ahead is direct.
        auto next = data;
        next.horizon = 1;
        next.continuation = nullptr;
        QVERIFY(fitted(next, "recursive").value()->serialize().value() ==
                fitted(next, "direct").value()->serialize().value());
    }

    void refusesFeaturesThatCannotGoOn() {
        const auto says = [](const auto& result, const char* words) {
            return !result && result.error().code == ErrorCode::InvalidInput &&
                   result.error().message.ends_with('.') &&
                   result.error().message.find(words) != std::string::npos;
        };
        const auto blind =
            std::make_shared<ReturnContinuation>(std::vector<std::string>{"ohlc", "volume"});
        QVERIFY(says(fitted(market(1, blind), "recursive"), "ohlc and volume need more"));
        QVERIFY(says(fitted(market(1, nullptr), "recursive"), "Choose the direct output"));
        VERIFY_OK(fitted(market(1, blind), "direct"));
        QVERIFY(says(fitted(market(1), "recursive", 40, {.levels = {0.1, 0.9}}), "no quantiles"));
        const auto model = fitted(market(1), "recursive");
        VERIFY_OK(model);
        jobs::PlainJobContext context;
        const std::vector<std::size_t> origins{1900};
        QVERIFY(says((*model)->forecast(market(1, blind), origins, context), "ohlc and volume"));
        auto longer = market(1);
        longer.horizon = kHorizon + 1;
        QVERIFY(says((*model)->forecast(longer, origins, context), "steps"));
    }

    void aFeatureWithoutAValueEndsTheForecast() {
        const auto model = fitted(market(1), "recursive");
        VERIFY_OK(model);
        const auto ends = std::make_shared<ReturnContinuation>(std::vector<std::string>{}, 2);
        const auto out = forecasts(**model, market(1, ends), {1900});
        QVERIFY(std::isfinite(out.point(0, 0)[0]) && std::isfinite(out.point(0, 0)[1]));
        QVERIFY(std::isnan(out.point(0, 0)[2]) && std::isnan(out.point(0, 0)[3]));
    }
};

LOOM_TEST(RecursiveLstmTest)
#include "test_recursive_lstm.moc"
