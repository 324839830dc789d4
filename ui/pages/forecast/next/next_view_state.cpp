// SPDX-License-Identifier: GPL-3.0-or-later
// Which stretch of time NextView shows, and what of it a workspace keeps.
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/charts/chart_view.h"
#include "ui/pages/forecast/next/next_data.h"
#include "ui/pages/forecast/next/next_layers.h"
#include "ui/pages/forecast/next/next_view.h"
#include "ui/theme/controls.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList kTableCodes{u"steps"_s, u"assets"_s};
const QStringList kScaleCodes{u"price"_s, u"return"_s, u"error"_s};

} // namespace

void NextView::frameForecast() {
    const std::size_t horizon =
        m_forecast ? m_forecast->study.data.horizon : m_evaluation->report.horizon;
    m_chart->setWindow(forecastFrame(*m_data, horizon));
    m_framed = m_chart->xRange();
    frameChosen();
}

/// The stretch of time that a workspace kept, once.
void NextView::frameChosen() {
    const QString from = std::exchange(m_chosen.from, {}), to = std::exchange(m_chosen.to, {});
    if (from.isEmpty() || to.isEmpty())
        return;
    Range wanted;
    for (std::size_t place = 0; place < m_data->times()->size(); ++place)
        if (const QString at = m_data->timeText(place); at >= from && at <= to)
            wanted.include(static_cast<double>(place));
    if (wanted.span() > 1)
        m_chart->setWindow({.x = wanted, .y = {}, .follows = false});
}

/// Brings a past forecast into view without changing how much is seen.
void NextView::frameOrigin() {
    const auto origin = pick().origin;
    const Range now = m_chart->xRange();
    const double row = static_cast<double>(origin->row);
    const double end = row + static_cast<double>(m_data->past(m_model, *origin).horizon());
    if (now.contains(row) && now.contains(end))
        return;
    constexpr double kBefore = 0.6; // of the width lies before the origin
    const double span = std::max(now.span(), 2 * (end - row));
    const double lo =
        std::clamp(row - kBefore * span, 0.0,
                   std::max(0.0, static_cast<double>(m_data->times()->size()) - span));
    m_chart->setWindow({.x = {lo, lo + span}, .y = {}, .follows = false});
}

QJsonObject NextView::saveState() const {
    QString from = m_chosen.from, to = m_chosen.to;
    if (m_data) {
        const Range seen = m_chart->xRange();
        const bool framed = seen == m_framed;
        const double last = static_cast<double>(m_data->times()->size()) - 1;
        const auto text = [&](double place) {
            return framed ? QString()
                          : m_data->timeText(
                                static_cast<std::size_t>(std::clamp(std::round(place), 0.0, last)));
        };
        from = text(seen.lo);
        to = text(seen.hi);
    }
    return {{u"from"_s, from},
            {u"model"_s, m_chosen.model},
            {u"origin"_s, m_chosen.origin},
            {u"scale"_s, kScaleCodes[static_cast<int>(m_scale)]},
            {u"symbol"_s, m_chosen.symbol},
            {u"table"_s, kTableCodes[m_tables->currentIndex()]},
            {u"to"_s, to}};
}

void NextView::restoreState(const QJsonObject& state) {
    m_chosen = {.symbol = state[u"symbol"_s].toString(),
                .model = state[u"model"_s].toString(),
                .origin = state[u"origin"_s].toString(),
                .from = state[u"from"_s].toString(),
                .to = state[u"to"_s].toString()};
    const auto scale = kScaleCodes.indexOf(state[u"scale"_s].toString());
    m_scale = scale < 0 ? Scale::Price : static_cast<Scale>(scale);
    m_scales->setCurrentIndex(static_cast<int>(m_scale));
    m_tables->setCurrentIndex(
        std::max<int>(0, static_cast<int>(kTableCodes.indexOf(state[u"table"_s].toString()))));
    readData(Frame::Forecast);
}

} // namespace loom::ui
