// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/fidelity_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/charts/fan_layer.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/scorecard_model.h"
#include "ui/pages/synthesize/verdict_bar.h"
#include "ui/theme/format.h"
#include "ui/theme/generator_slots.h"

namespace loom::ui {

namespace {

using generate::Band;
using generate::FidelityCurves;

constexpr std::size_t kFanPathsDrawn = 1000;

std::vector<double> scaled(const std::vector<double>& values, double factor) {
    std::vector<double> out(values);
    for (double& v : out)
        v *= factor;
    return out;
}

/// Prices of the first paths from the start price on, value 0 = the start itself.
std::shared_ptr<const FanPaths> fanPaths(const generate::Paths& paths, double start,
                                         std::size_t days) {
    auto fan = std::make_shared<FanPaths>();
    fan->count = std::min(paths.count, kFanPathsDrawn);
    fan->length = days + 1;
    fan->values.resize(fan->count * fan->length);
    for (std::size_t i = 0; i < fan->count; ++i) {
        const auto returns = paths.path(i);
        double logPrice = std::log(start);
        float* out = fan->values.data() + i * fan->length;
        out[0] = static_cast<float>(start);
        for (std::size_t t = 0; t < days; ++t) {
            logPrice += static_cast<double>(returns[t]);
            out[t + 1] = static_cast<float>(std::exp(logPrice));
        }
    }
    return fan;
}

std::vector<std::vector<double>> bandsOf(const Band& fan) {
    return {fan.low, fan.lower, fan.middle, fan.upper, fan.high};
}

std::vector<Span> spansOf(const studies::SynthesizeOutcome& outcome) {
    const auto& set = *outcome.dataset;
    const auto& data = set.data;
    const auto span = [&](SpanKind kind, std::size_t from, std::size_t to, const QString& name) {
        return Span{kind, static_cast<double>(from), static_cast<double>(to), name,
                    qstr(set.spanText(from, to))};
    };
    if (data.wholeWindow)
        return {span(SpanKind::Training, 0, data.returns.size(),
                     FidelityView::tr("In-sample: training, selection and scoring"))};
    return {span(SpanKind::Training, 0, data.trainEnd, FidelityView::tr("In-sample, training")),
            span(SpanKind::Validation, data.trainEnd, data.validationEnd,
                 FidelityView::tr("Validation")),
            span(SpanKind::Test, data.validationEnd, data.returns.size(),
                 FidelityView::tr("Test, never seen by the generator"))};
}

/// From one in five hundred of the mode up: below that a density estimate is noise of its kernel.
std::optional<Range> visibleDensity(const std::vector<double>& density) {
    const auto top = std::max_element(density.begin(), density.end());
    if (top == density.end() || !(*top > 0))
        return std::nullopt;
    return Range{0.01 * *top / 500, 0.01 * *top * 2};
}

/// The band of a lag curve with its middle, in the generator's hue.
void addBand(ChartView* view, const QString& name, const std::vector<double>& x, const Band& band,
             int slot) {
    if (!band.low.empty())
        view->addLayer(std::make_unique<AreaLayer>(
            FidelityView::tr("%1, 5–95 % of paths").arg(name), Samples{.y = band.low, .x = x},
            band.high, Ink::ofGenerator(slot, 0.22)));
    view->addLayer(std::make_unique<LineLayer>(name, Samples{.y = band.middle, .x = x},
                                               LineStyle::generator(slot)));
}

} // namespace

FidelityView::FidelityView(QWidget* parent)
    : QWidget(parent), m_price(new ChartView(this)), m_verdict(new VerdictBar(this)),
      m_scorecard(new ScorecardModel(this)), m_table(new QTableView(this)) {
    setObjectName(QStringLiteral("fidelity_view"));
    m_price->setObjectName(QStringLiteral("price_chart"));
    m_price->setScaleSwitchVisible(true);
    m_price->setMinimumHeight(220);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_price, 3);
    auto* row = new QHBoxLayout;
    row->setSpacing(1);
    m_density =
        addCompanion(QStringLiteral("density_chart"), tr("Return density"), tr("1 day, log scale"));
    m_quantiles =
        addCompanion(QStringLiteral("qq_chart"), tr("QQ, daily return"), tr("%, real vs paths"));
    m_acf = addCompanion(QStringLiteral("acf_chart"), tr("ACF of r and |r|"), tr("lag in days"));
    m_leverage = addCompanion(QStringLiteral("leverage_chart"), tr("Leverage"),
                              tr("corr(r, later r²), lag"));
    m_volatility =
        addCompanion(QStringLiteral("volatility_chart"), tr("Rolling volatility"), tr("% a year"));
    for (ChartView* view : companions())
        row->addWidget(view);
    layout->addLayout(row);
    layout->addWidget(m_verdict);
    m_table->setObjectName(QStringLiteral("scorecard"));
    m_table->setModel(m_scorecard);
    m_table->setItemDelegate(new VerdictDelegate(3, m_table));
    m_table->setItemDelegateForColumn(ScorecardModel::MetricColumn,
                                      new QStyledItemDelegate(m_table));
    m_table->setItemDelegateForColumn(ScorecardModel::FloorColumn,
                                      new QStyledItemDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAccessibleName(tr("Scorecard"));
    layout->addWidget(m_table, 2);
}

ChartView* FidelityView::addCompanion(const QString& name, const QString& title,
                                      const QString& note) {
    auto* view = new ChartView(this);
    view->setObjectName(name);
    view->setPaneKind(PaneKind::Companion);
    view->setTitle(title);
    view->setNote(note);
    return view;
}

std::vector<ChartView*> FidelityView::companions() const {
    return {m_density, m_quantiles, m_acf, m_leverage, m_volatility};
}

void FidelityView::setUndoStack(QUndoStack* stack) {
    m_price->setUndoStack(stack);
}

void FidelityView::setOutcome(OutcomePtr outcome) {
    m_outcome = std::move(outcome);
    m_fan = nullptr;
    m_price->clearLayers();
    for (ChartView* view : companions())
        view->clearLayers();
    showPrice();
    showDensity();
    showQuantiles();
    showDependence();
    showVolatility();
    showTable();
}

QString FidelityView::footer() const {
    const auto& study = m_outcome->study;
    const QString prices = study.data.adjustment == market::Adjustment::AsStored
                               ? tr("prices as stored")
                               : tr("adjusted for dividends");
    return tr("%1, %2, source %3. Paths start at %4. Seed %5.")
        .arg(qstr(study.data.symbol), prices, qstr(m_outcome->dataset->source),
             qstr(toIso(m_outcome->dataset->dates[m_outcome->scoredFrom])))
        .arg(study.seed);
}

void FidelityView::showPrice() {
    const auto& set = *m_outcome->dataset;
    const auto& curves = m_outcome->curves;
    auto times = std::make_shared<std::vector<std::int64_t>>();
    for (const Date date : set.dates)
        times->push_back(Timestamp::atMidnightUtc(date).seconds);
    m_price->setXAxis(XAxis::sessions(std::move(times)));
    const QString currency = qstr(set.instrument.currency);
    m_price->setTitle(currency.isEmpty()
                          ? tr("Price of %1").arg(qstr(set.instrument.symbol))
                          : tr("Price of %1, %2").arg(qstr(set.instrument.symbol), currency));
    m_price->setFooter(footer());
    m_price->addLayer(std::make_unique<SpanLayer>(spansOf(*m_outcome)));
    if (!curves.samples.empty()) {
        const auto& fan = curves.samples.front().fan;
        const std::size_t days = fan.middle.empty() ? 0 : fan.middle.size() - 1;
        const double origin = static_cast<double>(m_outcome->scoredFrom);
        m_fan = m_price->addLayer(std::make_unique<FanLayer>(
            fanPaths(m_outcome->sample.paths, set.closes[m_outcome->scoredFrom], days),
            bandsOf(fan), origin,
            FanOptions{.what = {},
                       .ink = Ink::ofGenerator(generatorSlot(m_outcome->study.model.id))}));
        m_price->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Vertical, origin));
    }
    auto* real = m_price->addLayer(
        std::make_unique<LineLayer>(tr("Real close"), Samples{.y = set.closes}, LineStyle::real()));
    real->setLastTag(true);
    if (m_fan)
        m_fan->setIndexBase(real);
    m_price->fit();
    m_price->refresh();
}

