// SPDX-License-Identifier: GPL-3.0-or-later
// The registered models: versions, aliases, period, the run each came from. Interface thread.
#pragma once

#include <QWidget>

#include "tracking/registry.h"

class QTableWidget;

namespace loom::ui {

class RegistryView final : public QWidget {
    Q_OBJECT
  public:
    explicit RegistryView(tracking::Store& store, QWidget* parent = nullptr);
    void refresh();

  Q_SIGNALS:
    /// A version was double-clicked or Enter was pressed on it.
    void runChosen(const loom::tracking::RunId& run);

  private:
    void addVersion(const tracking::ModelVersion& version);
    void setChampion();

    tracking::Store& m_store;
    QTableWidget* m_table;
};

} // namespace loom::ui
