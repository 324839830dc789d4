// SPDX-License-Identifier: GPL-3.0-or-later
// The page Home: what happened since the last visit and lately, how healthy the cached prices are,
// examples on the bundled sample, recent workspaces. Interface thread; reads are jobs or a few
// milliseconds.
#pragma once

#include "ui/pages/page_services.h"
#include "ui/shell/page.h"

class QLabel;
class QListWidget;
class QStackedWidget;
class QTableWidget;

namespace loom::ui {

class EmptyState;
class IndexChart;

class HomePage final : public Page {
    Q_OBJECT
  public:
    HomePage(PageServices& services, PageHost& host, QWidget* parent);

    QList<QWidget*> createHeaderWidgets() override;
    void setCurrent(bool current) override;

  private:
    QWidget* section(const QString& title, const QString& note, QWidget* content, QWidget* action);
    QWidget* buildNews();
    QWidget* buildRuns();
    QString modelTitle(std::string_view id) const;
    void openExample(const QJsonObject& study, const QString& title);
    QWidget* buildExamples();
    QWidget* buildExample(const QString& name, const QString& title, const QString& text,
                          const QJsonObject& study);
    void refresh();
    void showRuns();
    void showHealth();
    void showWorkspaces();

    PageServices& m_services;
    QTableWidget* m_runs;
    QTableWidget* m_health;
    QListWidget* m_workspaces;
    QLabel* m_checked;
    QLabel* m_noWorkspaces;
    QStackedWidget* m_runArea = nullptr;
    EmptyState* m_noRuns = nullptr;
    IndexChart* m_index; ///< while there is no run to look at
};

} // namespace loom::ui
