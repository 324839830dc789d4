// SPDX-License-Identifier: GPL-3.0-or-later
// The two kinds of x axis. A session axis counts bars, so closed days leave no hole: bar i stands
// at x = i and is labelled with its date. A numeric axis shows its values. Interface thread.
#pragma once

#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <cstdint>
#include <memory>
#include <vector>

#include "ui/charts/scale.h"

namespace loom::ui {

struct XTick {
    double x = 0;
    QString label;
    bool major = false; ///< month or year begins: vertical grid line on candles
};

class XAxis {
  public:
    /// 0, 1, 2, … without any data.
    XAxis() = default;

    /// times: UTC seconds of each bar, ascending (daily bars: midnight UTC of the session).
    /// Intraday labels are written in the exchange's zone.
    static XAxis sessions(std::shared_ptr<const std::vector<std::int64_t>> times,
                          bool intraday = false, const QTimeZone& zone = QTimeZone::utc());
    /// unit is appended to tick labels (" %"); decimals -1 = as many as the ticks need.
    static XAxis numeric(QString title = {}, int decimals = -1, QString unit = {},
                         Scale scale = Scale::Linear);

    /// Position i stands for names[i]; head: what the names are, for files.
    static XAxis named(QStringList names, const QString& head);

    bool isSessions() const { return m_times != nullptr; }
    Scale scale() const { return m_scale; }
    const QString& title() const { return m_title; }
    /// Between 3 and 7 ticks where there is room for them; range in values of x.
    std::vector<XTick> ticks(const Range& range, int most) const;
    /// "Mon 2020-03-23", "2020-03-23 14:35", "1.5 %": the crosshair's tag and the readout's head.
    QString label(double x) const;
    /// How far apart two values are: "252 sessions, 365 days", "78 bars, 6.5 h", "0.4 %".
    QString distance(double from, double to) const;
    /// ISO date, ISO instant (UTC) or the number with '.', for files.
    QString fileText(double x) const;
    /// "date", "time" or the title: head of the CSV's first column.
    QString fileHead() const;
    /// Bars, for clamping; 0 for a numeric axis.
    std::size_t count() const { return m_times ? m_times->size() : 0; }

  private:
    std::vector<XTick> sessionTicks(const Range& range, int most) const;

    std::shared_ptr<const std::vector<std::int64_t>> m_times;
    bool m_intraday = false;
    QTimeZone m_zone;
    QStringList m_names;
    QString m_title;
    QString m_unit;
    int m_decimals = -1;
    Scale m_scale = Scale::Linear;
};

} // namespace loom::ui
