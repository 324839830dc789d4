// SPDX-License-Identifier: GPL-3.0-or-later
// Deleting or restoring one run as an undoable step. Interface thread only; a failure is handed to
// the callback, and the store then stays as it was.
#pragma once

#include <QUndoCommand>

#include <functional>
#include <utility>

#include "tracking/store.h"
#include "ui/pages/experiments/experiments_page.h"

namespace loom::ui {

/// Deleting and restoring runs, undoable.
class RunLifecycleCommand final : public QUndoCommand {
  public:
    RunLifecycleCommand(tracking::Store& store, tracking::RunId run, const QString& name,
                        bool deletes, std::function<void(const Status&)> after)
        : QUndoCommand(deletes ? ExperimentsPage::tr("Delete %1").arg(name)
                               : ExperimentsPage::tr("Restore %1").arg(name)),
          m_store(store), m_run(std::move(run)), m_deletes(deletes), m_after(std::move(after)) {}
    void redo() override { apply(m_deletes); }
    void undo() override { apply(!m_deletes); }

  private:
    void apply(bool deletes) {
        m_after(deletes ? m_store.deleteRun(m_run) : m_store.restoreRun(m_run));
    }

    tracking::Store& m_store;
    tracking::RunId m_run;
    bool m_deletes;
    std::function<void(const Status&)> m_after;
};

} // namespace loom::ui
