// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_strip.h"

#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <QToolButton>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

/// A hairline between two words that leaves with the word after it.
class Divider final : public QWidget {
  public:
    Divider(QWidget* follows, QWidget* parent) : QWidget(parent), m_follows(follows) {
        setFixedSize(1, 12);
        follows->installEventFilter(this);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter(this).fillRect(rect(), colour(Role::Line, toneOf(palette())));
    }
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
            setVisible(!m_follows->isHidden());
        return false;
    }

  private:
    QWidget* m_follows;
};

QToolButton* wordButton(const QString& name, const QString& tip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize({14, 14});
    button->setFixedHeight(22);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setForegroundRole(QPalette::PlaceholderText);
    return button;
}

} // namespace

StatusStrip::StatusStrip(QWidget* parent)
    : Bar(Role::Window, Qt::TopEdge, parent),
      m_device(wordButton(u"status_device"_s, tr("Choose the compute device"), this)),
      m_cache(new QLabel(this)),
      m_jobs(wordButton(u"status_jobs"_s, tr("Show Jobs and Log"), this)),
      m_network(new QLabel(this)), m_page(new QLabel(this)), m_time(new QLabel(this)) {
    setObjectName(u"status_strip"_s);
    setFixedHeight(24);
    m_cache->setObjectName(u"status_cache"_s);
    m_network->setObjectName(u"status_network"_s);
    m_page->setObjectName(u"status_page"_s);
    m_time->setObjectName(u"status_time"_s);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 1, 16, 0);
    row->setSpacing(8);
    row->addWidget(m_device);
    for (QWidget* part : {static_cast<QWidget*>(m_cache), static_cast<QWidget*>(m_jobs),
                          static_cast<QWidget*>(m_network)}) {
        row->addWidget(new Divider(part, this));
        row->addWidget(part);
    }
    row->addStretch(1);
    row->addWidget(m_page);
    row->addSpacing(8);
    row->addWidget(m_time);
    for (QLabel* label : {m_cache, m_network, m_page, m_time})
        setMuted(label);
    m_cache->hide();
    m_network->hide();
    connect(m_jobs, &QToolButton::clicked, this, &StatusStrip::jobsClicked);
    connect(m_device, &QToolButton::clicked, this, &StatusStrip::deviceClicked);
    setJobs(tr("No jobs"), false);
    auto* clock = new QTimer(this);
    clock->setInterval(5000);
    connect(clock, &QTimer::timeout, this, &StatusStrip::showTime);
    clock->start();
    showTime();
}

void StatusStrip::setDevice(const QString& text) {
    m_device->setText(text);
    m_device->setAccessibleName(text);
}

void StatusStrip::setCacheState(const QString& text) {
    m_cache->setText(text);
    m_cache->setVisible(!text.isEmpty());
}

void StatusStrip::setJobs(const QString& text, bool running) {
    m_jobs->setText(text);
    m_jobs->setAccessibleName(text);
    m_jobs->setIcon(running ? themeIcon(u"play"_s, Role::Accent) : QIcon());
    m_jobs->setForegroundRole(running ? QPalette::WindowText : QPalette::PlaceholderText);
}

void StatusStrip::setNetworkState(const QString& text) {
    m_network->setText(text);
    m_network->setVisible(!text.isEmpty());
}

void StatusStrip::setPageText(const QString& text) {
    m_page->setText(text);
}

void StatusStrip::showTime() {
    m_time->setText(u"UTC "_s + QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm"_s));
}

} // namespace loom::ui