void FidelityView::showDensity() {
    const FidelityCurves& c = m_outcome->curves;
    m_density->setXAxis(XAxis::numeric({}, -1, QStringLiteral(" %")));
    m_density->setScale(Scale::Log);
    m_density->addLayer(std::make_unique<HistogramLayer>(tr("Real"), scaled(c.histogramEdges, 100),
                                                         scaled(c.realHistogram, 0.01)));
    for (const auto& sample : c.samples)
        m_density->addLayer(std::make_unique<LineLayer>(
            qstr(sample.title),
            Samples{.y = scaled(sample.density, 0.01), .x = scaled(c.densityAt, 100)},
            LineStyle::generator(generatorSlot(sample.id))));
    m_density->setYRange(visibleDensity(c.realDensity));
    m_density->fit();
    m_density->refresh();
}

void FidelityView::showQuantiles() {
    const FidelityCurves& c = m_outcome->curves;
    const auto real = scaled(c.realQuantiles, 100);
    m_quantiles->setXAxis(XAxis::numeric());
    m_quantiles->addLayer(std::make_unique<AreaLayer>(
        tr("95 % band of real quantiles"), Samples{.y = scaled(c.bandLow, 100), .x = real},
        scaled(c.bandHigh, 100), Ink(Role::Real, 0.16)));
    m_quantiles->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Diagonal, 0));
    for (const auto& sample : c.samples)
        m_quantiles->addLayer(PointLayer::generator(
            qstr(sample.title), Samples{.y = scaled(sample.quantiles, 100), .x = real},
            generatorSlot(sample.id)));
    m_quantiles->fit();
    m_quantiles->refresh();
}

