// SPDX-License-Identifier: GPL-3.0-or-later
// The whole fidelity figure as a file: price chart, companion panes, verdict and scorecard, light
// unless asked otherwise. SVG and PDF stay vectors. Interface thread.
#pragma once

#include <QString>

#include "base/result.h"
#include "ui/pages/synthesize/fidelity_view.h"

namespace loom::ui {

/// By suffix: .png (at scale 2), .svg or .pdf; another one is refused with InvalidInput. Shows the
/// same outcome, stretch of time, scale and single path as the view does.
Status exportFigure(const FidelityView& view, const QString& path, Tone tone = Tone::Light);

} // namespace loom::ui
