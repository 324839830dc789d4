// SPDX-License-Identifier: GPL-3.0-or-later
// What was predicted beside what came: the dashboard of the stored forecasts (predicted_prices).
// Interface thread.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include "ui/pages/page_services.h"

class QStackedWidget;

namespace loom::ui {

class EmptyState;
class PageHost;

class RealisedView final : public QWidget {
    Q_OBJECT
  public:
    RealisedView(PageServices& services, PageHost& host, QWidget* parent = nullptr);

    /// Fills in what has arrived in the cache and shows what is stored now.
    void refresh();

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

  Q_SIGNALS:
    void stateEdited();

  private:
    PageServices& m_services;
    PageHost& m_host;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
};

} // namespace loom::ui
