// SPDX-License-Identifier: GPL-3.0-or-later
// Charts as files: PNG, SVG and PDF carry title, legend, units and footer and are light unless
// asked otherwise; CSV holds the visible data with ISO dates and '.'. Files are written whole or
// not at all. Interface thread.
#pragma once

#include <QSize>
#include <QString>

#include "base/result.h"
#include "ui/charts/chart_view.h"

namespace loom::ui {

struct ImageOptions {
    QSize size = {1200, 600}; ///< pixels at scale 1
    double scale = 2;         ///< PNG only: device pixels a pixel
    Tone tone = Tone::Light;
};

/// The format follows the suffix: .png, .svg or .pdf; another one is refused with InvalidInput.
Status exportImage(ChartView& view, const QString& path, const ImageOptions& options = {});
/// The visible data.
Status exportCsv(const ChartView& view, const QString& path);
/// The picture as it would be exported, for the clipboard.
QImage chartImage(ChartView& view, const ImageOptions& options = {});

} // namespace loom::ui
