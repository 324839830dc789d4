// SPDX-License-Identifier: GPL-3.0-or-later
// The middle of the window: header (title, subtitle, the page's controls), banners, the page, and
// at the bottom the 28-px strip that stands for the closed Jobs and Log docks.
#pragma once

#include <QMap>
#include <QWidget>

#include "ui/forms/notice.h"

class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace loom::ui {

class Banner;
class ElidedLabel;
class Page;

/// "Jobs none running   Log 1 warning" with a chevron that brings both docks back.
class DockStrip final : public QWidget {
    Q_OBJECT
  public:
    explicit DockStrip(QWidget* parent = nullptr);
    void setSummaries(const QString& jobs, const QString& log);

  Q_SIGNALS:
    void openRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

  private:
    QLabel* m_jobs;
    QLabel* m_log;
};

class PageArea final : public QWidget {
    Q_OBJECT
  public:
    explicit PageArea(QWidget* parent = nullptr);

    /// Takes the page and its header widgets.
    void addPage(Page* page, const QString& title);
    void setCurrent(Page* page);
    Page* current() const;

    void showBanner(const QString& pageId, const QString& key, const Notice& notice);
    void hideBanner(const QString& pageId, const QString& key);

    DockStrip* strip() const { return m_strip; }
    /// The part that toasts lie over.
    QWidget* content() const { return m_content; }

  private:
    struct Header {
        QString title;
        QWidget* widgets = nullptr;
    };
    void showHeader();
    void showBanners();

    QLabel* m_title;
    ElidedLabel* m_subtitle;
    QHBoxLayout* m_headerRow;
    QVBoxLayout* m_banners;
    QWidget* m_content;
    QStackedWidget* m_stack;
    DockStrip* m_strip;
    QMap<Page*, Header> m_headers;
    QMap<QString, QMap<QString, Banner*>> m_byPage; ///< page id, key
};

} // namespace loom::ui
