// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/inspector_sheet.h"

#include "ui/forms/bar.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <tuple>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

/// Keeps Tab going from top to bottom through an area whose fields come and go: first the body,
/// however far it is scrolled, then what stands below it.
class ReadingOrder final : public QObject {
  public:
    /// body: the widget whose layout changes; both outlive this.
    ReadingOrder(QWidget* area, QWidget* body) : QObject(area), m_area(area), m_body(body) {
        area->installEventFilter(this);
        body->installEventFilter(this);
        m_later.setSingleShot(true);
        connect(&m_later, &QTimer::timeout, this, &ReadingOrder::apply);
    }
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)
            m_later.start(0); // once the layouts have settled
        return QObject::eventFilter(watched, event);
    }

  private:
    void apply() {
        QList<QWidget*> stops;
        for (QWidget* one : m_area->findChildren<QWidget*>())
            if ((one->focusPolicy() & Qt::TabFocus) != 0 && !one->focusProxy() &&
                one->isVisibleTo(m_area))
                stops << one;
        const auto place = [this](const QWidget* one) {
            const QPoint at = one->mapTo(m_area, one->rect().center());
            return std::tuple(!m_body->isAncestorOf(one), at.y(), at.x());
        };
        std::sort(stops.begin(), stops.end(), [&](const QWidget* first, const QWidget* second) {
            return place(first) < place(second);
        });
        for (qsizetype i = 1; i < stops.size(); ++i)
            QWidget::setTabOrder(stops[i - 1], stops[i]);
    }

    QWidget* m_area;
    QWidget* m_body;
    QTimer m_later;
};

} // namespace

InspectorSheet::InspectorSheet(const QString& buttonText, const QString& buttonName,
                               const QString& shortVerb, QWidget* parent)
    : QWidget(parent), m_text(buttonText), m_verb(shortVerb) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* body = new QWidget(scroll);
    body->setBackgroundRole(QPalette::Base);
    body->setAutoFillBackground(true);
    m_content = new QVBoxLayout(body);
    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(0);
    m_content->addStretch(1);
    scroll->setWidget(body);
    column->addWidget(scroll, 1);
    new ReadingOrder(this, body);
    if (buttonText.isEmpty())
        return;
    auto* footer = new Bar(Role::Surface, Qt::TopEdge, this);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(16, 11, 16, 11);
    row->setSpacing(8);
    m_primary = new QPushButton(buttonText, footer);
    m_primary->setObjectName(buttonName);
    m_primary->setMinimumHeight(30);
    setPrimary(m_primary);
    m_more = new QToolButton(footer);
    m_more->setObjectName(buttonName + u"_more"_s);
    m_more->setIcon(themeIcon(u"more"_s));
    m_more->setFixedSize(36, 30);
    m_more->setToolTip(tr("More Commands"));
    m_more->setAccessibleName(m_more->toolTip());
    m_more->hide();
    row->addWidget(m_primary, 1);
    row->addWidget(m_more);
    column->addWidget(footer);
}

void InspectorSheet::add(QWidget* widget) {
    m_content->insertWidget(m_content->count() - 1, widget);
}

QMenu* InspectorSheet::menu() {
    if (!m_menu && m_more) {
        m_menu = new QMenu(this);
        connect(m_more, &QToolButton::clicked, m_menu, [this] {
            const QPoint above(0, -m_menu->sizeHint().height());
            m_menu->popup(m_more->mapToGlobal(above));
        });
        m_more->show();
    }
    return m_menu;
}

void InspectorSheet::setButtonText(const QString& text) {
    m_text = text;
    showState();
}

void InspectorSheet::setProblemCount(int count) {
    m_problems = count;
    showState();
}

void InspectorSheet::setBlocked(const QString& reason) {
    m_blocked = reason;
    showState();
}

void InspectorSheet::showState() {
    if (!m_primary)
        return;
    m_primary->setEnabled(m_problems == 0 && m_blocked.isEmpty());
    if (m_problems == 1)
        m_primary->setText(tr("Fix 1 Field to %1").arg(m_verb));
    else if (m_problems > 1)
        m_primary->setText(tr("Fix %1 Fields to %2").arg(m_problems).arg(m_verb));
    else
        m_primary->setText(m_blocked.isEmpty() ? m_text : m_blocked);
}

} // namespace loom::ui
