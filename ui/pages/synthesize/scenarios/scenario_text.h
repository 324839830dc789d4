// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions of scenarios as a person types them. Pure functions.
#pragma once

#include <QString>

#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace loom::ui {

/// "AAPL=-10%, XOM -5" to assets with their falls (0.1 = -10 %). InvalidInput says how to write it.
Result<std::vector<std::pair<std::string, double>>> fallsFrom(const QString& text);

/// The same back: "AAPL=-10%, XOM=-5%".
QString fallsText(const std::vector<std::pair<std::string, double>>& falls);
QString daysText(const std::vector<Date>& days);

/// "2020-03-16, 2008-10-15", in any order, none twice. InvalidInput names what is no date.
Result<std::vector<Date>> daysFrom(const QString& text);

} // namespace loom::ui
