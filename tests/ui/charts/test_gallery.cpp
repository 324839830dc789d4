// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of chart as the pages use it, drawn in both themes at scale 1 and 2 and saved for a
// look; checked here for being drawn at all and for staying inside their panes.
#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <random>

#include "chart_samples.h"
#include "support/test_case.h"
#include "ui/charts/candle_layer.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/mark_layers.h"
#include "ui/theme/theme.h"

using namespace loom;
using namespace loom::ui;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Market {
    QWidget window;
    ChartLink link;
    ChartView* price = nullptr;
    ChartView* volume = nullptr;
    ChartView* rsi = nullptr;
};

void fillMarket(Market& m) {
    const Bars bars = sp500Bars();
    const auto closes = bars.closes();
    auto* column = new QVBoxLayout(&m.window);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m.price = new ChartView;
    m.price->setTitle(u"Price, index points"_s);
    m.price->setNote(u"close of Fri 2020-04-17, unadjusted, USD, XNYS"_s);
    m.price->setXAxis(XAxis::sessions(bars.times));
    m.price->setXLabelsVisible(false);
    m.price->setYAxis({.decimals = 2});
    m.price->addLayer(std::make_unique<LineLayer>(u"SMA 20"_s, Samples{movingAverage(closes, 20)},
                                                  LineStyle{Role::Real, 1.5, {}}));
    m.price->addLayer(std::make_unique<LineLayer>(u"SMA 50"_s, Samples{movingAverage(closes, 50)},
                                                  LineStyle::benchmark()));
    auto* candles = m.price->addLayer(std::make_unique<CandleLayer>(bars.candles));
    candles->setLastTag(true);
    candles->setRestated({closes.size() - 60});
    m.volume = new ChartView;
    m.volume->setNote(u"Volume, shares"_s);
    m.volume->setXAxis(XAxis::sessions(bars.times));
    m.volume->setYAxis({.compact = true, .fromZero = true});
    m.volume->setVerticalGrid(true);
    m.volume->addLayer(std::make_unique<VolumeLayer>(bars.candles));
    m.volume->addLayer(std::make_unique<MarkLayer>(
        u"exchange holiday"_s,
        std::vector<PlotMark>{{.x = double(closes.size()) - 43, .text = u"Holiday"_s},
                              {.x = double(closes.size()) - 6, .text = u"Holiday"_s}}));
    m.volume->setFixedHeight(130);
    m.rsi = new ChartView;
    m.rsi->setTitle(u"Rolling volatility, % a year"_s);
    m.rsi->setXAxis(XAxis::sessions(bars.times));
    m.rsi->setXLabelsVisible(false);
    m.rsi->setVerticalGrid(true);
    auto vol = rollingVolatility(logReturns(closes), 14);
    vol.insert(vol.begin(), kMissing);
    m.rsi->addLayer(std::make_unique<LineLayer>(u"Volatility 14"_s, Samples{vol}));
    m.rsi->addLayer(
        std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 20, u"20 %"_s));
    m.rsi->setFixedHeight(130);
    for (ChartView* view : {m.price, m.volume, m.rsi}) {
        column->addWidget(view);
        view->setLink(&m.link);
    }
    m.window.resize(760, 620);
    m.price->setXRange({double(closes.size()) - 118.5, double(closes.size()) - 0.5});
}

struct Fidelity {
    QWidget window;
    ChartView* fan = nullptr;
    std::vector<ChartView*> panes;
};

std::vector<double> histogram(const std::vector<double>& values, const std::vector<double>& edges) {
    std::vector<double> density(edges.size() - 1, 0.0);
    for (const double v : values)
        for (std::size_t i = 0; i + 1 < edges.size(); ++i)
            if (v >= edges[i] && v < edges[i + 1])
                density[i] += 1 / (static_cast<double>(values.size()) * (edges[i + 1] - edges[i]));
    return density;
}

