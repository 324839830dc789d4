// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/x_axis.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

#include "base/date.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("loom::ui::XAxis", text);
}

enum class Unit { Years, Months, Days, Minutes };

struct Step {
    Unit unit;
    int count;
};

/// Coarse to fine.
constexpr std::array kSteps{
    Step{Unit::Years, 50},    Step{Unit::Years, 20},   Step{Unit::Years, 10},
    Step{Unit::Years, 5},     Step{Unit::Years, 2},    Step{Unit::Years, 1},
    Step{Unit::Months, 6},    Step{Unit::Months, 3},   Step{Unit::Months, 2},
    Step{Unit::Months, 1},    Step{Unit::Days, 14},    Step{Unit::Days, 7},
    Step{Unit::Days, 2},      Step{Unit::Days, 1},     Step{Unit::Minutes, 240},
    Step{Unit::Minutes, 120}, Step{Unit::Minutes, 60}, Step{Unit::Minutes, 30},
    Step{Unit::Minutes, 15},  Step{Unit::Minutes, 5},  Step{Unit::Minutes, 1}};

/// The beginning of the unit that holds a local time.
QDateTime floorTo(const QDateTime& t, Step step, const QTimeZone& zone) {
    const QDate date = t.date();
    switch (step.unit) {
    case Unit::Years:
        return {QDate(date.year() - date.year() % step.count, 1, 1), QTime(0, 0), zone};
    case Unit::Months: {
        const int month = (date.month() - 1) / step.count * step.count + 1;
        return {QDate(date.year(), month, 1), QTime(0, 0), zone};
    }
    case Unit::Days: {
        // Julian day 0 is a Monday, so weeks begin on Mondays.
        const qint64 day = date.toJulianDay();
        return {QDate::fromJulianDay(day - day % step.count), QTime(0, 0), zone};
    }
    case Unit::Minutes:
        break;
    }
    const int minutes = t.time().hour() * 60 + t.time().minute();
    const int floored = minutes / step.count * step.count;
    return {date, QTime(floored / 60, floored % 60), zone};
}

QDateTime next(const QDateTime& t, Step step, const QTimeZone& zone) {
    switch (step.unit) {
    case Unit::Years:
        return {t.date().addYears(step.count), QTime(0, 0), zone};
    case Unit::Months:
        return {t.date().addMonths(step.count), QTime(0, 0), zone};
    case Unit::Days:
        return {t.date().addDays(step.count), QTime(0, 0), zone};
    case Unit::Minutes:
        break;
    }
    return t.addSecs(step.count * 60);
}

/// Rough number of units between two instants, to skip steps that are far too fine.
double roughCount(std::int64_t seconds, Step step) {
    const double unit = step.unit == Unit::Years    ? 365.25 * 86400
                        : step.unit == Unit::Months ? 30.4 * 86400
                        : step.unit == Unit::Days   ? 86400.0
                                                    : 60.0;
    return static_cast<double>(seconds) / (unit * step.count);
}

QString tickLabel(const QDateTime& start, Step step, bool firstOfDay, const QLocale& locale) {
    const QDate date = start.date();
    const QString month = locale.standaloneMonthName(date.month(), QLocale::ShortFormat);
    switch (step.unit) {
    case Unit::Years:
        return QString::number(date.year());
    case Unit::Months:
        return date.month() == 1 ? month + u' ' + QString::number(date.year()) : month;
    case Unit::Days:
        return QString::number(date.day()) + u' ' + month;
    case Unit::Minutes:
        break;
    }
    if (firstOfDay)
        return QString::number(date.day()) + u' ' + month;
    return start.time().toString(u"HH:mm"_s);
}

} // namespace

XAxis XAxis::sessions(std::shared_ptr<const std::vector<std::int64_t>> times, bool intraday,
                      const QTimeZone& zone) {
    XAxis axis;
    axis.m_times = std::move(times);
    axis.m_intraday = intraday;
    axis.m_zone = intraday ? zone : QTimeZone::utc();
    return axis;
}

XAxis XAxis::numeric(QString title, int decimals, QString unit, Scale scale) {
    XAxis axis;
    axis.m_title = std::move(title);
    axis.m_decimals = decimals;
    axis.m_unit = std::move(unit);
    axis.m_scale = scale;
    return axis;
}

XAxis XAxis::named(QStringList names, const QString& head) {
    XAxis axis;
    axis.m_title = head;
    axis.m_names = std::move(names);
    return axis;
}

std::vector<XTick> XAxis::ticks(const Range& range, int most) const {
    if (range.empty() || most < 1)
        return {};
    if (m_times)
        return sessionTicks(range, most);
    if (!m_names.isEmpty()) {
        std::vector<XTick> all;
        const auto count = static_cast<int>(m_names.size());
        for (int i = 0; i < count; i += 1 + count / (most + 1))
            if (range.contains(i))
                all.push_back({static_cast<double>(i), m_names[i], false});
        return all;
    }
    const Ticks round = m_scale == Scale::Log ? logTicks(range, most) : linearTicks(range, most);
    const int decimals = m_decimals >= 0 ? m_decimals : round.decimals;
    std::vector<XTick> ticks;
    for (const double value : round.values)
        ticks.push_back({value, formatNumber(value, decimals) + m_unit, false});
    return ticks;
}

