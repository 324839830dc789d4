// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scenarios/learn_from.h"

#include <QSignalBlocker>

#include <algorithm>

#include "studies/panel_file.h"
#include "studies/synthesize.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"

namespace loom::ui {

LearnFrom::LearnFrom(const QString& name, QWidget* parent) : QComboBox(parent) {
    setObjectName(name);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
    addItem(tr("The study's data"));
}

void LearnFrom::setSets(const std::vector<OpenSet>& sets) {
    const QSignalBlocker blocker(this);
    const auto before = set();
    m_sets.clear();
    while (count() > 1)
        removeItem(1);
    int chosen = 0;
    for (const auto& one : sets) {
        if (!one.set || one.set->assets() < 2)
            continue;
        m_sets.push_back(one.stored);
        addItem(tr("%1, %2").arg(qstr(one.stored.name), scenarioKind(one.set->card())));
        if (before && before->run == one.stored.run)
            chosen = count() - 1;
    }
    setCurrentIndex(chosen);
}

std::optional<studies::StoredScenarios> LearnFrom::set() const {
    const int at = currentIndex() - 1;
    if (at < 0)
        return std::nullopt;
    return m_sets[static_cast<std::size_t>(at)];
}

Result<studies::StudyData> loadLearnt(const studies::Workbench& workbench,
                                      studies::DataSelection& selection,
                                      const studies::ModelChoice& model,
                                      const std::optional<studies::StoredScenarios>& set) {
    const auto params = studies::resolvedParams(workbench.generators(), model);
    if (!params)
        return params.error();
    if (!set)
        return studies::loadStudyData(workbench, selection, {.paperTable = true},
                                      *workbench.generators().find(model.id), *params);
    const auto open = generate::ScenarioSet::open(set->file);
    if (!open)
        return open.error();
    selection = {};
    selection.symbols = (*open)->card().assets;
    selection.source = "scenario set " + set->name;
    return studies::panelOfSet(**open, set->run.value);
}

} // namespace loom::ui
