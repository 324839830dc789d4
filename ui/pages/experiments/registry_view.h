// SPDX-License-Identifier: GPL-3.0-or-later
// The registered models: versions, aliases, period, the run each came from. Interface thread.
#pragma once

#include <QWidget>

#include "tracking/registry.h"

class QAction;
class QTableWidget;

namespace loom::ui {

class RegistryView final : public QWidget {
    Q_OBJECT
  public:
    explicit RegistryView(tracking::Store& store, QWidget* parent = nullptr);
    void refresh();

    /// Of the selected version; also in the table's menu.
    QList<QAction*> versionActions() const { return {m_openAction, m_championAction}; }

  Q_SIGNALS:
    void failed(const QString& title, const loom::Error& error);
    /// A version was double-clicked or Enter was pressed on it.
    void runChosen(const loom::tracking::RunId& run);

  private:
    void addVersion(const tracking::ModelVersion& version);
    void setChampion();
    void openSelected();
    void syncActions();

    tracking::Store& m_store;
    QTableWidget* m_table;
    QAction* m_openAction;
    QAction* m_championAction;
};

} // namespace loom::ui
