// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/score_table.h"

#include "ui/theme/format.h"

namespace loom::ui {

ScoreCell numberCell(double value, int decimals, bool isSigned) {
    return {.text = isSigned ? formatSigned(value, decimals) : formatNumber(value, decimals),
            .number = value,
            .quiet = !std::isfinite(value)};
}

ScoreCell wordCell(const QString& text) {
    return {.text = text};
}

} // namespace loom::ui