std::vector<XTick> XAxis::sessionTicks(const Range& range, int most) const {
    const auto& times = *m_times;
    const double last = static_cast<double>(times.size()) - 1;
    if (times.empty() || range.hi < 0 || range.lo > last)
        return {};
    const auto first = static_cast<std::size_t>(std::clamp(std::ceil(range.lo), 0.0, last));
    const auto end = static_cast<std::size_t>(std::clamp(std::floor(range.hi), 0.0, last));
    const QLocale locale;
    std::vector<XTick> best;
    for (const Step step : kSteps) {
        if ((step.unit == Unit::Minutes && !m_intraday) ||
            roughCount(times[end] - times[first], step) > 6.0 * most)
            break;
        std::vector<XTick> ticks;
        QDateTime unit = floorTo(QDateTime::fromSecsSinceEpoch(times[first], m_zone), step, m_zone);
        std::size_t previous = times.size();
        QDate previousDay;
        for (; unit.toSecsSinceEpoch() <= times[end]; unit = next(unit, step, m_zone)) {
            // The unit's first bar; a unit without bars (a night, a closed week) has none.
            const auto at = static_cast<std::size_t>(
                std::lower_bound(times.begin(), times.end(), unit.toSecsSinceEpoch()) -
                times.begin());
            if (at < first || at > end || at == previous)
                continue;
            // A history that begins within a unit does not start that unit.
            const auto begin = unit.toSecsSinceEpoch();
            const auto unitEnd = next(unit, step, m_zone).toSecsSinceEpoch();
            const bool startsHere =
                at > 0 ? times[at - 1] < begin : times[at] - begin < (unitEnd - begin) / 10;
            if (!startsHere || times[at] >= unitEnd)
                continue;
            const QDateTime bar = QDateTime::fromSecsSinceEpoch(times[at], m_zone);
            const bool newDay =
                at > 0 && bar.date() != QDateTime::fromSecsSinceEpoch(times[at - 1], m_zone).date();
            const bool labelDay = step.unit == Unit::Minutes && newDay;
            ticks.push_back({static_cast<double>(at),
                             tickLabel(step.unit == Unit::Days || labelDay ? bar : unit, step,
                                       labelDay, locale),
                             step.unit == Unit::Years || step.unit == Unit::Months || labelDay});
            previous = at;
        }
        if (static_cast<int>(ticks.size()) > most)
            break;
        best = std::move(ticks);
    }
    return best;
}

QString XAxis::label(double x) const {
    if (!m_names.isEmpty())
        return m_names.value(static_cast<int>(std::lround(x)));
    if (!m_times) {
        const int decimals = m_decimals >= 0      ? m_decimals
                             : x == std::round(x) ? 0
                                                  : std::max(2, priceDecimals(x) - 1);
        return formatNumber(x, decimals) + m_unit;
    }
    const double index = std::round(x);
    if (!(index >= 0) || index >= static_cast<double>(m_times->size()))
        return {};
    const QDateTime t =
        QDateTime::fromSecsSinceEpoch((*m_times)[static_cast<std::size_t>(index)], m_zone);
    const QString day = QLocale().dayName(t.date().dayOfWeek(), QLocale::ShortFormat) + u' ' +
                        t.date().toString(Qt::ISODate);
    return m_intraday ? day + t.time().toString(u" HH:mm"_s) : day;
}

QString XAxis::distance(double from, double to) const {
    if (!m_times)
        return formatSigned(to - from, std::max(m_decimals, to - from == std::round(to - from)
                                                                ? 0
                                                                : priceDecimals(to - from))) +
               m_unit;
    const double last = static_cast<double>(m_times->size()) - 1;
    const auto at = [&](double x) {
        return (*m_times)[static_cast<std::size_t>(std::clamp(std::round(x), 0.0, last))];
    };
    const auto bars = static_cast<std::int64_t>(std::round(to) - std::round(from));
    const double hours = static_cast<double>(at(to) - at(from)) / 3600;
    const QString count = formatSigned(static_cast<double>(bars), 0);
    if (!m_intraday)
        return translated("%1 sessions, %2 days").arg(count, formatNumber(std::abs(hours) / 24, 0));
    return std::abs(hours) < 48
               ? translated("%1 bars, %2 h").arg(count, formatNumber(std::abs(hours), 1))
               : translated("%1 bars, %2 days").arg(count, formatNumber(std::abs(hours) / 24, 1));
}

QString XAxis::fileText(double x) const {
    if (!m_names.isEmpty())
        return m_names.value(static_cast<int>(std::lround(x)));
    if (!m_times)
        return QString::number(x, 'g', 12);
    const double index = std::round(x);
    if (!(index >= 0) || index >= static_cast<double>(m_times->size()))
        return QString::number(x, 'g', 12);
    const Timestamp instant{(*m_times)[static_cast<std::size_t>(index)]};
    return QString::fromStdString(m_intraday ? toIso(instant) : toIso(instant.utcDate()));
}

QString XAxis::fileHead() const {
    if (m_times)
        return m_intraday ? u"time"_s : u"date"_s;
    return m_title.isEmpty() ? u"x"_s : m_title;
}

} // namespace loom::ui
