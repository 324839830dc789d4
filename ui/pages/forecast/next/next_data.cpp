// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/next_data.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "ui/bridge/text.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::NextData", text);
}

QTimeZone zoneOf(const studies::ForecastDataset& set) {
    const auto& name = set.inputs.series->front().instrument.timeZone;
    const QTimeZone zone(QByteArray::fromStdString(name.empty() ? "America/New_York" : name));
    return zone.isValid() ? zone : QTimeZone::utc();
}

std::optional<std::size_t> placeOf(const std::vector<std::int64_t>& times, std::int64_t time) {
    const auto at = std::ranges::lower_bound(times, time);
    if (at == times.end() || *at != time)
        return std::nullopt;
    return static_cast<std::size_t>(at - times.begin());
}

} // namespace

std::vector<std::string> NextData::assetsOf(const ForecastPtr& forecast,
                                            const EvaluatePtr& evaluation) {
    if (forecast)
        return forecast->dataset.data->assets;
    return evaluation ? evaluation->dataset.data->assets : std::vector<std::string>{};
}

NextData::NextData(ForecastPtr forecast, EvaluatePtr evaluation, std::size_t asset)
    : m_forecast(std::move(forecast)), m_evaluation(std::move(evaluation)) {
    assert(m_forecast || m_evaluation);
    const auto& set = m_forecast ? m_forecast->dataset : m_evaluation->dataset;
    assert(asset < set.data->assetCount());
    m_symbol = qstr(set.data->assets[asset]);
    m_currency = qstr((*set.inputs.series)[asset].instrument.currency);
    m_frequency = set.data->frequency;
    m_zone = forecast::isIntraday(m_frequency) ? zoneOf(set) : QTimeZone::utc();
    readHistory(set, asset);
    if (m_forecast)
        readForecast(asset);
    if (m_evaluation)
        readEvaluation();
}

/// Up to the last row with a bar: nothing of this asset comes after it.
void NextData::readHistory(const studies::ForecastDataset& set, std::size_t asset) {
    const auto& data = *set.data;
    std::size_t rows = data.rows();
    while (rows > 1 && std::isnan(data.close(asset, rows - 1)))
        --rows;
    auto times = std::make_shared<std::vector<std::int64_t>>(
        data.times.begin(), data.times.begin() + static_cast<std::ptrdiff_t>(rows));
    double moved = 0;
    std::size_t steps = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        m_closes.push_back(data.close(asset, row));
        if (row > 0)
            if (const double r = std::log(m_closes[row] / m_closes[row - 1]); std::isfinite(r)) {
                moved += r;
                ++steps;
            }
    }
    m_drift = steps > 0 ? moved / static_cast<double>(steps) : 0;
    if (m_forecast)
        for (const auto& step : m_forecast->next.paths[asset].steps)
            times->push_back(step.time);
    m_times = std::move(times);
}

void NextData::readForecast(std::size_t asset) {
    const auto& path = m_forecast->next.paths[asset];
    if (path.steps.empty()) {
        m_whyNot = path.why.empty() ? words("There is no forecast of it.") : qstr(path.why);
        return;
    }
    ForecastValues out{.row = lastRow(),
                       .median = {},
                       .levels = m_forecast->next.levels,
                       .quantiles = {},
                       .actual = {}};
    for (const auto& step : path.steps) {
        out.median.push_back(step.logReturn);
        for (const double q : step.quantiles)
            out.quantiles.push_back(std::log(q / path.lastClose));
    }
    m_next = std::move(out);
}

void NextData::readEvaluation() {
    const auto& data = *m_evaluation->dataset.data;
    const auto& report = m_evaluation->report;
    const auto at = std::ranges::find(data.assets, str(m_symbol));
    if (data.frequency != m_frequency) {
        m_whyNoPast = words("The evaluation is of another frequency.");
        return;
    }
    if (at == data.assets.end()) {
        m_whyNoPast = words("%1 is not among the assets that were evaluated.").arg(m_symbol);
        return;
    }
    m_evaluatedAsset = static_cast<std::size_t>(at - data.assets.begin());
    const std::size_t rows = m_closes.size();
    for (const std::int64_t time : data.times) {
        const auto place = placeOf(*m_times, time);
        m_rowOf.push_back(place && *place < rows ? place : std::nullopt);
    }
    for (const auto& model : report.models) {
        const auto kept = std::ranges::find(report.kept, model.id, &forecast::KeptForecasts::id);
        if (kept == report.kept.end())
            continue;
        m_models.push_back(
            {.id = qstr(model.id), .title = qstr(model.title), .baseline = model.baseline});
        m_kept.push_back(&kept->forecasts);
    }
    if (m_models.empty() || origins(defaultModel()).empty())
        m_whyNoPast = words("No past forecast of %1 was kept.").arg(m_symbol);
}

std::size_t NextData::defaultModel() const {
    const QString own = m_forecast ? qstr(m_forecast->study.model.id) : QString();
    std::size_t best = 0;
    for (std::size_t i = m_models.size(); i-- > 0;) {
        if (m_models[i].id == own)
            return i;
        if (!m_models[i].baseline)
            best = i;
    }
    return best;
}

std::vector<NextData::Origin> NextData::origins(std::size_t model) const {
    std::vector<Origin> out;
    if (model >= m_kept.size())
        return out;
    const auto& kept = *m_kept[model];
    for (std::size_t i = 0; i < kept.origins.size(); ++i)
        if (const auto row = m_rowOf[kept.origins[i]];
            row && !std::isnan(kept.point(i, m_evaluatedAsset).front()) &&
            !std::isnan(m_closes[*row]))
            out.push_back({.row = *row, .index = i});
    return out;
}

ForecastValues NextData::past(std::size_t model, Origin origin) const {
    const auto& kept = *m_kept[model];
    const auto [row, index] = origin;
    const auto points = kept.point(index, m_evaluatedAsset);
    ForecastValues out{.row = row,
                       .median = {points.begin(), points.end()},
                       .levels = kept.levels,
                       .quantiles = {},
                       .actual = {}};
    if (!kept.quantiles.empty()) {
        const auto quantiles = kept.quantile(index, m_evaluatedAsset);
        out.quantiles.assign(quantiles.begin(), quantiles.end());
    } else {
        out.levels.clear();
    }
    for (std::size_t k = 1; k <= points.size(); ++k)
        out.actual.push_back(row + k < m_closes.size() ? std::log(m_closes[row + k] / m_closes[row])
                                                       : forecast::kMissing);
    return out;
}

QString NextData::timeText(std::size_t place) const {
    if (place >= m_times->size())
        return {};
    const auto time = QDateTime::fromSecsSinceEpoch((*m_times)[place], m_zone);
    return time.toString(isIntraday() ? u"yyyy-MM-dd HH:mm"_s : u"yyyy-MM-dd"_s);
}

QString NextData::shortTimeText(std::size_t place) const {
    const QString whole = timeText(place);
    return isIntraday() ? whole.mid(11) : whole.mid(5);
}

} // namespace loom::ui
