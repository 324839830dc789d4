// SPDX-License-Identifier: GPL-3.0-or-later
// N-BEATS here beside that of PyPI neuralforecast: the same closes from the same file, rows for
// training and validation, sizes, steps, batch of windows, loss, learning rate and schedule, the
// weights of the best check kept, several seeds, forecasts of the same origins in rows that neither
// has seen. In turns in one run: seconds from reading the file to having the forecasts, errors of
// cumulative log returns over those of the last value, and Diebold-Mariano between the two.
// "scalers" instead tries each of neuralforecast's ways of scaling a window without the rows of the
// comparison's forecasts: how the one used for each market was chosen.
// The Python with neuralforecast is the first argument or QUANTLOOM_ORACLE_PYTHON.
//   bench_nbeats_neuralforecast PYTHON [compare|scalers] [seeds] [threads] [look-back in horizons]
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/csv.h"
#include "base/files.h"
#include "base/gzip.h"
#include "base/text.h"
#include "benchmarks/neuralforecast_rival.h"
#include "forecast/forecaster.h"
#include "learn/runtime.h"
#include "stats/comparison/diebold_mariano.h"
#include "support/forecast_sample.h"

using namespace loom;
using namespace loom::forecast;
using namespace loom::benchmarks;

namespace {

template <class Value>
Value need(Result<Value> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().text().c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

double secondsSince(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Closes of a table whose columns are assets; columns before `first` are none, and only the last
/// `most` rows count.
ForecastData closesOf(std::string_view csv, std::size_t first, std::size_t most) {
    CsvReader reader(csv);
    std::vector<std::string> row;
    reader.next(row);
    ForecastData data;
    data.horizon = kHorizon;
    data.assets.assign(row.begin() + static_cast<std::ptrdiff_t>(first), row.end());
    std::vector<std::vector<double>> columns(data.assets.size());
    while (reader.next(row))
        for (std::size_t a = 0; a < columns.size(); ++a)
            columns[a].push_back(parseDouble(row[first + a]).value_or(kMissing));
    const std::size_t rows = std::min(most, columns[0].size());
    for (const auto& column : columns)
        data.closes.insert(data.closes.end(), column.end() - static_cast<std::ptrdiff_t>(rows),
                           column.end());
    for (std::size_t i = 0; i < rows; ++i) {
        data.times.push_back(static_cast<std::int64_t>(i) * 86'400);
        data.sessions.push_back(static_cast<std::int32_t>(i));
    }
    if (auto finished = data.finish(); !finished)
        need(Result<int>(std::move(finished).error()));
    return data;
}

ForecastData bundled(const char* file, std::size_t most) {
    return closesOf(need(readMaybeGzip(fmt::format("{}/{}", LOOM_BENCHMARK_SAMPLES, file))), 1,
                    most);
}

struct Market {
    std::string name;
    std::vector<std::string> scalers; ///< of neuralforecast, the first of them best by "scalers"
    ForecastData data;
    bool made = false; ///< by the law of Market::Reverting
};

std::vector<Market> markets() {
    std::vector<Market> out;
    out.push_back({.name = "20 stocks",
                   .scalers = {"minmax"},
                   .data = bundled("stocks_close_1990_2022.csv.gz", 3000)});
    // "returns" is the scaling here put into neuralforecast: what is left is no scaling's doing.
    out.push_back({.name = "S&P 500",
                   .scalers = {"standard", "returns"},
                   .data = bundled("sp500_index_close_1990_2022.csv.gz", 10'000)});
    // The best, "series", lets a network see how far a price is from its mean of years, which here
    // never moves; "minmax" is the best of those that know the window alone, as the network here.
    out.push_back({.name = "10 made-up prices pulled back to a level",
                   .scalers = {"series", "minmax"},
                   .data = tests::madeMarket(tests::Market::Reverting, 10, 3000, kHorizon),
                   .made = true});
    return out;
}

/// The first four fifths of the rows are known, or a little more: the last origin is the last row
/// whose whole future can be judged. A fifth of the known rows is for validation.
Job jobOf(const ForecastData& data, const fs::path& folder, std::size_t lookback) {
    Job job{.closes = folder / "closes.csv",
            .lookback = lookback,
            .rows = data.rows(),
            .assets = data.assetCount(),
            .knownTo = data.rows() * 4 / 5,
            .origins = {}};
    while ((job.rows - job.knownTo - kHorizon) % kEvery != 0)
        ++job.knownTo;
    job.trainTo = job.knownTo * 4 / 5;
    for (std::size_t row = job.knownTo - 1; row + kHorizon < job.rows; row += kEvery)
        job.origins.push_back(row);
    CsvWriter csv;
    csv.row(data.assets);
    for (std::size_t row = 0; row < data.rows(); ++row) {
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            csv.cell(data.close(a, row));
        csv.endRow();
    }
    std::ofstream(job.closes) << csv.text();
    return job;
}

Made forecastHere(const ForecasterInfo& info, const Job& job, std::uint64_t seed) {
    const auto begin = std::chrono::steady_clock::now();
    const auto data = closesOf(need(readFile(job.closes.string())), 0, job.rows);
    const auto params = need(validated(info.params, {{"architecture", "generic"},
                                                     {"lookbacks", std::to_string(job.lookback)},
                                                     {"losses", "mae"},
                                                     {"stacks", kStacks},
                                                     {"layers", kLayers},
                                                     {"width", kWidth},
                                                     {"steps", kSteps},
                                                     {"batch", kBatch},
                                                     {"rate", kRate},
                                                     {"schedule", "thirds"},
                                                     {"clip", kClip},
                                                     {"weight_decay", 0.0},
                                                     {"patience", 0},
                                                     {"check_every", kCheckEvery}}));
    jobs::PlainJobContext context;
    const auto model = need(info.fit(data,
                                     {.from = 0,
                                      .trainTo = job.trainTo,
                                      .validationFrom = job.trainTo,
                                      .validationTo = job.knownTo},
                                     {.params = params, .seed = seed}, context));
    auto made = need(model->forecast(data, job.origins, context));
    Made out{.seconds = secondsSince(begin), .weights = 0, .values = std::move(made.points)};
    out.weights = static_cast<std::size_t>(parseInt(model->facts().front().value).value_or(0));
    return out;
}

/// Mean loss of each origin, over assets and steps.
std::vector<double> lossesOf(const ForecastData& data, const Job& job,
                             const std::vector<double>& values, stats::Loss loss) {
    std::vector<double> actual;
    for (const std::size_t row : job.origins)
        for (std::size_t a = 0; a < job.assets; ++a)
            for (std::size_t step = 1; step <= kHorizon; ++step)
                actual.push_back(data.outcome(a, row, step));
    const auto each = stats::losses(actual, values, loss);
    const std::size_t width = job.assets * kHorizon;
    std::vector<double> out;
    for (auto at = each.begin(); at != each.end(); at += static_cast<std::ptrdiff_t>(width))
        out.push_back(std::accumulate(at, at + static_cast<std::ptrdiff_t>(width), 0.0) /
                      static_cast<double>(width));
    return out;
}

double sum(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// The trainings of one side, or one forecast that needs none.
class Side {
  public:
    Side(const ForecastData& data, const Job& job)
        : m_data(data), m_job(job), m_absolute(job.origins.size(), 0.0) {}

    void add(const Made& made) {
        const std::vector<double> zero(made.values.size(), 0.0);
        const auto over = [&](stats::Loss loss) {
            return sum(lossesOf(m_data, m_job, made.values, loss)) /
                   sum(lossesOf(m_data, m_job, zero, loss));
        };
        m_seconds.push_back(made.seconds);
        m_weights = made.weights;
        m_mae.push_back(over(stats::Loss::Absolute));
        m_rmse.push_back(std::sqrt(over(stats::Loss::Squared)));
        const auto losses = lossesOf(m_data, m_job, made.values, stats::Loss::Absolute);
        for (std::size_t i = 0; i < losses.size(); ++i)
            m_absolute[i] += losses[i];
    }

    double seconds() const {
        auto all = m_seconds;
        std::ranges::sort(all);
        return all[all.size() / 2];
    }
    std::size_t weights() const { return m_weights; }
    /// Absolute errors of each origin, mean over the seeds.
    std::vector<double> losses() const {
        auto out = m_absolute;
        for (double& value : out)
            value /= static_cast<double>(m_seconds.size());
        return out;
    }
    std::string errors() const {
        return fmt::format("MAE {:.4f}, RMSE {:.4f} of last value's", fmt::join(m_mae, " "),
                           fmt::join(m_rmse, " "));
    }

  private:
    const ForecastData& m_data;
    const Job& m_job;
    std::vector<double> m_seconds, m_mae, m_rmse, m_absolute;
    std::size_t m_weights = 0;
};

/// The best forecast of a made-up market: its law is known.
Made lawOf(const ForecastData& data, const Job& job) {
    Made out;
    for (const std::size_t row : job.origins)
        for (std::size_t a = 0; a < job.assets; ++a)
            for (std::size_t step = 1; step <= kHorizon; ++step)
                out.values.push_back((std::pow(0.8, static_cast<double>(step)) - 1) *
                                     std::log(data.close(a, row) / 100));
    return out;
}

std::string dieboldMariano(const Side& a, const Side& b) {
    const auto test = need(stats::dieboldMariano(a.losses(), b.losses(),
                                                 {.horizon = (kHorizon + kEvery - 1) / kEvery}));
    return fmt::format("{:+.2f} %, p = {:.3f}", 100 * sum(a.losses()) / sum(b.losses()) - 100,
                       test.pValue);
}

/// One run: what all markets share.
struct Run {
    const ForecasterInfo& info;
    Rival& rival;
    fs::path folder;
    int seeds = 3;
    std::size_t lookback = 5; ///< in horizons
};

void printHead(const std::string& name, const Job& job) {
    fmt::print("\n{}: {} rows for training, {} for validation, {} origins after them\n", name,
               job.trainTo, job.knownTo - job.trainTo, job.origins.size());
}

void compare(const Market& market, const Run& run) {
    const auto job = jobOf(market.data, run.folder, run.lookback);
    Side here(market.data, job), last(market.data, job);
    std::vector<Side> there(market.scalers.size(), Side(market.data, job));
    last.add({.values = std::vector<double>(job.origins.size() * job.assets * kHorizon, 0.0)});
    for (int seed = 1; seed <= run.seeds; ++seed) {
        here.add(forecastHere(run.info, job, static_cast<std::uint64_t>(seed)));
        for (std::size_t i = 0; i < there.size(); ++i)
            there[i].add(
                run.rival.forecast(job, market.scalers[i], static_cast<std::uint64_t>(seed)));
    }
    printHead(market.name, job);
    const auto print = [&](const std::string& name, const Side& side) {
        fmt::print("  {:<24} {:6.2f} s, {} weights, {}; against last value {}\n", name,
                   side.seconds(), side.weights(), side.errors(), dieboldMariano(side, last));
    };
    print("here", here);
    for (std::size_t i = 0; i < there.size(); ++i) {
        print("neuralforecast, " + market.scalers[i], there[i]);
        fmt::print("  {:<24} {:6.2f} times its speed here; absolute error here against it {}\n", "",
                   there[i].seconds() / here.seconds(), dieboldMariano(here, there[i]));
    }
    if (market.made) {
        Side law(market.data, job);
        law.add(lawOf(market.data, job));
        fmt::print("  {:<24}           {}\n", "its law", law.errors());
    }
    std::fflush(stdout);
}

/// On the known rows alone, whose last fifth judges.
void tryScalers(const Market& market, const Run& run) {
    const auto seen = market.data.truncated(jobOf(market.data, run.folder, run.lookback).knownTo);
    const auto job = jobOf(seen, run.folder, run.lookback);
    printHead(market.name, job);
    Side here(seen, job);
    for (int seed = 1; seed <= run.seeds; ++seed)
        here.add(forecastHere(run.info, job, static_cast<std::uint64_t>(seed)));
    fmt::print("  {:<9} {}\n", "here", here.errors());
    for (const char* scaler : {"standard", "robust", "minmax", "invariant", "series", "identity"}) {
        Side there(seen, job);
        for (int seed = 1; seed <= run.seeds; ++seed)
            there.add(run.rival.forecast(job, scaler, static_cast<std::uint64_t>(seed)));
        fmt::print("  {:<9} {}\n", scaler, there.errors());
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char** argv) {
    const char* environment = std::getenv("QUANTLOOM_ORACLE_PYTHON");
    const std::string python = argc > 1 ? argv[1] : environment != nullptr ? environment : "";
    const bool scalers = argc > 2 && std::string_view(argv[2]) == "scalers";
    const int seeds = argc > 3 ? std::atoi(argv[3]) : scalers ? 1 : 3;
    learn::startRuntime(argc > 4 ? static_cast<unsigned>(std::atoi(argv[4])) : 0);
    if (python.empty()) {
        std::fprintf(stderr, "Name a Python that has neuralforecast.\n");
        return 1;
    }
    const auto folder = fs::temp_directory_path() / fmt::format("neuralforecast.{}", getpid());
    fs::create_directory(folder);
    const auto registry = makeForecasterRegistry();
    {
        Rival rival(python, folder);
        const Run run{.info = *registry.find("nbeats"),
                      .rival = rival,
                      .folder = folder,
                      .seeds = seeds,
                      .lookback = argc > 5 ? static_cast<std::size_t>(std::atoi(argv[5])) : 5};
        for (const Market& market : markets())
            (scalers ? tryScalers : compare)(market, run);
    }
    fs::remove_all(folder);
    double load[1] = {};
    if (getloadavg(load, 1) == 1)
        fmt::print("\n{} threads, load {:.2f}\n", learn::workerThreads(), load[0]);
    return 0;
}
