// SPDX-License-Identifier: GPL-3.0-or-later
// What a page of the window is, and what the window gives a page.
//
// A page is one QWidget that fills the middle of the window. The window draws the navigation entry,
// the header (title, subtitle, header widgets), the Inspector dock and the menus around it. To add
// a page, derive from Page, override what it needs, and hand the window a PageInfo:
//
//     PageInfo marketPage(Services& services) {
//         return {.id = u"market"_s,
//                 .title = MarketPage::tr("Market"),
//                 .icon = u"candles"_s,
//                 .shortcut = QKeySequence(Qt::CTRL | Qt::Key_2),
//                 .create = [&services](PageHost& host, QWidget* parent) -> Page* {
//                     return new MarketPage(services, host, parent);
//                 }};
//     }
//
// Pages are created when they are first shown, so a constructor may do the page's own work but
// nothing slow: long work is a job. Thread rule: everything here lives on the interface thread.
#pragma once

#include <QJsonObject>
#include <QKeySequence>
#include <QList>
#include <QString>
#include <QWidget>

#include <functional>

#include "ui/forms/notice.h"

class QAction;
class QUndoStack;

namespace loom::ui {

class Page;

/// What a page may ask of the window. Implemented by MainWindow; tests use a fake.
class PageHost {
  public:
    virtual ~PageHost() = default;

    /// Shows the page with this id (creating it if needed); false when there is none.
    virtual bool showPage(const QString& pageId) = 0;
    /// Shows a page and hands it a symbol, a stored run, a study to edit, or a file.
    virtual bool openSymbol(const QString& pageId, const QString& symbol) = 0;
    virtual bool openRun(const QString& runId) = 0;
    virtual bool openStudy(const QJsonObject& study) = 0;
    virtual bool openFile(const QString& path) = 0;

    /// A message at the bottom right. Without actions and below Danger it leaves after 8 s.
    virtual void showToast(const Notice& notice) = 0;
    /// A message across the top of a page, until dismissed or replaced by one with the same key.
    virtual void showBanner(const QString& pageId, const QString& key, const Notice& notice) = 0;
    virtual void hideBanner(const QString& pageId, const QString& key) = 0;

    /// The one undo stack of the window (Edit > Undo). Push user edits, zooms included.
    virtual QUndoStack& undoStack() = 0;
    /// Opens the help viewer on resources/help/<helpPage>.md.
    virtual void showHelp(const QString& helpPage) = 0;
};

/// Which menu an action of the current page appears in. Export actions go to File.
enum class MenuPlace { File, View, Study, Run, Tools };

class Page : public QWidget {
    Q_OBJECT
  public:
    /// The object name becomes "page_<id>".
    Page(const QString& id, PageHost& host, QWidget* parent);

    const QString& id() const { return m_id; }

    /// Muted words after the title in the header: "^GSPC, daily close, 2000-01-03 to 2020-04-17".
    const QString& subtitle() const { return m_subtitle; }

    // --- What the window shows around the page. Asked once, right after construction. ---

    /// The study's form for the Inspector dock, or null: then the dock is hidden with this page.
    /// Ownership passes to the window; the page's destructor must not touch it.
    virtual QWidget* createInspector() { return nullptr; }
    /// Controls for the right end of the 42-px header, left to right (segmented switches, then
    /// Export…). Ownership passes to the header.
    virtual QList<QWidget*> createHeaderWidgets() { return {}; }
    /// Actions for a menu, owned by the page. They also appear in the command palette and in the
    /// shortcuts list. Give each an object name and a unique shortcut or none; they are enabled
    /// only while the page is current.
    virtual QList<QAction*> menuActions(MenuPlace) const { return {}; }

    // --- Workspace files. ---

    /// Every choice the user can see: symbol, ranges, switches, selections, the form. Keys are
    /// written sorted. Must be cheap: autosave calls it every minute.
    virtual QJsonObject saveState() const { return {}; }
    /// Accepts what any older version wrote: unknown keys are ignored, missing ones keep defaults.
    virtual void restoreState(const QJsonObject&) {}
    /// After restoreState, when a workspace file was opened: results that were on screen and can be
    /// had again without long work come back. Not at an ordinary start, which stays quick.
    virtual void reopenResults() {}

    // --- Requests from the window, the palette and other pages. ---

    /// True when the page can show the symbol and now does.
    virtual bool openSymbol(const QString&) { return false; }
    /// A run of the tracking store.
    virtual bool openRun(const QString&) { return false; }
    /// A study as plain data; the form is filled and counts as edited.
    virtual bool openStudy(const QJsonObject&) { return false; }
    /// A dropped or opened file that is not a workspace (CSV): true when the page takes care of it.
    /// The window asks the current page first, then the others in order.
    virtual bool openFile(const QString&) { return false; }

    /// Name of the help page without folder and suffix; F1 opens it. Default: the page's id.
    virtual QString helpPage() const { return m_id; }
    /// Words for the right end of the status bar while this page is shown: "Seed 20240117".
    virtual QString statusText() const { return {}; }
    /// The page became or stopped being the current one: start or pause live updates here.
    virtual void setCurrent(bool) {}

  Q_SIGNALS:
    void subtitleChanged(const QString& subtitle);
    /// Inspector header: title in text colour, then muted words ("quantgan-gspc, edited").
    void inspectorTitleChanged(const QString& title, const QString& subtitle);
    void statusTextChanged();
    /// Something that saveState() covers changed: the workspace title shows it as edited.
    void stateEdited();

  protected:
    PageHost& host() const { return m_host; }
    void setSubtitle(const QString& subtitle);

  private:
    QString m_id;
    QString m_subtitle;
    PageHost& m_host;
};

/// How a page is known before it exists: navigation entry, palette entry, shortcut.
struct PageInfo {
    QString id;    ///< snake_case and stable: it is written into workspace files
    QString title; ///< one or two words
    QString icon;  ///< name of an SVG in resources/icons
    QKeySequence shortcut = {};
    bool startsGroup = false; ///< a hairline above it in the navigation rail
    std::function<Page*(PageHost&, QWidget* parent)> create;
};

} // namespace loom::ui
