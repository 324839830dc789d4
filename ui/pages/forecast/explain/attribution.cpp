// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/attribution.h"

namespace loom::ui {

namespace {

void addStability(studies::Workbench& workbench, const studies::TrainedForecast& trained,
                  const studies::ForecastDataset& data, studies::ExplainPlace place,
                  const forecast::ExplainOptions& how, jobs::JobContext& context,
                  Attribution& out) {
    out.asked = true;
    context.progress(-1, "Loading models of other seeds");
    const auto others = studies::trainedWithOtherSeeds(workbench, trained);
    if (!others) {
        out.noStability = others.error().message;
        return;
    }
    if (others->empty()) {
        out.noStability = "No other seed of this study is registered: train it with another seed "
                          "to see whether its shares agree.";
        return;
    }
    context.progress(-1, "Comparing models of other seeds");
    auto report = studies::checkStability(trained, *others, data, place, how, {}, context);
    if (report)
        out.stability = std::move(*report);
    else
        out.noStability = report.error().message;
}

} // namespace

Result<Attribution> attribute(studies::Workbench& workbench,
                              const studies::TrainedForecast& trained,
                              const studies::ForecastDataset& data, studies::ExplainPlace place,
                              const AttributionOptions& options, jobs::JobContext& context) {
    const forecast::ExplainOptions how{.method = options.method,
                                       .baseline = options.baseline,
                                       .step =
                                           options.step == 0 ? data.data->horizon : options.step,
                                       .players = options.players};
    context.progress(-1, "Sharing out the forecast");
    auto shares =
        forecast::explain(*trained.model, *data.data, place.asset, place.origin, how, context);
    if (!shares)
        return std::move(shares).error();
    Attribution out{.explanation = std::move(*shares)};
    if (options.freshWeights && !context.shouldStop()) {
        context.progress(-1, "Comparing with fresh weights");
        auto fresh = studies::checkFreshWeights(trained, data, place, how, {}, context);
        if (fresh)
            out.fresh = std::move(*fresh);
        else
            out.noFresh = fresh.error().message;
    }
    if (options.otherSeeds && !context.shouldStop())
        addStability(workbench, trained, data, place, how, context, out);
    if (context.stopRequest() == jobs::StopRequest::Discard)
        return fail(ErrorCode::Cancelled, "The explanation was stopped.");
    return out;
}

} // namespace loom::ui
