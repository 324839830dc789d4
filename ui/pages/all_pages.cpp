// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/all_pages.h"

#include <QCoreApplication>

#include "ui/pages/experiments/experiments_page.h"
#include "ui/pages/forecast/forecast_page.h"
#include "ui/pages/home/home_page.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/synthesize/synthesize_page.h"

namespace loom::ui {

namespace {

template <class P>
PageInfo info(PageServices& services, const char* id, const QString& title, Qt::Key digit,
              bool startsGroup = false) {
    return {.id = QString::fromLatin1(id),
            .title = title,
            .icon = QString::fromLatin1(id),
            .shortcut = QKeySequence(Qt::CTRL | digit),
            .startsGroup = startsGroup,
            .create = [&services](PageHost& host, QWidget* parent) -> Page* {
                return new P(services, host, parent);
            }};
}

QString words(const char* text) {
    return QCoreApplication::translate("pages", text);
}

} // namespace

std::vector<PageInfo> allPages(PageServices& services) {
    return {info<HomePage>(services, "home", words("Home"), Qt::Key_1),
            info<MarketPage>(services, "market", words("Market"), Qt::Key_2),
            info<SynthesizePage>(services, "synthesize", words("Synthesize"), Qt::Key_3),
            info<ForecastPage>(services, "forecast", words("Forecast"), Qt::Key_4),
            info<ExperimentsPage>(services, "experiments", words("Experiments"), Qt::Key_8, true)};
}

} // namespace loom::ui
