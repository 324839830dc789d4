// SPDX-License-Identifier: GPL-3.0-or-later
// Actions, menus, the palette's items and the small windows of MainWindow.
#include "ui/shell/main_window.h"

#include "base/resources.h"
#include "ui/bridge/text.h"
#include "ui/shell/help_viewer.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/shortcuts_dialog.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/top_bar.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QUndoStack>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPageBonus = 120;
constexpr int kActionBonus = 80;

QString helpFolder() {
    const auto index = resourcePath("help/index.md");
    return index ? QFileInfo(qstr(index->string())).absolutePath() : QString();
}

} // namespace

QAction* MainWindow::makeAction(const QString& name, const QString& text,
                                const QKeySequence& shortcut, std::function<void()> run) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    connect(action, &QAction::triggered, this, run);
    m_actions[name] = action;
    m_actionOrder << action;
    addAction(action);
    return action;
}

void MainWindow::buildActions() {
    makeAction(u"file_new"_s, tr("&New Workspace"), QKeySequence::New, [this] { newWorkspace(); });
    makeAction(u"file_open"_s, tr("&Open…"), QKeySequence::Open, [this] { chooseFileToOpen(); });
    makeAction(u"file_save"_s, tr("&Save Workspace"), QKeySequence::Save,
               [this] { saveWorkspace(); });
    makeAction(u"file_save_as"_s, tr("Save Workspace &As…"), QKeySequence(u"Ctrl+Shift+S"_s),
               [this] { saveWorkspaceAs(); });
    makeAction(u"file_quit"_s, tr("&Quit"), QKeySequence(u"Ctrl+Q"_s), [this] { close(); });

    const auto stackAction = [this](QAction* action, const QString& name, const QKeySequence& key) {
        action->setObjectName(name);
        action->setShortcut(key);
        m_actions[name] = action;
        m_actionOrder << action;
        addAction(action);
    };
    stackAction(m_undo->createUndoAction(this, tr("&Undo")), u"edit_undo"_s,
                QKeySequence(u"Ctrl+Z"_s));
    stackAction(m_undo->createRedoAction(this, tr("&Redo")), u"edit_redo"_s,
                QKeySequence(u"Ctrl+Shift+Z"_s));

    const auto checkable = [](QAction* action, bool checked) {
        action->setCheckable(true);
        action->setChecked(checked);
    };
    checkable(makeAction(u"view_inspector"_s, tr("&Inspector"), QKeySequence(u"F9"_s),
                         [this] {
                             m_inspectorWanted = m_actions[u"view_inspector"_s]->isChecked();
                             syncInspector();
                         }),
              true);
    checkable(makeAction(u"view_jobs"_s, tr("&Jobs"), QKeySequence(u"Ctrl+J"_s),
                         [this] { m_jobsDock->setVisible(m_jobsDock->isHidden()); }),
              true);
    checkable(makeAction(u"view_log"_s, tr("&Log"), QKeySequence(u"Ctrl+L"_s),
                         [this] { m_logDock->setVisible(m_logDock->isHidden()); }),
              true);
    makeAction(u"view_full_screen"_s, tr("&Full Screen"), QKeySequence(u"F11"_s),
               [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    makeAction(u"view_reset_layout"_s, tr("&Reset Layout"), {}, [this] { resetLayout(); });
    makeAction(u"tools_palette"_s, tr("Go &to…"), QKeySequence(u"Ctrl+K"_s),
               [this] { showPalette(); });
    makeAction(u"tools_settings"_s, tr("&Settings…"), QKeySequence(u"Ctrl+,"_s),
               [this] { showSettings(); });
    makeAction(u"help_contents"_s, tr("&Help for This Page"), QKeySequence(u"F1"_s),
               [this] { helpForFocus(); });
    makeAction(u"help_first"_s, tr("First &Five Minutes"), {},
               [this] { showHelp(u"first_five_minutes"_s); });
    makeAction(u"help_shortcuts"_s, tr("Keyboard &Shortcuts"), QKeySequence(u"Ctrl+?"_s),
               [this] { showShortcuts(); });
    makeAction(u"help_about"_s, tr("&About Quantloom"), {}, [this] { showAbout(); });
}

void MainWindow::buildMenus() {
    QMenuBar* bar = m_top->menuBar();
    const auto menu = [bar](const QString& title, const QString& name) {
        QMenu* made = bar->addMenu(title);
        made->setObjectName(name);
        return made;
    };
    const auto add = [this](QMenu* to, std::initializer_list<QString> names) {
        for (const QString& name : names)
            name.isEmpty() ? to->addSeparator() : (to->addAction(m_actions[name]), nullptr);
    };
    QMenu* file = menu(tr("&File"), u"menu_file"_s);
    add(file, {u"file_new"_s, u"file_open"_s});
    QMenu* recent = file->addMenu(tr("Open &Recent"));
    recent->setObjectName(u"menu_recent"_s);
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(recent); });
    add(file, {u"file_save"_s, u"file_save_as"_s, QString(), u"file_quit"_s});
    add(menu(tr("&Edit"), u"menu_edit"_s), {u"edit_undo"_s, u"edit_redo"_s});

    QMenu* view = menu(tr("&View"), u"menu_view"_s);
    auto* group = new QActionGroup(this);
    for (auto& one : m_pages) {
        one.show = makeAction(u"page_show_"_s + one.info.id, one.info.title, one.info.shortcut,
                              [this, id = one.info.id] { showPage(id); });
        one.show->setCheckable(true);
        group->addAction(one.show);
        view->addAction(one.show);
    }
    add(view, {QString(), u"view_inspector"_s, u"view_jobs"_s, u"view_log"_s, QString()});
    view->addMenu(themeMenu());
    add(view, {u"view_full_screen"_s, u"view_reset_layout"_s});
    QMenu* study = menu(tr("&Study"), u"menu_study"_s);
    QMenu* run = menu(tr("&Run"), u"menu_run"_s);
    QMenu* tools = menu(tr("&Tools"), u"menu_tools"_s);
    add(tools, {u"tools_palette"_s, u"tools_settings"_s});
    add(menu(tr("&Help"), u"menu_help"_s),
        {u"help_contents"_s, u"help_first"_s, u"help_shortcuts"_s, QString(), u"help_about"_s});
    m_places = {{MenuPlace::File, {file, m_actions[u"file_quit"_s]}},
                {MenuPlace::View, {view, view->actions().at(static_cast<int>(m_pages.size()))}},
                {MenuPlace::Study, {study, nullptr}},
                {MenuPlace::Run, {run, nullptr}},
                {MenuPlace::Tools, {tools, m_actions[u"tools_palette"_s]}}};
    applyShortcuts(m_actionOrder, m_parts.settings);
    rebuildPageMenus();
}

