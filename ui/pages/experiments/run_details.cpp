// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_details.h"

#include <QAction>
#include <QDateTime>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/pages/experiments/metric_delegate.h"
#include "ui/pages/experiments/run_editor.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kLineWidth = 212; ///< of name and value beside the scroll bar of the narrowest one
constexpr int kNameWidth = 88;

} // namespace

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

/// Name left, value right, both cut by an ellipsis (whole in the tool tip) rather than widened.
void RunDetails::addLine(const QString& name, const QString& value) {
    if (value.isEmpty())
        return;
    auto* line = new QWidget(m_body); // one of its own: a column of names would be all as wide
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    auto* label = new ElidedLabel(line);
    label->setFullText(name);
    // The name gets what the value leaves, and never less than a third.
    label->setFixedWidth(std::clamp(kLineWidth - fontMetrics().horizontalAdvance(value), kNameWidth,
                                    2 * kNameWidth));
    setMuted(label);
    auto* text = new ElidedLabel(line);
    text->setFullText(value);
    text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(label);
    row->addWidget(text, 1);
    m_lines->addRow(line);
}

void RunDetails::addText(const QString& value) {
    auto* text = new QLabel(value, m_body);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    m_lines->addRow(text);
}

void RunDetails::setRun(const tracking::Run* run) {
    const auto same = [&] {
        return run->id == m_run && run->status == m_status &&
               run->metrics.size() == m_metricCount && run->tags == m_tags;
    };
    if (run != nullptr && m_body != nullptr && same())
        return; // a refresh must not flicker
    keepNote();
    m_run = run ? run->id : tracking::RunId{};
    m_tags = run ? run->tags : std::vector<tracking::NamedText>{};
    m_status = run ? run->status : tracking::RunStatus::Running;
    m_metricCount = run ? run->metrics.size() : 0;
    delete m_body;
    m_note = nullptr;
    m_body = new QWidget(this);
    m_lines = new QFormLayout(m_body);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setVerticalSpacing(4);
    m_lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_layout->addWidget(m_body);
    if (run == nullptr) {
        addSection(tr("Select a run to see what it did"));
        return;
    }
    addSection(tr("State"));
    addLine(tr("Status"), qstr(tracking::runStatusName(run->status)).toLower());
    addLine(tr("Started"), QDateTime::fromMSecsSinceEpoch(run->startMs, Qt::UTC)
                               .toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'")));
    if (run->endMs)
        addLine(tr("Took"),
                durationText(std::chrono::seconds((*run->endMs - run->startMs) / 1000)));
    if (const auto error = run->tag("quantloom.error"); !error.empty())
        addText(qstr(error));
    if (const auto verdict = run->tag("quantloom.verdict"); !verdict.empty())
        addText(qstr(verdict));
    addTags(*run);
    addNote(*run);
    addSection(tr("Lineage"));
    addLine(tr("Data hash"), qstr(run->tag("quantloom.data_hash")).left(12));
    addLine(tr("Model"), qstr(run->tag("quantloom.model")));
    addLine(tr("Code"), qstr(run->tag("quantloom.version")));
    addSection(tr("Parameters"));
    for (const auto& p : run->params)
        addLine(qstr(p.key), qstr(p.value));
    addSection(tr("Scores"));
    for (const auto& m : run->metrics)
        addLine(qstr(m.key), formatScore(m.value));
    addSection(tr("Artifacts"));
    m_artifacts = new QListWidget(m_body);
    m_artifacts->setObjectName(QStringLiteral("artifact_list"));
    m_artifacts->setMaximumHeight(140);
    m_artifacts->setToolTip(tr("Enter or double-click opens the file"));
    m_lines->addRow(m_artifacts);
    listArtifacts({});
    m_artifacts->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_artifacts->setTextElideMode(Qt::ElideMiddle);
    m_artifacts->setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto add = [this](const QString& text, auto&& slot) {
        auto* action = new QAction(text, m_artifacts);
        connect(action, &QAction::triggered, this, slot);
        m_artifacts->addAction(action);
    };
    add(tr("Open File"), [this] { openArtifact(); });
    add(tr("Save a Copy…"), [this] { saveArtifact(); });
    connect(m_artifacts, &QListWidget::itemActivated, this, [this] { openArtifact(); });
}

/// The user's own tags, each with a way to remove it; those of the program and of MLflow say what
/// other sections say.
void RunDetails::addTags(const tracking::Run& run) {
    addSection(tr("Tags"));
    for (const auto& tag : run.tags) {
        if (tag.key.starts_with("mlflow.") || tag.key.starts_with("quantloom."))
            continue;
        const QString key = qstr(tag.key);
        auto* words = new ElidedLabel(m_body);
        words->setFullText(tag.value == "yes" || tag.value.empty()
                               ? key
                               : QStringLiteral("%1 = %2").arg(key, qstr(tag.value)));
        words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        auto* remove = new QToolButton(m_body);
        remove->setObjectName(QStringLiteral("remove_tag_") + key);
        remove->setIcon(themeIcon(QStringLiteral("close")));
        remove->setIconSize({12, 12});
        remove->setAutoRaise(true);
        remove->setToolTip(tr("Remove the tag %1").arg(key));
        remove->setAccessibleName(remove->toolTip());
        connect(remove, &QToolButton::clicked, this,
                [this, key] { announceTag(key, std::nullopt); });
        auto* row = new QHBoxLayout;
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(words, 1);
        row->addWidget(remove);
        m_lines->addRow(row);
    }
    auto* fresh = new QLineEdit(m_body);
    fresh->setObjectName(QStringLiteral("new_tag"));
    fresh->setAccessibleName(tr("New tag"));
    fresh->setPlaceholderText(tr("Add a tag: word, or key = value"));
    connect(fresh, &QLineEdit::returnPressed, this, [this, fresh] {
        const QString key = fresh->text().section(u'=', 0, 0).trimmed();
        const QString value = fresh->text().section(u'=', 1).trimmed();
        if (!key.isEmpty())
            announceTag(key, value.isEmpty() ? QStringLiteral("yes") : value);
    });
    m_lines->addRow(fresh);
}

void RunDetails::addNote(const tracking::Run& run) {
    addSection(tr("Note"));
    m_note = new QPlainTextEdit(qstr(run.tag(kNoteTag)).trimmed(), m_body);
    m_note->setObjectName(QStringLiteral("run_note"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("What to remember of this run, in Markdown"));
    m_note->setFixedHeight(72);
    m_note->setTabChangesFocus(true);
    m_note->document()->setModified(false);
    m_note->installEventFilter(this);
    m_lines->addRow(m_note);
}

void RunDetails::keepNote() {
    if (m_note == nullptr || !m_note->document()->isModified())
        return;
    m_note->document()->setModified(false);
    const QString text = m_note->toPlainText().trimmed();
    announceTag(QLatin1String(kNoteTag), text.isEmpty() ? std::nullopt : std::optional(text));
}

void RunDetails::announceTag(const QString& key, const std::optional<QString>& value) {
    QMetaObject::invokeMethod(
        this, [this, run = m_run, key, value] { Q_EMIT tagChanged(run, key, value); },
        Qt::QueuedConnection);
}

bool RunDetails::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_note && event->type() == QEvent::FocusOut)
        keepNote();
    return QWidget::eventFilter(watched, event);
}

void RunDetails::openArtifact() {
    const auto* item = m_artifacts->currentItem();
    const auto folder = m_store.artifactFolder(m_run);
    if (!folder) {
        Q_EMIT failed(tr("The artifact cannot be opened"), folder.error());
        return;
    }
    if (item)
        QDesktopServices::openUrl(
            QUrl::fromLocalFile(qstr((*folder / str(item->text())).string())));
}

void RunDetails::saveArtifact() {
    const auto* item = m_artifacts->currentItem();
    if (!item)
        return;
    const auto bytes = m_store.readArtifact(m_run, str(item->text()));
    if (!bytes) {
        Q_EMIT failed(tr("The artifact cannot be read"), bytes.error());
        return;
    }
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save a copy"), item->text().section(u'/', -1));
    if (path.isEmpty())
        return;
    if (const auto saved = writeFileAtomic(str(path), *bytes); !saved)
        Q_EMIT failed(tr("The file was not written"), saved.error());
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
