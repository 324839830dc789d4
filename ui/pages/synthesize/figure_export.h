// SPDX-License-Identifier: GPL-3.0-or-later
// The whole figure of a result as a file, light unless asked otherwise: of a series price chart,
// companion panes, verdict and scorecard, of a panel what its current tab shows. SVG and PDF stay
// vectors. Interface thread.
#pragma once

#include <QString>

#include "base/result.h"
#include "ui/pages/synthesize/fidelity_view.h"

namespace loom::ui {

class PanelView;

/// By suffix: .png (at scale 2), .svg or .pdf; another one is refused with InvalidInput. Shows the
/// same outcome, stretch of time, scale and single path as the view does.
Status exportFigure(const FidelityView& view, const QString& path, Tone tone = Tone::Light);

/// The current tab with every row of its table.
Status exportFigure(const PanelView& view, const QString& path, Tone tone = Tone::Light);

} // namespace loom::ui
