// SPDX-License-Identifier: GPL-3.0-or-later
// An ExplainView with everything it works with.
#pragma once

#include <QTemporaryDir>
#include <QUndoStack>

#include "ui/bridge/job_model.h"
#include "ui/forecast_views/forecast_outcomes.h"
#include "ui/pages/forecast/explain/explain_view.h"
#include "ui/shell/page.h"
#include "ui/shell/settings.h"

namespace loom::tests {

class ExplainDesk final : public ui::PageHost {
  public:
    ExplainDesk() : m_view(m_services, *this) {
        m_view.resize(964, 560);
        m_view.show();
    }
    ui::ExplainView& view() { return m_view; }
    ui::JobModel& jobs() { return m_jobs; }

    bool showPage(const QString&) override { return false; }
    bool openSymbol(const QString&, const QString&) override { return false; }
    bool openRun(const QString&) override { return false; }
    bool openStudy(const QJsonObject&) override { return false; }
    bool openFile(const QString&) override { return false; }
    void showToast(const ui::Notice&) override {}
    void showBanner(const QString&, const QString&, const ui::Notice&) override {}
    void hideBanner(const QString&, const QString&) override {}
    QUndoStack& undoStack() override { return m_undo; }
    void showHelp(const QString&) override {}

  private:
    QTemporaryDir m_folder;
    QUndoStack m_undo;
    ui::Settings m_settings{m_folder.filePath(QStringLiteral("quantloom.ini"))};
    jobs::JobQueue m_queue{2};
    ui::JobModel m_jobs{m_queue, nullptr, std::chrono::milliseconds{1}};
    ui::PageServices m_services{ForecastOutcomes::instance().workbench(), m_jobs, m_settings};
    ui::ExplainView m_view;
};

} // namespace loom::tests
