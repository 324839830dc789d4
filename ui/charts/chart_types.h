// SPDX-License-Identifier: GPL-3.0-or-later
// Small choices about a chart. Plain values.
#pragma once

#include <QString>

namespace loom::ui {

enum class PaneKind {
    Main,      ///< labels right, legend in the title row
    Companion, ///< statistics pane: 148 high, labels left, note right, no legend
};

/// How the y axis writes its values.
struct YAxis {
    int decimals = -1;     ///< of readout and tags; -1: as the visible span needs
    QString unit = {};     ///< appended to tick labels
    bool compact = false;  ///< "8 bn"
    bool fromZero = false; ///< the axis always reaches zero
};

} // namespace loom::ui
