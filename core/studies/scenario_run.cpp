// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/scenario_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "generate/stress.h"
#include "learn/model_bundle.h"
#include "studies/model_library.h"
#include "studies/synthesize.h"
#include "studies/tracked_run.h"
#include "studies/workbench.h"
#include "tracking/registry.h"

namespace loom::studies {

namespace {

using generate::Steering;

Error bad(std::string why) {
    return fail(ErrorCode::InvalidInput, std::move(why));
}

constexpr std::size_t kUsualWay = 21; // a month from one day to the other

struct Model {
    const generate::GeneratorInfo* info = nullptr;
    std::shared_ptr<const generate::Generator> generator;
    std::string origin;   ///< for the card
    bool stopped = false; ///< fitted until somebody stopped it
};

Status checkChoices(const ScenarioStudy& study) {
    const bool condition = !study.falls.empty() || study.volatileShare;
    if (!study.falls.empty() && study.volatileShare)
        return bad("Choose either falls of assets or the most volatile paths.");
    const bool fromDays = !study.likeDates.empty() || !study.between.empty();
    if (!study.likeDates.empty() && !study.between.empty())
        return bad("Choose either days like given ones or the way between two days.");
    if (!study.between.empty() && study.between.size() != 2)
        return bad("A way between days needs two of them, where it begins and where it ends.");
    if (fromDays && (condition || study.tailScale != 1))
        return bad("Days from given ones are drawn on their own, without a fall, a volatile share "
                   "or scaled tails.");
    if (study.augment > 0 && (condition || fromDays || study.tailScale != 1))
        return bad("An augmented data set holds free draws only: leave the conditions out.");
    if (!(study.tailScale > 0 && study.tailScale <= 10))
        return bad("The tail scale lies above 0 and up to 10; 1 is the model's own law.");
    return {};
}

std::string_view steeringName(Steering::Kind kind) {
    switch (kind) {
    case Steering::Kind::LikeDays:
        return "days like given ones";
    case Steering::Kind::Between:
        return "days between two given ones";
    case Steering::Kind::TailScale:
        return "scaled tails";
    case Steering::Kind::None:
        break;
    }
    return "no steering";
}

Result<Steering> steeringOf(const ScenarioStudy& study, const generate::GeneratorInfo& info,
                            const generate::TrainingData& data) {
    Steering out;
    if (!study.likeDates.empty())
        out.kind = Steering::Kind::LikeDays;
    else if (!study.between.empty())
        out.kind = Steering::Kind::Between;
    else if (study.tailScale != 1)
        out.kind = Steering::Kind::TailScale;
    if (out.kind == Steering::Kind::None)
        return out;
    if (std::ranges::find(info.steerings, out.kind) == info.steerings.end()) {
        std::vector<std::string> can;
        for (const auto kind : info.steerings)
            can.push_back(std::string(steeringName(kind)));
        return bad(
            fmt::format("{} cannot make {}; it can make: {}. {}.", info.title,
                        steeringName(out.kind), can.empty() ? "free draws only" : join(can, ", "),
                        out.kind == Steering::Kind::Between ? "The model vae can"
                                                            : "The models vae and ppca can"));
    }
    out.tailScale = study.tailScale;
    std::vector<std::int32_t> dates;
    for (const Date date : study.between.empty() ? study.likeDates : study.between)
        dates.push_back(date.days);
    if (dates.empty())
        return out;
    auto rows = generate::rowsLike(data, dates);
    if (!rows)
        return std::move(rows).error();
    out.rows = std::move(*rows);
    return out;
}

Result<Model> registeredModel(Workbench& workbench, const ScenarioStudy& study) {
    const auto version =
        tracking::Registry(workbench.tracking()).resolve(study.registered, study.version);
    if (!version)
        return version.error();
    auto generator = generatorFromBundle(workbench.generators(), version->source);
    if (!generator)
        return std::move(generator).error();
    const auto bundle = learn::readBundle(version->source);
    if (!bundle)
        return bundle.error();
    return Model{.info = workbench.generators().find(bundle->modelId),
                 .generator = std::move(*generator),
                 .origin = fmt::format("{} version {}", version->model, version->version)};
}

Result<Model> fittedModel(Workbench& workbench, const ScenarioStudy& study,
                          const generate::TrainingData& data, jobs::JobContext& context) {
    const auto params = resolvedParams(workbench.generators(), study.model);
    if (!params)
        return params.error();
    const auto* info = workbench.generators().find(study.model.id);
    auto generator =
        info->fit(data, {.params = *params, .seed = study.seed, .device = study.device}, context);
    if (!generator)
        return std::move(generator).error();
    return Model{.info = info,
                 .generator = std::move(*generator),
                 .origin = "fitted for this set",
                 .stopped = context.shouldStop()};
}

/// The study's data as the model learns from them: every day, nothing held back. A registered model
/// does not learn any more and only needs days to be steered by.
Result<StudyData> dataFor(Workbench& workbench, const ScenarioStudy& study) {
    const SplitPlan whole{.paperTable = true};
    if (!study.registered.empty())
        return loadStudyData(workbench, study.data, whole, 2, generate::MissingReturns::Allowed);
    const auto params = resolvedParams(workbench.generators(), study.model);
    if (!params)
        return params.error();
    return loadStudyData(workbench, study.data, whole, *workbench.generators().find(study.model.id),
                         *params);
}

std::vector<std::string> assetNames(const StudyData& data, const ScenarioStudy& study) {
    return data.isPanel() ? data.data().assets : std::vector<std::string>{study.data.symbol};
}

Result<std::vector<generate::FallOnADay>> fallsOf(const ScenarioStudy& study,
                                                  const std::vector<std::string>& assets) {
    std::vector<generate::FallOnADay> out;
    for (const auto& [asset, fall] : study.falls) {
        const auto at = std::ranges::find(assets, asset);
        if (at == assets.end())
            return bad(
                fmt::format("There is no asset {}; the data have: {}", asset, join(assets, ", ")));
        out.push_back({.asset = static_cast<std::size_t>(at - assets.begin()), .fall = fall});
    }
    return out;
}

struct Drawn {
    generate::Sample sample;
    std::string description;
    std::optional<double> share;
    std::size_t draws = 0;
};

Result<Drawn> draw(const ScenarioStudy& study, const Model& model, std::size_t length,
                   const generate::TrainingData& data, const std::vector<std::string>& assets,
                   jobs::JobContext& context) {
    const auto steering = steeringOf(study, *model.info, data);
    if (!steering)
        return steering.error();
    if (!study.falls.empty() || study.volatileShare) {
        const auto falls = fallsOf(study, assets);
        if (!falls)
            return falls.error();
        generate::StressPlan plan{.falls = *falls,
                                  .count = study.count,
                                  .length = length,
                                  .seed = study.seed,
                                  .device = study.device,
                                  .steering = *steering};
        if (study.volatileShare)
            plan.volatility = generate::VolatileShare{*study.volatileShare};
        auto stressed = generate::drawStress(*model.generator, assets, plan, context);
        if (!stressed)
            return std::move(stressed).error();
        const double share = stressed->share();
        return Drawn{.sample = std::move(stressed->sample),
                     .description = stressed->description,
                     .share = share,
                     .draws = stressed->draws};
    }
    const std::size_t paths = study.augment > 0 ? study.augment : study.count;
    auto sample = model.generator->sample({.count = paths,
                                           .length = length,
                                           .seed = study.seed,
                                           .device = study.device,
                                           .steering = *steering},
                                          context);
    if (!sample)
        return std::move(sample).error();
    const auto steered = generate::steeringText(*steering, assets.size());
    return Drawn{.sample = std::move(*sample),
                 .description = steered.empty()
                                    ? std::string("Free draws of the model.")
                                    : fmt::format("Not the model's own law: {}.", steered),
                 .share = {},
                 .draws = paths};
}

std::string nameFor(const ScenarioStudy& study, const Model& model) {
    if (!study.name.empty())
        return study.name;
    std::string what = model.info->id + " " + dataTitle(study.data);
    for (const auto& [asset, fall] : study.falls)
        what += fmt::format(" {}-{:g}%", asset, 100 * fall);
    if (study.volatileShare)
        what += fmt::format(" volatile {:g}%", 100 * *study.volatileShare);
    if (!study.likeDates.empty())
        what += " like " + toIso(study.likeDates.front());
    if (study.between.size() == 2)
        what += fmt::format(" from {} to {}", toIso(study.between[0]), toIso(study.between[1]));
    if (study.tailScale != 1)
        what += fmt::format(" tails x{:g}", study.tailScale);
    if (study.augment > 0)
        what += fmt::format(" augmented x{}", study.augment);
    return what;
}

generate::ScenarioCard cardFor(const ScenarioStudy& study, const Model& model, const Drawn& drawn,
                               const StudyData& data, const std::string& madeAt) {
    generate::ScenarioCard card{.name = nameFor(study, model),
                                .assets = assetNames(data, study),
                                .generator = model.info->id,
                                .description = drawn.description,
                                .steered = !study.falls.empty() || study.volatileShare ||
                                           !study.likeDates.empty() || !study.between.empty() ||
                                           study.tailScale != 1,
                                .seed = study.seed,
                                .madeAt = madeAt};
    if (card.steered)
        card.description += " Steered: no report may score these as the model's free draws.";
    if (model.stopped)
        card.description += " The model's training was stopped before its end.";
    card.details = {{"data_hash", data.hash()},
                    {"model", model.origin},
                    {"stopped_early", model.stopped},
                    {"fitted_on", data.spanText(0, data.data().days())},
                    {"timeless", model.info->timeless},
                    {"bounded_values", drawn.sample.report.boundedValues},
                    {"values", drawn.sample.report.values}};
    if (drawn.share) {
        card.details["accepted_share"] = *drawn.share;
        card.details["draws"] = drawn.draws;
    }
    Json dates = Json::array();
    for (const Date date : study.likeDates)
        dates.push_back(toIso(date));
    if (!dates.empty())
        card.details["like_dates"] = dates;
    if (study.between.size() == 2)
        card.details["between"] = {toIso(study.between[0]), toIso(study.between[1])};
    return card;
}

Status execute(Workbench& workbench, const ScenarioStudy& study, TrackedRun& run,
               ScenarioOutcome& out) {
    const StudyData& data = out.data;
    const auto& whole = data.data();
    auto model = study.registered.empty() ? fittedModel(workbench, study, whole, run.context())
                                          : registeredModel(workbench, study);
    if (!model)
        return std::move(model).error();
    run.trainingEnded();
    const auto assets = assetNames(data, study);
    const std::size_t usual = !study.between.empty() ? kUsualWay : model->info->timeless ? 1 : 252;
    const std::size_t length = study.augment > 0   ? whole.days()
                               : study.length == 0 ? usual
                                                   : study.length;
    auto drawn = draw(study, *model, length, whole, assets, run.context());
    if (!drawn)
        return std::move(drawn).error();
    if (drawn->sample.paths.assets != assets.size())
        return bad(fmt::format("The model {} makes {} assets, the data have {}.", model->origin,
                               drawn->sample.paths.assets, assets.size()));
    auto card = cardFor(study, *model, *drawn, data, toIso(workbench.clock().now()));
    card.details["run"] = run.id().value;
    out.report = drawn->sample.report;
    out.acceptedShare = drawn->share;
    out.draws = drawn->draws;
    if (study.augment > 0) {
        auto augmented = augmentedSet(whole, drawn->sample.paths, std::move(card));
        if (!augmented)
            return std::move(augmented).error();
        card = std::move(augmented->card);
        drawn->sample.paths = std::move(augmented->paths);
    }
    auto stored = keepScenarioSet(workbench.tracking(), run.id(), card, drawn->sample.paths);
    if (!stored)
        return std::move(stored).error();
    out.stored = std::move(*stored);
    auto set = generate::ScenarioSet::open(out.stored.file);
    if (!set)
        return std::move(set).error();
    out.set = std::move(*set);
    RunRecord record{.tags = {{"quantloom.verdict", card.description}}};
    if (drawn->share)
        record.metrics.push_back({.key = "accepted_share", .value = *drawn->share});
    record.metrics.push_back({.key = "touched_share", .value = out.report.touchedShare()});
    return run.keep(record);
}

} // namespace

Result<std::shared_ptr<const ScenarioOutcome>>
runScenarios(Workbench& workbench, const ScenarioStudy& study, jobs::JobContext& context) {
    if (auto checked = checkChoices(study); !checked)
        return std::move(checked).error();
    auto data = dataFor(workbench, study);
    if (!data)
        return std::move(data).error();
    auto out = std::make_shared<ScenarioOutcome>();
    out->data = std::move(*data);
    if (const auto falls = fallsOf(study, assetNames(out->data, study)); !falls)
        return falls.error();
    const std::string model = study.registered.empty() ? study.model.id : study.registered;
    RunDescription what{.kind = "scenarios",
                        .experiment = "Scenarios",
                        .name = study.name.empty()
                                    ? fmt::format("scenarios {} {}", model, dataTitle(study.data))
                                    : study.name,
                        .params = {{"model", model},
                                   {"assets", std::to_string(out->data.assets())},
                                   {"count", std::to_string(study.count)},
                                   {"seed", std::to_string(study.seed)}},
                        .study = toJson(study),
                        .dataset = datasetInput(study.data, out->data),
                        .dataHash = out->data.hash()};
    auto run = TrackedRun::start(workbench.tracking(), what, context);
    if (!run)
        return std::move(run).error();
    const Status done = execute(workbench, study, **run, *out);
    if (auto closed = (*run)->close(done); done.ok() && !closed)
        return std::move(closed).error();
    if (!done)
        return done.error();
    return std::shared_ptr<const ScenarioOutcome>(std::move(out));
}

} // namespace loom::studies
