// SPDX-License-Identifier: GPL-3.0-or-later
// Stepping through single paths as one undoable command: a row of steps is undone at once.
// Interface thread.
#pragma once

#include <QPointer>
#include <QUndoCommand>

#include <functional>

namespace loom::ui {

class PathStep final : public QUndoCommand {
  public:
    /// apply must bear any number: the paths on screen may have changed since. Called on redo and
    /// undo while owner lives.
    PathStep(QObject* owner, int before, int after, std::function<void(int)> apply);

    void undo() override;
    void redo() override;
    int id() const override { return 0x50617468; }
    bool mergeWith(const QUndoCommand* other) override;

  private:
    QPointer<QObject> m_owner;
    int m_before, m_after;
    std::function<void(int)> m_apply;
};

} // namespace loom::ui
