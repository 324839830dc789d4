// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_export.h"

#include "base/csv.h"
#include "ui/bridge/text.h"
#include "ui/pages/experiments/run_table_model.h"

namespace loom::ui {

namespace {

/// "EMD 1 d (log return)", "Δ base of EMD 1 d".
QString columnTitle(const RunTableModel& model, int column) {
    const auto text = [&](int at, int role) {
        return model.headerData(at, Qt::Horizontal, role).toString();
    };
    const QString name = text(column, Qt::DisplayRole),
                  unit = text(column, RunTableModel::kUnitRole);
    if (model.headerData(column, Qt::Horizontal, RunTableModel::kIsDeltaRole).toBool())
        return QStringLiteral("%1 of %2").arg(name, text(column - 1, Qt::DisplayRole));
    return unit.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, unit);
}

} // namespace

std::string runsAsCsv(const RunTableModel& model) {
    CsvWriter csv;
    csv.cell(std::string_view("run_id"));
    for (int c = RunTableModel::NameColumn; c < model.columnCount(); ++c)
        csv.cell(std::string_view(str(columnTitle(model, c))));
    csv.endRow();
    for (int r = 0; r < model.rowCount(); ++r) {
        const auto* run = model.runAt(r);
        csv.cell(std::string_view(run ? run->id.value : std::string()));
        for (int c = RunTableModel::NameColumn; c < model.columnCount(); ++c) {
            const auto index = model.index(r, c);
            if (index.data(RunTableModel::kIsNumberRole).toBool())
                csv.cell(index.data().toDouble());
            else
                csv.cell(std::string_view(str(index.data().toString())));
        }
        csv.endRow();
    }
    return csv.text();
}

} // namespace loom::ui
