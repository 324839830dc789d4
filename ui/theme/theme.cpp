// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QScopedValueRollback>

#include "ui/theme/style.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

QString themeModeCode(ThemeMode mode) {
    switch (mode) {
    case ThemeMode::Dark:
        return u"dark"_s;
    case ThemeMode::Light:
        return u"light"_s;
    case ThemeMode::System:
        break;
    }
    return u"system"_s;
}

ThemeMode themeModeFromCode(QStringView code) {
    if (code == u"dark")
        return ThemeMode::Dark;
    return code == u"light" ? ThemeMode::Light : ThemeMode::System;
}

Theme::Theme(QApplication& application, ThemeMode mode) : m_application(application), m_mode(mode) {
    QApplication::setStyle(new Style);
    QApplication::setFont(typeFont(Type::Body));
    m_application.installEventFilter(this);
    apply();
}

void Theme::setMode(ThemeMode mode) {
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

void Theme::apply() {
    const QScopedValueRollback<bool> guard(m_applying, true);
    const Tone before = m_tone;
    m_tone = m_mode == ThemeMode::System ? systemTone()
             : m_mode == ThemeMode::Dark ? Tone::Dark
                                         : Tone::Light;
    QApplication::setPalette(tonePalette(m_tone));
    if (m_tone != before)
        Q_EMIT changed(m_tone);
}

/// Dropping our palette for a moment leaves the desktop's.
Tone Theme::systemTone() const {
    QApplication::setPalette(QPalette());
    return toneOf(QApplication::palette());
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &m_application && event->type() == QEvent::ThemeChange && !m_applying &&
        m_mode == ThemeMode::System)
        apply();
    return QObject::eventFilter(watched, event);
}

} // namespace loom::ui
