// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_details.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

RunDetails::RunDetails(tracking::Store& store, QWidget* parent)
    : QWidget(parent), m_store(store), m_layout(new QVBoxLayout(this)) {
    setObjectName(QStringLiteral("run_details"));
    m_layout->setContentsMargins(16, 8, 16, 8);
    setRun(nullptr);
}

void RunDetails::addSection(const QString& title) {
    auto* label = new QLabel(title, m_body);
    label->setFont(typeFont(Type::BodyStrong));
    m_lines->addRow(label);
}

void RunDetails::addLine(const QString& name, const QString& value) {
    auto* label = new QLabel(name, m_body);
    setMuted(label);
    auto* text = new QLabel(value, m_body);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_lines->addRow(label, text);
}

void RunDetails::setRun(const tracking::Run* run) {
    delete m_body;
    m_body = new QWidget(this);
    m_lines = new QFormLayout(m_body);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setVerticalSpacing(4);
    m_layout->addWidget(m_body);
    if (run == nullptr) {
        addSection(tr("Select a run to see what it did"));
        return;
    }
    m_run = run->id;
    addSection(tr("State"));
    addLine(tr("Status"), qstr(tracking::runStatusName(run->status)).toLower());
    addLine(tr("Started"), QDateTime::fromMSecsSinceEpoch(run->startMs, Qt::UTC)
                               .toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'")));
    if (run->endMs)
        addLine(tr("Took"),
                durationText(std::chrono::seconds((*run->endMs - run->startMs) / 1000)));
    if (const auto error = run->tag("quantloom.error"); !error.empty())
        addLine(tr("Why it ended"), qstr(error));
    if (const auto verdict = run->tag("quantloom.verdict"); !verdict.empty())
        addLine(tr("Verdict"), qstr(verdict));
    addSection(tr("Parameters"));
    for (const auto& p : run->params)
        addLine(qstr(p.key), qstr(p.value));
    addSection(tr("Scores"));
    for (const auto& m : run->metrics)
        addLine(qstr(m.key), formatNumber(m.value, 4));
    addSection(tr("Artifacts"));
    m_artifacts = new QListWidget(m_body);
    m_artifacts->setObjectName(QStringLiteral("artifact_list"));
    m_artifacts->setMaximumHeight(140);
    m_artifacts->setToolTip(tr("Enter or double-click opens the file"));
    m_lines->addRow(m_artifacts);
    listArtifacts({});
    connect(m_artifacts, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        const auto folder = m_store.artifactFolder(m_run);
        if (!folder) {
            Q_EMIT failed(tr("The artifact cannot be opened"), folder.error());
            return;
        }
        QDesktopServices::openUrl(
            QUrl::fromLocalFile(qstr((*folder / str(item->text())).string())));
    });
}

void RunDetails::listArtifacts(const std::string& folder) {
    const auto entries = m_store.artifacts(m_run, folder);
    if (!entries)
        return;
    for (const auto& entry : *entries) {
        if (entry.isFolder)
            listArtifacts(entry.path);
        else
            m_artifacts->addItem(qstr(entry.path));
    }
}

} // namespace loom::ui
