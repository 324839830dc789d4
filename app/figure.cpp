// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure.h"

#include <QApplication>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/figures/diagnosis_figure.h"
#include "ui/figures/evaluation_figure.h"
#include "ui/figures/explanation_figure.h"
#include "ui/figures/forecast_figure.h"
#include "ui/figures/indicator_figure.h"
#include "ui/pages/synthesize/figure_export.h"
#include "ui/theme/theme.h"

namespace loom::app {

namespace {

/// Qt's remarks about a session without a desktop do not belong between the report's lines.
void dropRemark(QtMsgType, const QMessageLogContext&, const QString&) {}

/// Charts need an application, not a screen.
template <class Draw>
auto offScreen(Draw draw) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler(dropRemark);
    int argc = 1;
    char name[] = "quantloom";
    char* argv[] = {name, nullptr};
    QApplication application(argc, argv);
    const ui::Theme theme(application, ui::ThemeMode::Light);
    return draw();
}

/// draw gives a Result<FigureSheet>.
template <class Draw>
Status writeSheet(const std::filesystem::path& file, Draw draw) {
    return offScreen([&]() -> Status {
        const Result<ui::FigureSheet> sheet = draw();
        if (!sheet)
            return sheet.error();
        const auto png = ui::figurePng(*sheet);
        return png ? writeFileAtomic(file, *png) : png.error();
    });
}

std::vector<std::string> readingOf(const DiagnoseReport& report) {
    std::vector<std::string> out;
    if (report.levels)
        out.push_back(report.name + ": " + report.levels->text);
    out.push_back((report.levels ? "log return" : report.name) + ": " +
                  report.returns.stationarity.text);
    out.insert(out.end(), report.returns.findings.begin(), report.returns.findings.end());
    return out;
}

/// Nothing for a model that is not such a sum.
std::optional<ui::DecompositionFigures> partsOf(const ExplainedForecast& explained,
                                                jobs::JobContext& context) {
    const auto& rows = *explained.data.data;
    const auto& [asset, origin] = explained.place;
    auto parts = explained.trained.model->decompose(rows, origin, asset);
    const auto forecasts = explained.trained.model->forecast(rows, std::span(&origin, 1), context);
    if (!parts || !forecasts || parts->parts.empty())
        return std::nullopt;
    const auto point = forecasts->point(0, asset);
    ui::DecompositionFigures out{
        .parts = std::move(*parts), .point = {point.begin(), point.end()}, .targets = {}};
    const bool intraday = forecast::isIntraday(rows.frequency);
    for (const std::int64_t time : explained.targets) // "04-20" or "13:00", as in the window
        out.targets << ui::timeWords(explained.data, time).mid(intraday ? 11 : 5);
    return out;
}

} // namespace

Status checkCharts() {
    return {};
}

Result<bool> writeFigure(const studies::SynthesizeOutcome& outcome,
                         const std::filesystem::path& file) {
    return offScreen([&]() -> Result<bool> {
        ui::FidelityView view;
        view.setOutcome(std::make_shared<const studies::SynthesizeOutcome>(outcome));
        if (const Status saved = ui::exportFigure(view, ui::qstr(file.string()), ui::Tone::Light);
            !saved)
            return saved.error();
        return true;
    });
}

Status writeFigure(const std::shared_ptr<const studies::ForecastOutcome>& outcome,
                   const std::filesystem::path& file) {
    return writeSheet(file, [&] { return ui::forecastFigure(outcome); });
}

Status writeFigure(const std::shared_ptr<const studies::EvaluateOutcome>& outcome,
                   const std::filesystem::path& file) {
    return writeSheet(file, [&] { return ui::evaluationFigure(outcome); });
}

Status writeFigure(const market::Series& series, const std::vector<IndicatorResult>& results,
                   std::size_t bars, const std::filesystem::path& file) {
    std::vector<indicators::Indicator> shown;
    for (const auto& result : results)
        shown.push_back(result.indicator);
    return writeSheet(file, [&] { return ui::indicatorFigure(series, shown, bars); });
}

Status writeFigure(const DiagnoseReport& report, const studies::NumberColumn& column,
                   const std::vector<double>& returns, const std::filesystem::path& file) {
    const ui::DiagnosisPicture picture{.source = report.source,
                                       .name = report.name,
                                       .levels =
                                           report.levels ? column.values : std::vector<double>{},
                                       .returns = returns,
                                       .times = column.times,
                                       .diagnosis = report.returns,
                                       .first = report.first,
                                       .last = report.last,
                                       .advice = differencingAdvice(report),
                                       .reading = readingOf(report)};
    return writeSheet(file, [&] { return ui::diagnosisFigure(picture); });
}

Status writeFigure(const ExplainedForecast& explained, const std::filesystem::path& file,
                   jobs::JobContext& context) {
    const auto& rows = *explained.data.data;
    const auto& [asset, origin] = explained.place;
    ui::ExplanationPicture picture{
        .asset = ui::qstr(rows.assets[asset]),
        .model = ui::modelWords(explained.trained.study, explained.trained.origin),
        .madeAt = ui::timeWords(explained.data, rows.times[origin])};
    if (explained.shares && explained.shares->step <= explained.targets.size())
        picture.target =
            ui::timeWords(explained.data, explained.targets[explained.shares->step - 1]);
    if (explained.shares)
        picture.attribution = ui::Attribution{.explanation = *explained.shares,
                                              .fresh = explained.fresh,
                                              .stability = explained.stability};
    picture.decomposition = partsOf(explained, context);
    if (auto maps = explained.trained.model->attention(rows, origin, asset); maps)
        picture.attention = std::move(*maps);
    return writeSheet(file, [&] { return ui::explanationFigure(picture); });
}

} // namespace loom::app
