// SPDX-License-Identifier: GPL-3.0-or-later
// The type scale: which font at which pixel size for which purpose. Roboto has tabular digits as it
// comes; Noto Sans and DejaVu Sans stand in where it is not installed. Interface thread.
#pragma once

#include <QFont>

namespace loom::ui {

enum class Type {
    Caption,          ///< 11: axis labels, captions, units
    CaptionStrong,    ///< 11/500
    Body,             ///< 12: tables, forms, buttons
    BodyStrong,       ///< 12/500: panel titles, names in rows
    Section,          ///< 13/500: section titles, verdict claims
    Navigation,       ///< 13
    NavigationActive, ///< 13/500
    Instrument,       ///< 14/500
    Title,            ///< 16/500: page title, last price
    Mono,             ///< 12: log lines, ids, hashes
};

QFont typeFont(Type type);

} // namespace loom::ui
