// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/banner.h"

#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kToastWidth = 384;
constexpr int kToastMs = 8000;
constexpr int kMaxToasts = 3;
constexpr int kEdge = 16;

Mark markOf(Severity severity) {
    switch (severity) {
    case Severity::Info:
        return Mark::Info;
    case Severity::Ok:
        return Mark::Ok;
    case Severity::Warning:
        return Mark::Warning;
    case Severity::Danger:
        return Mark::Danger;
    }
    return Mark::Info;
}

Role roleOf(Severity severity) {
    switch (severity) {
    case Severity::Info:
        return Role::Accent;
    case Severity::Ok:
        return Role::Ok;
    case Severity::Warning:
        return Role::Warning;
    case Severity::Danger:
        return Role::Danger;
    }
    return Role::Accent;
}

QToolButton* closeButton(const QString& objectName, QWidget* parent) {
    auto* close = new QToolButton(parent);
    close->setObjectName(objectName);
    close->setIcon(themeIcon(u"close"_s));
    close->setIconSize({12, 12});
    close->setAutoRaise(true);
    close->setFixedSize(24, 24);
    close->setToolTip(QCoreApplication::translate("loom::ui::Banner", "Dismiss"));
    close->setAccessibleName(close->toolTip());
    return close;
}

QLabel* selectableLabel(const QString& text, Type type, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(typeFont(type));
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// The notice's actions and Copy Details as buttons, in order.
QList<QPushButton*> actionButtons(const Notice& notice, const QString& prefix, QWidget* parent) {
    QList<QPushButton*> buttons;
    for (const auto& action : notice.actions) {
        auto* button = new QPushButton(action.text, parent);
        button->setObjectName(prefix + QString::number(buttons.size()));
        QObject::connect(button, &QPushButton::clicked, parent, action.run);
        setPrimary(button, action.primary);
        buttons.append(button);
    }
    if (!notice.details.isEmpty()) {
        auto* copy = new QPushButton(
            QCoreApplication::translate("loom::ui::Banner", "Copy Details"), parent);
        copy->setObjectName(prefix + u"copy"_s);
        QObject::connect(copy, &QPushButton::clicked, parent, [details = notice.details] {
            QApplication::clipboard()->setText(details);
        });
        buttons.append(copy);
    }
    return buttons;
}

} // namespace

Banner::Banner(const Notice& notice, QWidget* parent) : QFrame(parent), m_notice(notice) {
    setObjectName(u"banner"_s);
    setAccessibleName(severityWord(notice.severity) + u": "_s + notice.title);
    setAccessibleDescription(notice.text);
    const bool twoLines = !notice.text.isEmpty();
    setMinimumHeight(twoLines ? 44 : 32);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kEdge, 4, 12, 4);
    row->setSpacing(8);
    row->addSpacing(21); // bar, gap and mark
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addStretch(1);
    words->addWidget(selectableLabel(notice.title, Type::BodyStrong, this));
    if (twoLines) {
        auto* text = selectableLabel(notice.text, Type::Body, this);
        text->setWordWrap(true);
        setMuted(text);
        words->addWidget(text);
    }
    words->addStretch(1);
    row->addLayout(words, 1);
    for (auto* button : actionButtons(notice, u"banner_action_"_s, this)) {
        if (!twoLines)
            setLinkLike(button);
        row->addWidget(button, 0, Qt::AlignVCenter);
    }
    auto* close = closeButton(u"banner_close"_s, this);
    connect(close, &QToolButton::clicked, this, &Banner::dismissed);
    row->addWidget(close, 0, Qt::AlignVCenter);
}

void Banner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    painter.fillRect(rect(), colour(Role::Raised, tone));
    painter.fillRect(0, height() - 1, width(), 1, colour(Role::Line, tone));
    painter.fillRect(0, 0, 3, height(), colour(roleOf(m_notice.severity), tone));
    drawMark(painter, QRectF(kEdge, 0, 12, height()), markOf(m_notice.severity), tone);
}

