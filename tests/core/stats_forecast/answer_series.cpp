// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/csv.h"
#include "base/gzip.h"
#include "base/text.h"
#include "core/stats_forecast/answer_book.h"

namespace loom::tests {

namespace {

std::vector<double> logReturns(const std::vector<double>& prices) {
    std::vector<double> out;
    for (std::size_t t = 1; t < prices.size(); ++t)
        out.push_back(std::log(prices[t]) - std::log(prices[t - 1]));
    return out;
}

std::vector<double> fromFile(const Json& spec) {
    const std::filesystem::path folder =
        spec.at("folder") == "source" ? LOOM_SOURCE_DIR : LOOM_TEST_DATA;
    const auto text = readMaybeGzip(folder / spec.at("file").get<std::string>());
    if (!text)
        return {};
    CsvReader reader(*text);
    std::vector<std::string> header, row;
    reader.next(header);
    const auto place = [&](const std::string& name) {
        return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) -
                                        header.begin());
    };
    const std::size_t column = place(spec.at("column").get<std::string>());
    const std::size_t symbol = place("symbol");
    std::vector<double> values;
    while (reader.next(row))
        if (!spec.contains("symbol") || row.at(symbol) == spec.at("symbol"))
            values.push_back(parseDouble(row.at(column)).value());
    return spec.value("returns", false) ? logReturns(values) : values;
}

std::vector<double> fromFormula(const Json& spec) {
    std::vector<double> out;
    double x = 0;
    for (int i = 1; i <= spec.at("n").get<int>(); ++i) {
        const double t = i;
        double e = std::sin(spec.at("noise").get<double>() * t * t);
        if (spec.contains("waves"))
            e *= 1 + 0.8 * std::sin(t / spec.at("waves").get<double>());
        x = spec.at("phi").get<double>() * x + e;
        out.push_back(spec.at("level").get<double>() + spec.at("slope").get<double>() * t +
                      spec.at("scale").get<double>() * x);
    }
    return out;
}

double sumOf(const std::vector<double>& x, std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t i = from; i < std::min(to, x.size()); ++i)
        sum += x[i];
    return sum;
}

/// Overlapping sums of the next values, or a multiple of the mean of some past ones.
std::vector<double> derived(const Json& spec, const std::vector<double>& x) {
    std::vector<double> out(x.size(), 0.0);
    if (spec.contains("sum")) {
        for (std::size_t t = 0; t < x.size(); ++t)
            out[t] = sumOf(x, t, t + spec.at("sum").get<std::size_t>());
        return out;
    }
    const auto lag = spec.at("lag").get<std::size_t>(),
               window = spec.at("window").get<std::size_t>();
    for (std::size_t t = lag + window - 1; t < x.size(); ++t)
        out[t] = spec.at("times").get<double>() * sumOf(x, t + 1 - lag - window, t + 1 - lag) /
                 static_cast<double>(window);
    return out;
}

} // namespace

SeriesBook loadSeries(const Json& specs) {
    SeriesBook book;
    for (const auto& [name, spec] : specs.items()) {
        if (spec.contains("of"))
            continue;
        auto values = spec.contains("file") ? fromFile(spec) : fromFormula(spec);
        if (!values.empty())
            book[name] = std::move(values);
    }
    for (const auto& [name, spec] : specs.items())
        if (spec.contains("of") && book.contains(spec.at("of")))
            book[name] = derived(spec, book.at(spec.at("of")));
    return book;
}

bool hasSeries(const Json& specs, const SeriesBook& series, const Json& arguments) {
    return std::all_of(arguments.begin(), arguments.end(), [&](const Json& argument) {
        return !argument.is_string() || !specs.contains(argument.get<std::string>()) ||
               series.contains(argument.get<std::string>());
    });
}

double largestDifference(const Json& ours, const Json& theirs) {
    if (theirs.is_array() || theirs.is_object()) {
        double worst = theirs.empty() ? INFINITY : 0;
        for (const auto& [key, value] : theirs.items()) {
            const bool there = theirs.is_array() ? ours.is_array() && ours.size() == theirs.size()
                                                 : ours.is_object() && ours.contains(key);
            if (!there)
                return INFINITY;
            worst = std::max(
                worst,
                largestDifference(theirs.is_array() ? ours[std::stoul(key)] : ours.at(key), value));
        }
        return worst;
    }
    if (!ours.is_number() || !theirs.is_number())
        return INFINITY;
    const double a = ours.get<double>(), b = theirs.get<double>();
    const double difference = std::abs(a - b) / std::max(1.0, std::abs(b));
    return std::isnan(difference) ? INFINITY : difference;
}

} // namespace loom::tests
