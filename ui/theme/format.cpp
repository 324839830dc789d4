// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/format.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QChar kMinus(0x2212);
constexpr QChar kEnDash(0x2013);
constexpr QChar kInfinity(0x221E);

QString magnitude(double value, int decimals, const QLocale& locale) {
    if (std::isinf(value))
        return QString(kInfinity);
    return locale.toString(std::abs(value), 'f', decimals);
}

bool roundsToZero(double value, int decimals) {
    return std::abs(value) < 0.5 * std::pow(10.0, -decimals);
}

} // namespace

QString formatNumber(double value, int decimals, const QLocale& locale) {
    if (std::isnan(value))
        return QString(kEnDash);
    const QString digits = magnitude(value, decimals, locale);
    return value < 0 && !roundsToZero(value, decimals) ? kMinus + digits : digits;
}

QString formatSigned(double value, int decimals, const QLocale& locale) {
    const QString text = formatNumber(value, decimals, locale);
    return value > 0 && !roundsToZero(value, decimals) ? u'+' + text : text;
}

QString formatPercent(double share, int decimals, const QLocale& locale) {
    const QString text = formatNumber(share * 100, decimals, locale);
    return std::isnan(share) ? text : text + u" %"_s;
}

QString formatSignedPercent(double share, int decimals, const QLocale& locale) {
    const QString text = formatSigned(share * 100, decimals, locale);
    return std::isnan(share) ? text : text + u" %"_s;
}

QString formatCount(std::int64_t value, const QLocale& locale) {
    const QString digits = locale.toString(static_cast<qlonglong>(value < 0 ? -value : value));
    return value < 0 ? kMinus + digits : digits;
}

QString formatCompact(double value, const QLocale& locale) {
    struct Unit {
        double size;
        QStringView name;
    };
    static constexpr std::array<Unit, 4> kUnits{
        {{1e12, u" tn"}, {1e9, u" bn"}, {1e6, u" m"}, {1e3, u" k"}}};
    const double size = std::abs(value);
    for (const Unit& unit : kUnits) {
        // 999,600 reads "1.00 m", not "1,000 k".
        if (!std::isfinite(value) || size < unit.size * 0.9995)
            continue;
        const double scaled = value / unit.size;
        const double digits = std::abs(scaled);
        const int decimals = digits >= 99.95 ? 0 : digits >= 9.995 ? 1 : 2;
        return formatNumber(scaled, decimals, locale) + unit.name;
    }
    return formatNumber(value, value == std::floor(value) ? 0 : 2, locale);
}

int priceDecimals(double magnitude) {
    const double size = std::abs(magnitude);
    if (!(size > 0) || size >= 10)
        return 2;
    return std::min(8, 4 + static_cast<int>(std::max(0.0, -std::floor(std::log10(size)))));
}

} // namespace loom::ui
