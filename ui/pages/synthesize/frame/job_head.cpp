// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/frame/job_head.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/bridge/job_model.h"
#include "ui/forms/elided_label.h"
#include "ui/theme/type.h"

namespace loom::ui {

JobHead::JobHead(JobModel& jobs, const QString& name, const StopWords& words, QWidget* parent)
    : Bar(Role::Raised, Qt::BottomEdge, parent), m_jobs(jobs), m_row(new QHBoxLayout(this)),
      m_title(new QLabel(this)), m_state(new ElidedLabel(this)) {
    m_title->setFont(typeFont(Type::Section));
    m_state->setObjectName(name + QStringLiteral("_state"));
    m_row->setContentsMargins(16, 7, 16, 7);
    m_row->setSpacing(12);
    m_row->addWidget(m_title);
    m_row->addWidget(m_state, 1);
    if (!words.keep.isEmpty()) {
        m_keep = addButton(name + QStringLiteral("_keep"), words.keep);
        m_keep->setToolTip(words.keepTip);
        connect(m_keep, &QPushButton::clicked, this,
                [this] { m_jobs.stop(m_job, jobs::StopRequest::KeepBest); });
    }
    m_discard = addButton(name + QStringLiteral("_discard"), tr("Stop and Discard"));
    m_discard->setToolTip(words.discardTip);
    connect(m_discard, &QPushButton::clicked, this,
            [this] { m_jobs.stop(m_job, jobs::StopRequest::Discard); });
    connect(&m_jobs, &JobModel::dataChanged, this, [this] { showState(); });
    connect(&m_jobs, &JobModel::jobEnded, this, [this] { showState(); });
    showWords({}, {});
}

QPushButton* JobHead::addButton(const QString& name, const QString& text) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    m_row->addWidget(button);
    return button;
}

void JobHead::showJob(jobs::JobId job, const QString& title) {
    m_job = job;
    m_follows = true;
    m_title->setText(title);
    showState();
}

void JobHead::showWords(const QString& title, const QString& words) {
    m_follows = false;
    m_title->setText(title);
    m_state->setFullText(words);
    showState();
}

bool JobHead::canStop() const {
    const int row = m_follows ? m_jobs.rowOf(m_job) : -1;
    if (row < 0)
        return false;
    const auto state = m_jobs.info(row).state;
    return state == jobs::JobState::Queued || state == jobs::JobState::Running;
}

void JobHead::showState() {
    const int row = m_follows ? m_jobs.rowOf(m_job) : -1;
    if (m_keep) {
        m_keep->setVisible(m_follows);
        m_keep->setEnabled(canStop() && m_jobs.info(row).state == jobs::JobState::Running);
    }
    m_discard->setVisible(m_follows);
    m_discard->setEnabled(canStop());
    if (row >= 0)
        m_state->setFullText(m_jobs.detail(row));
}

} // namespace loom::ui
