// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure.h"

#include <QApplication>

#include "ui/bridge/text.h"
#include "ui/pages/synthesize/figure_export.h"
#include "ui/theme/theme.h"

namespace loom::app {

namespace {

/// Qt's remarks about a session without a desktop do not belong between the report's lines.
void dropRemark(QtMsgType, const QMessageLogContext&, const QString&) {}

} // namespace

Result<bool> writeFigure(const studies::SynthesizeOutcome& outcome,
                         const std::filesystem::path& file) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler(dropRemark);
    int argc = 1;
    char name[] = "quantloom";
    char* argv[] = {name, nullptr};
    QApplication application(argc, argv);
    const ui::Theme theme(application, ui::ThemeMode::Light);
    ui::FidelityView view;
    view.setOutcome(std::make_shared<const studies::SynthesizeOutcome>(outcome));
    if (const Status saved = ui::exportFigure(view, ui::qstr(file.string()), ui::Tone::Light);
        !saved)
        return saved.error();
    return true;
}

} // namespace loom::app
