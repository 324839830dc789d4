// SPDX-License-Identifier: GPL-3.0-or-later
#include "predictions/track_record.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace loom::predictions {

namespace {

constexpr double kPercent = 100;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double share(std::size_t part, std::size_t all) {
    return all == 0 ? kNone : static_cast<double>(part) / static_cast<double>(all);
}

/// Independent trials among so many of the realised ones.
double effective(const TrackRecord& record, std::size_t rows) {
    return record.realised == 0 ? 0
                                : static_cast<double>(rows) * share(record.apart, record.realised);
}

void addCoverage(std::span<const Prediction> realised, TrackRecord& record) {
    std::map<double, CoverageRecord> found;
    for (const Prediction& one : realised)
        for (const double nominal : coverages(one)) {
            const double rounded = std::round(nominal * 1e6) / 1e6;
            auto& entry = found[rounded];
            entry.nominal = rounded;
            const auto [low, high] = *interval(one, nominal);
            ++entry.count;
            entry.inside += one.realised >= low && one.realised <= high ? 1 : 0;
        }
    for (auto& [nominal, entry] : found) {
        entry.share = share(entry.inside, entry.count);
        entry.interval = stats::wilsonInterval(entry.share, effective(record, entry.count));
        record.coverage.push_back(entry);
    }
}

void addErrors(std::span<const Prediction> realised, TrackRecord& record) {
    double absolute = 0, square = 0, lastAbsolute = 0, lastSquare = 0;
    for (const Prediction& one : realised) {
        const double error = errorOf(one), move = realisedReturn(one);
        absolute += std::abs(error);
        square += error * error;
        lastAbsolute += std::abs(move);
        lastSquare += move * move;
    }
    const auto n = static_cast<double>(realised.size());
    record.mae = absolute / n;
    record.rmse = std::sqrt(square / n);
    record.lastMae = lastAbsolute / n;
    record.lastRmse = std::sqrt(lastSquare / n);
    record.skill = lastSquare > 0 ? 1 - square / lastSquare : kNone;
}

} // namespace

double predictedReturn(const Prediction& prediction) {
    return kPercent * std::log(prediction.value / prediction.lastClose);
}

double realisedReturn(const Prediction& prediction) {
    return prediction.outcome == Outcome::Realised
               ? kPercent * std::log(prediction.realised / prediction.lastClose)
               : kNone;
}

double errorOf(const Prediction& prediction) {
    return predictedReturn(prediction) - realisedReturn(prediction);
}

std::size_t nonOverlapping(std::span<const Prediction> predictions) {
    std::vector<std::pair<std::int64_t, std::int64_t>> spans; // end, begin
    for (const Prediction& one : predictions)
        if (one.outcome == Outcome::Realised)
            spans.emplace_back(one.target, one.key.madeAt);
    std::ranges::sort(spans);
    std::size_t count = 0;
    std::int64_t taken = std::numeric_limits<std::int64_t>::min();
    for (const auto& [end, begin] : spans)
        if (begin >= taken) {
            taken = end;
            ++count;
        }
    return count;
}

TrackRecord trackRecord(std::span<const Prediction> predictions) {
    TrackRecord out{.made = predictions.size()};
    std::vector<Prediction> realised;
    std::vector<double> moves, forecasts;
    for (const Prediction& one : predictions) {
        out.waiting += one.outcome == Outcome::Waiting ? 1 : 0;
        out.noSession += one.outcome == Outcome::NoSession ? 1 : 0;
        if (one.outcome != Outcome::Realised)
            continue;
        realised.push_back(one);
        moves.push_back(realisedReturn(one));
        forecasts.push_back(predictedReturn(one));
        out.afterwards += isAfterwards(one) ? 1 : 0;
        out.sawLater += sawLater(one) ? 1 : 0;
    }
    out.realised = realised.size();
    out.apart = nonOverlapping(realised);
    out.direction = stats::directionalAccuracy(moves, forecasts);
    out.direction.effectiveRows = effective(out, out.direction.rows);
    out.direction.interval =
        stats::wilsonInterval(out.direction.accuracy, out.direction.effectiveRows);
    addCoverage(realised, out);
    addErrors(realised, out);
    return out;
}

FiveParts fiveParts(std::span<const double> values) {
    constexpr std::size_t kParts = 5;
    std::vector<double> sorted;
    std::ranges::copy_if(values, std::back_inserter(sorted),
                         [](double value) { return std::isfinite(value); });
    FiveParts out;
    if (sorted.size() < kParts)
        return out;
    std::ranges::sort(sorted);
    const std::size_t size = sorted.size() / kParts, larger = sorted.size() % kParts;
    std::size_t end = 0;
    out.edges.push_back(sorted.front());
    for (std::size_t part = 0; part < kParts; ++part) {
        out.counts.push_back(size + (part < larger ? 1 : 0));
        end += out.counts.back();
        out.edges.push_back(sorted[end - 1]);
    }
    return out;
}

} // namespace loom::predictions
