// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/forms/banner.h"
#include "ui/shell/dock_title.h"
#include "ui/shell/help_viewer.h"
#include "ui/shell/inspector_panel.h"
#include "ui/shell/jobs_panel.h"
#include "ui/shell/log_panel.h"
#include "ui/shell/page_area.h"
#include "ui/shell/rail.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/top_bar.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QDockWidget>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLayout>
#include <QMenu>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>

#include <algorithm>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDockHeight = 120;
constexpr int kInspectorWidth = 288;

/// Floating windows cannot be put back on Wayland with Qt 6.4, so there they are not offered.
QDockWidget::DockWidgetFeatures dockFeatures() {
    auto features = QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable;
    if (!QGuiApplication::platformName().startsWith(u"wayland"_s))
        features |= QDockWidget::DockWidgetFloatable;
    return features;
}

} // namespace

MainWindow::MainWindow(const ShellParts& parts, std::vector<PageInfo> pages, QWidget* parent)
    : QMainWindow(parent), m_parts(parts), m_undo(new QUndoStack(this)) {
    setObjectName(u"main_window"_s);
    setAcceptDrops(true);
    setMinimumSize(1024, 640);
    resize(1440, 900);
    setDockNestingEnabled(true);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    for (auto& info : pages)
        m_pages.push_back({std::move(info), nullptr, nullptr, {}});
    buildFrame();
    buildDocks();
    buildActions();
    buildMenus();
    connectParts();
    m_defaultState = saveState();
    setWorkspaceEdited(false);
}

MainWindow::~MainWindow() {
    // Docks announce that they hide while QMainWindow takes them down, when nobody may listen.
    for (QDockWidget* dock : {m_inspectorDock, m_jobsDock, m_logDock})
        dock->disconnect(this);
    m_parts.jobs.disconnect(this);
    m_parts.theme.disconnect(this);
    // Pages go before the parts they use; their forms live in the Inspector and go after them.
    for (auto& one : m_pages)
        delete one.page;
}

void MainWindow::buildFrame() {
    m_top = new TopBar(this);
    setMenuWidget(m_top);
    m_rail = new Rail(this);
    for (const auto& one : m_pages)
        m_rail->addPage(one.info);
    auto* left = new QToolBar(tr("Pages"), this); // a tool bar keeps the docks to its right
    left->setObjectName(u"rail_bar"_s);
    left->setMovable(false);
    left->setContextMenuPolicy(Qt::PreventContextMenu);
    left->setContentsMargins(0, 0, 0, 0);
    left->layout()->setContentsMargins(0, 0, 0, 0);
    left->toggleViewAction()->setVisible(false);
    left->addWidget(m_rail);
    addToolBar(Qt::LeftToolBarArea, left);
    m_area = new PageArea(this);
    setCentralWidget(m_area);
    m_toasts = new ToastStack(m_area->content());
    m_status = new StatusStrip(this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(0, 0, 0, 0);
    statusBar()->setFixedHeight(24);
    statusBar()->addPermanentWidget(m_status, 1);
    statusBar()->layout()->setContentsMargins(0, 0, 0, 0);
    m_palette =
        new CommandPalette([this](const QString& words) { return paletteItems(words); }, m_area);
}

void MainWindow::buildDocks() {
    const auto makeDock = [this](const QString& name, const QString& title, QWidget* inside) {
        auto* dock = new QDockWidget(title, this);
        dock->setObjectName(name);
        dock->setFeatures(dockFeatures());
        dock->setWidget(inside);
        dock->setAccessibleName(title);
        return dock;
    };
    const auto withTitle = [](QDockWidget* dock, DockTitle* title) {
        dock->setTitleBarWidget(title);
        connect(title, &DockTitle::closeRequested, dock, &QWidget::close);
    };
    m_inspector = new InspectorPanel(this);
    m_inspectorDock = makeDock(u"dock_inspector"_s, tr("Inspector"), m_inspector);
    m_inspectorDock->setTitleBarWidget(new QWidget(m_inspectorDock)); // the panel has its header
    m_inspectorDock->setAllowedAreas(Qt::RightDockWidgetArea);
    addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);

    m_jobsPanel = new JobsPanel(m_parts.jobs, this);
    m_jobsTitle = new DockTitle(tr("Jobs"), u"dock_jobs_close"_s, this);
    m_jobsDock = makeDock(u"dock_jobs"_s, tr("Jobs"), m_jobsPanel);
    withTitle(m_jobsDock, m_jobsTitle);
    addDockWidget(Qt::BottomDockWidgetArea, m_jobsDock);

    m_logPanel = new LogPanel(m_parts.log, this);
    m_logTitle = new DockTitle(tr("Log"), u"dock_log_close"_s, this);
    auto* filter = new QToolButton(m_logTitle);
    filter->setObjectName(u"log_filter"_s);
    filter->setIcon(themeIcon(u"filter"_s));
    filter->setIconSize({14, 14});
    filter->setAutoRaise(true);
    filter->setFixedSize(24, 24);
    connect(filter, &QToolButton::clicked, m_logPanel, [this, filter] {
        m_logPanel->menu()->popup(filter->mapToGlobal(QPoint(0, filter->height())));
    });
    filter->setToolTip(tr("Filter the Log"));
    filter->setAccessibleName(filter->toolTip());
    m_logTitle->addTool(filter);
    m_logDock = makeDock(u"dock_log"_s, tr("Log"), m_logPanel);
    withTitle(m_logDock, m_logTitle);
    addDockWidget(Qt::BottomDockWidgetArea, m_logDock);
    for (QDockWidget* dock : {m_jobsDock, m_logDock})
        dock->setProperty("helpPage", u"jobs"_s);
    splitDockWidget(m_jobsDock, m_logDock, Qt::Horizontal);
    applyDefaultSizes();
}

