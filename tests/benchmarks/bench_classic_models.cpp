// SPDX-License-Identifier: GPL-3.0-or-later
// Fits of the GARCH family beside PyPI arch, in turns in one run, on the 5,104 daily S&P 500
// returns of the bundled sample; the time of 10,000 paths x 252 days of every classical generator;
// fits and paths of the panel models at 2, 20 and 50 assets. The Python with arch is the first
// argument or QUANTLOOM_ORACLE_PYTHON; without one only our times are printed.
//   bench_classic_models [python] [rounds]
#include "base/csv.h"
#include "base/gzip.h"
#include "base/random.h"
#include "base/text.h"
#include "generate/garch_fit.h"
#include "generate/generator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

using namespace loom;
using namespace loom::generate;

namespace {

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? std::nan("") : values[values.size() / 2];
}

std::vector<double> sampleReturns() {
    const auto text = readMaybeGzip(LOOM_BENCHMARK_SAMPLE);
    std::vector<double> returns;
    if (!text)
        return returns;
    CsvReader reader(*text);
    std::vector<std::string> row;
    double previous = 0;
    while (reader.next(row)) {
        const auto close = row.size() > 4 ? parseDouble(row[4]) : std::nullopt;
        if (close && previous > 0)
            returns.push_back(std::log(*close / previous));
        previous = close.value_or(0);
    }
    return returns;
}

struct Model {
    const char* name; ///< as classic_arch.py calls it
    GarchShape shape;
};

constexpr Model kModels[] = {
    {"garch-normal", {Volatility::Garch, Innovation::Normal}},
    {"garch-t", {Volatility::Garch, Innovation::StudentT}},
    {"garch-skewt", {Volatility::Garch, Innovation::SkewedT}},
    {"gjr-normal", {Volatility::Gjr, Innovation::Normal}},
    {"gjr-t", {Volatility::Gjr, Innovation::StudentT}},
    {"gjr-skewt", {Volatility::Gjr, Innovation::SkewedT}},
    {"egarch-normal", {Volatility::Egarch, Innovation::Normal}},
    {"egarch-t", {Volatility::Egarch, Innovation::StudentT}},
    {"egarch-skewt", {Volatility::Egarch, Innovation::SkewedT}},
};

/// Milliseconds and log-likelihood of one fit of each model, from arch.
std::map<std::string, std::pair<double, double>> archRound(const std::string& python) {
    std::map<std::string, std::pair<double, double>> out;
    const auto command = fmt::format("'{}' '{}/classic_arch.py' '{}'", python, LOOM_BENCHMARK_DIR,
                                     LOOM_BENCHMARK_SAMPLE);
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr)
        return out;
    char name[64];
    double milliseconds = 0;
    double logLikelihood = 0;
    while (std::fscanf(pipe, "%63s %lf %lf", name, &milliseconds, &logLikelihood) == 3)
        out[name] = {milliseconds, logLikelihood};
    pclose(pipe);
    return out;
}

void compareFits(const std::vector<double>& returns, const std::string& python, int rounds) {
    std::vector<double> percent(returns);
    for (double& r : percent)
        r *= 100;
    std::map<std::string, std::vector<double>> ours, theirs;
    std::map<std::string, double> ourValue, theirValue;
    for (int round = 0; round < rounds; ++round) {
        for (const Model& model : kModels) {
            const double begin = seconds();
            const auto fit = fitGarch(model.shape, percent, [] { return false; });
            ours[model.name].push_back(1e3 * (seconds() - begin));
            ourValue[model.name] = fit->logLikelihood;
        }
        if (!python.empty())
            for (const auto& [name, result] : archRound(python)) {
                theirs[name].push_back(result.first);
                theirValue[name] = result.second;
            }
    }
    fmt::print("Fits on {} returns, median of {} rounds in turns; ours with standard errors\n"
               "{:<15}{:>10}{:>10}{:>16}{:>16}\n",
               returns.size(), rounds, "model", "ours ms", "arch ms", "ours logL", "arch logL");
    for (const Model& model : kModels)
        fmt::print("{:<15}{:>10.1f}{:>10.1f}{:>16.4f}{:>16.4f}\n", model.name,
                   median(ours[model.name]), median(theirs[model.name]), ourValue[model.name],
                   theirValue[model.name]);
}

/// One factor and each asset's own noise, with the index's volatility clusters.
TrainingData panelOf(const std::vector<double>& returns, std::size_t assets, std::size_t days) {
    TrainingData data;
    Rng rng(3);
    for (std::size_t a = 0; a < assets; ++a)
        data.assets.push_back(fmt::format("A{}", a));
    for (std::size_t t = returns.size() - days; t < returns.size(); ++t)
        for (std::size_t a = 0; a < assets; ++a)
            data.returns.push_back(returns[t] * (0.6 + 0.02 * static_cast<double>(a)) +
                                   0.008 * rng.normal());
    data.trainEnd = data.validationEnd = days;
    data.wholeWindow = true;
    return data;
}

void timeGenerator(const GeneratorInfo& info, const TrainingData& data, std::size_t paths) {
    jobs::PlainJobContext context;
    const double begin = seconds();
    const auto generator = info.fit(data, {}, context);
    const double fitted = seconds();
    if (!generator) {
        fmt::print("{:<26}{}\n", info.id, generator.error().text());
        return;
    }
    std::vector<double> times, cpu;
    for (int i = 0; i < 5; ++i) {
        const double from = seconds();
        const std::clock_t used = std::clock();
        const auto sample = (*generator)->sample({.count = paths, .length = 252}, context);
        times.push_back(sample ? seconds() - from : std::nan(""));
        cpu.push_back(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC);
    }
    fmt::print("{:<26}{:>7}{:>10.3f}{:>10}{:>12.3f}{:>12.3f}\n", info.id, data.assetCount(),
               fitted - begin, paths, median(times), median(cpu));
    for (const auto& fact : (*generator)->facts())
        if (fact.warning)
            fmt::print("    {}: {}\n", fact.name, fact.value);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    const char* fromEnvironment = std::getenv("QUANTLOOM_ORACLE_PYTHON");
    const std::string python = argc > 1 ? argv[1] : fromEnvironment ? fromEnvironment : "";
    const auto returns = sampleReturns();
    if (returns.size() < 3000) {
        fmt::print("The bundled sample could not be read.\n");
        return 1;
    }
    compareFits(returns, python, argc > 2 ? std::atoi(argv[2]) : 5);

    TrainingData series;
    series.returns = returns;
    series.trainEnd = series.validationEnd = returns.size();
    series.wholeWindow = true;
    fmt::print("\n{:<26}{:>7}{:>10}{:>10}{:>12}{:>12}\n", "generator", "assets", "fit s", "paths",
               "252 days s", "CPU s");
    const auto registry = makeGeneratorRegistry();
    for (const auto& info : registry.all())
        if (info.minAssets == 1 && !info.trains && !info.control && !info.timeless)
            timeGenerator(info, series, 10'000);
    for (const char* id : {"dcc_t", "t_copula_garch"})
        for (const std::size_t assets : {2, 20, 50})
            timeGenerator(*registry.find(id), panelOf(returns, assets, 2500),
                          assets == 2 ? 10'000 : 1000);
    return 0;
}
