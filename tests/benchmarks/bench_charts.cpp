// SPDX-License-Identifier: GPL-3.0-or-later
// Time of one frame while a chart pans and zooms, rendered offscreen at 1200 x 600. Prints medians
// of 40 frames for each case, on the clock and of this thread's processor time (which a busy
// machine does not stretch); the promise is 16 ms. Qt fills tall polygons, the bands of a fan, on a
// thread pool and waits for it: where many other processes run, that wait is most of the clock's
// figure. Run with QT_QPA_PLATFORM=offscreen.
#include <QApplication>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>

#include <ctime>

#include "ui/charts/candle_layer.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/fan_layer.h"
#include "ui/charts/line_layer.h"
#include "ui/theme/theme.h"

using namespace loom::ui;

namespace {

constexpr int kFrames = 40;

std::vector<double> walk(std::size_t count, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> step(0.0002, 0.01);
    std::vector<double> values(count);
    double level = std::log(100.0);
    for (double& value : values)
        value = std::exp(level += step(random));
    return values;
}

std::shared_ptr<const std::vector<Candle>> candles(std::size_t count) {
    const auto closes = walk(count, 1);
    auto bars = std::make_shared<std::vector<Candle>>();
    for (std::size_t i = 0; i < count; ++i) {
        const double open = i == 0 ? closes[0] : closes[i - 1];
        bars->push_back({open, std::max(open, closes[i]) * 1.004, std::min(open, closes[i]) * 0.996,
                         closes[i], 1e6});
    }
    return bars;
}

std::unique_ptr<FanLayer> fan(std::size_t count, std::size_t length) {
    auto paths = std::make_shared<FanPaths>();
    paths->count = count;
    paths->length = length;
    for (std::size_t i = 0; i < count; ++i)
        for (const double value : walk(length, static_cast<unsigned>(i)))
            paths->values.push_back(static_cast<float>(value));
    const std::vector<double> p{0.05, 0.25, 0.5, 0.75, 0.95};
    auto bands = quantileBands(paths->values, count, length, p);
    return std::make_unique<FanLayer>(paths, std::move(bands), 0.0,
                                      FanOptions{.shownPaths = count});
}

double threadMs() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Milliseconds of frames in which the window moves: half of them pan, half zoom.
void measure(const char* what, ChartView& view) {
    QWidget& asWidget = view; // QGraphicsView hides QWidget::render
    view.resize(1200, 600);
    QImage image(view.size(), QImage::Format_ARGB32_Premultiplied);
    asWidget.render(&image);
    const Range full = view.fullXRange();
    std::vector<double> times;
    std::vector<double> processor;
    for (int frame = 0; frame < kFrames; ++frame) {
        const double width = full.span() * (frame % 2 == 0 ? 0.8 : 0.8 - 0.018 * frame);
        const double lo = full.lo + (full.span() - width) * (frame % 7) / 7.0;
        const double busy = threadMs();
        const auto start = std::chrono::steady_clock::now();
        view.setXRange({lo, lo + width});
        asWidget.render(&image);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
        processor.push_back(threadMs() - busy);
    }
    std::printf("%-40s median %6.2f ms on the clock, %6.2f ms of processor\n", what, median(times),
                median(processor));
}

void measureFan(const char* what, std::size_t count, std::size_t length, Scale scale) {
    ChartView view;
    view.addLayer(fan(count, length));
    view.setScale(scale);
    measure(what, view);
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const Theme theme(application, ThemeMode::Dark);
    for (const std::size_t count : {1000UL, 10000UL, 50000UL, 500000UL}) {
        ChartView view;
        view.addLayer(std::make_unique<CandleLayer>(candles(count)));
        measure(qPrintable(QStringLiteral("%1 candles").arg(count)), view);
    }
    for (const std::size_t count : {50000UL, 1000000UL}) {
        ChartView view;
        view.addLayer(std::make_unique<LineLayer>(QStringLiteral("line"), Samples{walk(count, 2)}));
        measure(qPrintable(QStringLiteral("line of %1").arg(count)), view);
    }
    measureFan("1,000 paths x 252, all drawn", 1000, 252, Scale::Linear);
    measureFan("1,000 paths x 252, all drawn, log", 1000, 252, Scale::Log);
    measureFan("1,000 paths x 2,500, all drawn", 1000, 2500, Scale::Linear);
    measureFan("1,000 paths x 2,500, all drawn, log", 1000, 2500, Scale::Log);
    return 0;
}
