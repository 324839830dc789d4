// SPDX-License-Identifier: GPL-3.0-or-later
// An edit of the forecast form as one undoable command; edits of the same field in quick succession
// are undone at once. Interface thread.
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QUndoCommand>

#include <functional>
#include <string>

#include "ui/pages/forecast/form/forecast_draft.h"

namespace loom::ui {

class FormStep final : public QUndoCommand {
  public:
    /// The form holds `after` already. apply is called on undo and redo while owner lives.
    FormStep(QObject* owner, ForecastDraft before, ForecastDraft after,
             std::function<void(const ForecastDraft&)> apply);

    void undo() override;
    void redo() override;
    int id() const override { return 0x466f726d; }
    bool mergeWith(const QUndoCommand* other) override;

  private:
    QPointer<QObject> m_owner;
    ForecastDraft m_before, m_after;
    std::string m_fields; ///< which differ
    std::function<void(const ForecastDraft&)> m_apply;
    QElapsedTimer m_since;
    bool m_done = true; ///< the first redo() comes with the push
};

} // namespace loom::ui
