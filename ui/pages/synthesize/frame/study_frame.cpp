// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/frame/study_frame.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/forms/empty_state.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

constexpr int kFormWidth = 304;

} // namespace

StudyFrame::StudyFrame(PageServices& services, FrameWords words, QWidget* parent)
    : QWidget(parent), m_services(services), m_words(std::move(words)),
      m_sheet(
          new InspectorSheet(m_words.verb, m_words.name + QStringLiteral("_button"), m_words.verb)),
      m_head(new JobHead(services.jobs, m_words.name, m_words.stop, this)),
      m_stack(new QStackedWidget(this)) {
    setObjectName(m_words.name + QStringLiteral("_view"));
    setPrimary(m_sheet->primaryButton(), false); // the page's is in the Inspector
    auto* side = new Bar(Role::Surface, Qt::RightEdge, this);
    side->setFixedWidth(kFormWidth);
    auto* within = new QVBoxLayout(side);
    within->setContentsMargins(0, 0, 1, 0);
    within->addWidget(m_sheet);
    connect(m_sheet->primaryButton(), &QPushButton::clicked, this, [this] { run(); });
    m_stack->addWidget(
        new EmptyState(QStringLiteral("synthesize"), m_words.purpose, m_words.need, {}, m_stack));
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_stack, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(side);
    row->addLayout(column, 1);
}

void StudyFrame::setForm(QWidget* form) {
    m_sheet->add(form);
}

void StudyFrame::setResult(QWidget* content) {
    auto* area = new QScrollArea(m_stack);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(area);
}

QPushButton* StudyFrame::addCommand(const QString& name, const QString& text) {
    m_commands << m_head->addButton(name, text);
    return m_commands.back();
}

void StudyFrame::showResult(bool there) {
    m_stack->setCurrentIndex(there ? 1 : 0);
}

void StudyFrame::run() {
    if (canStart())
        start();
}

bool StudyFrame::canStart() const {
    const State now = state();
    return !m_running && now.blocked.isEmpty() && now.problems == 0;
}

void StudyFrame::showState() {
    const State now = state();
    m_sheet->setButtonText(now.command);
    m_sheet->setBlocked(m_running ? m_words.busy + u'…' : now.blocked);
    m_sheet->setProblemCount(m_running || !now.blocked.isEmpty() ? 0 : now.problems);
    if (m_running)
        m_head->showJob(m_job, m_words.busy);
    else
        m_head->showWords(now.title, now.words);
    for (QPushButton* command : m_commands)
        command->setVisible(!m_running && m_stack->currentIndex() > 0);
}

void StudyFrame::tell(const Error& error) {
    if (error.code == ErrorCode::Cancelled)
        Q_EMIT noticeRequested({.severity = Severity::Info,
                                .title = m_words.stopped,
                                .text = tr("Nothing was kept.")});
    else
        Q_EMIT noticeRequested(errorNotice(m_words.failed, error));
}

} // namespace loom::ui
