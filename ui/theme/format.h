// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as the screen shows them: the locale's separators, a true minus (U+2212), fixed decimals,
// an en dash for a missing value. Files use '.' and '-' and never come through here.
// Pure functions of their arguments and QLocale(): call from any thread.
#pragma once

#include <QLocale>
#include <QString>

#include <cstdint>

namespace loom::ui {

/// "2,874.56"; NaN gives "–", infinities "∞" and "−∞".
QString formatNumber(double value, int decimals, const QLocale& locale = QLocale());
/// The same with its sign always written: "+75.01", "−1.34", "0.00" for what rounds to zero.
QString formatSigned(double value, int decimals, const QLocale& locale = QLocale());
/// A share as per cent: formatPercent(-0.0293, 2) is "−2.93 %".
QString formatPercent(double share, int decimals, const QLocale& locale = QLocale());
/// The same with its sign always written.
QString formatSignedPercent(double share, int decimals, const QLocale& locale = QLocale());
/// "5,105".
QString formatCount(std::int64_t value, const QLocale& locale = QLocale());
/// Large amounts with three digits: "7.40 bn", "12.3 m", "850 k", "940".
QString formatCompact(double value, const QLocale& locale = QLocale());
/// Enough decimals for about five significant digits of a price: 2 from 10 up, 4 below, …
int priceDecimals(double magnitude);

} // namespace loom::ui