void MainWindow::applyDefaultSizes() {
    resizeDocks({m_inspectorDock}, {kInspectorWidth}, Qt::Horizontal);
    resizeDocks({m_jobsDock, m_logDock}, {kDockHeight, kDockHeight}, Qt::Vertical);
    resizeDocks({m_jobsDock, m_logDock}, {690, 310}, Qt::Horizontal);
}

void MainWindow::connectParts() {
    connect(m_rail, &Rail::chosen, this, &MainWindow::showPage);
    connect(m_top, &TopBar::searchClicked, this, &MainWindow::showPalette);
    connect(m_area->strip(), &DockStrip::openRequested, this, [this] { showDocks(true); });
    connect(m_status, &StatusStrip::jobsClicked, this, [this] { showDocks(true); });
    connect(m_status, &StatusStrip::deviceClicked, this, &MainWindow::showSettings);
    for (QDockWidget* dock : {m_jobsDock, m_logDock})
        connect(dock, &QDockWidget::visibilityChanged, this, &MainWindow::syncDockStrip);
    connect(m_jobsPanel, &JobsPanel::summaryChanged, this, &MainWindow::syncJobWords);
    connect(&m_parts.jobs, &QAbstractItemModel::dataChanged, this, &MainWindow::syncJobWords);
    connect(m_jobsPanel, &JobsPanel::jobChosen, m_logPanel, &LogPanel::showJob);
    connect(m_logPanel, &LogPanel::summaryChanged, this, &MainWindow::syncJobWords);
    m_autosave = new QTimer(this);
    m_autosave->setInterval(60 * 1000);
    connect(m_autosave, &QTimer::timeout, this, &MainWindow::autosave);
    syncJobWords();
}

void MainWindow::syncJobWords() {
    const auto& model = m_parts.jobs;
    m_jobsTitle->setSummary(m_jobsPanel->summary());
    m_logTitle->setSummary(m_logPanel->summary());
    m_area->strip()->setSummaries(m_jobsPanel->summary(), m_logPanel->shortSummary());
    const int running = model.runningCount();
    if (running == 0)
        return m_status->setJobs(
            model.waitingCount() > 0 ? tr("%1 waiting").arg(model.waitingCount()) : tr("No jobs"),
            false);
    double fraction = -1; // of the one job that runs, when it is one
    for (int row = 0; running == 1 && row < model.rowCount(); ++row)
        if (model.info(row).state == jobs::JobState::Running)
            fraction = model.info(row).progress.fraction;
    QString words = running == 1 ? tr("1 job running") : tr("%1 jobs running").arg(running);
    if (fraction >= 0)
        words = tr("%1, %2 %").arg(words).arg(static_cast<int>(100 * std::min(1.0, fraction)));
    m_status->setJobs(words, true);
}

void MainWindow::setDevice(const QString& text) {
    m_status->setDevice(text);
}

void MainWindow::setCacheState(const QString& text) {
    m_status->setCacheState(text);
}

void MainWindow::setNetworkState(const QString& text) {
    m_status->setNetworkState(text);
}

void MainWindow::addPaletteProvider(PaletteProvider provider) {
    m_providers.push_back(std::move(provider));
}

MainWindow::PageEntry* MainWindow::entry(const QString& pageId) {
    const auto at = std::find_if(m_pages.begin(), m_pages.end(),
                                 [&](const PageEntry& one) { return one.info.id == pageId; });
    return at == m_pages.end() ? nullptr : &*at;
}

