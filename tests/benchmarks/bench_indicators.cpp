// SPDX-License-Identifier: GPL-3.0-or-later
// Every indicator over a million 1-minute bars beside TA-Lib called from Python, in turns in one
// run: the best and the median of each side and their ratios; on a busy machine the best are the
// ones to compare. Ours is the public call, input checks and output columns included, and the
// columns are given back every time, as Python does. The Python with TA-Lib is the first argument
// or QUANTLOOM_ORACLE_PYTHON; without one only our times are printed.
//   bench_indicators [python] [rounds]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/random.h"
#include "indicators/indicator.h"

using namespace loom;
using namespace loom::indicators;

namespace {

constexpr std::size_t kBars = 1'000'000;

struct Table {
    std::vector<std::int64_t> times;
    std::vector<double> open, high, low, close, volume;
    Bars bars() const { return {times, open, high, low, close, volume}; }
};

Table walk() {
    Rng rng(1);
    Table table;
    double price = 100;
    for (std::size_t i = 0; i < kBars; ++i) {
        const double open = price;
        price *= std::exp(0.001 * rng.normal());
        table.times.push_back(static_cast<std::int64_t>(i) * 60);
        table.open.push_back(open);
        table.high.push_back(std::max(open, price) * (1 + 0.0005 * rng.uniform()));
        table.low.push_back(std::min(open, price) * (1 - 0.0005 * rng.uniform()));
        table.close.push_back(price);
        table.volume.push_back(std::floor(1e5 * rng.uniform()));
    }
    return table;
}

double milliseconds() {
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

struct Summary {
    double best = std::nan(""), median = std::nan("");
};

Summary summaryOf(std::vector<double> values) {
    if (values.empty())
        return {};
    std::ranges::sort(values);
    return {values.front(), values[values.size() / 2]};
}

/// talib_times.py at the other end of two pipes.
class Rival {
  public:
    Rival(const std::string& python, const Table& table) {
        m_folder = std::filesystem::temp_directory_path() / fmt::format("bench.{}", getpid());
        std::filesystem::create_directories(m_folder);
        std::ofstream bars(m_folder / "bars", std::ios::binary);
        for (const auto* column :
             {&table.open, &table.high, &table.low, &table.close, &table.volume})
            bars.write(reinterpret_cast<const char*>(column->data()),
                       static_cast<std::streamsize>(column->size() * sizeof(double)));
        bars.close();
        m_python = python;
    }
    ~Rival() { std::filesystem::remove_all(m_folder); }

    /// The times of every spec, a line each; rounds of each one after the other.
    std::vector<std::vector<double>> times(const std::vector<std::string>& specs, int rounds) {
        std::ofstream tasks(m_folder / "tasks");
        for (const auto& spec : specs)
            tasks << spec << ' ' << rounds << '\n';
        tasks.close();
        const auto command =
            fmt::format("'{}' '{}/talib_times.py' '{}' < '{}'", m_python, LOOM_BENCHMARK_DIR,
                        (m_folder / "bars").string(), (m_folder / "tasks").string());
        std::vector<std::vector<double>> all;
        FILE* pipe = popen(command.c_str(), "r");
        if (pipe == nullptr)
            return all;
        char line[4096];
        while (std::fgets(line, sizeof line, pipe) != nullptr) {
            std::istringstream numbers(line);
            all.emplace_back(std::istream_iterator<double>(numbers),
                             std::istream_iterator<double>());
        }
        pclose(pipe);
        return all;
    }

  private:
    std::string m_python;
    std::filesystem::path m_folder;
};

const std::vector<std::string> kSpecs{"sma:30",
                                      "ema:30",
                                      "wma:30",
                                      "rsi:14",
                                      "macd:12,26,9",
                                      "bbands:20,2.0",
                                      "atr:14",
                                      "adx:14",
                                      "stoch:5,3,3",
                                      "stoch:14,3,3",
                                      "stochrsi:14,5,3",
                                      "willr:14",
                                      "cci:14",
                                      "cci:20",
                                      "roc:10",
                                      "mom:10",
                                      "obv",
                                      "mfi:14",
                                      "vwap",
                                      "aroon:14",
                                      "psar:0.02,0.2",
                                      "trix:30",
                                      "keltner:20,10,2.0",
                                      "donchian:20"};
const std::vector<std::string> kOwnSpecs{"vwap:session", "volatility:20", "ema:30@tradingview",
                                         "psar@tradingview"};

std::vector<double> ourTimes(const Indicator& indicator, const Bars& bars, int rounds) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const double begin = milliseconds();
        const auto computed = indicator.compute(bars);
        times.push_back(milliseconds() - begin);
        if (!computed || computed->columns.front().values.size() != kBars)
            std::exit(1);
    }
    return times;
}

} // namespace

int main(int argc, char** argv) {
    keepFreedMemory(); // as the program does
    const char* environment = std::getenv("QUANTLOOM_ORACLE_PYTHON");
    const std::string python = argc > 1 ? argv[1] : environment != nullptr ? environment : "";
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 9;
    const Table table = walk();
    const auto registry = makeIndicatorRegistry();
    constexpr int kTurns = 5;
    std::vector<std::vector<double>> ours(kSpecs.size()), theirs(kSpecs.size());
    Rival rival(python, table);
    for (int turn = 0; turn < kTurns; ++turn) {
        for (std::size_t k = 0; k < kSpecs.size(); ++k)
            std::ranges::copy(ourTimes(*registry.parse(kSpecs[k]), table.bars(), rounds),
                              std::back_inserter(ours[k]));
        const auto answers =
            python.empty() ? std::vector<std::vector<double>>{} : rival.times(kSpecs, rounds);
        for (std::size_t k = 0; k < answers.size() && k < kSpecs.size(); ++k)
            std::ranges::copy(answers[k], std::back_inserter(theirs[k]));
    }
    fmt::print("{} bars, milliseconds of {} rounds in {} turns\n", kBars, rounds * kTurns, kTurns);
    fmt::print("{:<20}{:>8}{:>8}{:>8} |{:>8}{:>8}{:>8}\n", "indicator", "best", "TA-Lib", "ratio",
               "median", "TA-Lib", "ratio");
    for (std::size_t k = 0; k < kSpecs.size(); ++k) {
        const Summary own = summaryOf(ours[k]), other = summaryOf(theirs[k]);
        fmt::print("{:<20}{:>8.2f}{:>8.2f}{:>8.2f} |{:>8.2f}{:>8.2f}{:>8.2f}\n", kSpecs[k],
                   own.best, other.best, other.best / own.best, own.median, other.median,
                   other.median / own.median);
    }
    for (const auto& spec : kOwnSpecs) {
        const Summary own = summaryOf(ourTimes(*registry.parse(spec), table.bars(), rounds));
        fmt::print("{:<20}{:>8.2f}{:>16} |{:>8.2f}\n", spec, own.best, "", own.median);
    }
    return 0;
}
