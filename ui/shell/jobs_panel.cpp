// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs_panel.h"

#include "ui/shell/job_row.h"
#include "ui/theme/controls.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using jobs::JobState;

namespace {

int rank(JobState state) {
    return state == JobState::Running ? 0 : state == JobState::Queued ? 1 : 2;
}

} // namespace

JobsPanel::JobsPanel(JobModel& model, QWidget* parent) : QWidget(parent), m_model(model) {
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(u"jobs_list"_s);
    scroll->setAccessibleName(tr("Jobs"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* body = new QWidget(scroll);
    body->setBackgroundRole(QPalette::Base);
    body->setAutoFillBackground(true);
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    auto* words =
        new QLabel(tr("Training, fetching and reports run here while you go on working."), body);
    words->setContentsMargins(16, 8, 16, 8);
    words->setWordWrap(true);
    setMuted(words);
    m_empty = words;
    m_column->addWidget(m_empty);
    m_column->addStretch(1);
    scroll->setWidget(body);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &JobsPanel::sync);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &JobsPanel::sync);
    connect(&m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                update(first.row(), last.row());
            });
    connect(&m_model, &JobModel::summaryChanged, this, [this] {
        sync();
        Q_EMIT summaryChanged(summary());
    });
    sync();
}

JobsPanel::~JobsPanel() = default;

QString JobsPanel::summary() const {
    QStringList parts;
    if (const int running = m_model.runningCount())
        parts << tr("%1 running").arg(running);
    if (const int waiting = m_model.waitingCount())
        parts << tr("%1 waiting").arg(waiting);
    if (const int failed = m_model.failedCount())
        parts << tr("%1 failed").arg(failed);
    return parts.isEmpty() ? tr("none running") : parts.join(u", "_s);
}

void JobsPanel::update(int first, int last) {
    for (int row = first; row <= last; ++row)
        if (const auto at = m_rows.find(m_model.info(row).id); at != m_rows.end())
            at->second->refresh();
}

/// Rows for exactly the model's jobs, in the panel's order. Existing widgets stay, so that focus
/// and an open menu survive.
void JobsPanel::sync() {
    std::vector<int> order(static_cast<std::size_t>(m_model.rowCount()));
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = static_cast<int>(i);
    std::stable_sort(order.begin(), order.end(), [this](int a, int b) {
        return rank(m_model.info(a).state) < rank(m_model.info(b).state);
    });
    auto stale = m_rows;
    int place = 1; // after the empty line
    for (const int row : order) {
        const jobs::JobId id = m_model.info(row).id;
        stale.erase(id);
        JobRow*& widget = m_rows[id];
        if (!widget) {
            widget = new JobRow(m_model, id, m_column->parentWidget());
            connect(widget, &JobRow::chosen, this, &JobsPanel::jobChosen);
        }
        if (m_column->indexOf(widget) != place) {
            m_column->removeWidget(widget);
            m_column->insertWidget(place, widget);
        }
        ++place;
    }
    for (const auto& [id, widget] : stale) {
        m_rows.erase(id);
        m_column->removeWidget(widget);
        widget->hide();
        widget->deleteLater();
    }
    m_empty->setVisible(m_rows.empty());
}

} // namespace loom::ui
