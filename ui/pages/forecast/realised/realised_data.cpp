// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/realised/realised_data.h"

#include <algorithm>
#include <set>

#include "studies/forecast_selection.h"
#include "studies/keep_predictions.h"
#include "studies/workbench.h"

namespace loom::ui {

namespace {

using predictions::Prediction;
using predictions::PredictionGroup;

const PredictionGroup* chosenGroup(const std::vector<PredictionGroup>& groups,
                                   const RealisedChoice& choice) {
    const PredictionGroup* best = nullptr;
    for (const auto& group : groups) {
        const bool symbol = choice.symbol.empty() || group.symbol == choice.symbol;
        if (symbol && group.model == choice.model)
            return &group;
        if (symbol && (best == nullptr || group.lastMadeAt > best->lastMadeAt))
            best = &group;
    }
    if (best == nullptr && !groups.empty())
        best = &*std::ranges::max_element(groups, {}, &PredictionGroup::lastMadeAt);
    return best;
}

std::shared_ptr<const PriceData> pricesOf(const studies::Workbench& workbench,
                                          const RealisedData& data) {
    if (data.rows.empty())
        return nullptr;
    const auto interval = studies::intervalOf(data.shown.frequency);
    for (const std::string& source : {data.shown.source, std::string()}) {
        const auto series = workbench.loadSeries(
            {.symbol = data.shown.symbol, .interval = interval, .source = source});
        if (series && !series->empty())
            return priceData(*series, data.rows.back().adjustment, *workbench.calendar());
    }
    return nullptr;
}

/// The close of the bar a forecast was made at, or of the last one before it.
std::optional<double> closeAt(const PriceData& prices, std::int64_t time) {
    const auto& times = *prices.times;
    const auto after = std::ranges::upper_bound(times, time);
    if (after == times.begin())
        return std::nullopt;
    return prices.closes[static_cast<std::size_t>(after - times.begin()) - 1];
}

bool counts(const Prediction& one, std::int64_t step, bool beforehandOnly) {
    return (step == 0 || one.key.step == step) &&
           !(beforehandOnly && predictions::isAfterwards(one));
}

} // namespace

Result<RealisedDataPtr> loadRealised(const studies::Workbench& workbench,
                                     const RealisedChoice& choice) {
    const auto filled = studies::fillRealised(workbench);
    if (!filled)
        return filled.error();
    auto store = predictions::PredictionStore::open(workbench.paths().workstationDb);
    if (!store)
        return std::move(store).error();
    auto groups = store->groups();
    if (!groups)
        return std::move(groups).error();
    auto data = std::make_shared<RealisedData>();
    data->filledNow = filled->realised;
    data->groups = *std::move(groups);
    if (const auto* group = chosenGroup(data->groups, choice)) {
        data->shown = *group;
        auto rows = store->list({.symbol = group->symbol, .model = group->model});
        if (!rows)
            return std::move(rows).error();
        data->rows = *std::move(rows);
        data->prices = pricesOf(workbench, *data);
    }
    return RealisedDataPtr(std::move(data));
}

std::shared_ptr<const std::vector<std::int64_t>> drawnTimes(const RealisedData& data) {
    auto times = data.prices ? std::make_shared<std::vector<std::int64_t>>(*data.prices->times)
                             : std::make_shared<std::vector<std::int64_t>>();
    std::set<std::int64_t> ahead;
    for (const Prediction& one : data.rows) {
        if (times->empty() || one.key.madeAt > times->back())
            ahead.insert(one.key.madeAt);
        if (times->empty() || one.target > times->back())
            ahead.insert(one.target);
    }
    times->insert(times->end(), ahead.begin(), ahead.end());
    return times;
}

std::vector<DrawnPrediction> drawn(const RealisedData& data, const std::vector<std::int64_t>& times,
                                   std::int64_t step, bool beforehandOnly) {
    std::vector<DrawnPrediction> out;
    for (const Prediction& one : data.rows) {
        if (!counts(one, step, beforehandOnly))
            continue;
        const auto now = data.prices ? closeAt(*data.prices, one.key.madeAt) : std::nullopt;
        const double scale = now ? *now / one.lastClose : 1;
        const auto place = std::ranges::lower_bound(times, one.target) - times.begin();
        DrawnPrediction drawn{
            .prediction = &one, .x = static_cast<double>(place), .value = one.value * scale};
        if (const auto coverages = predictions::coverages(one); !coverages.empty())
            if (const auto range = predictions::interval(one, coverages.back()))
                drawn.widest = std::pair(range->first * scale, range->second * scale);
        out.push_back(drawn);
    }
    std::ranges::stable_sort(out, {}, &DrawnPrediction::x);
    return out;
}

std::vector<Prediction> latest(const RealisedData& data) {
    std::vector<Prediction> out;
    for (const Prediction& one : data.rows) {
        if (!out.empty() && std::pair(one.key.madeAt, one.key.version) <
                                std::pair(out.front().key.madeAt, out.front().key.version))
            continue;
        if (!out.empty() && (one.key.madeAt != out.front().key.madeAt ||
                             one.key.version != out.front().key.version))
            out.clear();
        out.push_back(one);
    }
    return out;
}

std::vector<Prediction> rowsOf(const RealisedData& data, std::int64_t step, bool beforehandOnly) {
    std::vector<Prediction> out;
    for (const Prediction& one : data.rows)
        if (counts(one, step, beforehandOnly))
            out.push_back(one);
    std::ranges::stable_sort(out, std::greater{}, [](const Prediction& one) {
        return std::pair(one.key.madeAt, one.key.version);
    });
    return out;
}

} // namespace loom::ui
