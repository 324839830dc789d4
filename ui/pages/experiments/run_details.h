// SPDX-License-Identifier: GPL-3.0-or-later
// One run in the Inspector: state, verdict, tags and note, which can be edited here, lineage,
// parameters, scores, artifacts. Interface thread.
#pragma once

#include <QWidget>

#include <optional>
#include <vector>

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
    /// The user has written a note or a tag, or taken it away (no value). Comes when the event that
    /// caused it is over: what is shown may be replaced in answer.
    void tagChanged(const loom::tracking::RunId& run, const QString& key,
                    const std::optional<QString>& value);
    void failed(const QString& title, const loom::Error& error);

  private:
    void addSection(const QString& title);
    void addLine(const QString& name, const QString& value);
    void addText(const QString& value);
    void addTags(const tracking::Run& run);
    void addNote(const tracking::Run& run);
    void keepNote();
    void announceTag(const QString& key, const std::optional<QString>& value);
    bool eventFilter(QObject* watched, QEvent* event) override;
    void openArtifact();
    void saveArtifact();
    void listArtifacts(const std::string& folder);

    tracking::Store& m_store;
    tracking::RunId m_run;
    tracking::RunStatus m_status = tracking::RunStatus::Running;
    std::size_t m_metricCount = 0;
    std::vector<tracking::NamedText> m_tags;
    QVBoxLayout* m_layout;
    QWidget* m_body = nullptr;
    QFormLayout* m_lines = nullptr;
    QListWidget* m_artifacts = nullptr;
    QPlainTextEdit* m_note = nullptr;
};

} // namespace loom::ui
