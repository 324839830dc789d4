// SPDX-License-Identifier: GPL-3.0-or-later
// The theme of the running program: dark, light or the desktop's, switched live. The application
// owns one; it installs the style, palette and font, and everything that paints follows because it
// asks its palette for the tone (see roles.h). Interface thread.
#pragma once

#include <QObject>

#include "ui/theme/roles.h"

class QApplication;

namespace loom::ui {

enum class ThemeMode { System, Dark, Light };

/// "system", "dark", "light": how settings files spell it.
QString themeModeCode(ThemeMode mode);
/// Unknown text gives System.
ThemeMode themeModeFromCode(QStringView code);

class Theme final : public QObject {
    Q_OBJECT
  public:
    /// Installs the style and the font and applies the mode.
    explicit Theme(QApplication& application, ThemeMode mode = ThemeMode::System);

    ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);
    /// What is on screen now.
    Tone tone() const { return m_tone; }

  Q_SIGNALS:
    void changed(loom::ui::Tone tone);

  protected:
    /// Notices the desktop switching while the mode is System.
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void apply();
    Tone systemTone() const;

    QApplication& m_application;
    ThemeMode m_mode = ThemeMode::System;
    Tone m_tone = Tone::Light;
    bool m_applying = false;
};

} // namespace loom::ui
