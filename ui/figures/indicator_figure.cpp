// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/indicator_figure.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/pages/market/price_view.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kPrice = 340, kPane = 124; ///< heights
constexpr std::size_t kHolidaysTold = 1000; ///< bars up to which exchange holidays are marked

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::IndicatorFigure", text);
}

QString intervalWords(market::Interval interval) {
    switch (interval) {
    case market::Interval::Minute1:
        return words("1-minute bars");
    case market::Interval::Minute5:
        return words("5-minute bars");
    case market::Interval::Minute15:
        return words("15-minute bars");
    case market::Interval::Hour1:
        return words("Hourly bars");
    case market::Interval::Day1:
        return words("Daily bars");
    }
    return {};
}

/// Within the day in the time of the exchange, as on the axis.
QString barText(const market::Series& series, std::size_t bar) {
    const Timestamp time{series.bars[bar].time};
    if (!market::isIntraday(series.interval))
        return qstr(toIso(time.utcDate()));
    const auto& name = series.instrument.timeZone;
    const QTimeZone zone(QByteArray::fromStdString(name.empty() ? "America/New_York" : name));
    return QDateTime::fromSecsSinceEpoch(time.seconds, zone.isValid() ? zone : QTimeZone::utc())
        .toString(u"yyyy-MM-dd HH:mm"_s);
}

/// "TA-Lib", or those of each where they differ.
QString conventionWords(const std::vector<indicators::Indicator>& shown) {
    QStringList names;
    for (const auto& indicator : shown)
        if (const QString name = qstr(indicators::conventionTitle(indicator.settings().convention));
            !names.contains(name))
            names << name;
    return names.join(words(" and "));
}

} // namespace

Result<FigureSheet> indicatorFigure(const market::Series& series,
                                    const std::vector<indicators::Indicator>& shown,
                                    std::size_t bars) {
    if (series.bars.empty())
        return fail(ErrorCode::NoData, "the series has no bars, so there is no figure");
    const auto calendar = market::Calendar::xnys();
    if (!calendar)
        return calendar.error();
    FigureSheet sheet;
    auto view = std::make_shared<PriceView>();
    sheet.keep.push_back(view);
    view->setIndicators(shown);
    view->setData(priceData(series, market::Adjustment::AsStored, *calendar), {});
    const std::size_t all = series.bars.size();
    const std::size_t count = bars == 0 ? all : std::min(bars, all);
    view->showTimes(series.bars[all - count].time, series.bars.back().time);

    QStringList names;
    for (const auto& indicator : shown)
        names << qstr(indicator.label());
    sheet.title = u"%1: %2"_s.arg(qstr(series.instrument.symbol), names.join(u"; "_s));
    sheet.subtitle = words("%1, %2 to %3")
                         .arg(intervalWords(series.interval), barText(series, all - count),
                              barText(series, all - 1));
    sheet.subtitle += count == all ? words("; all %1 bars.").arg(formatCount(qint64(all)))
                                   : words("; the last %1 of %2 bars.")
                                         .arg(formatCount(qint64(count)), formatCount(qint64(all)));
    for (const QString& problem : view->indicatorProblems())
        if (!problem.isEmpty())
            sheet.sentences.push_back({.mark = Mark::Warning, .text = problem});
    const bool hasVolume = !view->volume()->isHidden();
    std::vector<ChartView*> charts{view->chart()};
    charts.insert(charts.end(), view->panes().begin(), view->panes().end());
    if (hasVolume)
        charts.push_back(view->volume());
    ChartView& labelled = view->lowest();
    sheet.footer = labelled.model().footer + words(". Convention: %1.").arg(conventionWords(shown));
    labelled.setFooter({});
    for (ChartView* chart : charts) {
        chart->setXLabelsVisible(chart == charts.back()); // the dates stand below all of them
        sheet.rows.push_back(
            {.parts = {{.chart = chart}}, .height = chart == view->chart() ? kPrice : kPane});
    }
    if (count > kHolidaysTold)
        view->volume()->setLegendVisible(false); // they would be a smear and are left out
    std::size_t longest = 0;
    for (const auto& indicator : shown)
        longest = std::max(longest, indicator.warmUp());
    if (all - count < longest)
        sheet.footer += words(" Shaded: warm-up, the bars before an indicator has a value.");
    return sheet;
}

} // namespace loom::ui
