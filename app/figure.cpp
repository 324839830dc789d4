// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure.h"

#include <QApplication>
#include <QBuffer>
#include <QLayout>
#include <QPixmap>

#include "base/files.h"
#include "ui/pages/synthesize/fidelity_view.h"
#include "ui/theme/theme.h"

namespace loom::app {

namespace {

constexpr int kFigureWidth = 1200;
constexpr double kPixelRatio = 2;

/// Qt's remarks about a session without a desktop do not belong between the report's lines.
void dropRemark(QtMsgType, const QMessageLogContext&, const QString&) {}

} // namespace

Result<bool> writeFigure(const studies::SynthesizeOutcome& outcome,
                         const std::filesystem::path& file) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler(dropRemark);
    // Without a desktop session Qt has remarks about it; they are of no use to who asked for a
    // file.
    const auto quiet = [](QtMsgType, const QMessageLogContext&, const QString&) {};
    qInstallMessageHandler(quiet);
    int argc = 1;
    char name[] = "quantloom";
    char* argv[] = {name, nullptr};
    QApplication application(argc, argv);
    const ui::Theme theme(application, ui::ThemeMode::Light);
    ui::FidelityView view;
    view.setOutcome(std::make_shared<const studies::SynthesizeOutcome>(outcome));
    view.ensurePolished();
    view.showEverything(kFigureWidth);
    view.layout()->activate();
    QImage image(view.size() * kPixelRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(kPixelRatio);
    view.render(&image);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!image.save(&buffer, "PNG"))
        return fail(ErrorCode::Internal, "the figure could not be encoded as PNG");
    const auto saved = writeFileAtomic(file, bytes.toStdString());
    if (!saved)
        return saved.error();
    return true;
}

} // namespace loom::app
