// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/next_layers.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "ui/bridge/text.h"
#include "ui/charts/interval_layer.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using Shown = NextView::Scale;

namespace {

constexpr double kPercent = 100;
constexpr std::size_t kNear = 30; ///< rows before the last one that are seen together with it

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::NextView", text);
}

/// A log return from a close, in the unit of the chart; reference: the close that returns count
/// from.
double shown(Shown scale, double close, double logReturn, double reference) {
    return scale == Shown::Price ? close * std::exp(logReturn)
                                 : kPercent * (logReturn + std::log(close / reference));
}

/// Quantiles in pairs around the median, widest first. Of errors: minus the median.
IntervalFan fanOf(const ForecastValues& values, Shown scale, double close, double reference) {
    IntervalFan out{.firstX = static_cast<double>(values.row), .median = {}, .bands = {}};
    const bool errors = scale == Shown::Error;
    const auto at = [&](double logReturn, std::size_t step) {
        return errors ? kPercent * (logReturn - values.median[step])
                      : shown(scale, close, logReturn, reference);
    };
    const double origin = errors ? 0 : shown(scale, close, 0, reference);
    out.median.push_back(origin);
    for (std::size_t k = 0; k < values.horizon(); ++k)
        out.median.push_back(at(values.median[k], k));
    const std::size_t levels = values.levels.size();
    for (std::size_t i = 0; i < levels / 2; ++i) {
        IntervalFan::Band band{.low = values.levels[i],
                               .high = values.levels[levels - 1 - i],
                               .lower = {origin},
                               .upper = {origin}};
        for (std::size_t k = 0; k < values.horizon(); ++k) {
            band.lower.push_back(at(values.quantile(k, i), k));
            band.upper.push_back(at(values.quantile(k, levels - 1 - i), k));
        }
        if (std::ranges::any_of(band.lower.begin() + 1, band.lower.end(),
                                [](double v) { return std::isfinite(v); }))
            out.bands.push_back(std::move(band));
    }
    return out;
}

/// A line that reads nothing where it has no value: over the history only the close is read.
class ForecastLine final : public LineLayer {
  public:
    using LineLayer::LineLayer;
    std::vector<ReadoutRow> readout(double x, int decimals) const override {
        return valueAt(x) ? LineLayer::readout(x, decimals) : std::vector<ReadoutRow>{};
    }
};

/// Adds layers under names that outlive them, so that what was hidden stays hidden.
class Layers {
  public:
    explicit Layers(ChartView& chart) : m_chart(chart) {
        for (Layer* layer : chart.layers())
            for (const LegendEntry& entry : layer->legend())
                m_shown[keyOf(*layer, entry)] = layer->isVisible(entry.part);
        chart.clearLayers();
    }
    template <class T>
    T* add(std::unique_ptr<T> layer) {
        T* raw = m_chart.addLayer(std::move(layer));
        for (const LegendEntry& entry : raw->legend())
            if (const auto before = m_shown.find(keyOf(*raw, entry));
                before != m_shown.end() && !before->second)
                raw->setVisible(false, entry.part);
        return raw;
    }

  private:
    /// The date in the name of an old forecast changes with every step.
    static QString keyOf(const Layer& layer, const LegendEntry& entry) {
        const auto* fan = dynamic_cast<const IntervalLayer*>(&layer);
        return fan != nullptr && entry.part == 0 ? u"old"_s : entry.name;
    }
    ChartView& m_chart;
    std::map<QString, bool> m_shown;
};

class Picture {
  public:
    Picture(ChartView& chart, const NextData& data, const NextPick& pick)
        : m_chart(chart), m_layers(chart), m_data(data), m_pick(pick),
          m_reference(pick.origin ? data.closes()[pick.origin->row] : data.lastClose()) {}