std::vector<ShortcutEntry> MainWindow::shortcutEntries() {
    std::vector<ShortcutEntry> entries;
    for (QAction* action : m_actionOrder)
        entries.push_back({action, {}});
    for (auto& one : m_pages)
        for (QAction* action : pageActions(*ensurePage(one)))
            entries.push_back({action, one.info.title});
    return entries;
}

QMenu* MainWindow::themeMenu() {
    auto* menu = new QMenu(tr("&Theme"), this);
    auto* group = new QActionGroup(this);
    const auto choice = [&](const QString& name, const QString& text, ThemeMode mode) {
        QAction* action = makeAction(name, text, {}, [this, mode] {
            m_parts.theme.setMode(mode);
            m_parts.settings.setThemeMode(mode);
        });
        action->setCheckable(true);
        group->addAction(action);
        menu->addAction(action);
    };
    choice(u"theme_system"_s, tr("Theme as the &Desktop"), ThemeMode::System);
    choice(u"theme_light"_s, tr("&Light Theme"), ThemeMode::Light);
    choice(u"theme_dark"_s, tr("&Dark Theme"), ThemeMode::Dark);
    const auto sync = [this] {
        m_actions[u"theme_"_s + themeModeCode(m_parts.theme.mode())]->setChecked(true);
    };
    connect(&m_parts.theme, &Theme::changed, this, sync);
    connect(menu, &QMenu::aboutToShow, this, sync);
    sync();
    return menu;
}

