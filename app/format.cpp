// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/format.h"

#include <cmath>
#include <fmt/format.h>

namespace loom::app {

std::string updateKindId(market::UpdateKind kind) {
    switch (kind) {
    case market::UpdateKind::UpToDate:
        return "up_to_date";
    case market::UpdateKind::Loaded:
        return "loaded";
    case market::UpdateKind::Updated:
        return "updated";
    case market::UpdateKind::Reloaded:
        return "reloaded";
    case market::UpdateKind::NoData:
        return "no_data";
    case market::UpdateKind::UnknownSymbol:
        return "unknown_symbol";
    case market::UpdateKind::Refused:
        return "refused";
    case market::UpdateKind::Unreachable:
        return "unreachable";
    case market::UpdateKind::Reused:
        return "reused";
    case market::UpdateKind::Deferred:
        return "deferred";
    case market::UpdateKind::Failed:
        return "failed";
    }
    return "failed";
}

std::string barTimeText(std::optional<std::int64_t> time, market::Interval interval) {
    if (!time)
        return "–";
    const Timestamp instant{*time};
    return market::isIntraday(interval) ? toIso(instant) : toIso(instant.utcDate());
}

std::string instantText(std::int64_t milliseconds) {
    std::string text = toIso(Timestamp{milliseconds / 1000}).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string numberText(double value) {
    return std::isnan(value) ? "–" : fmt::format("{:.4g}", value);
}

} // namespace loom::app
