// SPDX-License-Identifier: GPL-3.0-or-later
// Every colour of the program, by role, in a dark and a light tone. The only place with literal
// colours. Chrome is grey; colour is data or status; the accent only means "you can act here".
//
// Widgets do not keep colours: they ask when they paint, and they know their tone from their
// palette, so a theme switch needs no wiring:
//
//     painter.setPen(colour(Role::Gain, toneOf(palette())));
//
// Pure functions of constants: call from any thread.
#pragma once

#include <QColor>
#include <QList>
#include <QPalette>

#include <array>
#include <span>

namespace loom::ui {

enum class Tone { Dark, Light };

enum class Role {
    // Chrome.
    Window,    ///< rail, bars, table headers
    Surface,   ///< pages, charts, inspector, docks
    Raised,    ///< buttons, banners, readouts, toasts, pinned rows
    Hover,     ///< rows and items under the pointer
    Selection, ///< selected rows and items; text on it stays Text
    Line,      ///< hairlines between areas
    Grid,      ///< chart grid
    Control,   ///< borders of inputs, chart axes
    Text,
    Muted,
    Disabled,
    Accent,     ///< links, focus ring, active mark, progress, handles
    Button,     ///< fill of the one primary button, ticked boxes
    ButtonText, ///< on Button
    // Status: always together with a shape and a word.
    Danger,
    Warning,
    Ok,
    // Data.
    Real,      ///< history, ink
    Synthetic, ///< generated, same as generator 1
    Forecast,
    Benchmark, ///< benchmark, baselines, rivals of a forecaster, shuffled control
    Gain,      ///< up, better than the baseline
    Loss,      ///< down, worse than the baseline
    TrainingFill,
    ValidationFill,
    TestFill,
};
inline constexpr int kRoleCount = static_cast<int>(Role::TestFill) + 1;

QColor colour(Role role, Tone tone);
/// The tone a widget is shown in: of its palette's Window colour.
Tone toneOf(const QPalette& palette);
/// All of Qt's palette roles, disabled group included.
QPalette tonePalette(Tone tone);

/// WCAG 2.1 contrast ratio, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);

/// Shape of a point; travels with hue and dash so that none of them carries meaning alone.
enum class Marker { Disc, Square, Ring, Triangle, Diamond, Cross, Plus, Star };

/// How one data series looks in both tones.
struct SeriesStyle {
    QColor colour;
    QList<qreal> dash; ///< pixels on, off, …; empty = solid
    Marker marker = Marker::Disc;
};

/// Eight hues are as many as stay apart for colour-blind eyes. Slot 1 QuantGAN, 2 GJR-GARCH-t, 3
/// stationary bootstrap, 4 C-SVNN, 5 VAE, 6 filtered historical simulation, 7 GARCH, 8 user models
/// and imports.
inline constexpr int kGeneratorHues = 8;
/// Slots beyond the hues wear that of a relative, with a dash of their own and a marker that none
/// of the same hue has: 9 EGARCH and 10 t copula over GARCH (GARCH's hue), 11 GJR-GARCH and 12
/// DCC-GARCH-t (GJR-GARCH-t's), 13 circular block, 14 moving block and 15 day-by-day bootstrap (the
/// stationary bootstrap's), 16 probabilistic PCA (the VAE's), 17 Gaussian (slot 8's).
inline constexpr int kGeneratorSlots = 17;
/// Slots are fixed per id and never recycled; any other number gives the style of the benchmark.
SeriesStyle generatorStyle(int slot, Tone tone);
/// The shuffled control: benchmark grey, dotted 1 3.
SeriesStyle controlStyle(Tone tone);

/// What a chart or swatch keeps instead of a colour, so that it follows the theme: a role, or a
/// generator's slot when that is not 0.
struct Ink {
    Role role = Role::Real;
    int generator = 0;
    double alpha = 1;

    Ink() = default;
    Ink(Role r, double a = 1) : role(r), alpha(a) {}
    static Ink ofGenerator(int slot, double a = 1) {
        Ink ink(Role::Synthetic, a);
        ink.generator = slot;
        return ink;
    }
    Ink withAlpha(double a) const {
        Ink copy = *this;
        copy.alpha = a;
        return copy;
    }
    QColor colour(Tone tone) const;
    friend bool operator==(const Ink&, const Ink&) = default;
};

enum class Ramp { Sequential, Diverging };
inline constexpr int kRampStops = 7;
std::array<QColor, kRampStops> rampStops(Ramp ramp, Tone tone);
/// position 0 … 1, clamped, linear between stops. NaN is drawn by the caller: surface with a
/// diagonal hatch.
QColor rampColour(Ramp ramp, double position, Tone tone);
/// Text or Surface, whichever reads better on a filled cell.
QColor textOn(const QColor& fill, Tone tone);

} // namespace loom::ui
