// SPDX-License-Identifier: GPL-3.0-or-later
// Icons and status marks. Icons are SVGs of resources/icons (16-px grid, one stroke), tinted when
// they are painted, so they follow a theme switch by themselves. Interface thread.
#pragma once

#include <QIcon>
#include <QRectF>
#include <QString>

#include "ui/theme/roles.h"

class QPainter;

namespace loom::ui {

/// "home", "market", "synthesize", "experiments", "search", "export", … : the file names of
/// resources/icons. Drawn in the role's colour, in the accent when on (checked) or selected, in the
/// disabled colour when disabled. An unknown name gives a null icon.
QIcon themeIcon(const QString& name, Role role = Role::Muted);
/// Every name themeIcon() knows, sorted.
QStringList iconNames();

/// A status mark: shape and colour together. A word beside it says the same.
enum class Mark {
    Ok,      ///< disc: pass, finished, complete
    Warning, ///< triangle: borderline, restated, killed
    Danger,  ///< square: fail, failed
    Info,    ///< ring
    Neutral, ///< dash, muted: no difference
    Up,      ///< triangle in the gain colour
    Down,    ///< triangle pointing down in the loss colour
};

/// Draws the mark centred in the rectangle, 8 px across whatever its size.
void drawMark(QPainter& painter, const QRectF& rect, Mark mark, Tone tone);
/// The same as an icon for models and labels; follows the theme.
QIcon markIcon(Mark mark);

/// Draws a data point's marker, size across, centred.
void drawMarker(QPainter& painter, const QPointF& centre, double size, Marker marker,
                const QColor& colour);

} // namespace loom::ui
