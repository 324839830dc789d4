// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/explanation_figure.h"

#include <QCoreApplication>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/pages/forecast/explain/attention_pane.h"
#include "ui/pages/forecast/explain/attribution_layers.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kBar = 22, kHead = 44;     ///< of a chart of bars
constexpr double kLeast = 130, kMost = 400; ///< heights
constexpr double kLags = 180, kMap = 360;
constexpr double kWhole = 130, kPart = 96; ///< panes of a decomposition
constexpr double kLeastMap = 220;

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::ExplanationFigure", text);
}

double barsHeight(std::size_t bars) {
    return std::clamp(kHead + kBar * static_cast<double>(bars), kLeast, kMost);
}

FigureSentence sentenceOf(const CheckWords& check) {
    QString word = check.word;
    if (!word.isEmpty())
        word[0] = word[0].toUpper();
    return {.mark = check.mark, .text = u"%1. %2"_s.arg(word, check.sentence)};
}

/// Shares of features, and of features by lag where single inputs were the players.
FigureRow featureRow(FigureSheet& sheet, const forecast::Explanation& shares) {
    FigureRow row{.parts = {}, .height = barsHeight(shares.features.size())};
    ChartView* bars = sheet.addChart();
    showShares(*bars, shares, ShareKind::Features);
    bars->setTitle(words("Shares of features, log return, %"));
    row.parts.push_back({.chart = bars, .share = 2});
    if (!shares.inputs.empty()) {
        ChartView* map = sheet.addChart();
        showInputMap(*map, shares);
        row.parts.push_back({.chart = map, .share = 3});
        row.height = std::max(row.height, kLeastMap);
    }
    return row;
}

void addShares(FigureSheet& sheet, const Attribution& attribution) {
    const auto& shares = attribution.explanation;
    sheet.sentences.push_back(sentenceOf(sumWords(shares)));
    if (attribution.fresh)
        sheet.sentences.push_back(sentenceOf(learnedWords(attribution)));
    if (attribution.stability)
        sheet.sentences.push_back(sentenceOf(stableWords(attribution)));
    // Of one feature there is nothing to compare: its lags say it all.
    if (shares.features.size() > 1)
        sheet.rows.push_back(featureRow(sheet, shares));
    if (shares.lags.empty())
        return;
    ChartView* lags = sheet.addChart();
    showShares(*lags, shares, ShareKind::Lags);
    const bool bars = lags->model().cellLayer() != nullptr;
    if (bars)
        lags->setTitle(words("Shares of lags, log return, %"));
    sheet.rows.push_back(
        {.parts = {{.chart = lags}}, .height = bars ? barsHeight(shares.lags.size()) : kLags});
}

void addParts(FigureSheet& sheet, const DecompositionFigures& figures) {
    auto pane = std::make_shared<DecompositionPane>();
    sheet.keep.push_back(pane);
    pane->show(figures);
    sheet.sentences.push_back({.text = pane->words()});
    for (ChartView* view : pane->views()) {
        const bool last = view == pane->views().back();
        view->setPaneKind(PaneKind::Main); // titles and labels where the other charts have them
        view->setLegendVisible(false);
        view->setXLabelsVisible(last);
        if (last)
            view->setXAxis(XAxis::named(figures.targets, words("target")));
        const bool whole = view == pane->views().front();
        sheet.rows.push_back({.parts = {{.chart = view}},
                              .height = whole  ? kWhole
                                        : last ? kPart + 30
                                               : kPart});
    }
}

void addAttention(FigureSheet& sheet, const forecast::AttentionMaps& maps) {
    auto pane = std::make_shared<AttentionPane>();
    sheet.keep.push_back(pane);
    pane->show(maps);
    sheet.sentences.push_back(
        {.text = words("Attention says where the model looked, rolled out over its layers, not "
                       "what moved the forecast.")});
    sheet.rows.push_back(
        {.parts = {{.chart = pane->map(), .share = 3}, {.chart = pane->weights(), .share = 2}},
         .height = std::clamp(kHead + kBar * static_cast<double>(maps.size), kMap, 2 * kMap)});
    if (maps.features.empty())
        return;
    sheet.sentences.push_back(
        {.text = words("Weights of features say how much of each it let in, mean over the window; "
                       "they have no sign.")});
    sheet.rows.push_back(
        {.parts = {{.chart = pane->features()}}, .height = barsHeight(maps.features.size())});
}

} // namespace

Result<FigureSheet> explanationFigure(const ExplanationPicture& picture) {
    FigureSheet sheet;
    const auto* shares = picture.attribution ? &picture.attribution->explanation : nullptr;
    sheet.title =
        shares != nullptr
            ? words("%1: what moved the forecast of step %2").arg(picture.asset).arg(shares->step)
            : words("%1: what the forecast rests on").arg(picture.asset);
    sheet.subtitle = picture.target.isEmpty()
                         ? words("%1. Made at the close of %2.").arg(picture.model, picture.madeAt)
                         : words("%1. Made at the close of %2, for %3.")
                               .arg(picture.model, picture.madeAt, picture.target);
    if (shares != nullptr) {
        sheet.subtitle += u' ' + words("By %1 against the %2.")
                                     .arg(qstr(forecast::methodWord(shares->method)),
                                          qstr(forecast::baselineWord(shares->baseline)));
        addShares(sheet, *picture.attribution);
    }
    if (picture.decomposition)
        addParts(sheet, *picture.decomposition);
    if (picture.attention)
        addAttention(sheet, *picture.attention);
    if (sheet.rows.empty())
        return fail(ErrorCode::NoData, "nothing of this forecast can be explained in a figure");
    sheet.footer = words("Shares are log returns over the horizon of the step; they add up to the "
                         "forecast minus that of the baseline.");
    if (shares == nullptr)
        sheet.footer.clear();
    return sheet;
}

} // namespace loom::ui
