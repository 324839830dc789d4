// SPDX-License-Identifier: GPL-3.0-or-later
// A picture of several charts for a report: what it is above, sentences that say what it shows, the
// charts in rows, conventions below. Nothing of it can be pressed or scrolled. The charts are those
// of the window; they need not have been shown. Interface thread.
#pragma once

#include <QImage>
#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ui/charts/chart_view.h"
#include "ui/theme/icons.h"

namespace loom::ui {

/// A sentence above the charts: mark, a claim in strong words, and what it rests on.
struct FigureSentence {
    std::optional<Mark> mark = {};
    QString claim = {};
    QString text = {};
};

struct FigurePart {
    const ChartView* chart = nullptr; ///< null leaves the place empty
    double share = 1;                 ///< of the row's width, beside the others
    bool remarks = true;              ///< that lines coincide: takes room that small charts lack
};

/// Rows of equally many charts share their margins, column by column: what stands in one column
/// stands on one axis.
struct FigureRow {
    std::vector<FigurePart> parts;
    double height = 200;
};

struct FigureSheet {
    QString title;    ///< "SPY: the next 10 days"
    QString subtitle; ///< model, data, dates
    std::vector<FigureSentence> sentences = {};
    /// Whose legend stands below the sentences, once for all charts; null: each has its own.
    const ChartView* legend = nullptr;
    std::vector<FigureRow> rows = {};
    QString footer = {};                             ///< conventions, muted
    std::vector<std::shared_ptr<QWidget>> keep = {}; ///< what the charts belong to

    /// A new chart that the sheet keeps.
    ChartView* addChart();
};

struct FigureLook {
    int width = 1120;   ///< at scale 1; the height follows from the sheet
    double scale = 2.5; ///< device pixels a pixel
    Tone tone = Tone::Light;
};

QImage figureImage(const FigureSheet& sheet, const FigureLook& look = {});
/// As the bytes of a PNG file that carries title and sentences as text. OutOfMemory when it is too
/// large to be drawn.
Result<std::string> figurePng(const FigureSheet& sheet, const FigureLook& look = {});

} // namespace loom::ui
