// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of a board as data: what stands in each cell, what it sorts by, what it says when
// pointed at. Made once an evaluation, shown by ScoreView. Plain values.
#pragma once

#include <QString>

#include <optional>
#include <vector>

#include "ui/charts/layer.h"
#include "ui/theme/icons.h"

namespace loom::ui {

struct ScoreCell {
    QString text = {};        ///< as shown; an en dash when missing
    double number = kMissing; ///< what it sorts by and what is copied
    QString tip = {};
    QString aside = {}; ///< muted words behind
    std::optional<LineStyle> line = {};
    std::optional<Mark> mark = {}; ///< before the text
    bool strong = false;           ///< best of its column
    bool quiet = false;            ///< muted text
};

struct ScoreHead {
    QString id = {};
    QString title = {}; ///< "RMSE\nbp"
    QString tip = {};
    bool isNumber = true;
    bool largestFirst = false; ///< when it is sorted for the first time
    int keep = 0;              ///< columns of a larger number go first where there is no room
};

struct ScoreRow {
    QString id = {};
    std::vector<ScoreCell> cells = {}; ///< one a head
};

struct ScoreTable {
    std::vector<ScoreHead> heads = {};
    std::vector<ScoreRow> rows = {};
};

/// A number with its text; an en dash for NaN.
ScoreCell numberCell(double value, int decimals, bool isSigned = false);
ScoreCell wordCell(const QString& text);

} // namespace loom::ui
