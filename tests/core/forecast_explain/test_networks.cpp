// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations of small trained networks: they explain the forecast that is shown, they add up, and
// the checks tell learned pictures from empty ones.
#include <cmath>
#include <numeric>

#include "base/csv.h"
#include "forecast/explain/attention.h"
#include "forecast/explain/checks.h"
#include "support/forecast_sample.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

namespace {

constexpr FitSpan kSpan{.from = 20, .trainTo = 800, .validationFrom = 800, .validationTo = 950};
constexpr std::size_t kOrigin = 1000;

/// Three assets that revert; of the features only the deviation from the level matters.
const ForecastData& market() {
    static const ForecastData made = [] {
        auto data = tests::madeMarket(tests::Market::Reverting, 3, 1100, 4);
        data.featureNames = {"return", "level", "noise"};
        data.features.clear();
        Rng rng(77);
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            for (std::size_t row = 0; row < data.rows(); ++row) {
                const double now = std::log(data.close(a, row) / 100);
                const double before = row == 0 ? kMissing : std::log(data.close(a, row - 1) / 100);
                data.features.insert(data.features.end(), {now - before, now, rng.normal()});
            }
        (void)data.finish();
        return data;
    }();
    return made;
}

struct Recipe {
    const char* id;
    Json params;
    std::vector<double> levels = {};
};

const Recipe kLstm{.id = "lstm",
                   .params = {{"steps", 250}, {"window", 8}, {"hidden", 8}, {"batch", 64}}};
const Recipe kHybrid{.id = "lstm_transformer",
                     .params = {{"steps", 250},
                                {"window", 6},
                                {"hidden", 8},
                                {"heads", 2},
                                {"blocks", 2},
                                {"feed_forward", 8},
                                {"batch", 64}},
                     .levels = {0.1, 0.9}};
const Recipe kInverted{.id = "itransformer",
                       .params = {{"steps", 250},
                                  {"window", 6},
                                  {"heads", 2},
                                  {"head_units", 4},
                                  {"feed_forward", 8},
                                  {"batch", 64}},
                       .levels = {0.1, 0.9}};
const Recipe kTcn{
    .id = "tcn",
    .params = {{"steps", 250}, {"window", 8}, {"channels", 8}, {"blocks", 2}, {"batch", 64}}};
const Recipe kFusion{
    .id = "tft",
    .params = {{"steps", 250}, {"window", 6}, {"heads", 2}, {"head_units", 4}, {"batch", 64}}};
const Recipe kOne{.id = "nbeats",
                  .params = {{"steps", 150},
                             {"stacks", 2},
                             {"width", 16},
                             {"layers", 2},
                             {"batch", 64},
                             {"lookbacks", "3"}}};

Recipe ensemble(const char* lookbacks) {
    Recipe out = kOne;
    out.params["lookbacks"] = lookbacks;
    return out;
}

std::unique_ptr<Forecaster> fitted(const Recipe& recipe, std::uint64_t seed = 1) {
    static const auto registry = makeForecasterRegistry();
    const auto* info = registry.find(recipe.id);
    jobs::PlainJobContext context;
    auto model = info->fit(market(), kSpan,
                           {.params = validated(info->params, recipe.params).value(),
                            .seed = seed,
                            .levels = recipe.levels},
                           context);
    return model ? std::move(model).value() : nullptr;
}

const Forecaster& cachedLstm() {
    static const auto model = fitted(kLstm);
    return *model;
}

void addModels() {
    QTest::addColumn<Recipe>("recipe");
    QTest::newRow("LSTM") << kLstm;
    QTest::newRow("LSTM-Transformer") << kHybrid;
    QTest::newRow("iTransformer") << kInverted;
    QTest::newRow("TCN") << kTcn;
    QTest::newRow("Temporal fusion") << kFusion;
    QTest::newRow("N-BEATS") << kOne;
    QTest::newRow("even ensemble") << ensemble("2,4");
    QTest::newRow("odd ensemble") << ensemble("2,3,4");
}

} // namespace

