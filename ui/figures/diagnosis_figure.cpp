// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/diagnosis_figure.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "stats/density.h"
#include "stats/dependence.h"
#include "stats/probability.h"
#include "ui/bridge/text.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kCourse = 190, kShape = 250, kMemory = 200; ///< heights
constexpr double kFar = 4.5; ///< standard deviations that the histogram shows
constexpr std::size_t kMostLags = 40, kMostPoints = 2000;

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::DiagnosisFigure", text);
}

class Picture {
  public:
    explicit Picture(const DiagnosisPicture& picture)
        : m_p(picture), m_prices(!picture.levels.empty()), m_factor(m_prices ? 100 : 1) {
        for (const double value : m_p.returns)
            m_returns.push_back(m_factor * value);
        m_mean = m_factor * m_p.diagnosis.moments.mean;
        m_sd = m_factor * m_p.diagnosis.moments.stdev;
    }

    FigureSheet draw() {
        head();
        if (m_prices)
            m_sheet.rows.push_back(
                {.parts = {{.chart = course(qstr(m_p.name), m_p.levels, 0)}}, .height = kCourse});
        m_sheet.rows.push_back(
            {.parts = {{.chart = course(returnTitle(), m_returns, m_prices ? 1 : 0)}},
             .height = kCourse});
        m_sheet.rows.push_back(
            {.parts = {{.chart = histogram()}, {.chart = quantiles()}}, .height = kShape});
        std::vector<double> sizes;
        for (const double value : m_returns)
            sizes.push_back(std::abs(value));
        m_sheet.rows.push_back(
            {.parts = {{.chart =
                            memory(words("Autocorrelation of %1").arg(shortName()), m_returns)},
                       {.chart = memory(words("Autocorrelation of its size, |%1|").arg(shortName()),
                                        sizes)}},
             .height = kMemory});
        return std::move(m_sheet);
    }

  private:
    QString shortName() const { return m_prices ? u"r"_s : qstr(m_p.name); }
    QString returnTitle() const { return m_prices ? words("Log return r, %") : qstr(m_p.name); }
    QString unit() const { return m_prices ? words("log return, %") : qstr(m_p.name); }

    void head() {
        m_sheet.title = words("%1 of %2").arg(qstr(m_p.name), qstr(m_p.source));
        const auto& moments = m_p.diagnosis.moments;
        m_sheet.subtitle =
            words("%1 %2: mean %3, standard deviation %4, skewness %5, excess kurtosis %6.")
                .arg(formatCount(qint64(m_returns.size())),
                     m_prices ? words("log returns, %") : words("values"),
                     formatNumber(m_mean, m_prices ? 3 : 4), formatNumber(m_sd, m_prices ? 3 : 4),
                     formatNumber(moments.skewness, 2), formatNumber(moments.excessKurtosis, 2));
        if (!m_p.first.empty() && !m_p.last.empty())
            m_sheet.subtitle += u' ' + words("%1 to %2.").arg(qstr(m_p.first), qstr(m_p.last));
        m_sheet.sentences.push_back({.claim = qstr(m_p.advice), .text = {}});
        for (const auto& sentence : m_p.reading)
            m_sheet.sentences.push_back({.text = qstr(sentence)});
        m_sheet.footer =
            words("Normal curve and QQ line have the mean and standard deviation of the sample. "
                  "Bands of autocorrelations: 95 % of white noise, ±1.96 / √n.");
    }

    /// from: the row of the column that value 0 belongs to.
    ChartView* course(const QString& title, const std::vector<double>& values, std::size_t from) {
        ChartView* chart = m_sheet.addChart();
        chart->setTitle(title);
        chart->setLegendVisible(false);
        if (m_p.times.size() == values.size() + from)
            chart->setXAxis(XAxis::sessions(std::make_shared<const std::vector<std::int64_t>>(
                m_p.times.begin() + static_cast<std::ptrdiff_t>(from), m_p.times.end())));
        else
            chart->setXAxis(XAxis::numeric(words("row"), 0));
        chart->addLayer(std::make_unique<LineLayer>(
            title, Samples{.y = values}, LineStyle{Role::Real, from > 0 ? 0.8 : 1.2, {}}));
        return chart;
    }

