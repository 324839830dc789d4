// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/roles.h"

#include <algorithm>
#include <cmath>

namespace loom::ui {

namespace {

struct Pair {
    Role role;
    QRgb dark;
    QRgb light;
};

constexpr std::array<Pair, kRoleCount> kColours{{
    {Role::Window, 0xFF0E1116, 0xFFF2F4F7},
    {Role::Surface, 0xFF14181E, 0xFFFFFFFF},
    {Role::Raised, 0xFF1C222A, 0xFFF7F8FA},
    {Role::Hover, 0xFF20262F, 0xFFEDEFF3},
    {Role::Selection, 0xFF262B45, 0xFFE9E7FB},
    {Role::Line, 0xFF272E37, 0xFFDDE2E8},
    {Role::Grid, 0xFF20262E, 0xFFEBEEF2},
    {Role::Control, 0xFF646F7D, 0xFF858E9A},
    {Role::Text, 0xFFE6E9EE, 0xFF171B21},
    {Role::Muted, 0xFF9BA5B3, 0xFF57606C},
    {Role::Disabled, 0xFF5F6976, 0xFF9AA2AD},
    {Role::Accent, 0xFFA89BFF, 0xFF5A45D6},
    {Role::Button, 0xFF6C59E8, 0xFF5A45D6},
    {Role::ButtonText, 0xFFFFFFFF, 0xFFFFFFFF},
    {Role::Danger, 0xFFFF5C6E, 0xFFBE1F3C},
    {Role::Warning, 0xFFE8C547, 0xFF7D6000},
    {Role::Ok, 0xFF45C4B0, 0xFF0B7468},
    {Role::Real, 0xFFF2F4F7, 0xFF15181D},
    {Role::Synthetic, 0xFF5B9DFF, 0xFF1F66D6},
    {Role::Forecast, 0xFFF5A524, 0xFFB36B00},
    {Role::Benchmark, 0xFF8C96A3, 0xFF78818D},
    {Role::Gain, 0xFF4DB8E8, 0xFF076A97},
    {Role::Loss, 0xFFF2764B, 0xFFB43A09},
    {Role::TrainingFill, 0xFF191F27, 0xFFF1F3F6},
    {Role::ValidationFill, 0xFF1E2430, 0xFFE8ECF2},
    {Role::TestFill, 0xFF14181E, 0xFFFFFFFF},
}};

constexpr bool inOrder() {
    for (int i = 0; i < kRoleCount; ++i)
        if (static_cast<int>(kColours[static_cast<std::size_t>(i)].role) != i)
            return false;
    return true;
}
static_assert(inOrder(), "the table is indexed by Role");

struct Generator {
    QRgb dark;
    QRgb light;
    std::array<int, 4> dash; ///< zeros end the pattern
    Marker marker;
};

constexpr std::array<Generator, kGeneratorHues> kGenerators{{
    {0xFF5B9DFF, 0xFF1F66D6, {6, 3, 0, 0}, Marker::Disc},
    {0xFF19846D, 0xFF178477, {6, 3, 1, 3}, Marker::Square},
    {0xFF9D6CA3, 0xFFA77FC5, {0, 0, 0, 0}, Marker::Ring},
    {0xFFAB8A00, 0xFF656C43, {8, 3, 2, 3}, Marker::Triangle},
    {0xFFAA5C30, 0xFF7D4100, {4, 2, 0, 0}, Marker::Diamond},
    {0xFF4DCBF9, 0xFF0A5E6F, {10, 3, 0, 0}, Marker::Cross},
    {0xFFC496A9, 0xFFC9789B, {2, 3, 0, 0}, Marker::Plus},
    {0xFF929369, 0xFFA98A68, {1, 2, 0, 0}, Marker::Star},
}};

/// Slots beyond the hues, in order.
struct Relative {
    int of; ///< slot whose hue it wears
    std::array<int, 4> dash;
    Marker marker;
};

constexpr std::array<Relative, kGeneratorSlots - kGeneratorHues> kRelatives{{
    {7, {12, 3, 2, 3}, Marker::Cross},
    {7, {5, 5, 0, 0}, Marker::Square},
    {2, {12, 4, 0, 0}, Marker::Triangle},
    {2, {2, 2, 0, 0}, Marker::Disc},
    {3, {14, 2, 0, 0}, Marker::Square},
    {3, {7, 2, 7, 6}, Marker::Diamond},
    {3, {1, 4, 0, 0}, Marker::Plus},
    {5, {8, 5, 0, 0}, Marker::Ring},
    {8, {3, 6, 0, 0}, Marker::Triangle},
}};

constexpr QRgb kSequentialDark[] = {0xFF182728, 0xFF1B474A, 0xFF1B6A6E, 0xFF288D92,
                                    0xFF48B0B6, 0xFF75D3D8, 0xFFAAF4F8};
constexpr QRgb kSequentialLight[] = {0xFFEAF8F9, 0xFFBCDBDD, 0xFF92BEC0, 0xFF69A0A3,
                                     0xFF3F8487, 0xFF00686C, 0xFF004A4D};
constexpr QRgb kDivergingDark[] = {0xFFF37F51, 0xFFAD5F41, 0xFF6B4130, 0xFF23272B,
                                   0xFF275368, 0xFF3484A9, 0xFF40B8EE};
constexpr QRgb kDivergingLight[] = {0xFF8E3510, 0xFFB5735C, 0xFFD8B0A3, 0xFFF2F4F5,
                                    0xFF9DC0D7, 0xFF518EB3, 0xFF0D5C82};

/// sRGB channel to linear light (WCAG 2.1, definition of relative luminance).
double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

QColor colour(Role role, Tone tone) {
    const Pair& pair = kColours[static_cast<std::size_t>(role)];
    return QColor::fromRgb(tone == Tone::Dark ? pair.dark : pair.light);
}

Tone toneOf(const QPalette& palette) {
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128 ? Tone::Dark
                                                                               : Tone::Light;
}

QPalette tonePalette(Tone tone) {
    const auto c = [tone](Role role) { return colour(role, tone); };
    QPalette p;
    p.setColor(QPalette::Window, c(Role::Window));
    p.setColor(QPalette::Button, c(Role::Raised));
    p.setColor(QPalette::Base, c(Role::Surface));
    p.setColor(QPalette::AlternateBase, c(Role::Raised));
    p.setColor(QPalette::ToolTipBase, c(Role::Raised));
    p.setColor(QPalette::Highlight, c(Role::Selection));
    p.setColor(QPalette::Midlight, c(Role::Line));
    p.setColor(QPalette::Mid, c(Role::Line));
    p.setColor(QPalette::Dark, c(Role::Control));
    p.setColor(QPalette::Light, c(Role::Raised));
    p.setColor(QPalette::Shadow, c(Role::Window));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::HighlightedText, QPalette::BrightText})
        p.setColor(role, c(Role::Text));
    p.setColor(QPalette::PlaceholderText, c(Role::Muted));
    p.setColor(QPalette::Link, c(Role::Accent));
    p.setColor(QPalette::LinkVisited, c(Role::Accent));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::HighlightedText, QPalette::PlaceholderText})
        p.setColor(QPalette::Disabled, role, c(Role::Disabled));
    return p;
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

