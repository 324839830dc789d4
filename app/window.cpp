// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTimer>

#include "app/exit_codes.h"
#include "base/log.h"
#include "base/version.h"
#include "learn/runtime.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/pages/all_pages.h"
#include "ui/pages/data_settings.h"
#include "ui/pages/forecast/inbox/inbox_watch.h"
#include "ui/pages/page_services.h"
#include "ui/shell/main_window.h"
#include "ui/shell/single_instance.h"
#include "ui/theme/application_icon.h"

namespace loom::app {

namespace {

constexpr const char* kApplicationId = "io.github.quantloom.Quantloom";

/// Qt ends the program when it finds none; asking first allows a sentence instead.
bool hasDisplay() {
    return !qEnvironmentVariableIsEmpty("DISPLAY") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

QString settingsFile(const std::filesystem::path& dataDir) {
    const QString folder = dataDir.empty()
                               ? QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
                               : ui::qstr(dataDir.string());
    return QDir(folder).filePath(QStringLiteral("quantloom.ini"));
}

QStringList absoluteFiles(const std::vector<std::string>& files) {
    QStringList out;
    for (const auto& file : files)
        out << QFileInfo(ui::qstr(file)).absoluteFilePath();
    return out;
}

/// The only modal message of the program: without its data folder it cannot work at all.
void explainFailure(const Error& error) {
    QMessageBox box(QMessageBox::Critical,
                    QCoreApplication::translate("window", "Quantloom cannot start"),
                    ui::qstr(error.message), QMessageBox::Close);
    box.setInformativeText(QCoreApplication::translate(
        "window", "Start it with --data-dir FOLDER to use another folder; nothing was changed."));
    const auto* copy = box.addButton(QCoreApplication::translate("window", "Copy Details"),
                                     QMessageBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, &box,
                     [&] { QApplication::clipboard()->setText(ui::qstr(error.text())); });
    box.exec();
}

QString cacheWords(const studies::Workbench& workbench) {
    auto reader = workbench.marketReader();
    if (!reader)
        return {};
    const auto list = reader->list();
    if (!list)
        return {};
    std::int64_t bars = 0;
    for (const auto& state : *list)
        bars += state.rows;
    return QCoreApplication::translate("window", "Cache: %L1 series, %L2 bars")
        .arg(list->size())
        .arg(bars);
}

/// What the settings offer beside "auto" and "cpu".
QStringList gpuIds() {
    QStringList out;
    for (const auto& choice : learn::deviceChoices())
        if (choice.id != "auto" && choice.id != "cpu")
            out << ui::qstr(choice.id);
    return out;
}

std::vector<ui::PaletteItem> symbolItems(const studies::Workbench& workbench,
                                         ui::MainWindow& window, const QString& words) {
    std::vector<ui::PaletteItem> items;
    if (words.size() < 1)
        return items;
    for (const auto& listed : workbench.symbols().search(ui::str(words), 12)) {
        const QString symbol = ui::qstr(listed.symbol);
        items.push_back(
            {.text = symbol,
             .kind = QCoreApplication::translate("window", "symbol"),
             .hint = ui::qstr(listed.name),
             .icon = QStringLiteral("market"),
             .run = [&window, symbol] { window.openSymbol(QStringLiteral("market"), symbol); }});
    }
    return items;
}

} // namespace

int runWindow(int argc, char** argv, const Invocation& invocation) {
    if (!hasDisplay()) {
        fmt::print(stderr, "quantloom: there is no display to open the window on. Name a verb (see "
                           "quantloom --help); quantloom demo shows what it does.\n");
        return kBadInput;
    }
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("quantloom"));
    QCoreApplication::setApplicationVersion(ui::qstr(kVersion));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Quantloom"));
    QGuiApplication::setDesktopFileName(ui::qstr(kApplicationId));

    ui::Settings settings(settingsFile(invocation.dataDir));
    const auto dataDir = !invocation.dataDir.empty()
                             ? invocation.dataDir
                             : std::filesystem::path(ui::str(settings.dataFolder()));
    const DataPaths paths = dataPaths(dataDir);
    startLog(paths.logs, false);
    ui::Theme theme(application, settings.themeMode());
    QGuiApplication::setWindowIcon(ui::applicationIcon());

    const QString folder = ui::qstr(paths.workspaces.string());
    QDir().mkpath(folder);
    ui::SingleInstance instance(folder);
    const QStringList files = absoluteFiles(invocation.openFiles);
    if (!instance.isFirst() && instance.forward(files))
        return kOk;

    auto opened = studies::openWorkbench({.dataDir = dataDir});
    if (!opened) {
        explainFailure(opened.error());
        return exitCode(opened.error().code);
    }
    studies::Workbench& workbench = **opened;
    learn::startRuntime();

    jobs::JobQueue queue;
    ui::JobModel jobs(queue);
    ui::LogModel log(queue);
    ui::PageServices services{workbench, jobs, settings};
    ui::MainWindow window({.queue = queue,
                           .jobs = jobs,
                           .log = log,
                           .theme = theme,
                           .settings = settings,
                           .workspaceFolder = folder,
                           .devices = gpuIds(),
                           .data = ui::dataSettings(workbench)},
                          ui::allPages(services));
    const auto showDevice = [&] {
        window.setDevice(ui::qstr(learn::deviceWords(ui::str(settings.device()))));
    };
    showDevice();
    QObject::connect(&window, &ui::MainWindow::settingsChanged, &window, showDevice);
    ui::InboxWatch inbox(services, window);
    QObject::connect(&window, &ui::MainWindow::settingsChanged, &inbox,
                     &ui::InboxWatch::obeySettings);
    window.setCacheState(cacheWords(workbench));
    QObject::connect(&jobs, &ui::JobModel::jobEnded, &window,
                     [&](jobs::JobId) { window.setCacheState(cacheWords(workbench)); });
    window.addPaletteProvider(
        [&](const QString& words) { return symbolItems(workbench, window, words); });
    QObject::connect(&instance, &ui::SingleInstance::argumentsReceived, &window,
                     &ui::MainWindow::takeArguments);
    window.start();
    window.show();
    for (const auto& note : workbench.startNotes())
        window.showToast({.severity = ui::Severity::Warning,
                          .title = QCoreApplication::translate("window", "Mended at start"),
                          .text = ui::qstr(note)});
    for (const QString& file : files)
        QTimer::singleShot(0, &window, [&window, file] { window.openFile(file); });
    return QApplication::exec();
}

} // namespace loom::app
