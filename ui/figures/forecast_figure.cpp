// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/forecast_figure.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/pages/forecast/next/next_layers.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kAlone = 440, kSmall = 210; ///< heights
constexpr std::size_t kMost = 24;            ///< charts that can be told apart on one page
constexpr double kPercent = 100;
constexpr double kBelow = 0.06, kAir = 0.09, kSmallAir = 0.18; ///< of the span of the values

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::ForecastFigure", text);
}

struct Shown {
    NextData data;
    double last = 0; ///< log return of the last step
};

/// Highest forecast first, as the printed table has them.
std::vector<Shown> shownAssets(const ForecastPtr& forecast) {
    std::vector<Shown> out;
    for (std::size_t a = 0; a < forecast->next.paths.size(); ++a)
        if (!forecast->next.paths[a].steps.empty())
            out.push_back({.data = NextData(forecast, nullptr, a),
                           .last = forecast->next.paths[a].steps.back().logReturn});
    std::ranges::stable_sort(out, std::greater(), &Shown::last);
    return out;
}

QString stepDate(const NextData& data, std::size_t step) {
    return data.timeText(data.lastRow() + step);
}

QString moveText(double logReturn) {
    return formatSignedPercent(std::expm1(logReturn), 2);
}

/// The last step in numbers.
FigureSentence lastStep(const NextData& data) {
    const auto& next = *data.next();
    const std::size_t last = next.horizon() - 1;
    const int decimals = shownDecimals(data.lastClose());
    const auto price = [&](double v) {
        return formatNumber(data.lastClose() * std::exp(v), decimals);
    };
    FigureSentence out;
    out.claim = words("%1: %2 %3, %4 from the last close of %5.")
                    .arg(stepDate(data, next.horizon()), price(next.median[last]), data.currency(),
                         moveText(next.median[last]), formatNumber(data.lastClose(), decimals))
                    .replace(u" ,"_s, u","_s);
    const std::size_t levels = next.levels.size();
    if (levels < 2 || !std::isfinite(next.quantile(last, 0)))
        out.text = words("There are no intervals yet: too few errors of past forecasts are known.");
    else
        out.text = words("%1 % interval: %2 to %3. The forecast is the median; last value and "
                         "drift are the baselines that it has to beat.")
                       .arg(formatNumber(kPercent * (next.levels.back() - next.levels.front()), 0),
                            price(next.quantile(last, 0)), price(next.quantile(last, levels - 1)));
    return out;
}

/// air: above the highest value, of the span, so that the fan stays below the words on the border.
ChartView* chartOf(FigureSheet& sheet, const NextData& data, double air) {
    ChartView* chart = sheet.addChart();
    showOnChart(*chart, data, {});
    const ViewWindow frame = forecastFrame(data, data.next()->horizon());
    chart->setWindow(frame);
    Range y;
    for (const Layer* layer : chart->layers())
        y.include(layer->yExtent(frame.x, Scale::Linear));
    if (y.span() > 0)
        chart->setYRange(Range{y.lo - kBelow * y.span(), y.hi + air * y.span()});
    return chart;
}

void addMany(FigureSheet& sheet, std::vector<Shown>& shown) {
    const std::size_t all = shown.size();
    if (all > kMost) {
        shown.erase(shown.begin() + kMost / 2, shown.end() - kMost / 2);
        sheet.sentences.push_back(
            {.text = words("The %1 highest and the %1 lowest of %2 forecasts.")
                         .arg(kMost / 2)
                         .arg(all)});
    }
    const std::size_t columns = shown.size() <= 4 ? 2 : shown.size() <= 9 ? 3 : 4;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto& data = shown[i].data;
        ChartView* chart = chartOf(sheet, data, kSmallAir);
        chart->setLegendVisible(false);
        chart->setTitle(data.currency().isEmpty() ? data.symbol()
                                                  : data.symbol() + u", "_s + data.currency());
        chart->setNote(
            words("%1 by %2")
                .arg(moveText(shown[i].last), stepDate(data, data.next()->horizon()).mid(5)));
        if (i % columns == 0)
            sheet.rows.push_back({.parts = {}, .height = kSmall});
        sheet.rows.back().parts.push_back({.chart = chart, .remarks = false});
        if (i == 0)
            sheet.legend = chart;
    }
    sheet.rows.back().parts.resize(columns); // the last row keeps the grid
}

