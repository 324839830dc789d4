// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/job_row.h"

#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using jobs::JobState;
using jobs::StopRequest;

namespace {

constexpr int kRowHeight = 30;
constexpr int kNameWidth = 152;

struct StateLook {
    QString icon;
    Role role;
};

StateLook lookOf(JobState state) {
    switch (state) {
    case JobState::Queued:
        return {u"clock"_s, Role::Muted};
    case JobState::Running:
        return {u"play"_s, Role::Accent};
    case JobState::Done:
        return {u"check"_s, Role::Ok};
    case JobState::Failed:
        return {u"cross"_s, Role::Danger};
    case JobState::Stopped:
        return {u"stop"_s, Role::Muted};
    }
    return {u"info"_s, Role::Muted};
}

/// A fetch ends at the share of its symbols that are up to date.
bool leftSomethingOut(const jobs::JobInfo& info) {
    return info.state == JobState::Done && info.kind == "fetch" && info.progress.fraction >= 0 &&
           info.progress.fraction < 1;
}

bool isTraining(const jobs::JobInfo& info) {
    return info.lane == jobs::Lane::Training;
}

} // namespace

JobRow::JobRow(JobModel& model, jobs::JobId id, QWidget* parent)
    : QWidget(parent), m_model(model), m_id(id), m_name(new ElidedLabel(this)),
      m_bar(new QProgressBar(this)), m_percent(new ElidedLabel(this)),
      m_detail(new ElidedLabel(this)), m_left(new ElidedLabel(this)),
      m_action(new QPushButton(this)), m_more(new QToolButton(this)) {
    const QString number = QString::number(id.value);
    setObjectName(u"job_"_s + number);
    setFixedHeight(kRowHeight);
    setFocusPolicy(Qt::TabFocus);
    m_name->setFont(typeFont(Type::BodyStrong));
    m_name->setFixedWidth(kNameWidth);
    m_bar->setFixedSize(80, 6);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_percent->setFixedWidth(40);
    m_percent->setAlignment(Qt::AlignRight);
    setMuted(m_detail);
    m_action->setFixedHeight(24);
    connect(m_action, &QPushButton::clicked, this, &JobRow::doAction);
    m_more->setObjectName(u"job_more_"_s + number);
    m_more->setIcon(themeIcon(u"more"_s));
    m_more->setAutoRaise(true);
    m_more->setFixedSize(24, 24);
    m_more->setToolTip(tr("More Commands for This Job"));
    m_more->setAccessibleName(m_more->toolTip());
    connect(m_more, &QToolButton::clicked, this,
            [this] { showMenu(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(40, 0, 8, 1);
    row->setSpacing(8);
    row->addWidget(m_name);
    row->addWidget(m_bar, 0, Qt::AlignVCenter);
    row->addWidget(m_percent);
    row->addSpacing(4);
    row->addWidget(m_detail, 1);
    row->addWidget(m_left);
    row->addWidget(m_action);
    row->addWidget(m_more);
    refresh();
}

QString JobRow::actionText(const jobs::JobInfo& info) const {
    const JobRequest* request = m_model.request(m_id);
    switch (info.state) {
    case JobState::Queued:
        return tr("Cancel");
    case JobState::Running:
        return isTraining(info) ? tr("Stop and Keep Best") : tr("Stop");
    case JobState::Failed:
        return request && request->retry ? tr("Retry") : tr("Copy Details");
    case JobState::Done:
    case JobState::Stopped:
        return request && request->open ? tr("Open") : QString();
    }
    return {};
}

void JobRow::refresh() {
    const int row = m_model.rowOf(m_id);
    if (row < 0)
        return;
    const auto& info = m_model.info(row);
    const bool running = info.state == JobState::Running;
    const bool measured = running && info.progress.fraction >= 0;
    const StateLook look =
        leftSomethingOut(info) ? StateLook{u"warning"_s, Role::Warning} : lookOf(info.state);
    m_icon = themeIcon(look.icon, look.role);
    m_name->setFullText(qstr(info.title));
    m_bar->setVisible(measured);
    m_percent->setVisible(measured);
    if (measured) {
        const int percent =
            static_cast<int>(std::floor(100 * std::min(1.0, info.progress.fraction)));
        m_bar->setValue(percent);
        m_percent->setFullText(tr("%1 %").arg(percent));
    }
    m_detail->setFullText(m_model.detail(row));
    m_left->setFullText(m_model.timeLeft(row));
    m_left->setVisible(!m_left->fullText().isEmpty());
    const QString action = actionText(info);
    const bool stopButton = running || info.state == JobState::Queued;
    m_action->setText(action);
    m_action->setObjectName((stopButton ? u"job_stop_"_s : u"job_open_"_s) +
                            QString::number(m_id.value));
    m_action->setVisible(!action.isEmpty());
    m_action->setEnabled(info.stop == StopRequest::None || !stopButton);
    m_action->setProperty("loomLink", !running);
    m_action->setAccessibleName(tr("%1, %2").arg(action, qstr(info.title)));
    m_stateWord = m_model.data(m_model.index(row), Qt::AccessibleTextRole).toString();
    setAccessibleName(m_stateWord);
    update();
}

void JobRow::doAction() {
    const int row = m_model.rowOf(m_id);
    if (row < 0)
        return;
    const auto& info = m_model.info(row);
    const JobRequest* request = m_model.request(m_id);
    switch (info.state) {
    case JobState::Queued:
        m_model.stop(m_id, StopRequest::Discard);
        break;
    case JobState::Running:
        m_model.stop(m_id, isTraining(info) ? StopRequest::KeepBest : StopRequest::Discard);
        break;
    case JobState::Failed:
        if (request && request->retry)
            std::function<void()>(request->retry)();
        else
            copyDetails();
        break;
    case JobState::Done:
    case JobState::Stopped:
        if (request && request->open)
            std::function<void()>(request->open)(); // a copy: opening may forget the job
        break;
    }
}

void JobRow::copyDetails() {
    const int row = m_model.rowOf(m_id);
    if (row < 0)
        return;
    const auto& info = m_model.info(row);
    QStringList lines{qstr(info.title), m_model.detail(row),
                      tr("Submitted %1").arg(qstr(toIso(info.submitted)))};
    if (info.state == JobState::Failed)
        lines << qstr(info.error.text())
              << tr("Code: %1").arg(qstr(errorCodeName(info.error.code)));
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

void JobRow::showMenu(const QPoint& globalPosition) {
    const int row = m_model.rowOf(m_id);
    if (row < 0)
        return;
    const auto& info = m_model.info(row);
    QMenu menu(this);
    if (info.state == JobState::Running) {
        if (isTraining(info))
            menu.addAction(tr("Stop and Keep Best"), this,
                           [this] { m_model.stop(m_id, StopRequest::KeepBest); });
        menu.addAction(isTraining(info) ? tr("Stop and Discard") : tr("Stop"), this,
                       [this] { m_model.stop(m_id, StopRequest::Discard); });
    } else if (info.state == JobState::Queued) {
        menu.addAction(tr("Cancel"), this, [this] { m_model.stop(m_id, StopRequest::Discard); });
    } else {
        menu.addAction(
            tr("Remove from List"), this, [this] { m_model.remove(m_id); }, Qt::QueuedConnection);
        menu.addAction(
            tr("Remove All Ended"), this, [this] { m_model.removeEnded(); }, Qt::QueuedConnection);
    }
    menu.addSeparator();
    menu.addAction(tr("Show Its Log Lines"), this, [this] { Q_EMIT chosen(m_id); });
    menu.addAction(tr("Copy Details"), this, [this] { copyDetails(); });
    menu.exec(globalPosition);
}

void JobRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    painter.fillRect(rect(), colour(underMouse() ? Role::Hover : Role::Surface, tone));
    painter.fillRect(0, height() - 1, width(), 1, colour(Role::Line, tone));
    m_icon.paint(&painter, QRect(16, 7, 16, 16));
    if (hasFocus()) {
        painter.setPen(QPen(colour(Role::Accent, tone), 1, Qt::DotLine));
        painter.drawRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -2.5));
    }
}

void JobRow::mousePressEvent(QMouseEvent*) {
    setFocus(Qt::MouseFocusReason);
    Q_EMIT chosen(m_id);
}

void JobRow::contextMenuEvent(QContextMenuEvent* event) {
    showMenu(event->globalPos());
}

void JobRow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        doAction();
    else
        QWidget::keyPressEvent(event);
}

} // namespace loom::ui
