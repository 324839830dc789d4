// SPDX-License-Identifier: GPL-3.0-or-later
// What a user changes about a run, as undoable steps: deleting and restoring it, its name, note and
// tags (name and note are tags of MLflow). A step that fails leaves the store as it was and takes
// itself off the undo stack. Interface thread.
#pragma once

#include <QObject>

#include <optional>

#include "tracking/store.h"

class QUndoStack;

namespace loom::ui {

inline constexpr const char* kNameTag = "mlflow.runName";
inline constexpr const char* kNoteTag = "mlflow.note.content";

class RunEditor final : public QObject {
    Q_OBJECT
  public:
    RunEditor(tracking::Store& store, QUndoStack& undoStack, QObject* parent = nullptr);

    void setDeleted(const tracking::Run& run, bool deleted);
    /// Sets a tag, or removes it when there is no value.
    void setTag(const tracking::RunId& run, const QString& key,
                const std::optional<QString>& value);

  Q_SIGNALS:
    /// After every step done, undone or redone.
    void changed();
    void failed(const QString& title, const loom::Error& error);

  private:
    void finish(const Status& done);

    tracking::Store& m_store;
    QUndoStack& m_undoStack;
};

} // namespace loom::ui
