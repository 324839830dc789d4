// SPDX-License-Identifier: GPL-3.0-or-later
// A change of the shown indicators as one undoable command. Interface thread.
#pragma once

#include <QPointer>
#include <QUndoCommand>

#include <functional>

#include "indicators/indicator.h"

namespace loom::ui {

class IndicatorStep final : public QUndoCommand {
  public:
    using Indicators = std::vector<indicators::Indicator>;
    /// apply shows a list; called on redo and undo while owner lives.
    IndicatorStep(const QString& words, QObject* owner, Indicators before, Indicators after,
                  std::function<void(const Indicators&)> apply)
        : QUndoCommand(words), m_owner(owner), m_before(std::move(before)),
          m_after(std::move(after)), m_apply(std::move(apply)) {}

    void undo() override {
        if (m_owner)
            m_apply(m_before);
    }
    void redo() override {
        if (m_owner)
            m_apply(m_after);
    }

  private:
    QPointer<QObject> m_owner;
    Indicators m_before, m_after;
    std::function<void(const Indicators&)> m_apply;
};

} // namespace loom::ui
