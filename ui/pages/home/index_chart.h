// SPDX-License-Identifier: GPL-3.0-or-later
// The S&P 500 of the cache on the page Home: the first start shows real prices at once, before
// anything was generated. Interface thread; the prices are read by a job.
#pragma once

#include "ui/charts/chart_view.h"
#include "ui/pages/page_services.h"

namespace loom::market {
struct Series;
}

namespace loom::ui {

class IndexChart final : public ChartView {
    Q_OBJECT
  public:
    explicit IndexChart(PageServices& services, QWidget* parent = nullptr);

    /// Reads the prices when wanted for the first time; shown once they are there. Stays away
    /// without them.
    void setWanted(bool wanted);

  private:
    void load();
    void showSeries(const market::Series& series);

    PageServices& m_services;
    bool m_asked = false;
    bool m_wanted = false;
};

} // namespace loom::ui