    void draw() {
        m_chart.setXAxis(XAxis::sessions(m_data.times(), m_data.isIntraday(), m_data.zone()));
        m_chart.setVerticalGrid(m_data.isIntraday());
        m_chart.setTitle(title());
        if (m_data.next())
            m_layers.add(std::make_unique<BorderLayer>(static_cast<double>(m_data.lastRow()),
                                                       words("History"), words("Forecast")));
        if (m_pick.scale != Shown::Price)
            m_layers.add(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
        if (m_pick.scale == Shown::Error) {
            addErrors();
            return;
        }
        if (m_data.next())
            m_layers.add(std::make_unique<IntervalLayer>(
                words("Median"),
                fanOf(*m_data.next(), m_pick.scale, m_data.lastClose(), m_reference)));
        if (m_data.next())
            addBaselines();
        if (m_pick.origin)
            addOutline(fanOf(past(), m_pick.scale, m_reference, m_reference));
        addHistory();
    }

  private:
    ForecastValues past() const { return m_data.past(m_pick.model, *m_pick.origin); }

    QString title() const {
        const QString from = m_data.timeText(m_pick.origin ? m_pick.origin->row : m_data.lastRow());
        if (m_pick.scale == Shown::Return)
            return words("Log return of %1 since %2, %").arg(m_data.symbol(), from);
        if (m_pick.scale == Shown::Error)
            return words("What happened minus forecast, log return of %1, %").arg(m_data.symbol());
        return m_data.currency().isEmpty()
                   ? words("Price of %1").arg(m_data.symbol())
                   : words("Price of %1, %2").arg(m_data.symbol(), m_data.currency());
    }

    void addHistory() {
        std::vector<double> values;
        values.reserve(m_data.closes().size());
        for (const double close : m_data.closes())
            values.push_back(shown(m_pick.scale, close, 0, m_reference));
        auto* line = m_layers.add(std::make_unique<LineLayer>(
            words("Close"), Samples{.y = std::move(values)}, LineStyle::real()));
        line->setLastTag(!m_pick.origin || m_pick.origin->row + kNear > m_data.lastRow());
    }

    /// From the last close on: nothing changes, and the mean pace of all history goes on.
    void addBaselines() {
        std::vector<double> last, drift;
        for (std::size_t k = 0; k <= m_data.next()->horizon(); ++k) {
            last.push_back(shown(m_pick.scale, m_data.lastClose(), 0, m_reference));
            drift.push_back(shown(m_pick.scale, m_data.lastClose(),
                                  static_cast<double>(k) * m_data.drift(), m_reference));
        }
        const double at = static_cast<double>(m_data.lastRow());
        m_layers.add(std::make_unique<ForecastLine>(
            words("Last value"), Samples{.y = std::move(last), .x = {}, .firstX = at},
            LineStyle{Role::Benchmark, 1.5, {1, 3}}));
        m_layers.add(std::make_unique<ForecastLine>(
            words("Drift"), Samples{.y = std::move(drift), .x = {}, .firstX = at},
            LineStyle::benchmark()));
    }

    void addOutline(IntervalFan fan) {
        if (fan.bands.size() > 1)
            fan.bands.resize(1);
        const QString name = words("Forecast of %1").arg(m_data.shortTimeText(m_pick.origin->row));
        m_layers.add(
            std::make_unique<IntervalLayer>(name, std::move(fan), IntervalLayer::Look::Outline));
    }

    /// Of every past origin the error of the last step where its outcome is known, with the widest
    /// interval it was given then; of the next forecast the interval around its median.
    void addErrors() {
        Samples lower, errors;
        std::vector<double> upper;
        QString band;
        std::size_t horizon = 0;
        for (const auto& origin : m_data.origins(m_pick.model)) {
            const auto values = m_data.past(m_pick.model, origin);
            horizon = values.horizon();
            const double median = values.median.back();
            errors.x.push_back(static_cast<double>(origin.row + horizon));
            errors.y.push_back(kPercent * (values.actual.back() - median));
            const bool has = values.levels.size() > 1;
            lower.y.push_back(has ? kPercent * (values.quantile(horizon - 1, 0) - median)
                                  : kMissing);
            upper.push_back(
                has ? kPercent * (values.quantile(horizon - 1, values.levels.size() - 1) - median)
                    : kMissing);
            if (has)
                band = IntervalLayer::bandName({.low = values.levels.front(),
                                                .high = values.levels.back(),
                                                .lower = {},
                                                .upper = {}});
        }
        lower.x = errors.x;
        if (!band.isEmpty())
            m_layers.add(std::make_unique<AreaLayer>(words("%1 at that time").arg(band),
                                                     std::move(lower), std::move(upper),
                                                     Ink(Role::Forecast, 0.18)));
        if (m_data.next())
            m_layers.add(std::make_unique<IntervalLayer>(
                words("Median"),
                fanOf(*m_data.next(), Shown::Error, m_data.lastClose(), m_reference)));
        if (m_pick.origin) {
            auto fan = fanOf(past(), Shown::Error, m_reference, m_reference);
            // Around zero: what is told is the error of every step, not the median of zeros.
            for (std::size_t k = 0; k < past().horizon(); ++k)
                fan.median[k + 1] = kPercent * (past().actual[k] - past().median[k]);
            addOutline(std::move(fan));
        }
        if (!errors.y.empty())
            m_layers.add(std::make_unique<LineLayer>(words("Error %1 steps ahead").arg(horizon),
                                                     std::move(errors),
                                                     LineStyle{Role::Real, 1.2, {}}));
    }

    ChartView& m_chart;
    Layers m_layers;
    const NextData& m_data;
    NextPick m_pick;
    double m_reference;
};

} // namespace

