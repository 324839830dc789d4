// SPDX-License-Identifier: GPL-3.0-or-later
// The Inspector dock's inside: a header (title, muted words) and the current page's form.
#pragma once

#include <QMap>
#include <QWidget>

class QLabel;
class QStackedWidget;

namespace loom::ui {

class ElidedLabel;
class Page;

class InspectorPanel final : public QWidget {
    Q_OBJECT
  public:
    explicit InspectorPanel(QWidget* parent = nullptr);

    /// Takes the page's inspector, if it has one; title is what the header says at first.
    void addPage(Page* page, const QString& title);
    /// False when the page has none.
    bool setCurrent(Page* page);
    QSize sizeHint() const override { return {288, 400}; }

  private:
    struct Entry {
        QWidget* form = nullptr;
        QString title, subtitle;
    };
    void showHeader();

    QLabel* m_title;
    ElidedLabel* m_subtitle;
    QStackedWidget* m_stack;
    QMap<Page*, Entry> m_entries;
    Page* m_current = nullptr;
};

} // namespace loom::ui