    ChartView* histogram() {
        ChartView* chart = m_sheet.addChart();
        const auto [least, most] = std::ranges::minmax(m_returns);
        const double low = std::max(least, m_mean - kFar * m_sd);
        const double high = std::min(most, m_mean + kFar * m_sd);
        const auto n = static_cast<double>(m_returns.size());
        const auto bins = static_cast<std::size_t>(std::clamp(2 * std::cbrt(n) + 15, 15.0, 70.0));
        auto bars = stats::histogram(m_returns, bins, low, high);
        const auto beyond =
            std::ranges::count_if(m_returns, [&](double v) { return v < low || v > high; });
        chart->setTitle(words("Density"));
        if (beyond > 0)
            chart->setNote(
                words("%1 beyond ±%2 standard deviations").arg(beyond).arg(formatNumber(kFar, 1)));
        chart->setXAxis(XAxis::numeric(unit()));
        chart->setYAxis({.fromZero = true});
        chart->addLayer(std::make_unique<HistogramLayer>(words("Observed"), std::move(bars.edges),
                                                         std::move(bars.density)));
        Samples curve;
        constexpr int kPoints = 200;
        for (int i = 0; i <= kPoints; ++i) {
            const double x = low + (high - low) * i / kPoints, z = (x - m_mean) / m_sd;
            curve.x.push_back(x);
            curve.y.push_back(std::exp(-0.5 * z * z) / (m_sd * std::sqrt(2 * std::numbers::pi)));
        }
        chart->addLayer(
            std::make_unique<LineLayer>(words("Normal"), std::move(curve), LineStyle::benchmark()));
        return chart;
    }

    /// Every point of the tails, fewer in the middle where they would only cover each other.
    ChartView* quantiles() {
        ChartView* chart = m_sheet.addChart();
        auto sorted = m_returns;
        std::ranges::sort(sorted);
        Samples points;
        const std::size_t n = sorted.size(), step = std::max<std::size_t>(1, n / kMostPoints);
        const std::size_t tail = kMostPoints / 8;
        for (std::size_t i = 0; i < n; ++i) {
            if (i >= tail && i + tail < n && i % step != 0)
                continue;
            points.x.push_back(m_mean +
                               m_sd * stats::normalQuantile((static_cast<double>(i) + 0.5) /
                                                            static_cast<double>(n)));
            points.y.push_back(sorted[i]);
        }
        chart->setTitle(words("Quantiles against the normal law"));
        chart->setLegendVisible(false);
        chart->setXAxis(XAxis::numeric(words("normal, %1").arg(unit())));
        chart->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Diagonal, 0, QString(),
                                                        LineStyle::benchmark()));
        chart->addLayer(std::make_unique<PointLayer>(words("Observed"), std::move(points),
                                                     Ink(Role::Real), Marker::Disc, 3));
        const Range x = chart->fullXRange();
        const double air = 0.02 * x.span();
        chart->addLayer(std::make_unique<LineLayer>( // room for the outermost points
            QString(), Samples{.y = {kMissing, kMissing}, .x = {x.lo - air, x.hi + air}}));
        return chart;
    }

    ChartView* memory(const QString& title, const std::vector<double>& values) {
        ChartView* chart = m_sheet.addChart();
        const std::size_t n = values.size();
        const auto lags = std::max<std::size_t>(1, std::min(kMostLags, n / 4));
        const auto correlation = stats::acf(values, lags);
        const double edge = 1.96 / std::sqrt(static_cast<double>(n));
        Samples stems, dots, low;
        for (std::size_t k = 1; k <= lags; ++k) {
            const auto lag = static_cast<double>(k);
            for (const double y : {0.0, correlation[k - 1], kMissing}) {
                stems.x.push_back(lag);
                stems.y.push_back(y);
            }
            dots.x.push_back(lag);
            dots.y.push_back(correlation[k - 1]);
        }
        low.x = {0, static_cast<double>(lags) + 0.5};
        low.y = {-edge, -edge};
        chart->setTitle(title);
        chart->setLegendVisible(false);
        chart->setXAxis(XAxis::numeric(words("lag, rows"), 0));
        chart->addLayer(std::make_unique<AreaLayer>(words("95 % of white noise"), std::move(low),
                                                    std::vector{edge, edge},
                                                    Ink(Role::Benchmark, 0.22)));
        chart->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
        chart->addLayer(std::make_unique<LineLayer>(QString(), std::move(stems),
                                                    LineStyle{Role::Real, 1.4, {}}));
        chart->addLayer(std::make_unique<PointLayer>(words("Autocorrelation"), std::move(dots),
                                                     Ink(Role::Real), Marker::Disc, 4));
        return chart;
    }

    const DiagnosisPicture& m_p;
    bool m_prices;
    double m_factor;
    double m_mean = 0, m_sd = 1;
    std::vector<double> m_returns;
    FigureSheet m_sheet;
};

} // namespace

Result<FigureSheet> diagnosisFigure(const DiagnosisPicture& picture) {
    if (picture.returns.size() < 2)
        return fail(ErrorCode::NoData, "the series is too short for a figure");
    return Picture(picture).draw();
}

} // namespace loom::ui
