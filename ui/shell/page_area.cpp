// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_area.h"

#include "ui/forms/banner.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/shell/page.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

DockStrip::DockStrip(QWidget* parent)
    : QWidget(parent), m_jobs(new QLabel(this)), m_log(new QLabel(this)) {
    setObjectName(u"dock_strip"_s);
    setFixedHeight(28);
    setCursor(Qt::PointingHandCursor);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 1, 12, 0);
    row->setSpacing(8);
    const auto titled = [&](const QString& title, QLabel* words) {
        auto* label = new QLabel(title, this);
        label->setFont(typeFont(Type::BodyStrong));
        setMuted(words);
        row->addWidget(label);
        row->addWidget(words);
        row->addSpacing(16);
    };
    titled(tr("Jobs"), m_jobs);
    titled(tr("Log"), m_log);
    row->addStretch(1);
    auto* open = new QToolButton(this);
    open->setObjectName(u"dock_strip_open"_s);
    open->setIcon(themeIcon(u"chevron_up"_s));
    open->setAutoRaise(true);
    open->setFixedSize(24, 24);
    open->setToolTip(tr("Show Jobs and Log"));
    open->setAccessibleName(open->toolTip());
    connect(open, &QToolButton::clicked, this, &DockStrip::openRequested);
    row->addWidget(open);
}

void DockStrip::setSummaries(const QString& jobs, const QString& log) {
    m_jobs->setText(jobs);
    m_log->setText(log);
}

void DockStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    painter.fillRect(rect(), colour(Role::Window, tone));
    painter.fillRect(0, 0, width(), 1, colour(Role::Line, tone));
}

void DockStrip::mousePressEvent(QMouseEvent*) {
    Q_EMIT openRequested();
}

PageArea::PageArea(QWidget* parent)
    : QWidget(parent), m_title(new QLabel), m_subtitle(new ElidedLabel), m_content(new QWidget),
      m_stack(new QStackedWidget), m_strip(new DockStrip) {
    auto* header = new Bar(Role::Window, Qt::BottomEdge, this);
    header->setObjectName(u"page_header"_s);
    header->setFixedHeight(42);
    m_title->setFont(typeFont(Type::Title));
    setMuted(m_subtitle);
    // What is left beside the page's own controls; a stump of it would say nothing.
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_subtitle->setLeastWidth(64);
    m_headerRow = new QHBoxLayout(header);
    m_headerRow->setContentsMargins(16, 0, 16, 1);
    m_headerRow->setSpacing(12);
    m_headerRow->addWidget(m_title);
    m_headerRow->addWidget(m_subtitle, 1);

    m_content->setBackgroundRole(QPalette::Base);
    m_content->setAutoFillBackground(true);
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    m_banners = new QVBoxLayout;
    m_banners->setSpacing(0);
    inner->addLayout(m_banners);
    inner->addWidget(m_stack, 1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_content, 1);
    column->addWidget(m_strip);
    m_strip->hide();
}

void PageArea::addPage(Page* page, const QString& title) {
    m_stack->addWidget(page);
    const auto widgets = page->createHeaderWidgets();
    Header header{title, nullptr};
    if (!widgets.isEmpty()) {
        header.widgets = new QWidget(this);
        auto* row = new QHBoxLayout(header.widgets);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(12);
        for (QWidget* widget : widgets)
            row->addWidget(widget, 0, Qt::AlignVCenter);
        header.widgets->hide();
        m_headerRow->addWidget(header.widgets);
    }
    m_headers[page] = header;
    connect(page, &Page::subtitleChanged, this, &PageArea::showHeader);
}

void PageArea::setCurrent(Page* page) {
    if (Page* before = current(); before && m_headers[before].widgets)
        m_headers[before].widgets->hide();
    m_stack->setCurrentWidget(page);
    if (m_headers[page].widgets)
        m_headers[page].widgets->show();
    showHeader();
    showBanners();
}

Page* PageArea::current() const {
    return qobject_cast<Page*>(m_stack->currentWidget());
}

void PageArea::showHeader() {
    Page* page = current();
    if (!page)
        return;
    m_title->setText(m_headers[page].title);
    m_subtitle->setFullText(page->subtitle());
}

void PageArea::showBanner(const QString& pageId, const QString& key, const Notice& notice) {
    hideBanner(pageId, key);
    auto* banner = new Banner(notice, m_content);
    m_byPage[pageId][key] = banner;
    connect(banner, &Banner::dismissed, this, [this, pageId, key] { hideBanner(pageId, key); });
    m_banners->addWidget(banner);
    showBanners();
}

void PageArea::hideBanner(const QString& pageId, const QString& key) {
    Banner* banner = m_byPage[pageId].take(key);
    if (!banner)
        return;
    banner->hide();
    banner->deleteLater(); // may be inside the banner's own click
}

void PageArea::showBanners() {
    const QString id = current() ? current()->id() : QString();
    for (auto page = m_byPage.begin(); page != m_byPage.end(); ++page)
        for (Banner* banner : std::as_const(page.value()))
            banner->setVisible(page.key() == id);
}

} // namespace loom::ui
