// SPDX-License-Identifier: GPL-3.0-or-later
// Asking for runs. The filter is MLflow's grammar widened with OR, parentheses and numeric
// parameters:
//   metrics.rmse < 0.5 AND (params.model = 'tcn' OR tags."mlflow.runName" LIKE 'quick%')
//   attributes.status = 'FINISHED', run_id IN ('a…', 'b…'), datasets.name = '^GSPC', params.lr <
//   0.001 tags.note IS NULL, metrics.loss = nan
// Entities (with MLflow's aliases): metrics, params, tags, attributes, datasets. Keys with odd
// characters go into "double quotes" or `backticks`, text into 'single quotes'. LIKE minds case,
// ILIKE does not. A NaN metric satisfies only != (and = nan); a missing key satisfies only IS NULL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tracking/types.h"

namespace loom::tracking {

enum class RunView { Active, Deleted, All };

struct RunQuery {
    std::vector<ExperimentId> experiments = {}; ///< empty: all
    std::string filter = {};                    ///< empty: every run
    /// "metrics.rmse DESC", "params.lr", "attributes.start_time ASC"; NaN, then missing values,
    /// come last in both directions. Ties and the default: newest first, then by id.
    std::vector<std::string> orderBy = {};
    RunView view = RunView::Active;
    std::int64_t limit = 200;
    std::int64_t offset = 0;
};

/// Says where and what is wrong with a filter, without running it.
Status checkFilter(std::string_view filter);

} // namespace loom::tracking
