// SPDX-License-Identifier: GPL-3.0-or-later
// The registered forecasters, newest first: one press predicts with one on the newest data.
// Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "studies/model_library.h"

class QVBoxLayout;

namespace loom::ui {

class FormSheet;

class TrainedModels final : public QWidget {
    Q_OBJECT
  public:
    explicit TrainedModels(QWidget* parent = nullptr);

    /// The newest version of each name is offered. Hidden while there is none.
    void setModels(const std::vector<studies::ModelOrigin>& models);

  Q_SIGNALS:
    void predictRequested(const loom::studies::ModelOrigin& origin);
    void allRequested(); ///< more than fit here

  private:
    void addRow(const studies::ModelOrigin& origin, int index);

    FormSheet* m_sheet;
    QWidget* m_host;
    QWidget* m_rows = nullptr;
};

} // namespace loom::ui
