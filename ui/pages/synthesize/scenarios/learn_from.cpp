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
    connect(this, &QComboBox::activated, this, [this] { m_wanted.clear(); });
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
        const bool wanted =
            !m_wanted.empty() && (one.stored.name == m_wanted || one.stored.run.value == m_wanted);
        if (one.stored.run.value == before || (wanted && index == 0))
            index = count() - 1;
    }
    setCurrentIndex(index);
    if (index > 0)
        m_wanted.clear();
}

void LearnFrom::choose(const studies::DataSelection& wanted) {
    m_wanted = wanted.set;
    const auto found = std::find_if(m_sets.begin(), m_sets.end(), [&](const auto& set) {
        return !m_wanted.empty() && (set.name == m_wanted || set.run.value == m_wanted);
    });
    setCurrentIndex(found == m_sets.end() ? 0 : static_cast<int>(found - m_sets.begin()) + 1);
    if (found != m_sets.end())
        m_wanted.clear();
}

const studies::StoredScenarios* LearnFrom::chosen() const {
    const int at = currentIndex() - 1;
    return at < 0 ? nullptr : &m_sets[static_cast<std::size_t>(at)];
}

std::optional<studies::DataSelection> LearnFrom::selection() const {
    const auto* set = chosen();
    studies::DataSelection out;
    out.set = m_wanted;
    if (set == nullptr)
        return m_wanted.empty() ? std::nullopt : std::optional(out);
    // A name stands for the newest set of that name, which comes first; an older one has its run.
    const auto named = std::find_if(m_sets.begin(), m_sets.end(),
                                    [&](const auto& other) { return other.name == set->name; });
    out.set = named->run == set->run ? set->name : set->run.value;
    return out;
}

} // namespace loom::ui
