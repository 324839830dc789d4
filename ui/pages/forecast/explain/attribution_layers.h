// SPDX-License-Identifier: GPL-3.0-or-later
// Shares of a forecast as bars and as a map of lags by features, and the checks of an attribution
// in words. Interface thread.
#pragma once

#include <QString>

#include "ui/pages/forecast/explain/attribution.h"
#include "ui/theme/icons.h"

namespace loom::ui {

class ChartView;

enum class ShareKind { Features, Lags };

/// The largest features first, lags in order of time. Log returns in per cent.
void showShares(ChartView& chart, const forecast::Explanation& shares, ShareKind kind);
/// Rows are features, columns lags, the newest right; says what to ask for when groups were the
/// players.
void showInputMap(ChartView& chart, const forecast::Explanation& shares);

/// A status in one word, and a sentence with its numbers.
struct CheckWords {
    Mark mark = Mark::Neutral;
    QString word, sentence;
};
CheckWords sumWords(const forecast::Explanation& shares);
CheckWords learnedWords(const Attribution& attribution);
CheckWords stableWords(const Attribution& attribution);

} // namespace loom::ui
