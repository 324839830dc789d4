// SPDX-License-Identifier: GPL-3.0-or-later
// Whether what a model learns from has a level to return to: ADF and KPSS for the returns that are
// forecast and for every feature, on the rows of the training part only, with a plain verdict each.
// Thread rule: pure functions; they work on all cores.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "forecast/data.h"
#include "jobs/job.h"
#include "stats/series_tests/stationarity.h"

namespace loom::studies {

struct SeriesCheck {
    std::string asset; ///< empty: the same for every asset
    std::string series;
    stats::Stationarity result = {};
    std::string why = {}; ///< not empty: it could not be tested, and why
};

/// Of rows [from, to); bars that are missing are left out. First the returns ("return") of each
/// asset, then its features; features of time are not tested. Beyond 200 series only the returns
/// are, so that a universe does not wait for it. Cancelled when it is to be discarded.
Result<std::vector<SeriesCheck>> checkStationarity(const forecast::ForecastData& data,
                                                   std::size_t from, std::size_t to,
                                                   jobs::JobContext& context);

/// What a reader must know of them, in one or a few sentences; nothing for no checks.
std::vector<std::string> stationarityNotes(const std::vector<SeriesCheck>& checks);

/// "asset,series,verdict,adf,adf_p,adf_lags,kpss,kpss_p,observations,text" a line a series.
std::string toCsv(const std::vector<SeriesCheck>& checks);
Json toJson(const std::vector<SeriesCheck>& checks);

} // namespace loom::studies
