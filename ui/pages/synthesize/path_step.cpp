// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/path_step.h"

#include <QCoreApplication>

namespace loom::ui {

PathStep::PathStep(QObject* owner, int before, int after, std::function<void(int)> apply)
    : QUndoCommand(QCoreApplication::translate("loom::ui::PathStep", "step through paths")),
      m_owner(owner), m_before(before), m_after(after), m_apply(std::move(apply)) {}

void PathStep::undo() {
    if (m_owner)
        m_apply(m_before);
}

void PathStep::redo() {
    if (m_owner)
        m_apply(m_after);
}

bool PathStep::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const PathStep*>(other);
    if (next->m_owner != m_owner || next->m_before != m_after)
        return false;
    m_after = next->m_after;
    return true;
}

} // namespace loom::ui
