// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scenarios/scenario_models.h"

#include "studies/workbench.h"
#include "tracking/registry.h"
#include "ui/bridge/text.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

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

SetsModel::SetsModel(QObject* parent)
    : TableModel({{tr("Set"), Holds::Words},
                  {tr("Kind"), Holds::Words},
                  {tr("Generator"), Holds::Words},
                  {tr("Paths")},
                  {tr("Days")},
                  {tr("Assets")},
                  {tr("Made (UTC)"), Holds::Words}},
                 parent) {}

void SetsModel::setSets(std::vector<OpenSet> sets) {
    beginResetModel();
    m_sets = std::move(sets);
    endResetModel();
}

QVariant SetsModel::cell(std::size_t row, int column, int role) const {
    const auto& [stored, set, generator] = m_sets[row];
    if (role == Qt::ToolTipRole)
        return qstr(stored.file.string());
    if (role != Qt::DisplayRole)
        return {};
    if (column == Name)
        return qstr(stored.name);
    if (!set)
        return column == Kind ? tr("damaged") : QStringLiteral("–");
    switch (column) {
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

StressModel::StressModel(QObject* parent) : TableModel(heads(), parent) {}

std::vector<TableModel::Head> StressModel::heads() {
    const QString tip = tr("Daily log returns. Volatility: standard deviation with n − 1; 1 % "
                           "quantile: Hyndman and Fan 1996, type 7.");
    std::vector<Head> out{{tr("Daily log returns, %"), Holds::Words}};
    for (const QString& name : {tr("Mean"), tr("Volatility"), tr("1 % quantile"), tr("Worst day")})
        for (const QString& part : {tr("real"), tr("set")})
            out.push_back({name + u'\n' + part, Holds::Number, tip});
    return out;
}

void StressModel::setFigures(std::vector<studies::AssetFigures> set,
                             std::vector<studies::AssetFigures> real) {
    beginResetModel();
    m_set = std::move(set);
    m_real = std::move(real);
    endResetModel();
}

QVariant StressModel::cell(std::size_t row, int column, int role) const {
    if (role != Qt::DisplayRole)
        return {};
    if (column == Asset)
        return qstr(m_set[row].asset);
    const bool real = (column - MeanReal) % 2 == 0;
    const auto& from = real ? m_real : m_set;
    if (row >= from.size())
        return {}; // a dash
    const auto& figures = from[row];
    switch ((column - MeanReal) / 2) {
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

} // namespace loom::ui
