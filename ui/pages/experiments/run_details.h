// SPDX-License-Identifier: GPL-3.0-or-later
// One run in the Inspector: state, study, scores, verdict, note, artifacts; Duplicate and Edit
// gives its study back to the page it came from. Interface thread.
#pragma once

#include <QWidget>

#include "tracking/store.h"

class QFormLayout;
class QListWidget;
class QPlainTextEdit;
class QVBoxLayout;

namespace loom::ui {

class RunDetails final : public QWidget {
    Q_OBJECT
  public:
    explicit RunDetails(tracking::Store& store, QWidget* parent = nullptr);
    void setRun(const tracking::Run* run);

  Q_SIGNALS:
    void failed(const QString& title, const loom::Error& error);

  private:
    void addSection(const QString& title);
    void addLine(const QString& name, const QString& value);
    void addText(const QString& value);
    void openArtifact();
    void saveArtifact();
    void listArtifacts(const std::string& folder);

    tracking::Store& m_store;
    tracking::RunId m_run;
    tracking::RunStatus m_status = tracking::RunStatus::Running;
    std::size_t m_metricCount = 0;
    QVBoxLayout* m_layout;
    QWidget* m_body = nullptr;
    QFormLayout* m_lines = nullptr;
    QListWidget* m_artifacts = nullptr;
};

} // namespace loom::ui
