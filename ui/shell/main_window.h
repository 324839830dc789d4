// SPDX-License-Identifier: GPL-3.0-or-later
// The window: menu bar, navigation rail, page area with header, Inspector dock right, Jobs and Log
// docks below, status bar, command palette, help, workspace files. It knows pages only as PageInfo.
//
//     JobQueue queue; JobModel jobs(queue); LogModel log(queue);
//     Settings settings(file); Theme theme(app, settings.themeMode());
//     MainWindow window({queue, jobs, log, theme, settings, workspaceFolder}, {homePage(…), …});
//     window.setDevice("CPU, 8 threads");
//     window.start(workspaceFromCommandLine);   // restores, offers recovery after a crash
//     window.show();
//
// Thread rule: interface thread. Work is started through JobModel; nothing here blocks.
#pragma once

#include <QJsonObject>
#include <QMainWindow>
#include <QMap>
#include <QPointer>

#include <map>
#include <memory>
#include <vector>

#include "ui/bridge/job_model.h"
#include "ui/bridge/log_model.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/page.h"
#include "ui/shell/settings.h"
#include "ui/shell/shortcuts.h"
#include "ui/shell/workspace.h"
#include "ui/theme/theme.h"

class QDockWidget;
class QMenu;
class QTimer;
class QUndoStack;

namespace loom::ui {

class DockTitle;
class HelpViewer;
class InspectorPanel;
class JobsPanel;
class LogPanel;
class PageArea;
class Rail;
class StatusStrip;
class ToastStack;
class TopBar;

/// Everything the window stands on. All of it outlives the window.
struct ShellParts {
    jobs::JobQueue& queue;
    JobModel& jobs;
    LogModel& log;
    Theme& theme;
    Settings& settings;
    QString workspaceFolder;  ///< where autosave and the crash marker live
    QStringList devices = {}; ///< choices beside "auto" and "cpu": "cuda:0"
    DataSettings data = {};   ///< of online prices, for the settings
};

class MainWindow final : public QMainWindow, public PageHost {
    Q_OBJECT
  public:
    MainWindow(const ShellParts& parts, std::vector<PageInfo> pages, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Restores layout and page; opens the workspace when given; after a crash offers the autosaved
    /// one. Call once, before show().
    void start(const QString& workspaceFile = {});

    // --- Words of the status bar, set by the application. ---
    void setDevice(const QString& text);       ///< "CPU, 8 threads"
    void setCacheState(const QString& text);   ///< "Cache: 5,105 bars, read 2 h ago"
    void setNetworkState(const QString& text); ///< "Offline, using the cache"; empty hides it

    /// More entries for the command palette: symbols, runs, workspaces. Asked at each key stroke.
    void addPaletteProvider(PaletteProvider provider);

    // --- PageHost ---
    bool showPage(const QString& pageId) override;
    bool openSymbol(const QString& pageId, const QString& symbol) override;
    bool openRun(const QString& runId) override;
    bool openStudy(const QJsonObject& study) override;
    bool openFile(const QString& path) override;
    void showToast(const Notice& notice) override;
    void showBanner(const QString& pageId, const QString& key, const Notice& notice) override;
    void hideBanner(const QString& pageId, const QString& key) override;
    QUndoStack& undoStack() override { return *m_undo; }
    void showHelp(const QString& helpPage) override;

    QString currentPageId() const;
    /// Null until the page was first shown.
    Page* page(const QString& pageId) const;
    /// Every action a user can reach, pages of this session included; for palette and tests.
    QList<QAction*> allActions() const;
    /// The same of every page, with the page they belong to; makes the pages that were not shown.
    std::vector<ShortcutEntry> shortcutEntries();

    // --- Workspace files ---
    Workspace currentWorkspace() const;
    Status saveWorkspaceTo(const QString& path);
    Status openWorkspaceFrom(const QString& path);
    const QString& workspaceFile() const { return m_workspaceFile; }
    void newWorkspace();

    void resetLayout();

  public Q_SLOTS:
    /// From a second start of the program: raises the window and opens what it was given.
    void takeArguments(const QStringList& arguments);

  Q_SIGNALS:
    void settingsChanged(); ///< after the Settings dialog changed device, folder or rate

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    struct PageEntry {
        PageInfo info;
        Page* page = nullptr;
        QAction* show = nullptr;
        QJsonObject pending;  ///< state to restore when the page is first created
        bool reopens = false; ///< and its results with it
    };

    struct Place {
        QMenu* menu = nullptr;
        QAction* before = nullptr; ///< page actions go above it; null: the menu is theirs alone
    };

    void buildFrame();
    void buildDocks();
    void applyDefaultSizes();
    void buildActions();
    void buildMenus();
    void connectParts();
    Page* ensurePage(PageEntry& entry);
    PageEntry* entry(const QString& pageId);
    void makeCurrent(PageEntry& entry);
    void syncInspector();
    void syncDockStrip();
    void syncJobWords();
    void showDocks(bool visible);
    template <class Ask>
    bool offerToPages(Ask ask);
    void rebuildPageMenus();
    std::vector<PaletteItem> paletteItems(const QString& words);
    void showPalette();
    void showSettings();
    void showShortcuts();
    void showAbout();
    QMenu* themeMenu();
    void helpForFocus();
    void chooseFileToOpen();
    void openWorkspaceReporting(const QString& path);
    bool saveWorkspace();
    bool saveWorkspaceAs();
    void fillRecent(QMenu* menu);
    void applyWorkspace(const Workspace& workspace);
    void setWorkspaceEdited(bool edited);
    void autosave();
    void offerRecovery();
    bool confirmClosing();
    QAction* makeAction(const QString& name, const QString& text, const QKeySequence& shortcut,
                        std::function<void()> run);

    ShellParts m_parts;
    std::vector<PageEntry> m_pages;
    QString m_current;
    QUndoStack* m_undo;
    TopBar* m_top = nullptr;
    Rail* m_rail = nullptr;
    PageArea* m_area = nullptr;
    StatusStrip* m_status = nullptr;
    ToastStack* m_toasts = nullptr;
    QDockWidget* m_inspectorDock = nullptr;
    QDockWidget* m_jobsDock = nullptr;
    QDockWidget* m_logDock = nullptr;
    InspectorPanel* m_inspector = nullptr;
    DockTitle* m_jobsTitle = nullptr;
    DockTitle* m_logTitle = nullptr;
    JobsPanel* m_jobsPanel = nullptr;
    LogPanel* m_logPanel = nullptr;
    QPointer<HelpViewer> m_help;
    CommandPalette* m_palette = nullptr;
    std::vector<PaletteProvider> m_providers;
    QMap<QString, QAction*> m_actions;
    QList<QAction*> m_actionOrder; ///< the same in the order of the menus
    std::map<MenuPlace, Place> m_places;
    QList<QAction*> m_pageActions; ///< of the current page, now in menus
    QString m_workspaceFile;
    bool m_workspaceEdited = false;
    bool m_inspectorWanted = true;
    QMap<QString, QJsonObject> m_foreignPages; ///< states of pages this program lacks
    QByteArray m_defaultState;
    std::unique_ptr<SessionMarker> m_marker;
    QTimer* m_autosave = nullptr;
};

} // namespace loom::ui
