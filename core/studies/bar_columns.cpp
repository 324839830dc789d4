// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/bar_columns.h"

#include "market/time_zone.h"

namespace loom::studies {

BarColumns barColumns(const market::Series& series) {
    const auto zone = market::TimeZone::find(
        series.instrument.timeZone.empty() ? "UTC" : series.instrument.timeZone);
    const bool local = market::isIntraday(series.interval) && zone.ok();
    BarColumns columns;
    for (const auto& bar : series.bars) {
        const Date session = local ? zone->localDate(Timestamp{bar.time}) : bar.date();
        columns.times.push_back(bar.time);
        columns.sessions.push_back(session.days);
        columns.open.push_back(bar.open);
        columns.high.push_back(bar.high);
        columns.low.push_back(bar.low);
        columns.close.push_back(bar.close);
        columns.volume.push_back(static_cast<double>(bar.volume));
    }
    return columns;
}

} // namespace loom::studies