Toast::Toast(const Notice& notice, QWidget* parent) : QFrame(parent), m_notice(notice) {
    setObjectName(u"toast"_s);
    setFixedWidth(kToastWidth);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(severityWord(notice.severity) + u": "_s + notice.title);
    setAccessibleDescription(notice.text);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(36, 10, 8, 10);
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    auto* title = selectableLabel(notice.title, Type::BodyStrong, this);
    title->setWordWrap(true);
    words->addWidget(title);
    if (!notice.text.isEmpty()) {
        auto* text = selectableLabel(notice.text, Type::Body, this);
        text->setWordWrap(true);
        setMuted(text);
        words->addWidget(text);
    }
    const auto buttons = actionButtons(notice, u"toast_action_"_s, this);
    if (!buttons.isEmpty()) {
        auto* actions = new QHBoxLayout;
        actions->setSpacing(16);
        for (auto* button : buttons) {
            setLinkLike(button);
            connect(button, &QPushButton::clicked, this, &Toast::dismissed);
            actions->addWidget(button);
        }
        actions->addStretch(1);
        words->addLayout(actions);
    }
    row->addLayout(words, 1);
    auto* close = closeButton(u"toast_close"_s, this);
    connect(close, &QToolButton::clicked, this, &Toast::dismissed);
    row->addWidget(close, 0, Qt::AlignTop);
    const bool calm = notice.severity == Severity::Ok || notice.severity == Severity::Info;
    if (notice.actions.empty() && (buttons.isEmpty() || calm) &&
        notice.severity != Severity::Danger) {
        m_timer = new QTimer(this);
        m_timer->setSingleShot(true);
        m_timer->setInterval(kToastMs);
        connect(m_timer, &QTimer::timeout, this, &Toast::dismissed);
        m_timer->start();
    }
}

void Toast::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tone tone = toneOf(palette());
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.fillPath(shape, colour(Role::Raised, tone));
    painter.setPen(QPen(colour(hasFocus() ? Role::Accent : Role::Control, tone), 1));
    painter.drawPath(shape);
    painter.setClipPath(shape);
    painter.fillRect(QRectF(0, 0, 3, height()), colour(roleOf(m_notice.severity), tone));
    drawMark(painter, QRectF(kEdge - 2, 9, 12, fontMetrics().height() + 2),
             markOf(m_notice.severity), tone);
}

void Toast::enterEvent(QEnterEvent* event) {
    if (m_timer)
        m_timer->stop();
    QFrame::enterEvent(event);
}

void Toast::leaveEvent(QEvent* event) {
    if (m_timer)
        m_timer->start();
    QFrame::leaveEvent(event);
}

void Toast::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT dismissed();
    else
        QFrame::keyPressEvent(event);
}

ToastStack::ToastStack(QWidget* area) : QObject(area), m_area(area) {
    m_area->installEventFilter(this);
}

void ToastStack::show(const Notice& notice) {
    if (!m_toasts.isEmpty() && m_toasts.last()->notice().title == notice.title &&
        m_toasts.last()->notice().text == notice.text)
        remove(m_toasts.last()); // the same again: one toast with the newer actions, no flood
    while (m_toasts.size() >= kMaxToasts) {
        const auto mild = std::find_if(m_toasts.begin(), m_toasts.end(), [](const Toast* toast) {
            return toast->notice().severity != Severity::Danger;
        });
        remove(mild == m_toasts.end() ? m_toasts.first() : *mild);
    }
    auto* toast = new Toast(notice, m_area);
    connect(toast, &Toast::dismissed, this, [this, toast] { remove(toast); });
    m_toasts.append(toast);
    toast->show();
    arrange();
}

void ToastStack::clear() {
    while (!m_toasts.isEmpty())
        remove(m_toasts.last());
}

void ToastStack::remove(Toast* toast) {
    m_toasts.removeOne(toast);
    toast->hide();
    toast->deleteLater(); // may be inside the toast's own click
    arrange();
}

bool ToastStack::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_area && event->type() == QEvent::Resize)
        arrange();
    return false;
}

void ToastStack::arrange() {
    int bottom = m_area->height() - kEdge;
    for (auto at = m_toasts.rbegin(); at != m_toasts.rend(); ++at) {
        Toast* toast = *at;
        toast->layout()->activate();
        const int height = toast->layout()->hasHeightForWidth()
                               ? toast->layout()->heightForWidth(kToastWidth)
                               : toast->sizeHint().height();
        toast->setGeometry(m_area->width() - kToastWidth - kEdge, bottom - height, kToastWidth,
                           height);
        toast->raise();
        bottom -= height + 8;
    }
}

} // namespace loom::ui
