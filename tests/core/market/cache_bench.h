// SPDX-License-Identifier: GPL-3.0-or-later
// Files, series and keys that the tests of the market cache share.
#pragma once

#include <filesystem>

#include <QTemporaryDir>

#include "core/market/market_fixtures.h"
#include "market/cache.h"

namespace loom::tests {

class CacheBench {
  protected:
    static constexpr Timestamp kNow{1749988800}; // 2025-06-15T12:00:00Z

    QTemporaryDir m_folder;
    int m_files = 0;
    const market::Calendar m_calendar = market::Calendar::xnys().value();

    std::filesystem::path newFile() {
        return m_folder.filePath(QStringLiteral("market%1.db").arg(++m_files)).toStdString();
    }
    market::MarketCache newCache() { return market::MarketCache::open(newFile(), kNow).value(); }

    market::FetchedSeries batch(market::Interval interval, Date first, Date last) const {
        market::FetchedSeries out;
        out.instrument = stock("ACME");
        out.bars = barsOf(m_calendar, first, last, interval);
        return out;
    }
    market::FetchedSeries daily() const {
        return batch(market::Interval::Day1, Date::fromYmd(2000, 1, 3), Date::fromYmd(2025, 6, 13));
    }
    market::FetchedSeries fiveMinutes() const {
        return batch(market::Interval::Minute5, Date::fromYmd(2025, 6, 2),
                     Date::fromYmd(2025, 6, 13));
    }
    static market::SeriesKey key(market::Interval interval = market::Interval::Day1,
                                 std::string source = "yahoo") {
        return {.symbol = "ACME", .interval = interval, .source = std::move(source)};
    }
};

} // namespace loom::tests
