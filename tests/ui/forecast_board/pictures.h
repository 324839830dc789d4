// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of a widget in both themes, to be looked at.
#pragma once

#include <QApplication>
#include <QDir>
#include <QWidget>

#include "support/test_case.h"
#include "ui/theme/theme.h"

namespace loom::tests {

/// One theme a process: it installs itself in the application.
inline ui::Theme& testTheme() {
    static auto* theme = new ui::Theme(*qApp, ui::ThemeMode::Dark);
    return *theme;
}

inline void shootBoth(QWidget& widget, const QString& state) {
    QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
    for (const auto mode : {ui::ThemeMode::Dark, ui::ThemeMode::Light}) {
        testTheme().setMode(mode);
        QTest::qWait(30); // charts repaint once a frame
        const QImage image = widget.grab().toImage();
        QVERIFY(!image.isNull());
        QVERIFY(image.save(QStringLiteral("%1/%2_%3_%4_%5x.png")
                               .arg(QStringLiteral(LOOM_SCREENSHOTS), state,
                                    QString::number(widget.width()), ui::themeModeCode(mode),
                                    QString::number(widget.devicePixelRatio()))));
    }
}

} // namespace loom::tests
