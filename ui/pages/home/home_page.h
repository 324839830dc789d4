// SPDX-License-Identifier: GPL-3.0-or-later
// The page Home: what happened lately, how healthy the cached prices are, examples on the bundled
// sample, recent workspaces. Interface thread; reads are jobs or a few milliseconds.
#pragma once

#include "ui/pages/page_services.h"
#include "ui/shell/page.h"

class QLabel;
class QListWidget;
class QTableWidget;

namespace loom::ui {

class HomePage final : public Page {
    Q_OBJECT
  public:
    HomePage(PageServices& services, PageHost& host, QWidget* parent);

    QList<QWidget*> createHeaderWidgets() override;
    void setCurrent(bool current) override;

  private:
    QWidget* section(const QString& title, const QString& note, QWidget* content);
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
};

} // namespace loom::ui
