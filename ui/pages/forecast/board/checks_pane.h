// SPDX-License-Identifier: GPL-3.0-or-later
// The leak tests that ran with an evaluation, and the conventions and notes of its report.
// Interface thread.
#pragma once

#include <QScrollArea>

#include "ui/pages/forecast/outcomes.h"

namespace loom::ui {

class ChecksPane final : public QScrollArea {
    Q_OBJECT
  public:
    explicit ChecksPane(QWidget* parent);
    void setEvaluation(const EvaluatePtr& evaluation);
};

} // namespace loom::ui