void addStatistics(Fidelity& f, const std::vector<double>& r,
                   const std::shared_ptr<std::vector<std::int64_t>>& times, QHBoxLayout* row) {
    const auto pane = [&](const QString& title, const QString& note) {
        auto* view = new ChartView;
        view->setPaneKind(PaneKind::Companion);
        view->setTitle(title);
        view->setNote(note);
        row->addWidget(view);
        f.panes.push_back(view);
        return view;
    };
    std::vector<double> percent;
    for (const double v : r)
        percent.push_back(100 * v);
    std::vector<double> edges;
    for (int i = 0; i <= 60; ++i)
        edges.push_back(-6 + 0.2 * i);
    auto* density = pane(u"Return density"_s, u"1 day, log scale"_s);
    density->setXAxis(XAxis::numeric({}, 0, u" %"_s));
    const auto heights = histogram(percent, edges);
    density->addLayer(std::make_unique<HistogramLayer>(u"Real"_s, edges, heights));
    std::vector<double> x, y;
    for (int i = -60; i <= 60; ++i) {
        x.push_back(i / 10.0);
        y.push_back(0.55 / (1 + std::pow(i / 8.0, 2)));
    }
    density->addLayer(
        std::make_unique<LineLayer>(u"QuantGAN"_s, Samples{y, x}, LineStyle::generator(1)));
    density->setScale(Scale::Log);

    auto* qq = pane(u"QQ, daily return"_s, u"%, real vs paths"_s);
    qq->setXAxis(XAxis::numeric());
    std::vector<double> sorted = percent;
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> real, generated, low, high;
    for (std::size_t i = 2; i < sorted.size(); i += 40) {
        real.push_back(sorted[i]);
        generated.push_back(sorted[i] * 0.9);
        low.push_back(sorted[i] - 0.1 - 0.12 * std::abs(sorted[i]));
        high.push_back(sorted[i] + 0.1 + 0.12 * std::abs(sorted[i]));
    }
    qq->addLayer(std::make_unique<AreaLayer>(u"95 % band"_s, Samples{low, real}, high,
                                             Ink(Role::Synthetic, 0.2)));
    qq->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Diagonal, 0));
    qq->addLayer(PointLayer::generator(u"QuantGAN"_s, Samples{generated, real}, 1));

    auto* acf = pane(u"ACF of r and |r|"_s, u"lag in days"_s);
    acf->setXAxis(XAxis::numeric(u"lag"_s, 0));
    std::vector<double> absolute;
    for (const double v : r)
        absolute.push_back(std::abs(v));
    acf->addLayer(std::make_unique<LineLayer>(u"r"_s, Samples{autocorrelation(r, 120), {}, 1},
                                              LineStyle{Role::Benchmark, 1, {}}));
    acf->addLayer(
        std::make_unique<LineLayer>(u"|r|"_s, Samples{autocorrelation(absolute, 120), {}, 1}));

    auto* leverage = pane(u"Leverage"_s, u"corr(r, later r²), lag"_s);
    leverage->setXAxis(XAxis::numeric({}, 0));
    std::vector<double> lower, upper, measured;
    for (int lag = 1; lag <= 60; ++lag) {
        measured.push_back(-0.13 * std::exp(-lag / 14.0) + 0.02 * std::sin(lag * 1.7));
        lower.push_back(-0.1 * std::exp(-lag / 14.0) - 0.03);
        upper.push_back(-0.1 * std::exp(-lag / 14.0) + 0.03);
    }
    leverage->addLayer(std::make_unique<AreaLayer>(u"90 % of paths"_s, Samples{lower, {}, 1}, upper,
                                                   Ink(Role::Synthetic, 0.2)));
    leverage->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    leverage->addLayer(std::make_unique<LineLayer>(u"GJR-GARCH-t"_s, Samples{lower, {}, 1},
                                                   LineStyle::generator(2)));
    leverage->addLayer(std::make_unique<LineLayer>(u"Real"_s, Samples{measured, {}, 1}));

    auto* volatility = pane(u"Rolling volatility"_s, u"63 days, % a year"_s);
    volatility->setXAxis(XAxis::sessions(times));
    volatility->setYAxis({.fromZero = true});
    volatility->addLayer(std::make_unique<LineLayer>(u"Real"_s, Samples{rollingVolatility(r, 63)}));
}

void fillFidelity(Fidelity& f) {
    const Bars bars = sp500Bars();
    const auto closes = bars.closes();
    const std::size_t origin = closes.size() - 1080;
    const auto r = logReturns(closes);
    auto* column = new QVBoxLayout(&f.window);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    f.fan = new ChartView;
    f.fan->setTitle(u"Price, index points"_s);
    f.fan->setScaleSwitchVisible(true);
    f.fan->setFooter(
        u"Close, unadjusted, USD, XNYS calendar. Paths: block bootstrap, 60 days, start at the last training close, seed 7."_s);
    f.fan->setXAxis(XAxis::sessions(bars.times));
    f.fan->addLayer(std::make_unique<SpanLayer>(std::vector<Span>{
        {SpanKind::Training, 0, double(origin), u"In-sample, training"_s,
         u"2000-01-04 to 2015-12-31, 4,024 returns"_s},
        {SpanKind::Test, double(origin) + 1, double(closes.size()) - 1,
         u"Holdout, never seen by a generator"_s, u"2016-01-04 to 2020-04-17, 1,080 returns"_s}}));
    const std::vector<double> training(r.begin(), r.begin() + static_cast<long>(origin));
    const auto paths = bootstrapPaths(training, closes[origin], 500, 1080);
    const std::vector<double> p{0.05, 0.25, 0.5, 0.75, 0.95};
    auto* fan = f.fan->addLayer(std::make_unique<FanLayer>(
        paths, quantileBands(paths->values, paths->count, paths->length, p), double(origin)));
    auto* real = f.fan->addLayer(std::make_unique<LineLayer>(u"Real close"_s, Samples{closes}));
    real->setLastTag(true);
    fan->setIndexBase(real);
    f.fan->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Vertical, double(origin)));
    f.fan->setScale(Scale::Log);
    f.fan->setXRange({double(origin) - 650, double(closes.size()) - 1});
    column->addWidget(f.fan, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(1);
    column->addLayout(row);
    addStatistics(f, r, bars.times, row);
    f.window.resize(1000, 520);
}

