// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/metric_delegate.h"

#include <cmath>

#include "tracking/types.h"
#include "ui/pages/experiments/run_table_model.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

namespace {

int decimalsFor(double value) {
    const double size = std::abs(value);
    return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
}

Mark markOf(tracking::RunStatus status) {
    switch (status) {
    case tracking::RunStatus::Finished:
        return Mark::Ok;
    case tracking::RunStatus::Failed:
        return Mark::Danger;
    case tracking::RunStatus::Killed:
        return Mark::Warning;
    case tracking::RunStatus::Running:
    case tracking::RunStatus::Scheduled:
        return Mark::Info;
    }
    return Mark::Info;
}

} // namespace

void MetricDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == RunTableModel::StatusColumn) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = markIcon(markOf(
            static_cast<tracking::RunStatus>(index.data(RunTableModel::kStatusRole).toInt())));
        return;
    }
    if (!index.data(RunTableModel::kIsNumberRole).toBool())
        return;
    const double value = index.data().toDouble();
    const Tone tone = toneOf(option->palette);
    if (!index.data(RunTableModel::kIsDeltaRole).toBool()) {
        option->text = formatNumber(value, decimalsFor(value));
        return;
    }
    option->text = formatSigned(value, decimalsFor(value));
    if (std::isfinite(value) && value != 0)
        option->palette.setColor(QPalette::Text, colour(value < 0 ? Role::Gain : Role::Loss, tone));
}

} // namespace loom::ui
