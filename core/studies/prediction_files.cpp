// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/prediction_files.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/date.h"

namespace loom::studies {

namespace {

using predictions::Outcome;
using predictions::Prediction;

const char* outcomeName(Outcome outcome) {
    switch (outcome) {
    case Outcome::Realised:
        return "realised";
    case Outcome::NoSession:
        return "no_session";
    case Outcome::Waiting:
        break;
    }
    return "waiting";
}

} // namespace

std::string barText(std::int64_t time, forecast::Frequency frequency) {
    return forecast::isIntraday(frequency) ? toIso(Timestamp{time})
                                           : toIso(Timestamp{time}.utcDate());
}

std::string toCsv(std::span<const Prediction> rows) {
    std::set<double> levels;
    for (const Prediction& one : rows)
        for (const auto& quantile : one.quantiles)
            levels.insert(quantile.level);
    std::vector<std::string> header{"symbol",        "made_at",    "step",       "date",
                                    "price",         "last_close", "outcome",    "realised",
                                    "error_percent", "model",      "version",    "run",
                                    "frequency",     "source",     "created_at", "afterwards"};
    for (const double level : levels)
        header.push_back(fmt::format("q{:g}", level));
    CsvWriter out;
    out.row(header);
    for (const Prediction& one : rows) {
        const bool known = one.outcome == Outcome::Realised;
        out.cell(one.key.symbol).cell(barText(one.key.madeAt, one.frequency));
        out.cell(static_cast<long long>(one.key.step)).cell(barText(one.target, one.frequency));
        out.cell(one.value).cell(one.lastClose).cell(outcomeName(one.outcome));
        known ? out.cell(one.realised).cell(100 * std::log(one.value / one.realised))
              : out.cell("").cell("");
        out.cell(one.key.model).cell(static_cast<long long>(one.key.version)).cell(one.run);
        out.cell(forecast::frequencyCode(one.frequency)).cell(one.source);
        out.cell(toIso(Timestamp{one.createdAt})).cell(predictions::isAfterwards(one) ? 1 : 0);
        for (const double level : levels) {
            const auto at = std::ranges::find(one.quantiles, level, &predictions::Quantile::level);
            at == one.quantiles.end() ? out.cell("") : out.cell(at->price);
        }
        out.endRow();
    }
    return out.text();
}

Json toJson(std::span<const Prediction> rows) {
    Json out = Json::array();
    for (const Prediction& one : rows) {
        Json quantiles = Json::object();
        for (const auto& quantile : one.quantiles)
            quantiles[fmt::format("{:g}", quantile.level)] = quantile.price;
        const bool known = one.outcome == Outcome::Realised;
        out.push_back({{"symbol", one.key.symbol},
                       {"made_at", barText(one.key.madeAt, one.frequency)},
                       {"step", one.key.step},
                       {"date", barText(one.target, one.frequency)},
                       {"price", one.value},
                       {"last_close", one.lastClose},
                       {"outcome", outcomeName(one.outcome)},
                       {"realised", known ? Json(one.realised) : Json(nullptr)},
                       {"model", one.key.model},
                       {"version", one.key.version},
                       {"run", one.run},
                       {"frequency", forecast::frequencyCode(one.frequency)},
                       {"source", one.source},
                       {"created_at", toIso(Timestamp{one.createdAt})},
                       {"afterwards", predictions::isAfterwards(one)},
                       {"quantiles", quantiles}});
    }
    return out;
}

} // namespace loom::studies