void fillTraining(QWidget& window) {
    auto* column = new QVBoxLayout(&window);
    auto* losses = new ChartView;
    losses->setTitle(u"Loss"_s);
    losses->setXAxis(XAxis::numeric(u"step"_s, 0));
    auto* critic =
        losses->addLayer(std::make_unique<LineLayer>(u"Critic"_s, Samples{}, LineStyle::real()));
    auto* generator = losses->addLayer(
        std::make_unique<LineLayer>(u"Generator"_s, Samples{}, LineStyle::generator(1)));
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise(0, 0.05);
    for (int i = 0; i < 2400; ++i) {
        critic->append(i, 1.3 + 0.3 * std::exp(-i / 300.0) + noise(random));
        generator->append(i, 0.8 - 0.2 * std::exp(-i / 500.0) + noise(random));
    }
    column->addWidget(losses);
    auto* empty = new ChartView;
    empty->setTitle(u"Quality on held-out data"_s);
    empty->setEmptyText(u"Train a generator to see how close its paths come."_s);
    column->addWidget(empty);
    window.resize(700, 460);
}

void shoot(QWidget& window, Theme& theme, const QString& name,
           const std::function<void()>& prepare = {}) {
    for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light})
        for (const int scale : {1, 2}) {
            theme.setMode(mode);
            QCoreApplication::processEvents();
            if (prepare)
                prepare();
            QImage image(window.size() * scale, QImage::Format_ARGB32);
            image.setDevicePixelRatio(scale);
            window.render(&image);
            QVERIFY(image.save(QStringLiteral(LOOM_SCREENSHOTS) +
                               u"/chart_%1_%2@%3.png"_s.arg(name, themeModeCode(mode)).arg(scale)));
        }
}

void hover(ChartView* view, const QPointF& at) {
    QMouseEvent move(QEvent::MouseMove, at, view->viewport()->mapToGlobal(at), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(view->viewport(), &move);
}

} // namespace

class TestGallery : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)); }

    void market() {
        Theme theme(*qobject_cast<QApplication*>(qApp), ThemeMode::Dark);
        Market m;
        fillMarket(m);
        m.window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m.window));
        shoot(m.window, theme, u"market"_s, [&] {
            const QRectF plot = m.price->chartLayout().plot;
            hover(m.price, QPointF(plot.left() + plot.width() * 0.84, plot.center().y() + 40));
        });
        // Equal x stand above each other in all panes.
        QCOMPARE(m.price->chartLayout().plot.left(), m.rsi->chartLayout().plot.left());
        QCOMPARE(m.price->chartLayout().plot.right(), m.rsi->chartLayout().plot.right());
        QCOMPARE(m.price->chartLayout().plot.right(), m.volume->chartLayout().plot.right());
    }

    void fidelity() {
        Theme theme(*qobject_cast<QApplication*>(qApp), ThemeMode::Dark);
        Fidelity f;
        fillFidelity(f);
        f.window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&f.window));
        shoot(f.window, theme, u"fidelity"_s, [&] {
            const QRectF plot = f.fan->chartLayout().plot;
            hover(f.fan, QPointF(plot.left() + plot.width() * 0.9, plot.center().y()));
        });
        for (const ChartView* pane : f.panes) {
            QCOMPARE(pane->height(), 148);
            QVERIFY(pane->chartLayout().yTicks.size() >= 2);
            QVERIFY(pane->chartLayout().xTicks.size() >= 2);
        }
    }

    void training() {
        Theme theme(*qobject_cast<QApplication*>(qApp), ThemeMode::Dark);
        QWidget window;
        fillTraining(window);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        shoot(window, theme, u"training"_s);
    }
};

LOOM_TEST(TestGallery)
#include "test_gallery.moc"
