// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scenarios/scenario_models.h"

#include "studies/workbench.h"
#include "tracking/registry.h"
#include "ui/bridge/text.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

QVariant alignment(bool number) {
    return QVariant::fromValue(Qt::Alignment(number ? Qt::AlignRight : Qt::AlignLeft) |
                               Qt::AlignVCenter);
}

QVariant count(std::size_t value) {
    return formatCount(static_cast<qint64>(value));
}

} // namespace

Result<StoredSets> readStoredSets(studies::Workbench& workbench) {
    auto stored = studies::storedScenarioSets(workbench.tracking());
    if (!stored)
        return std::move(stored).error();
    StoredSets out;
    for (auto& one : *stored) {
        auto set = generate::ScenarioSet::open(one.file);
        // One damaged file does not hide the others.
        OpenSet open{.stored = std::move(one), .set = set ? std::move(*set) : nullptr};
        if (open.set) {
            const auto* info = workbench.generators().find(open.set->card().generator);
            open.generator = info != nullptr ? info->title : open.set->card().generator;
        }
        out.sets.push_back(std::move(open));
    }
    const tracking::Registry registry(workbench.tracking());
    if (const auto models = registry.models())
        for (const auto& model : *models)
            if (const auto versions = registry.versions(model.name))
                for (const auto& version : *versions)
                    out.models.push_back({model.name, version.version});
    return out;
}

QString scenarioKind(const generate::ScenarioCard& card) {
    return studies::isAugmented(card) ? SetsModel::tr("real and synthetic")
           : card.steered             ? SetsModel::tr("steered")
                                      : SetsModel::tr("free");
}

void SetsModel::setSets(std::vector<OpenSet> sets) {
    beginResetModel();
    m_sets = std::move(sets);
    endResetModel();
}

int SetsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_sets.size());
}

int SetsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SetsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto& [stored, set, generator] = m_sets[static_cast<std::size_t>(index.row())];
    const bool number =
        index.column() == Paths || index.column() == Days || index.column() == Assets;
    if (role == Qt::TextAlignmentRole)
        return alignment(number);
    if (role == Qt::ToolTipRole)
        return qstr(stored.file.string());
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == Name)
        return qstr(stored.name);
    if (!set)
        return index.column() == Kind ? tr("damaged") : QStringLiteral("–");
    switch (index.column()) {
    case Kind:
        return scenarioKind(set->card());
    case Generator:
        return qstr(generator);
    case Paths:
        return count(set->count());
    case Days:
        return count(set->length());
    case Assets:
        return count(set->assets());
    default:
        return qstr(set->card().madeAt).left(16).replace(u'T', u' ');
    }
}

QVariant SetsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section == Paths || section == Days || section == Assets);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Set");
    case Kind:
        return tr("Kind");
    case Generator:
        return tr("Generator");
    case Paths:
        return tr("Paths");
    case Days:
        return tr("Days");
    case Assets:
        return tr("Assets");
    default:
        return tr("Made (UTC)");
    }
}

void StressModel::setFigures(std::vector<studies::AssetFigures> set,
                             std::vector<studies::AssetFigures> real) {
    beginResetModel();
    m_set = std::move(set);
    m_real = std::move(real);
    endResetModel();
}

int StressModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_set.size());
}

int StressModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StressModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() != Asset);
    if (role != Qt::DisplayRole)
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (index.column() == Asset)
        return qstr(m_set[row].asset);
    const bool real = (index.column() - MeanReal) % 2 == 0;
    const auto& from = real ? m_real : m_set;
    if (row >= from.size())
        return {}; // a dash
    const auto& figures = from[row];
    switch ((index.column() - MeanReal) / 2) {
    case 0:
        return 100 * figures.mean;
    case 1:
        return 100 * figures.stdev;
    case 2:
        return 100 * figures.low;
    default:
        return 100 * figures.worst;
    }
}

QVariant StressModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section != Asset);
    if (role == Qt::ToolTipRole && section != Asset)
        return tr("Daily log returns. Volatility: standard deviation with n − 1; 1 % quantile: "
                  "Hyndman and Fan 1996, type 7.");
    if (role != Qt::DisplayRole)
        return {};
    if (section == Asset)
        return tr("Daily log returns, %");
    const QString names[] = {tr("Mean"), tr("Volatility"), tr("1 % quantile"), tr("Worst day")};
    return QString(names[(section - MeanReal) / 2] +
                   ((section - MeanReal) % 2 == 0 ? tr("\nreal") : tr("\nset")));
}

} // namespace loom::ui
