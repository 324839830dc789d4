// SPDX-License-Identifier: GPL-3.0-or-later
// The words under a split: one block of two lines a part, as near as possible to where its part
// begins, none over another and none cut; with less room they say less. Pure functions of the fonts
// (interface thread).
#pragma once

#include <QRectF>
#include <QString>

#include <vector>

namespace loom::ui {

/// What a block says, the longest version first.
struct SplitWords {
    QString name;      ///< "Training"
    QString count;     ///< "2,949 origins"
    QString dates;     ///< "2000-03-29 to 2011-12-15"
    QString from;      ///< "2000-03-29": what is left of the dates with little room
    double anchor = 0; ///< where the part begins
};

struct SplitBlock {
    QString name, count, dates; ///< as they are shown; may be empty
    QRectF rect;
};

/// Between left and right; as many blocks as words.
std::vector<SplitBlock> placeBlocks(const std::vector<SplitWords>& words, double left, double right,
                                    double top);

/// Pixel at which the count stands, right of the name.
double countLeft(const SplitBlock& block);
inline constexpr double kSplitLine = 16;

} // namespace loom::ui
