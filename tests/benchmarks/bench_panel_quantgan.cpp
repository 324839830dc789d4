// SPDX-License-Identifier: GPL-3.0-or-later
// Trains the panel Quant GAN on a bundled panel and says what it has learnt: the two dynamics rows
// of the panel report over whole paths, in shares of what a model without dynamics scores, against
// the days it was trained on and against days it never saw; correlations and tails.
//   bench_panel_quantgan [quick|standard|thorough] [stocks|etfs|FILE of closes] [key=value …]
//       [seed=N] [whole=1: no day is held out] [assets=N: only the first]
#include "base/csv.h"
#include "base/gzip.h"
#include "base/text.h"
#include "generate/generator.h"
#include "learn/runtime.h"
#include "stats/moments.h"
#include "stats/panel_metric.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>

using namespace loom;
using namespace loom::generate;

namespace {

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Log returns of a wide table of closes whose first column is the date; 60 / 20 / 20 % of the
/// days.
TrainingData panelOf(const std::string& file, std::size_t most) {
    TrainingData data;
    const auto text = readMaybeGzip(file);
    if (!text)
        return data;
    CsvReader reader(*text);
    std::vector<std::string> row;
    reader.next(row);
    const std::size_t assets = std::min(most, row.size() - 1);
    data.assets.assign(row.begin() + 1, row.begin() + 1 + static_cast<std::ptrdiff_t>(assets));
    std::vector<double> before;
    while (reader.next(row)) {
        std::vector<double> closes;
        for (std::size_t a = 1; a <= assets; ++a)
            closes.push_back(parseDouble(row[a]).value_or(0));
        for (std::size_t a = 0; a < before.size(); ++a)
            data.returns.push_back(std::log(closes[a] / before[a]));
        before = std::move(closes);
    }
    data.trainEnd = data.days() * 6 / 10;
    data.validationEnd = data.days() * 8 / 10;
    return data;
}

/// Var of 100-day sums over 100 times that of one day, mean over the assets: 1 without drift that
/// lasts (Lo and MacKinlay 1988).
template <class Values>
double varianceRatio(const Values& days, std::size_t length, std::size_t assets) {
    constexpr std::size_t kDays = 100;
    double ratio = 0;
    for (std::size_t a = 0; a < assets; ++a) {
        std::vector<double> ones, sums;
        for (std::size_t path = 0; path < days.size() / assets / length; ++path)
            for (std::size_t begin = 0; begin + kDays <= length; begin += kDays) {
                double sum = 0;
                for (std::size_t t = begin; t < begin + kDays; ++t) {
                    ones.push_back(days[(path * length + t) * assets + a]);
                    sum += ones.back();
                }
                sums.push_back(sum);
            }
        const double one = stats::standardDeviation(ones), many = stats::standardDeviation(sums);
        ratio += many * many / (kDays * one * one) / static_cast<double>(assets);
    }
    return ratio;
}

void printScores(const char* part, std::span<const double> real, const Paths& paths) {
    const auto registry = stats::makePanelMetricRegistry();
    const std::size_t assets = paths.assets;
    const std::vector<double> drawn(paths.returns.begin(), paths.returns.end());
    const auto profile = stats::profileOf({real.size() / assets, assets, real}, registry.options());
    const auto mine =
        stats::profileOf({drawn.size() / assets, assets, drawn}, registry.options(), paths.length);
    std::printf("%s:", part);
    for (const auto& metric : registry.all()) {
        const double distance = metric.distance(profile, mine);
        if (metric.noDynamics)
            std::printf("  %s %.4f = %.3f of no dynamics", metric.id.c_str(), distance,
                        distance / metric.noDynamics(profile));
        else if (metric.id == "correlation_frobenius" || metric.id == "kurtosis" ||
                 metric.id == "volatility" || metric.id == "asymmetry" ||
                 metric.id == "stress_correlation" || metric.id == "tail_lower")
            std::printf("  %s %.4f", metric.id.c_str(), distance);
    }
    std::printf("  variance ratio of 100 days %.2f (real %.2f)\n",
                varianceRatio(paths.returns, paths.length, assets),
                varianceRatio(real, real.size() / assets, assets));
}

} // namespace

int main(int argc, char** argv) {
    learn::startRuntime();
    std::string preset = "standard", file = "stocks";
    std::map<std::string, std::string> changes;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const auto equals = word.find('=');
        if (equals != std::string::npos)
            changes[word.substr(0, equals)] = word.substr(equals + 1);
        else if (word == "quick" || word == "standard" || word == "thorough")
            preset = word;
        else
            file = word;
    }
    const auto number = [&](const char* key, std::size_t otherwise) {
        return changes.count(key) > 0 ? static_cast<std::size_t>(*parseInt(changes[key]))
                                      : otherwise;
    };
    const std::string samples = LOOM_BENCHMARK_SAMPLES "/";
    if (file == "stocks")
        file = samples + "stocks_close_1990_2022.csv.gz";
    if (file == "etfs")
        file = samples + "factor_etfs_close_2014_2022.csv.gz";
    TrainingData data = panelOf(file, number("assets", 1000));
    if (number("whole", 0) == 1) {
        data.trainEnd = data.validationEnd = data.days();
        data.wholeWindow = true;
    }
    const auto registry = makeGeneratorRegistry();
    const GeneratorInfo* info = registry.find("quantgan_panel");
    Json values = Json::object();
    for (const auto& known : info->presets)
        if (known.id == preset)
            values = known.values;
    auto params = validated(info->params, values);
    for (const ParamSpec& spec : info->params)
        if (changes.count(spec.key) > 0)
            params->set(spec.key, *parseParam(spec, changes[spec.key]));
    std::printf("%s, %zu assets, trained on %zu days\n", preset.c_str(), data.assetCount(),
                data.trainEnd);

    jobs::PlainJobContext context;
    std::map<std::string, double> latest;
    const double begin = seconds();
    context.onMetric = [&](std::string_view name, std::int64_t step, double value) {
        latest[std::string(name)] = value;
        if (name == "validation_score")
            std::printf("%6lld %6.0f s  critic %.3f generator %.3f  acf %.3f leverage %.3f "
                        "volatility %.3f score %.3f\n",
                        static_cast<long long>(step), seconds() - begin, latest["loss_critic"],
                        latest["loss_generator"], latest["validation_acf_abs"],
                        latest["validation_leverage"], latest["validation_volatility"], value);
        std::fflush(stdout);
    };
    context.onLog = [](jobs::LogLevel, std::string_view text) {
        std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
    };
    const auto model =
        info->fit(data, {.params = *params, .seed = number("seed", 1), .device = "auto"}, context);
    if (!model) {
        std::printf("%s\n", model.error().text().c_str());
        return 1;
    }
    const double trained = seconds();
    for (const auto& fact : (*model)->facts())
        std::printf("  %s: %s %s\n", fact.name.c_str(), fact.value.c_str(), fact.unit.c_str());
    const auto unseen = data.test();
    for (const bool held : {false, true}) {
        const auto real = held ? unseen : data.training();
        if (real.empty() || (held && data.wholeWindow))
            continue;
        const auto sample = (*model)->sample(
            {.count = 20, .length = real.size() / data.assetCount(), .seed = 77}, context);
        printScores(held ? "unseen days" : "training days", real, sample->paths);
    }
    std::printf("training %.0f s, sampling %.1f s\n", trained - begin, seconds() - trained);
    return 0;
}
