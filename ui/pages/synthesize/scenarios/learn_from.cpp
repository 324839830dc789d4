// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scenarios/learn_from.h"

#include <QSignalBlocker>

#include <algorithm>

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
    const auto* shown = chosen();
    const std::string before = shown == nullptr ? std::string() : shown->run.value;
    m_sets.clear();
    while (count() > 1)
        removeItem(1);
    int index = 0;
    for (const auto& one : sets) {
        if (!one.set || one.set->assets() < 2)
            continue;
        m_sets.push_back(one.stored);
        addItem(tr("%1, %2").arg(qstr(one.stored.name), scenarioKind(one.set->card())));
        if (one.stored.run.value == before)
            index = count() - 1;
    }
    setCurrentIndex(index);
}

const studies::StoredScenarios* LearnFrom::chosen() const {
    const int at = currentIndex() - 1;
    return at < 0 ? nullptr : &m_sets[static_cast<std::size_t>(at)];
}

std::optional<studies::DataSelection> LearnFrom::selection() const {
    const auto* set = chosen();
    if (set == nullptr)
        return std::nullopt;
    // A name stands for the newest set of that name, which comes first; an older one has its run.
    const auto named = std::find_if(m_sets.begin(), m_sets.end(),
                                    [&](const auto& other) { return other.name == set->name; });
    studies::DataSelection out;
    out.set = named->run == set->run ? set->name : set->run.value;
    return out;
}

} // namespace loom::ui