int shownDecimals(double price) {
    constexpr double kTenThousand = 1e4, kThousand = 1e3;
    return price >= kTenThousand ? 0 : price >= kThousand ? 1 : priceDecimals(price);
}

void showOnChart(ChartView& chart, const NextData& data, const NextPick& pick) {
    Picture(chart, data, pick).draw();
}

ViewWindow forecastFrame(const NextData& data, std::size_t horizon) {
    const double steps = static_cast<double>(horizon);
    const double history = std::clamp(4.5 * steps, 20.0, 260.0);
    // A horizon of one or two steps still gets room for its name.
    const double room = std::max({0.5, 0.08 * steps, 0.2 * history - steps});
    const double last = static_cast<double>(data.times()->size()) - 1;
    const double first = std::max(0.0, static_cast<double>(data.lastRow()) - history);
    return {.x = {first, last + room}, .y = {}, .follows = false};
}

QString unitText(const NextData& data, const NextPick& pick) {
    QStringList parts;
    if (const QString unit = pick.scale == Shown::Price ? data.currency() : words("log return, %");
        !unit.isEmpty())
        parts << unit;
    if (data.isIntraday())
        parts << words("made %1").arg(
            data.timeText(pick.origin ? pick.origin->row : data.lastRow()));
    return parts.join(u", "_s);
}

QString intervalWords(const studies::TrainedForecast& trained) {
    return trained.intervals.base() == forecast::IntervalBase::Quantiles
               ? words("learnt quantiles, corrected by their errors")
               : words("conformal intervals");
}

QString levelHead(double level) {
    const double percent = kPercent * level;
    return formatNumber(percent, std::abs(percent - std::round(percent)) < 1e-6 ? 0 : 1) + u" %"_s;
}

NextRows tableRows(const NextData& data, const NextPick& pick) {
    if (!pick.origin && !data.next())
        return {};
    const auto values = pick.origin ? data.past(pick.model, *pick.origin) : *data.next();
    const double close = data.closes()[values.row];
    const bool prices = pick.scale == Shown::Price;
    const auto at = [&](double logReturn) {
        return prices ? close * std::exp(logReturn) : kPercent * logReturn;
    };
    NextRows out{.levels = values.levels,
                 .rows = {},
                 .decimals = prices ? shownDecimals(close) : 2,
                 .isSigned = !prices,
                 .withActual = !values.actual.empty()};
    const bool errors = pick.scale == Shown::Error;
    out.actualHead = errors ? words("Error") : words("Actual");
    out.actualTip = errors ? words("What happened minus the median") : words("What happened");
    for (std::size_t k = 0; k < values.horizon(); ++k) {
        const std::size_t place = values.row + k + 1;
        const bool otherDay = data.isIntraday() &&
                              data.timeText(place).left(10) != data.timeText(values.row).left(10);
        NextRow row{.target = otherDay ? data.timeText(place).mid(5) : data.shortTimeText(place),
                    .targetLong = data.timeText(place),
                    .quantiles = {},
                    .median = at(values.median[k]),
                    .actual = kMissing};
        for (std::size_t i = 0; i < values.levels.size(); ++i)
            row.quantiles.push_back(at(values.quantile(k, i)));
        if (out.withActual)
            row.actual =
                errors ? kPercent * (values.actual[k] - values.median[k]) : at(values.actual[k]);
        out.rows.push_back(std::move(row));
    }
    return out;
}

QString outcomeWords(const NextData& data, std::size_t model, NextData::Origin origin) {
    const auto values = data.past(model, origin);
    const double close = data.closes()[origin.row];
    const int decimals = shownDecimals(close);
    const auto price = [&](double v) { return formatNumber(close * std::exp(v), decimals); };
    const double actual = values.actual.back();
    QString out =
        words("Made %1 at %2.").arg(data.timeText(origin.row), formatNumber(close, decimals));
    if (!std::isfinite(actual))
        return out + u' ' + words("What came of it is not known.");
    out += u' ' +
           words("At step %1: %2, forecast %3")
               .arg(QString::number(values.horizon()), price(actual), price(values.median.back()));
    // The narrowest interval that held it.
    const std::size_t levels = values.levels.size(), last = values.horizon() - 1;
    for (std::size_t i = levels / 2; i-- > 0;) {
        const double low = values.quantile(last, i), high = values.quantile(last, levels - 1 - i);
        const QString name = IntervalLayer::bandName({.low = values.levels[i],
                                                      .high = values.levels[levels - 1 - i],
                                                      .lower = {},
                                                      .upper = {}});
        if (actual >= low && actual <= high)
            return out + words(", within %1.").arg(name);
        if (i == 0 && std::isfinite(low))
            return out + words(", outside %1.").arg(name);
    }
    return out + u'.';
}

} // namespace loom::ui
