// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of a scorecard say besides their number; verdict and decimals are roles of
// VerdictDelegate.
#pragma once

#include <Qt>

namespace loom::ui {

enum ScorecardRole {
    kMetricIdRole = Qt::UserRole,
    kDefinitionRole, ///< the metric: title, formula, source
    kSlotRole,       ///< of a header: the generator's hue, 0 for a control; none elsewhere
    kWhyRole,        ///< one sentence why the cell is judged as it is; empty without a verdict
};

} // namespace loom::ui