Q_DECLARE_METATYPE(Recipe)

class ExplainedNetworksTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// With everything present the function is the forecast, whatever window each member has; with
    /// everything absent it is that of the baseline; the gradients are those of the values.
    void explainsTheForecastThatIsShown_data() { addModels(); }
    void explainsTheForecastThatIsShown() {
        QFETCH(Recipe, recipe);
        const auto model = fitted(recipe);
        QVERIFY(model);
        jobs::PlainJobContext context;
        const auto shown = model->forecast(market(), std::vector<std::size_t>{kOrigin}, context);
        VERIFY_OK(shown);
        for (std::size_t asset = 0; asset < 3; ++asset) {
            const auto function =
                model->inputModel()->at(market(), asset, kOrigin, Baseline::TrainingMean);
            VERIFY_OK(function);
            const std::vector<double> all((*function)->inputs().size(), 1.0);
            for (std::size_t k = 0; k < market().horizon; ++k) {
                const double point = shown->point(0, asset)[k];
                QVERIFY(std::abs((*function)->values(all, k)[0] - point) <=
                        1e-12 + 1e-6 * std::abs(point));
            }
        }
        const auto function = model->inputModel()->at(market(), 1, kOrigin, Baseline::TrainingMean);
        const std::size_t width = (*function)->inputs().size();
        std::vector<double> presence(width, 0.6);
        const auto gradients = (*function)->gradients(presence, 2);
        const double size = std::accumulate(gradients.begin(), gradients.end(), 0.0,
                                            [](double sum, double g) { return sum + std::abs(g); });
        QVERIFY(size > 0);
        for (std::size_t i = 0; i < width; ++i) {
            auto up = presence, down = presence;
            up[i] += 0.005;
            down[i] -= 0.005;
            const double slope =
                ((*function)->values(up, 2)[0] - (*function)->values(down, 2)[0]) / 0.01;
            QVERIFY2(std::abs(slope - gradients[i]) < 0.02 * size,
                     qPrintable(QStringLiteral("input %1: %2 and %3 of %4")
                                    .arg(i)
                                    .arg(slope)
                                    .arg(gradients[i])
                                    .arg(size)));
        }
    }

    void gradientsAddUp_data() { addModels(); }
    void gradientsAddUp() {
        QFETCH(Recipe, recipe);
        const auto model = fitted(recipe);
        QVERIFY(model);
        jobs::PlainJobContext context;
        for (const auto baseline : {Baseline::TrainingMean, Baseline::LastValue})
            for (const std::size_t step : {1, 4})
                for (std::size_t origin = kOrigin; origin < kOrigin + 10; ++origin) {
                    const auto found = explain(*model, market(), 2, origin,
                                               {.baseline = baseline, .step = step}, context);
                    VERIFY_OK(found);
                    QVERIFY2(std::abs(found->gap()) <
                                 0.01 * std::abs(found->forecast - found->base),
                             qPrintable(QStringLiteral("gap %1 of %2 after %3 gradients")
                                            .arg(found->gap())
                                            .arg(found->forecast - found->base)
                                            .arg(found->evaluations)));
                    double features = 0, lags = 0;
                    for (const Share& share : found->features)
                        features += share.value;
                    for (const Share& share : found->lags)
                        lags += share.value;
                    const double sum = found->forecast - found->base + found->gap();
                    QVERIFY(std::abs(features - sum) < 1e-12 && std::abs(lags - sum) < 1e-12);
                }
    }

    void samplesAreWithinTheirErrors() {
        jobs::PlainJobContext context;
        ExplainOptions options{.method = ExplainMethod::Shapley,
                               .step = 3,
                               .players = Players::Lags,
                               .shapley = {.way = ShapleyWay::Exact}};
        const auto exact = explain(cachedLstm(), market(), 0, kOrigin, options, context);
        VERIFY_OK(exact);
        QVERIFY(exact->exact && exact->lags.size() == 8 && exact->features.empty());
        options.shapley = {.way = ShapleyWay::Sampled, .pairs = 60};
        const auto sampled = explain(cachedLstm(), market(), 0, kOrigin, options, context);
        VERIFY_OK(sampled);
        QVERIFY(std::abs(sampled->gap()) < 1e-15);
        for (std::size_t i = 0; i < 8; ++i) {
            const double off = std::abs(sampled->lags[i].value - exact->lags[i].value);
            QVERIFY2(off <= 4 * sampled->lags[i].standardError + 1e-12,
                     qPrintable(QStringLiteral("%1: off by %2, error %3")
                                    .arg(i)
                                    .arg(off)
                                    .arg(sampled->lags[i].standardError)));
        }
        options.players = Players::Inputs;
        const auto inputs = explain(cachedLstm(), market(), 0, kOrigin, options, context);
        VERIFY_OK(inputs);
        QCOMPARE(inputs->inputs.size(), std::size_t{24});
        QCOMPARE(inputs->features.size(), std::size_t{3});
        QVERIFY(std::abs(inputs->gap()) < 1e-15);
    }

    /// The market's next return depends on its level alone.
    void findsWhatMatters() {
        jobs::PlainJobContext context;
        double level = 0, noise = 0;
        for (std::size_t origin = kOrigin; origin < kOrigin + 20; ++origin) {
            const auto found = explain(cachedLstm(), market(), 0, origin,
                                       {.method = ExplainMethod::Shapley, .step = 4}, context);
            VERIFY_OK(found);
            QVERIFY(found->exact && found->features.size() == 3);
            QCOMPARE(found->features[1].name, std::string("level"));
            level += std::abs(found->features[1].value);
            noise += std::abs(found->features[2].value);
        }
        QVERIFY2(level > 3 * noise, std::to_string(level / noise).c_str());
    }

    void equalSeedsAreEqualBytes() {
        jobs::PlainJobContext context;
        const auto text = [&](std::uint64_t seed, ExplainMethod method) {
            const auto found =
                explain(cachedLstm(), market(), 0, kOrigin,
                        {.method = method,
                         .players = Players::Inputs,
                         .shapley = {.way = ShapleyWay::Sampled, .pairs = 10, .seed = seed}},
                        context);
            return toCsv(*found) + toJson(*found).dump();
        };
        QVERIFY(text(1, ExplainMethod::Shapley) == text(1, ExplainMethod::Shapley));
        QVERIFY(text(1, ExplainMethod::Shapley) != text(2, ExplainMethod::Shapley));
        QVERIFY(text(1, ExplainMethod::IntegratedGradients) ==
                text(2, ExplainMethod::IntegratedGradients));
    }

    void writesEveryShare() {
        jobs::PlainJobContext context;
        const auto found = explain(cachedLstm(), market(), 1, kOrigin, {}, context);
        VERIFY_OK(found);
        const auto csv = toCsv(*found);
        CsvReader reader(csv);
        std::vector<std::string> fields;
        std::size_t lines = 0;
        while (reader.next(fields)) {
            QCOMPARE(fields.size(), std::size_t{6});
            ++lines;
        }
        QCOMPARE(lines, std::size_t{1 + 3 + 8 + 24});
        const Json json = toJson(*found);
        QCOMPARE(json.at("asset").get<std::string>(), std::string("A1"));
        QCOMPARE(json.at("inputs").at(0).at("name").get<std::string>(),
                 std::string("return, 7 days back"));
        QCOMPARE(json.at("lags").at(0).at("name").get<std::string>(), std::string("at the origin"));
        QCOMPARE(json.at("lags").at(1).at("name").get<std::string>(), std::string("1 day back"));
    }

    void stopsWhenAsked() {
        jobs::PlainJobContext context;
        context.stop(jobs::StopRequest::Discard);
        for (const auto method : {ExplainMethod::IntegratedGradients, ExplainMethod::Shapley}) {
            const auto stopped =
                explain(cachedLstm(), market(), 0, kOrigin, {.method = method}, context);
            QVERIFY(!stopped);
            QVERIFY(stopped.error().code == ErrorCode::Cancelled);
        }
    }

    void attentionOfTheHybridAddsUp() {
        const auto model = fitted(kHybrid);
        const auto maps = model->attention(market(), kOrigin);
        VERIFY_OK(maps);
        QVERIFY(rowError(*maps) < 1e-5);
        const auto view = attentionView(*maps);
        QCOMPARE(view.heads.size(), std::size_t{2});
        QCOMPARE(view.labels.size(), std::size_t{6});
        for (std::size_t row = 0; row < 6; ++row) {
            const auto from = view.rollout.begin() + static_cast<std::ptrdiff_t>(row * 6);
            QVERIFY(std::abs(std::accumulate(from, from + 6, 0.0) - 1) < 1e-12);
            QVERIFY(std::all_of(from, from + 6, [](double w) { return w >= 0; }));
        }
        QVERIFY(std::abs(std::accumulate(view.read.begin(), view.read.end(), 0.0) - 1) < 1e-12);
        QVERIFY(std::equal(view.read.begin(), view.read.end(), view.rollout.end() - 6));
    }

    /// Its tokens are the assets; the answer reads all of them alike.
    void attentionBetweenAssetsAddsUp() {
        const auto model = fitted(kInverted);
        const auto maps = model->attention(market(), kOrigin);
        VERIFY_OK(maps);
        QVERIFY(rowError(*maps) < 1e-5);
        QVERIFY(maps->labels == market().assets);
        const auto view = attentionView(*maps);
        QCOMPARE(view.heads.size(), std::size_t{2});
        for (std::size_t column = 0; column < 3; ++column) {
            double mean = 0;
            for (std::size_t row = 0; row < 3; ++row)
                mean += view.rollout[row * 3 + column] / 3;
            QVERIFY(std::abs(view.read[column] - mean) < 1e-12);
        }
        QVERIFY(!model->attention(market(), 2));
    }

    /// It weighs the one feature that matters more than the noise; each asset has a map of its own.
    void selectionTellsTheFeatureThatMatters() {
        const auto model = fitted(kFusion);
        const auto maps = model->attention(market(), kOrigin, 1);
        VERIFY_OK(maps);
        QVERIFY(rowError(*maps) < 1e-5);
        QCOMPARE(maps->selection.size(), std::size_t{6 * 3});
        QVERIFY(maps->weights != model->attention(market(), kOrigin, 2)->weights);
        const auto view = attentionView(*maps);
        QVERIFY(view.features == market().featureNames);
        QVERIFY(std::abs(std::accumulate(view.selected.begin(), view.selected.end(), 0.0) - 1) <
                1e-6);
        QVERIFY2(view.selected[1] > view.selected[2],
                 std::to_string(view.selected[1] - view.selected[2]).c_str());
        QVERIFY(toCsv(view).find("selected,answer,level,") != std::string::npos);
    }

    void tellsLearnedFromEmptyPictures() {
        std::vector<std::unique_ptr<Forecaster>> models;
        std::vector<const Forecaster*> seen;
        for (const std::uint64_t seed : {1, 2, 3}) {
            models.push_back(fitted(kLstm, seed));
            seen.push_back(models.back().get());
        }
        const std::vector<std::size_t> origins{1000, 1010, 1020, 1030, 1040};
        jobs::PlainJobContext context;
        const auto stable = attributionStability(seen, market(), 0, origins, {.step = 4}, context);
        VERIFY_OK(stable);
        const auto random =
            randomisationCheck(*seen[0], market(), 0, origins, 4, 9, {.step = 4}, context);
        VERIFY_OK(random);
        QVERIFY(stable->mean.inputs > 0.3 && stable->mean.lags > 0.5);
        QVERIFY(stable->mean.inputs > random->signedMean.inputs + 0.2);
        QVERIFY(stable->least.inputs <= stable->mean.inputs);
        QVERIFY(stable->sameSign > 0.7 && stable->worstGap < 0.01);
        QVERIFY(!random->looksAlike);
        QCOMPARE(random->sizesLookAlike, random->sizesMean.inputs > 0.5);
        // A model agrees with itself.
        const std::vector<const Forecaster*> twice{seen[0], seen[0]};
        const auto same = attributionStability(twice, market(), 0, origins, {}, context);
        VERIFY_OK(same);
        QVERIFY(std::abs(same->least.inputs - 1) < 1e-12);
    }

    /// The trained network is not touched by its fresh copies.
    void freshWeightsLeaveTheModelAlone() {
        jobs::PlainJobContext context;
        const auto before = toCsv(*explain(cachedLstm(), market(), 0, kOrigin, {}, context));
        const auto fresh = cachedLstm().inputModel()->randomised(5);
        const auto other = toCsv(*explain(*fresh, market(), 0, kOrigin, {}, context));
        QVERIFY(before != other);
        QVERIFY(before == toCsv(*explain(cachedLstm(), market(), 0, kOrigin, {}, context)));
        const auto again = cachedLstm().inputModel()->randomised(5);
        QVERIFY(other == toCsv(*explain(*again, market(), 0, kOrigin, {}, context)));
    }

    void survivesABundle() {
        static const auto registry = makeForecasterRegistry();
        jobs::PlainJobContext context;
        const auto bytes = cachedLstm().serialize();
        VERIFY_OK(bytes);
        const auto loaded = registry.find("lstm")->load(*bytes);
        VERIFY_OK(loaded);
        QVERIFY(toCsv(*explain(cachedLstm(), market(), 0, kOrigin, {}, context)) ==
                toCsv(*explain(**loaded, market(), 0, kOrigin, {}, context)));
        QVERIFY((*loaded)->inputModel()->randomised(1));
    }

    void saysWhatIsWrong() {
        jobs::PlainJobContext context;
        const auto message = [&](const Forecaster& model, std::size_t origin, std::size_t step) {
            const auto found = explain(model, market(), 0, origin, {.step = step}, context);
            return found ? std::string() : found.error().message;
        };
        const auto baseline = fitted({.id = "last_value", .params = Json::object()});
        QVERIFY(message(*baseline, kOrigin, 1).find("not made of networks") != std::string::npos);
        QVERIFY(message(cachedLstm(), kOrigin, 5).find("choose 1 to 4") != std::string::npos);
        QVERIFY(message(cachedLstm(), kOrigin, 0).find("choose 1 to 4") != std::string::npos);
        QVERIFY(message(cachedLstm(), 3, 1).find("8 bars") != std::string::npos);
        auto weekly = market();
        weekly.frequency = Frequency::Week1;
        QVERIFY(!explain(cachedLstm(), weekly, 0, kOrigin, {}, context));
        Recipe wide = kLstm;
        wide.params["window"] = 9;
        wide.params["steps"] = 10;
        const auto other = fitted(wide);
        const std::vector<const Forecaster*> both{&cachedLstm(), other.get()};
        const std::vector<std::size_t> origins{kOrigin};
        const auto unlike = attributionStability(both, market(), 0, origins, {}, context);
        QVERIFY(!unlike);
        QVERIFY(unlike.error().message.find("different windows") != std::string::npos);
        QVERIFY(!attributionStability(std::span(both).first(1), market(), 0, origins, {}, context));
    }
};

LOOM_TEST(ExplainedNetworksTest)
#include "test_networks.moc"
