// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/attribution_layers.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/heat_layer.h"
#include "ui/charts/indicator_layers.h"
#include "ui/charts/mark_layers.h"
#include "ui/charts/share_layer.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kPercent = 100;
constexpr std::size_t kMostBars = 15;
constexpr double kSmallGap = 0.01; ///< of what is shared out
constexpr double kAgreement = 0.5; ///< rank correlation from which pictures count as alike

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::AttributionPane", text);
}

/// Two to three significant digits of the largest.
int decimalsFor(double most) {
    if (!(most > 0))
        return 2;
    return std::clamp(2 - static_cast<int>(std::floor(std::log10(most))), 1, 6);
}

double largest(const std::vector<forecast::Share>& shares) {
    double most = 0;
    for (const auto& share : shares)
        if (std::isfinite(share.value))
            most = std::max(most, std::abs(kPercent * share.value));
    return most;
}

/// "days", "weeks": of lags.
QString stepsWord(forecast::Frequency frequency) {
    return qstr(std::string(forecast::stepWord(frequency)) + 's');
}

/// "−3", "0" at the origin.
QString lagText(std::size_t lag) {
    return lag == 0 ? u"0"_s : QString(u'−' + QString::number(lag));
}

QString agreementText(double value) {
    return formatSigned(value, 2);
}

} // namespace

namespace {

/// More lags than fit as bars: columns along the window, the newest right.
void showManyLags(ChartView& chart, const forecast::Explanation& shares) {
    QStringList names;
    std::vector<double> values;
    for (std::size_t i = shares.lags.size(); i-- > 0;) {
        names << lagText(i);
        values.push_back(kPercent * shares.lags[i].value);
    }
    chart.setTitle(
        words("Shares by %1 before the origin, log return, %").arg(stepsWord(shares.frequency)));
    chart.setXAxis(XAxis::named(names, words("lag")));
    chart.addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    chart.addLayer(std::make_unique<ColumnLayer>(words("Share"), std::move(values)));
    chart.setLegendVisible(false);
    chart.setWindow({.x = chart.fullXRange(), .y = {}, .follows = true});
}

} // namespace

