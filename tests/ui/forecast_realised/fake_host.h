// SPDX-License-Identifier: GPL-3.0-or-later
// What a page may ask of the window, remembered instead of shown; and one theme a process.
#pragma once

#include <QApplication>
#include <QUndoStack>

#include "ui/shell/page.h"
#include "ui/theme/theme.h"

namespace loom::tests {

class FakeHost final : public ui::PageHost {
  public:
    bool showPage(const QString&) override { return false; }
    bool openSymbol(const QString&, const QString&) override { return false; }
    bool openRun(const QString&) override { return false; }
    bool openStudy(const QJsonObject&) override { return false; }
    bool openFile(const QString&) override { return false; }
    void showToast(const ui::Notice& notice) override { toasts.push_back(notice); }
    void showBanner(const QString&, const QString&, const ui::Notice&) override {}
    void hideBanner(const QString&, const QString&) override {}
    QUndoStack& undoStack() override { return undo; }
    void showHelp(const QString&) override {}

    std::vector<ui::Notice> toasts;
    QUndoStack undo;
};

inline ui::Theme& testTheme() {
    static auto* one = new ui::Theme(*qApp, ui::ThemeMode::Dark);
    return *one;
}

} // namespace loom::tests
