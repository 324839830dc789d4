// SPDX-License-Identifier: GPL-3.0-or-later
// The data of a forecast study before anything is run: rows, or why they cannot be used, whether a
// registered model answers at once, and how often the locked rows were looked at. Thread rule:
// blocking, runs in a job.
#pragma once

#include <memory>
#include <optional>

#include "studies/forecast_dataset.h"
#include "studies/model_library.h"
#include "ui/pages/forecast/form/forecast_draft.h"
#include "ui/pages/forecast/outcomes.h"

namespace loom::ui {

using DatasetPtr = std::shared_ptr<const studies::ForecastDataset>;

struct DataPreview {
    studies::ForecastSelection selection = {}; ///< that was asked for
    DatasetPtr dataset = {};                   ///< null: it cannot be made
    std::optional<Error> problem = {};         ///< with the data, or of the model with them
    std::optional<studies::ModelOrigin> registered = {}; ///< predicts at once
    std::size_t testLooks = 0;
};

/// known: read before, used again when it is of the same selection.
DataPreview readDataPreview(studies::Workbench& workbench, const ForecastDraft& draft,
                            const DataPreview& known);

/// The registered model that a study is answered with, without training.
std::optional<studies::ModelOrigin> registeredModel(studies::Workbench& workbench,
                                                    const studies::ForecastStudy& study,
                                                    const std::string& dataHash);

/// A forecast again without training: as the study says when its registered model and data are as
/// they were, else what that model makes of the newest data. NotFound when it would have to train.
Result<ForecastPtr> forecastAgain(studies::Workbench& workbench,
                                  const studies::ForecastStudy& study, jobs::JobContext& context);

} // namespace loom::ui
