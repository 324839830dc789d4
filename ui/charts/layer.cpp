// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/layer.h"

#include <algorithm>

namespace loom::ui {

QPen LineStyle::pen(Tone tone) const {
    QPen pen(ink.colour(tone), width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (dash.isEmpty())
        return pen;
    // Qt counts dashes in pen widths.
    QList<qreal> pattern;
    for (const qreal length : dash)
        pattern.append(length / std::max(width, 0.1));
    pen.setDashPattern(pattern);
    return pen;
}

LineStyle LineStyle::generator(int slot, double width) {
    return {Ink::ofGenerator(slot), width, generatorStyle(slot, Tone::Light).dash};
}

void DataTable::add(const QString& column, double x, double value) {
    auto index = m_columns.indexOf(column);
    if (index < 0) {
        index = m_columns.size();
        m_columns.append(column);
    }
    std::vector<double>& row = m_rows[x];
    row.resize(std::max(row.size(), static_cast<std::size_t>(index) + 1), kMissing);
    row[static_cast<std::size_t>(index)] = value;
}

Range Layer::yExtent(const Range&, Scale) const {
    return {};
}
std::vector<ReadoutRow> Layer::readout(double, int) const {
    return {};
}
std::optional<double> Layer::snapX(double) const {
    return std::nullopt;
}
std::optional<double> Layer::valueAt(double) const {
    return std::nullopt;
}
std::optional<double> Layer::firstValue(const Range&) const {
    return std::nullopt;
}
void Layer::collect(const Range&, DataTable&) const {}

void Layer::setVisible(bool visible, int part) {
    m_hidden.removeAll(part);
    if (!visible)
        m_hidden.append(part);
}

} // namespace loom::ui
