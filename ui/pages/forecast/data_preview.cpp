// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/data_preview.h"

#include "studies/forecast_model.h"
#include "studies/forecast_run.h"
#include "studies/workbench.h"

namespace loom::ui {

namespace {

/// What the model asks of the data beyond what every model does.
std::optional<Error> problemOfModel(const studies::Workbench& workbench,
                                    const studies::ForecastStudy& study,
                                    const studies::ForecastDataset& dataset) {
    const auto params = studies::resolvedParams(workbench.forecasters(), study.model);
    const auto* info = workbench.forecasters().find(study.model.id);
    if (!params || info == nullptr || !info->window)
        return std::nullopt; // told by the fields of the model
    const auto fits = dataset.checkWindow(info->window(*params, *dataset.data));
    return fits ? std::nullopt : std::optional(fits.error());
}

} // namespace

std::optional<studies::ModelOrigin> registeredModel(studies::Workbench& workbench,
                                                    const studies::ForecastStudy& study,
                                                    const std::string& dataHash) {
    const auto params = studies::resolvedParams(workbench.forecasters(), study.model);
    if (study.retrain || !params)
        return std::nullopt;
    const studies::ForecastLibrary library(workbench.tracking(), workbench.forecasters());
    const auto found = library.find(study, *params, dataHash);
    if (!found || !*found || (*found)->dataChanged || (*found)->stoppedEarly)
        return std::nullopt;
    return **found;
}

DataPreview readDataPreview(studies::Workbench& workbench, const ForecastDraft& draft,
                            const DataPreview& known) {
    DataPreview out{.selection = draft.study.data};
    if (known.dataset && known.selection == out.selection) {
        out.dataset = known.dataset;
    } else {
        auto loaded = studies::loadForecastDataset(workbench, out.selection);
        if (!loaded) {
            out.problem = std::move(loaded).error();
            return out;
        }
        out.dataset = std::make_shared<const studies::ForecastDataset>(std::move(*loaded));
    }
    const auto study = forecastStudy(draft);
    out.problem = problemOfModel(workbench, study, *out.dataset);
    out.registered = registeredModel(workbench, study, out.dataset->hash);
    if (const auto looks = studies::testLooks(workbench, out.selection))
        out.testLooks = *looks;
    return out;
}

Result<ForecastPtr> forecastAgain(studies::Workbench& workbench,
                                  const studies::ForecastStudy& study, jobs::JobContext& context) {
    const auto* info = workbench.forecasters().find(study.model.id);
    if (info == nullptr)
        return fail(ErrorCode::NotFound, "The forecaster is not known to this program.");
    if (!info->trains)
        return studies::runForecast(workbench, study, context);
    const auto params = studies::resolvedParams(workbench.forecasters(), study.model);
    if (!params)
        return params.error();
    const auto dataset = studies::loadForecastDataset(workbench, study.data);
    if (dataset && registeredModel(workbench, study, dataset->hash))
        return studies::runForecast(workbench, study, context);
    const studies::ForecastLibrary library(workbench.tracking(), workbench.forecasters());
    const auto found = library.find(study, *params, {});
    if (!found)
        return found.error();
    if (!*found)
        return fail(ErrorCode::NotFound, "No model of this study is registered.");
    return studies::predictAgain(workbench, **found, context);
}

} // namespace loom::ui