void FidelityView::showDependence() {
    const FidelityCurves& c = m_outcome->curves;
    m_acf->setXAxis(XAxis::numeric());
    m_leverage->setXAxis(XAxis::numeric());
    for (const auto& sample : c.samples) {
        const int slot = generatorSlot(sample.id);
        addBand(m_acf, tr("%1, |r|").arg(qstr(sample.title)), c.lags, sample.acfAbsolute, slot);
        addBand(m_leverage, qstr(sample.title), c.lags, sample.leverage, slot);
    }
    m_acf->addLayer(
        std::make_unique<LineLayer>(tr("Real, |r|"), Samples{.y = c.realAcfAbsolute, .x = c.lags}));
    m_acf->addLayer(std::make_unique<LineLayer>(tr("Real, r"), Samples{.y = c.realAcf, .x = c.lags},
                                                LineStyle{Role::Real, 0.8, {}}));
    m_acf->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    m_leverage->addLayer(std::make_unique<LineLayer>(
        tr("Real"), Samples{.y = c.realLeverage, .x = c.lags}, LineStyle{Role::Real, 1.0, {}}));
    m_leverage->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    for (ChartView* view : {m_acf, m_leverage}) {
        view->fit();
        view->refresh();
    }
}

void FidelityView::showVolatility() {
    const FidelityCurves& c = m_outcome->curves;
    m_volatility->setNote(tr("%1 days, % a year").arg(c.rollingWindow));
    m_volatility->setXAxis(XAxis::numeric());
    m_volatility->setYAxis({.fromZero = true});
    for (const auto& sample : c.samples) {
        Band band = sample.rollingVolatility;
        for (auto* values : {&band.low, &band.lower, &band.middle, &band.upper, &band.high})
            *values = scaled(*values, 100);
        std::vector<double> days(band.middle.size());
        for (std::size_t i = 0; i < days.size(); ++i)
            days[i] = static_cast<double>(i + c.rollingWindow);
        addBand(m_volatility, qstr(sample.title), days, band, generatorSlot(sample.id));
    }
    m_volatility->addLayer(std::make_unique<LineLayer>(
        tr("Real"), Samples{.y = scaled(c.realRollingVolatility, 100),
                            .firstX = static_cast<double>(c.rollingWindow)}));
    m_volatility->fit();
    m_volatility->refresh();
}

void FidelityView::showTable() {
    m_verdict->setVerdict(m_outcome->report.verdict);
    m_scorecard->setReport(m_outcome->report);
    auto* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ScorecardModel::MetricColumn, QHeaderView::Stretch);
}

void FidelityView::highlightPath(int path) {
    if (!m_fan || !m_outcome)
        return;
    const auto& paths = m_outcome->sample.paths;
    if (path < 0 || static_cast<std::size_t>(path) >= std::min(paths.count, kFanPathsDrawn)) {
        m_fan->setHighlighted(std::nullopt);
        m_price->setFooter(footer());
    } else {
        m_fan->setHighlighted(static_cast<std::size_t>(path));
        const auto returns = paths.path(static_cast<std::size_t>(path));
        double sum = 0, squares = 0;
        for (const float r : returns) {
            sum += static_cast<double>(r);
            squares += static_cast<double>(r) * static_cast<double>(r);
        }
        const double n = static_cast<double>(returns.size());
        const double volatility = std::sqrt(std::max(0.0, squares / n - sum * sum / (n * n)) * 252);
        m_price->setFooter(tr("Path %1 of %2: return %3 over %4 days, volatility %5 a year. %6")
                               .arg(path + 1)
                               .arg(paths.count)
                               .arg(formatSignedPercent(std::expm1(sum), 1))
                               .arg(returns.size())
                               .arg(formatPercent(volatility, 1), footer()));
    }
    m_price->refresh();
}

} // namespace loom::ui
