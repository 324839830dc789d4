// SPDX-License-Identifier: GPL-3.0-or-later
// The help pages of resources/help as a window of its own: list and search left, page right.
// Offline; nothing is loaded from the network. Interface thread.
#pragma once

#include <QMap>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace loom::ui {

class HelpViewer final : public QWidget {
    Q_OBJECT
  public:
    /// folder: where the .md files are.
    explicit HelpViewer(const QString& folder, QWidget* parent = nullptr);

    /// A page by its name without suffix; an unknown name shows the index.
    void open(const QString& name);
    QString currentPage() const { return m_current; }
    QStringList pages() const { return m_texts.keys(); }
    /// Pages whose text has all the words; shown in the list as one types.
    QStringList found(const QString& words) const;

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void fillList();
    void follow(const QUrl& url);
    void render();

    QMap<QString, QString> m_texts;  ///< markdown by page name
    QMap<QString, QString> m_titles; ///< first heading by page name
    QString m_current;
    QLineEdit* m_search;
    QListWidget* m_list;
    QTextBrowser* m_page;
};

} // namespace loom::ui