/// Assets whose bars end earlier are forecast from there.
QString madeWords(const std::vector<Shown>& shown) {
    QString first, last;
    for (const Shown& one : shown) {
        const QString made = one.data.timeText(one.data.lastRow());
        first = first.isEmpty() ? made : std::min(first, made);
        last = std::max(last, made);
    }
    return first == last ? first : words("each asset's last bar, %1 to %2").arg(first, last);
}

QString footerOf(const studies::ForecastOutcome& outcome) {
    const bool asStored = outcome.study.data.adjustment == market::Adjustment::AsStored;
    QString out =
        asStored ? words("Prices as stored") : words("Prices adjusted for splits and dividends");
    if (!outcome.trained->period.empty())
        out += words("; trained on %1").arg(qstr(outcome.trained->period));
    return out + words("; %1.").arg(intervalWords(*outcome.trained));
}

} // namespace

QString modelWords(const studies::ForecastStudy& study, const studies::ModelOrigin& origin) {
    const auto registry = forecast::makeForecasterRegistry();
    const auto* info = registry.find(study.model.id);
    QString out = qstr(info == nullptr ? study.model.id : info->title);
    if (!study.model.preset.empty())
        out += u", "_s + qstr(study.model.preset);
    if (origin.version > 0)
        out += words("; model %1, version %2").arg(qstr(origin.name)).arg(origin.version);
    return out;
}

QString timeWords(const studies::ForecastDataset& data, std::int64_t time) {
    if (!forecast::isIntraday(data.data->frequency))
        return qstr(toIso(Timestamp{time}.utcDate()));
    const auto& name = data.inputs.series->front().instrument.timeZone;
    const QTimeZone zone(QByteArray::fromStdString(name.empty() ? "America/New_York" : name));
    return QDateTime::fromSecsSinceEpoch(time, zone.isValid() ? zone : QTimeZone::utc())
        .toString(u"yyyy-MM-dd HH:mm"_s);
}

QString horizonWords(forecast::Frequency frequency, std::size_t horizon) {
    const QString step = qstr(forecast::stepWord(frequency));
    if (horizon == 1)
        return words("the next %1").arg(step);
    QString out = words("the next %1 %2s").arg(horizon).arg(step);
    if (forecast::isIntraday(frequency))
        out += u" ("_s + qstr(forecast::frequencyWord(frequency)) + u')';
    return out;
}

Result<FigureSheet> forecastFigure(const ForecastPtr& forecast) {
    auto shown = shownAssets(forecast);
    if (shown.empty())
        return fail(ErrorCode::NoData, "no asset could be forecast, so there is no figure");
    FigureSheet sheet;
    const NextData& first = shown.front().data;
    const auto& study = forecast->study;
    const QString ahead = horizonWords(first.frequency(), first.next()->horizon());
    const bool alone = shown.size() == 1;
    sheet.title = alone ? u"%1: %2"_s.arg(first.symbol(), ahead)
                        : words("%1 assets: %2").arg(QString::number(shown.size()), ahead);
    sheet.subtitle = words("%1. Made at the close of %2.")
                         .arg(modelWords(study, forecast->trained->origin), madeWords(shown));
    sheet.footer = footerOf(*forecast);
    for (const auto& path : forecast->next.paths)
        if (path.steps.empty() && sheet.sentences.size() < 4)
            sheet.sentences.push_back(
                {.mark = Mark::Warning,
                 .text = words("%1 was not forecast. %2").arg(qstr(path.symbol), qstr(path.why))});
    if (!alone)
        sheet.subtitle += u' ' + words("Highest forecast first.");
    if (alone) {
        sheet.sentences.push_back(lastStep(first));
        sheet.rows.push_back({.parts = {{.chart = chartOf(sheet, first, kAir), .remarks = false}},
                              .height = kAlone});
    } else {
        addMany(sheet, shown);
    }
    return sheet;
}

} // namespace loom::ui
