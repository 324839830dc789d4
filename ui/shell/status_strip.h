// SPDX-License-Identifier: GPL-3.0-or-later
// The 24-px status bar: device, cache age, running jobs, network state; right: the page's words and
// the UTC time.
#pragma once

#include "ui/forms/bar.h"

class QLabel;
class QToolButton;

namespace loom::ui {

class StatusStrip final : public Bar {
    Q_OBJECT
  public:
    explicit StatusStrip(QWidget* parent = nullptr);

    void setDevice(const QString& text);
    void setCacheState(const QString& text);
    void setJobs(const QString& text, bool running);
    void setNetworkState(const QString& text);
    void setPageText(const QString& text);

  Q_SIGNALS:
    void jobsClicked();
    void deviceClicked();

  private:
    void showTime();

    QToolButton* m_device;
    QLabel* m_cache;
    QToolButton* m_jobs;
    QLabel* m_network;
    QLabel* m_page;
    QLabel* m_time;
};

} // namespace loom::ui
