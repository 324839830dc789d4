// SPDX-License-Identifier: GPL-3.0-or-later
// One zoom or pan as an undoable edit. A burst of wheel turns or key presses of one kind is one
// command. Interface thread.
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QUndoCommand>

#include "ui/charts/chart_view.h"

namespace loom::ui {

class ZoomCommand final : public QUndoCommand {
  public:
    /// mergeId: commands of one burst share it; -1 never merges.
    ZoomCommand(ChartView* view, const ViewWindow& before, const ViewWindow& after, int mergeId);

    void undo() override;
    void redo() override;
    int id() const override { return m_mergeId; }
    bool mergeWith(const QUndoCommand* other) override;

  private:
    void apply(const ViewWindow& window);

    QPointer<ChartView> m_view;
    ViewWindow m_before;
    ViewWindow m_after;
    int m_mergeId;
    QElapsedTimer m_age;
};

} // namespace loom::ui
