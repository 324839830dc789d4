// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/date_field.h"

#include "ui/bridge/text.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QCalendarWidget>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QWidgetAction>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

DateField::DateField(QWidget* parent) : QLineEdit(parent) {
    setMaxLength(10);
    setPlaceholderText(u"YYYY-MM-DD"_s);
    auto* open = addAction(themeIcon(u"calendar"_s), QLineEdit::TrailingPosition);
    open->setText(tr("Open Calendar"));
    connect(open, &QAction::triggered, this, &DateField::openCalendar);
}

void DateField::setDate(std::optional<Date> date) {
    setText(date ? qstr(toIso(*date)) : QString());
    setCursorPosition(0);
}

Result<Date> DateField::date() const {
    return parseIsoDate(str(text().trimmed()));
}

void DateField::keyPressEvent(QKeyEvent* event) {
    const bool up = event->key() == Qt::Key_Up;
    if (event->modifiers() == Qt::AltModifier && event->key() == Qt::Key_Down)
        return openCalendar();
    const auto now = date();
    if ((up || event->key() == Qt::Key_Down) && now)
        return setDate(*now + (up ? 1 : -1));
    QLineEdit::keyPressEvent(event);
}

void DateField::openCalendar() {
    QMenu menu(this);
    auto* calendar = new QCalendarWidget;
    calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    if (const auto now = date())
        calendar->setSelectedDate(QDate::fromString(qstr(toIso(*now)), Qt::ISODate));
    auto* holder = new QWidgetAction(&menu);
    holder->setDefaultWidget(calendar);
    menu.addAction(holder);
    const auto take = [this, &menu](QDate chosen) {
        setText(chosen.toString(Qt::ISODate));
        Q_EMIT editingFinished();
        menu.close();
    };
    connect(calendar, &QCalendarWidget::clicked, this, take);
    connect(calendar, &QCalendarWidget::activated, this, take);
    menu.exec(mapToGlobal(QPoint(0, height())));
}

QString dateOrderProblem(Date from, Date to) {
    if (from <= to)
        return {};
    return QCoreApplication::translate("loom::ui::DateField", "Must not be before %1")
        .arg(qstr(toIso(from)));
}

} // namespace loom::ui
