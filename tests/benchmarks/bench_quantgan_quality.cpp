// SPDX-License-Identifier: GPL-3.0-or-later
// Trains a Quant GAN in paper-table mode on the bundled S&P 500 (2009-06-01 to 2018-12-31) and
// scores 500 paths x 4,000 days relative to a model without dynamics and to a normal GARCH(1,1).
//   bench_quantgan_quality [preset] [key=value …] [seed=N] [id=quantgan_svnn]
#include "base/csv.h"
#include "base/gzip.h"
#include "base/resources.h"
#include "base/text.h"
#include "generate/generator.h"
#include "learn/runtime.h"
#include "stats/dependence.h"
#include "stats/distance.h"
#include "stats/moments.h"
#include "stats/path_view.h"

#include <algorithm>
#include <array>
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

/// Log returns of the closes within the paper's window.
std::vector<double> paperReturns() {
    const auto path = resourcePath("sample/gspc_ohlcv_2000_2020.csv.gz");
    const auto text = readMaybeGzip(*path);
    std::vector<double> closes;
    std::size_t column = 0;
    for (const std::string_view line : split(*text, '\n')) {
        const auto cells = split(line, ',');
        if (cells.size() < 2)
            continue;
        const auto value = parseDouble(trim(cells[column == 0 ? 0 : column]));
        if (column == 0 && !value) {
            for (std::size_t i = 0; i < cells.size(); ++i)
                if (toLower(trim(cells[i])) == "close")
                    column = i;
            continue;
        }
        if (cells[0] >= "2009-06-01" && cells[0] <= "2018-12-31" && value)
            closes.push_back(*value);
    }
    std::vector<double> returns;
    for (std::size_t i = 1; i < closes.size(); ++i)
        returns.push_back(std::log(closes[i] / closes[i - 1]));
    return returns;
}

struct Score {
    stats::DependenceScores dynamics;
    double volatility = 0, mean = 0, kurtosis = 0;
    std::vector<double> emd, dy;
};

Score scoreOf(const std::vector<double>& real, const Sample& sample) {
    const stats::PathView view{sample.paths.count, sample.paths.length, sample.paths.returns};
    Score score;
    score.dynamics = stats::dependenceScores(stats::dependenceCurves(real, 250),
                                             stats::meanDependenceCurves(view, 250));
    const auto moments = stats::moments(std::span<const float>(sample.paths.returns));
    score.volatility = moments.stdev;
    score.mean = moments.mean;
    score.kurtosis = moments.excessKurtosis;
    for (const std::size_t days : {1U, 5U, 20U, 100U}) {
        std::vector<double> sums;
        for (std::size_t i = 0; i < view.count; ++i) {
            const auto more = stats::aggregated(stats::widened(view.path(i)), days);
            sums.insert(sums.end(), more.begin(), more.end());
        }
        std::sort(sums.begin(), sums.end());
        auto history = stats::aggregated(real, days);
        std::sort(history.begin(), history.end());
        score.emd.push_back(stats::wasserstein1Sorted(history, sums));
        score.dy.push_back(stats::DragulescuYakovenko(history).distanceToSorted(sums));
    }
    return score;
}

} // namespace

int main(int argc, char** argv) {
    learn::startRuntime();
    std::string id = "quantgan", preset = "standard";
    std::uint64_t seed = 1;
    std::map<std::string, std::string> changes;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const auto equals = word.find('=');
        if (equals == std::string::npos)
            preset = word;
        else if (word.starts_with("seed="))
            seed = static_cast<std::uint64_t>(parseInt(word.substr(5)).value_or(1));
        else if (word.starts_with("id="))
            id = word.substr(3);
        else
            changes[word.substr(0, equals)] = word.substr(equals + 1);
    }
    const auto registry = makeGeneratorRegistry();
    const GeneratorInfo* info = registry.find(id);
    Json values = Json::object();
    for (const auto& known : info->presets)
        if (known.id == preset)
            values = known.values;
    auto params = validated(info->params, values);
    for (const ParamSpec& spec : info->params)
        if (changes.count(spec.key) > 0)
            params->set(spec.key, *parseParam(spec, changes[spec.key]));

    TrainingData data;
    data.returns = paperReturns();
    data.trainEnd = data.validationEnd = data.returns.size();
    data.wholeWindow = true;
    const double realVolatility = stats::standardDeviation(data.returns);
    std::printf("%s %s seed %llu, %zu returns\n", id.c_str(), preset.c_str(),
                static_cast<unsigned long long>(seed), data.returns.size());

    jobs::PlainJobContext context;
    std::map<std::string, double> latest;
    const double begin = seconds();
    context.onMetric = [&](std::string_view name, std::int64_t step, double value) {
        latest[std::string(name)] = value;
        if (name == "validation_score")
            std::printf(
                "%6lld %6.0f s  critic %.3f generator %.3f  acf %.3f lev %.3f vol %.3f emd1 "
                "%.2e score %.3f\n",
                static_cast<long long>(step), seconds() - begin, latest["loss_critic"],
                latest["loss_generator"], latest["validation_acf_abs"],
                latest["validation_leverage"], latest["validation_volatility"],
                latest["validation_emd_1"], value);
        std::fflush(stdout);
    };
    context.onLog = [](jobs::LogLevel, std::string_view text) {
        std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
    };
    const auto model = info->fit(
        data, {.params = *params, .seed = seed, .device = "auto"}, context);
    if (!model) {
        std::printf("%s\n", model.error().text().c_str());
        return 1;
    }
    const double trained = seconds();
    for (const auto& fact : (*model)->facts())
        std::printf("  %s: %s %s\n", fact.name.c_str(), fact.value.c_str(), fact.unit.c_str());
    const SampleRequest request{.count = 500, .length = 4000, .seed = 77};
    const auto sample = (*model)->sample(request, context);
    const double sampled = seconds();
    const Score ours = scoreOf(data.returns, *sample);
    const auto none = stats::noDynamicsScores(stats::dependenceCurves(data.returns, 250));
    std::printf("training %.0f s, sampling 500 x 4000 %.2f s, touched %.4f %%\n", trained - begin,
                sampled - trained, 100 * sample->report.touchedShare());
    std::printf("ACF(|r|) %.4f = %.3f of no dynamics, leverage %.4f = %.3f, ACF(r) %.4f, ACF(r2) "
                "%.4f\nvolatility ratio %.3f, mean %.3f of real, excess kurtosis %.2f\n",
                ours.dynamics.acfAbsolute, ours.dynamics.acfAbsolute / none.acfAbsolute,
                ours.dynamics.leverage, ours.dynamics.leverage / none.leverage,
                ours.dynamics.acfReturns, ours.dynamics.acfSquared,
                ours.volatility / realVolatility, ours.mean / stats::mean(data.returns),
                ours.kurtosis);
    const GeneratorInfo* garch = registry.find("garch");
    FitOptions plain;
    plain.params = *validated(garch->params, Json::object());
    const auto rival = garch->fit(data, plain, context);
    const Score theirs = scoreOf(data.returns, *(*rival)->sample(request, context));
    for (std::size_t h = 0; h < ours.emd.size(); ++h)
        std::printf("EMD(%d) %.3e = %.2f of GARCH, DY %.1f (GARCH %.1f)\n",
                    std::array{1, 5, 20, 100}[h], ours.emd[h], ours.emd[h] / theirs.emd[h],
                    ours.dy[h], theirs.dy[h]);
    return 0;
}
