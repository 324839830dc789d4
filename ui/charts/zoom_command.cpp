// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/zoom_command.h"

#include <QCoreApplication>

namespace loom::ui {

namespace {
constexpr qint64 kBurstMs = 700;
}

ZoomCommand::ZoomCommand(ChartView* view, const ViewWindow& before, const ViewWindow& after,
                         int mergeId)
    : m_view(view), m_before(before), m_after(after), m_mergeId(mergeId) {
    setText(QCoreApplication::translate("loom::ui::ChartView", "Zoom"));
    m_age.start();
}

void ZoomCommand::undo() {
    apply(m_before);
}
void ZoomCommand::redo() {
    apply(m_after);
}

void ZoomCommand::apply(const ViewWindow& window) {
    if (m_view)
        m_view->setWindow(window);
    else
        setObsolete(true);
}

bool ZoomCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const ZoomCommand*>(other);
    if (next->m_view != m_view || m_age.elapsed() > kBurstMs)
        return false;
    m_after = next->m_after;
    m_age.restart();
    return true;
}

} // namespace loom::ui