void showShares(ChartView& chart, const forecast::Explanation& shares, ShareKind kind) {
    const bool features = kind == ShareKind::Features;
    const auto& source = features ? shares.features : shares.lags;
    std::vector<std::size_t> order(source.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (features)
        std::ranges::stable_sort(order, std::greater(),
                                 [&](std::size_t i) { return std::abs(source[i].value); });
    ShareBars content{
        .bars = {}, .quantity = words("Log return, %"), .decimals = decimalsFor(largest(source))};
    QStringList names;
    for (const std::size_t i : order) {
        content.bars.push_back({.name = qstr(source[i].name),
                                .value = kPercent * source[i].value,
                                .error = kPercent * source[i].standardError});
        names << content.bars.back().name;
    }
    chart.clearLayers();
    chart.setCell(std::nullopt);
    if (!features && source.size() > kMostBars) {
        showManyLags(chart, shares);
        chart.refresh();
        return;
    }
    chart.setTitle(words("Shares, log return, %"));
    chart.setEmptyText(features ? words("Shared out among lags: there are no shares of features.")
                                : words("Shared out among features: there are no shares of lags."));
    chart.setXAxis(XAxis::named(names, features ? words("feature") : words("lag")));
    if (!content.bars.empty())
        chart.addLayer(std::make_unique<ShareLayer>(std::move(content)));
    chart.refresh();
}

void showInputMap(ChartView& chart, const forecast::Explanation& shares) {
    QStringList features;
    std::size_t lags = 0;
    for (const auto& place : shares.places) {
        if (const QString name = qstr(place.feature); !features.contains(name))
            features << name;
        lags = std::max(lags, place.lag + 1);
    }
    chart.clearLayers();
    chart.setTitle(words("Shares by feature and %1 before the origin, log return, %")
                       .arg(stepsWord(shares.frequency)));
    chart.setEmptyText(words("Shapley values were shared out among groups. Share among single "
                             "inputs, or use integrated gradients, to see feature and lag."));
    if (!shares.inputs.empty()) {
        HeatTable table{.rows = features, .columns = {}, .values = {}};
        // Newest right, as on a time axis.
        for (std::size_t lag = lags; lag-- > 0;)
            table.columns << lagText(lag);
        table.values.assign(static_cast<std::size_t>(features.size()) * lags, kMissing);
        double most = 0;
        for (std::size_t i = 0; i < shares.inputs.size(); ++i) {
            const auto& place = shares.places[i];
            const auto row = static_cast<std::size_t>(features.indexOf(qstr(place.feature)));
            const double value = kPercent * shares.inputs[i].value;
            table.values[row * lags + lags - 1 - place.lag] = value;
            most = std::max(most, std::abs(value));
        }
        if (!(most > 0))
            most = 1;
        table.limits = {-most, most};
        table.decimals = decimalsFor(most);
        table.quantity = words("Log return, %");
        table.widestName = 140; // outputs of one indicator differ at the end of their names
        chart.setXAxis(XAxis::named(features, words("feature")));
        chart.addLayer(std::make_unique<HeatLayer>(std::move(table)));
    }
    chart.setCell(std::nullopt);
    chart.refresh();
}

CheckWords sumWords(const forecast::Explanation& shares) {
    const double difference = shares.forecast - shares.base;
    const double part = difference == 0 ? 0 : std::abs(shares.gap() / difference);
    const auto signedPercent = [](double v) { return formatSigned(kPercent * v, 3); };
    CheckWords out{.mark = part < kSmallGap ? Mark::Ok : Mark::Warning,
                   .word = part < kSmallGap ? words("adds up") : words("inexact"),
                   .sentence = {}};
    out.sentence =
        words("Step %1: forecast %2 %, with the %3 %4 %. The shares add up to %5 % but for %6 % "
              "of it.")
            .arg(QString::number(shares.step), signedPercent(shares.forecast),
                 qstr(forecast::baselineWord(shares.baseline)), signedPercent(shares.base),
                 signedPercent(difference), formatNumber(kPercent * part, 2));
    if (shares.stopped)
        out.sentence += u' ' + words("Stopped early: fewer samples than asked for.");
    return out;
}

CheckWords learnedWords(const Attribution& attribution) {
    if (!attribution.fresh)
        return {.mark = Mark::Neutral,
                .word = words("not checked"),
                .sentence = attribution.noFresh.empty() ? words("Not compared with fresh weights.")
                                                        : qstr(attribution.noFresh)};
    const auto& report = *attribution.fresh;
    const bool learned = !report.looksAlike && !report.sizesLookAlike;
    QString verdict = qstr(studies::freshWeightsVerdict(report));
    verdict[0] = verdict[0].toUpper();
    return {.mark = report.looksAlike ? Mark::Danger
                    : learned         ? Mark::Ok
                                      : Mark::Warning,
            .word = report.looksAlike ? words("not learned")
                    : learned         ? words("learned")
                                      : words("partly learned"),
            .sentence =
                words("%1 Shares of %2 networks with fresh weights agree with these by %3 "
                      "(sizes alone %4), at %5 origins.")
                    .arg(verdict, QString::number(report.draws),
                         agreementText(report.signedMean.inputs),
                         agreementText(report.sizesMean.inputs), QString::number(report.origins))};
}

CheckWords stableWords(const Attribution& attribution) {
    if (!attribution.stability)
        return {.mark = Mark::Neutral,
                .word = words("not checked"),
                .sentence = attribution.noStability.empty()
                                ? words("Not compared with models of other seeds.")
                                : qstr(attribution.noStability)};
    const auto& report = *attribution.stability;
    const bool stable = report.mean.inputs >= kAgreement;
    return {.mark = stable ? Mark::Ok : Mark::Warning,
            .word = stable ? words("stable") : words("unstable"),
            .sentence =
                words("Shares of %1 seeds agree by %2 (worst %3; features %4, lags %5) at %6 "
                      "origins; their forecasts have the same sign in %7 %.")
                    .arg(QString::number(report.models), agreementText(report.mean.inputs),
                         agreementText(report.least.inputs), agreementText(report.mean.features),
                         agreementText(report.mean.lags), QString::number(report.origins),
                         formatNumber(kPercent * report.sameSign, 0))};
}

} // namespace loom::ui
