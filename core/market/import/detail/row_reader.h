// SPDX-License-Identifier: GPL-3.0-or-later
// One record of a price file to one bar, under a chosen format. Not thread-safe: one per file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "market/import/detail/cells.h"
#include "market/time_zone.h"

namespace loom::market {

using Record = std::vector<std::string>;

struct Row {
    std::string symbol;
    Bar bar = {};
};

/// Where each role is, or kNone.
class Columns {
  public:
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

    explicit Columns(const std::vector<ColumnRole>& roles);
    std::size_t at(ColumnRole role) const { return m_at[static_cast<std::size_t>(role)]; }
    bool has(ColumnRole role) const { return at(role) != kNone; }
    /// The trimmed cell, empty when the column or the cell is missing.
    std::string_view cell(const Record& record, ColumnRole role) const;

  private:
    std::array<std::size_t, 10> m_at{}; ///< one per ColumnRole
};

class RowReader {
  public:
    /// InvalidInput for a format that cannot work: no date, no close, an unknown zone.
    static Result<RowReader> make(const PriceFormat& format);

    /// The bar of a record, or why there is none, in words.
    Result<Row> read(const Record& record);
    /// True when no price column of the record holds a value.
    bool hasNoPrice(const Record& record) const;
    std::string symbolOf(const Record& record) const;
    /// The symbol when no column names it.
    const std::string& symbol() const { return m_format.symbol; }

    /// True when there was more than daylight saving between the zones met so far.
    bool mixedOffsets() const {
        return !m_offsets.empty() &&
               (m_dailyWithoutZone || *m_offsets.rbegin() - *m_offsets.begin() > 3600);
    }

  private:
    RowReader(const PriceFormat& format, TimeZone zone);

    Status checkShape(const Record& record) const;
    std::optional<When> whenOf(const Record& record) const;
    /// UTC seconds of an intraday bar's start, midnight UTC of a daily bar's session.
    Result<std::int64_t> timeOf(const When& when);
    /// A positive price; nothing for an empty cell of an optional column.
    Result<std::optional<double>> price(const Record& record, ColumnRole role,
                                        std::string_view name) const;
    Status readPrices(const Record& record, Bar& bar) const;
    Status readVolume(const Record& record, Bar& bar) const;

    PriceFormat m_format;
    Columns m_columns;
    std::vector<std::size_t> m_used; ///< the columns that are read
    TimeZone m_zone;
    bool m_offsetKnown = false;
    bool m_withOffset = false;
    std::set<int> m_offsets;
    bool m_dailyWithoutZone = false; ///< a daily line had a time of day, but no zone
};

} // namespace loom::market