/// The current page's actions are in the menus only while it is current: its shortcuts with them.
void MainWindow::rebuildPageMenus() {
    for (QAction* action : m_pageActions) {
        for (const auto& [place, where] : m_places)
            where.menu->removeAction(action);
        removeAction(action);
        if (action->isSeparator())
            delete action;
    }
    m_pageActions.clear();
    const PageEntry* one = entry(m_current);
    for (const auto& [place, where] : m_places) {
        QList<QAction*> own = one && one->page ? one->page->menuActions(place) : QList<QAction*>();
        if (!own.isEmpty() && where.before) {
            auto* line = new QAction(this);
            line->setSeparator(true);
            own.append(line);
        }
        where.menu->insertActions(where.before, own);
        for (QAction* action : own) {
            m_pageActions << action;
            addAction(action);
        }
        const bool pageOnly = !where.before;
        where.menu->menuAction()->setEnabled(!pageOnly || !own.isEmpty());
    }
}

QList<QAction*> MainWindow::allActions() const {
    QList<QAction*> all = m_actionOrder;
    for (QAction* action : m_pageActions)
        if (!action->isSeparator())
            all << action;
    return all;
}

std::vector<PaletteItem> MainWindow::paletteItems(const QString& words) {
    std::vector<PaletteItem> items;
    for (const auto& one : m_pages)
        items.push_back({one.info.title, tr("page"),
                         one.info.shortcut.toString(QKeySequence::NativeText), one.info.icon,
                         [this, id = one.info.id] { showPage(id); }, kPageBonus});
    for (QAction* action : allActions()) {
        if (!action->isEnabled() || action->objectName().startsWith(u"page_show_"_s))
            continue;
        items.push_back({plainText(*action),
                         tr("action"),
                         action->shortcut().toString(QKeySequence::NativeText),
                         {},
                         [guard = QPointer<QAction>(action)] {
                             if (guard)
                                 guard->trigger();
                         },
                         kActionBonus});
    }
    for (const QString& path : m_parts.settings.recentWorkspaces())
        if (QFileInfo::exists(path))
            items.push_back({QFileInfo(path).completeBaseName(),
                             tr("workspace"),
                             {},
                             u"folder"_s,
                             [this, path] { openWorkspaceReporting(path); },
                             0});
    for (const auto& provider : m_providers)
        for (auto& item : provider(words))
            items.push_back(std::move(item));
    return items;
}

void MainWindow::showPalette() {
    m_palette->open();
}

void MainWindow::showSettings() {
    auto* dialog =
        new SettingsDialog(m_parts.settings, m_parts.theme, m_parts.devices, m_parts.data, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, &MainWindow::settingsChanged);
    dialog->open();
}

void MainWindow::showShortcuts() {
    auto* dialog = new ShortcutsDialog(shortcutEntries(), m_parts.settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showAbout() {
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("About Quantloom"),
        tr("<b>Quantloom %1</b><br>What could this market do, and would an idea survive it?")
            .arg(QCoreApplication::applicationVersion()),
        QMessageBox::Close, this);
    box->setIconPixmap(windowIcon().pixmap(48));
    box->setInformativeText(
        tr("Workspaces: %1<br>Built on Qt %2 and LibTorch.<br><br>Free software under the GNU "
           "General Public License, version 3 or later. It comes without any warranty. Nothing "
           "here is investment advice.")
            .arg(QDir::toNativeSeparators(m_parts.workspaceFolder).toHtmlEscaped(),
                 QString::fromLatin1(qVersion())));
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(u"about_box"_s);
    box->open();
}

void MainWindow::showHelp(const QString& helpPage) {
    if (!m_help) {
        m_help = new HelpViewer(helpFolder(), this);
        m_help->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_help->open(helpPage);
    m_help->show();
    m_help->raise();
    m_help->activateWindow();
}

/// The panel with the focus may name its page in the property "helpPage"; else the current page
/// does.
void MainWindow::helpForFocus() {
    for (QWidget* at = QApplication::focusWidget(); at; at = at->parentWidget())
        if (const QString named = at->property("helpPage").toString(); !named.isEmpty())
            return showHelp(named);
    const Page* current = page(m_current);
    showHelp(current ? current->helpPage() : u"index"_s);
}

} // namespace loom::ui