SeriesStyle generatorStyle(int slot, Tone tone) {
    if (slot < 1 || slot > kGeneratorSlots)
        return {colour(Role::Benchmark, tone), {6, 3}, Marker::Disc};
    const auto patternOf = [](const std::array<int, 4>& lengths) {
        QList<qreal> dash;
        for (const int length : lengths)
            if (length > 0)
                dash.append(length);
        return dash;
    };
    if (slot > kGeneratorHues) {
        const Relative& r = kRelatives[static_cast<std::size_t>(slot - kGeneratorHues - 1)];
        return {generatorStyle(r.of, tone).colour, patternOf(r.dash), r.marker};
    }
    const Generator& g = kGenerators[static_cast<std::size_t>(slot - 1)];
    return {QColor::fromRgb(tone == Tone::Dark ? g.dark : g.light), patternOf(g.dash), g.marker};
}

SeriesStyle controlStyle(Tone tone) {
    return {colour(Role::Benchmark, tone), {1, 3}, Marker::Disc};
}

QColor Ink::colour(Tone tone) const {
    QColor c = generator == 0 ? ui::colour(role, tone) : generatorStyle(generator, tone).colour;
    c.setAlphaF(static_cast<float>(alpha));
    return c;
}

std::array<QColor, kRampStops> rampStops(Ramp ramp, Tone tone) {
    const QRgb* stops = ramp == Ramp::Sequential
                            ? (tone == Tone::Dark ? kSequentialDark : kSequentialLight)
                            : (tone == Tone::Dark ? kDivergingDark : kDivergingLight);
    std::array<QColor, kRampStops> colours;
    for (std::size_t i = 0; i < colours.size(); ++i)
        colours[i] = QColor::fromRgb(stops[i]);
    return colours;
}

QColor rampColour(Ramp ramp, double position, Tone tone) {
    const auto stops = rampStops(ramp, tone);
    const double at = std::clamp(position, 0.0, 1.0) * (kRampStops - 1);
    const auto left = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    const double share = at - static_cast<double>(left);
    const auto mix = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(mix(stops[left].redF(), stops[left + 1].redF()),
                            mix(stops[left].greenF(), stops[left + 1].greenF()),
                            mix(stops[left].blueF(), stops[left + 1].blueF()));
}

QColor textOn(const QColor& fill, Tone tone) {
    const QColor text = colour(Role::Text, tone);
    const QColor surface = colour(Role::Surface, tone);
    return contrastRatio(text, fill) >= contrastRatio(surface, fill) ? text : surface;
}

} // namespace loom::ui