Page* MainWindow::ensurePage(PageEntry& one) {
    if (one.page)
        return one.page;
    one.page = one.info.create(*this, nullptr);
    m_area->addPage(one.page, one.info.title);
    m_inspector->addPage(one.page, one.info.title);
    applyShortcuts(pageActions(*one.page), m_parts.settings);
    connect(one.page, &Page::stateEdited, this, [this] { setWorkspaceEdited(true); });
    connect(one.page, &Page::statusTextChanged, this, [this, page = one.page] {
        if (page->id() == m_current)
            m_status->setPageText(page->statusText());
    });
    if (!one.pending.isEmpty())
        one.page->restoreState(std::exchange(one.pending, {}));
    if (std::exchange(one.reopens, false))
        one.page->reopenResults();
    return one.page;
}

bool MainWindow::showPage(const QString& pageId) {
    PageEntry* one = entry(pageId);
    if (!one)
        return false;
    ensurePage(*one);
    makeCurrent(*one);
    return true;
}

void MainWindow::makeCurrent(PageEntry& one) {
    if (one.info.id == m_current)
        return;
    if (PageEntry* before = entry(m_current); before && before->page)
        before->page->setCurrent(false);
    m_current = one.info.id;
    m_area->setCurrent(one.page);
    m_rail->setCurrent(m_current);
    one.show->setChecked(true);
    m_status->setPageText(one.page->statusText());
    syncInspector();
    rebuildPageMenus();
    one.page->setCurrent(true);
    one.page->setFocus(Qt::OtherFocusReason);
}

void MainWindow::syncInspector() {
    PageEntry* one = entry(m_current);
    const bool has = one && one->page && m_inspector->setCurrent(one->page);
    m_inspectorDock->setVisible(has && m_inspectorWanted);
    m_actions[u"view_inspector"_s]->setEnabled(has);
    m_actions[u"view_inspector"_s]->setChecked(m_inspectorWanted);
}

void MainWindow::showDocks(bool visible) {
    m_jobsDock->setVisible(visible);
    m_logDock->setVisible(visible);
    syncDockStrip();
}

void MainWindow::syncDockStrip() {
    m_area->strip()->setVisible(m_jobsDock->isHidden() && m_logDock->isHidden());
    m_actions[u"view_jobs"_s]->setChecked(!m_jobsDock->isHidden());
    m_actions[u"view_log"_s]->setChecked(!m_logDock->isHidden());
}

void MainWindow::resetLayout() {
    restoreState(m_defaultState);
    m_inspectorWanted = true;
    showDocks(true);
    applyDefaultSizes();
    syncInspector();
    m_parts.settings.forgetWindow();
}

bool MainWindow::openSymbol(const QString& pageId, const QString& symbol) {
    PageEntry* one = entry(pageId);
    if (!one || !ensurePage(*one)->openSymbol(symbol))
        return false;
    makeCurrent(*one);
    return true;
}

template <class Ask>
bool MainWindow::offerToPages(Ask ask) {
    PageEntry* first = entry(m_current);
    const auto offer = [&](PageEntry& one) {
        if (!ask(*ensurePage(one)))
            return false;
        makeCurrent(one);
        return true;
    };
    if (first && offer(*first))
        return true;
    return std::any_of(m_pages.begin(), m_pages.end(),
                       [&](PageEntry& one) { return &one != first && offer(one); });
}

bool MainWindow::openRun(const QString& runId) {
    return offerToPages([&](Page& page) { return page.openRun(runId); });
}

bool MainWindow::openStudy(const QJsonObject& study) {
    return offerToPages([&](Page& page) { return page.openStudy(study); });
}

bool MainWindow::openFile(const QString& path) {
    if (path.endsWith(u".loom"_s, Qt::CaseInsensitive)) {
        openWorkspaceReporting(path);
        return true;
    }
    if (offerToPages([&](Page& page) { return page.openFile(path); }))
        return true;
    showToast({Severity::Warning,
               tr("%1 was not opened").arg(QFileInfo(path).fileName()),
               tr("Quantloom opens workspaces (.loom) and price tables (.csv)."),
               {},
               {}});
    return false;
}

void MainWindow::showToast(const Notice& notice) {
    m_toasts->show(notice);
}

void MainWindow::showBanner(const QString& pageId, const QString& key, const Notice& notice) {
    m_area->showBanner(pageId, key, notice);
}

void MainWindow::hideBanner(const QString& pageId, const QString& key) {
    m_area->hideBanner(pageId, key);
}

QString MainWindow::currentPageId() const {
    return m_current;
}

Page* MainWindow::page(const QString& pageId) const {
    for (const auto& one : m_pages)
        if (one.info.id == pageId)
            return one.page;
    return nullptr;
}

} // namespace loom::ui
