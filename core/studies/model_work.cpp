// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/model_work.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "generate/panel_fidelity.h"
#include "studies/interrupted.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using generate::FitOptions;

constexpr std::size_t kPaperLength = 4000; // Wiese et al. 2020, Table 2: 500 paths of length 4000

std::ptrdiff_t offset(std::size_t i) {
    return static_cast<std::ptrdiff_t>(i);
}

Json scoresOf(const generate::FidelityReport& report, std::size_t column) {
    Json scores = Json::object();
    for (const auto& row : report.rows)
        if (column < row.cells.size() && std::isfinite(row.cells[column].value))
            scores[row.id] = row.cells[column].value;
    return scores;
}

/// The days of a part on which every asset has a return.
std::vector<double> completeDays(std::span<const double> part, std::size_t assets) {
    std::vector<double> out;
    out.reserve(part.size());
    for (std::size_t at = 0; at < part.size(); at += assets) {
        const auto day = part.subspan(at, assets);
        if (std::none_of(day.begin(), day.end(), [](double r) { return std::isnan(r); }))
            out.insert(out.end(), day.begin(), day.end());
    }
    return out;
}

Result<generate::FidelityReport> judgeSeries(const StudyData& data,
                                             std::vector<generate::NamedSample> candidates,
                                             const generate::SampleRequest& shape,
                                             jobs::JobContext& context) {
    const auto& returns = data.data().returns;
    generate::FidelityInput input;
    input.real.assign(returns.begin() + offset(data.scoredFrom()),
                      returns.begin() + offset(data.scoredTo()));
    if (!data.data().wholeWindow)
        input.training.assign(returns.begin(), returns.begin() + offset(data.data().trainEnd));
    input.candidates = std::move(candidates);
    auto options = generate::shortenedFor(input.real.size(), {});
    options.seed = shape.seed;
    options.rivalPaths = shape.count;
    options.rivalLength = shape.length;
    return generate::computeFidelity(input, options, context);
}

Result<generate::FidelityReport> judgePanel(const StudyData& data,
                                            std::vector<generate::NamedSample> candidates,
                                            const generate::SampleRequest& shape,
                                            jobs::JobContext& context) {
    const generate::PanelFidelityInput input{.data = data.data(),
                                             .scoredFrom = data.scoredFrom(),
                                             .scoredTo = data.scoredTo(),
                                             .candidates = std::move(candidates)};
    generate::PanelFidelityOptions options;
    options.seed = shape.seed;
    options.rivalPaths = shape.count;
    options.rivalLength = shape.length;
    return generate::computePanelFidelity(input, options, context);
}

} // namespace

Result<ObtainedModel> obtainModel(Workbench& workbench, const ModelTask& task,
                                  jobs::JobContext& context) {
    ObtainedModel out;
    ModelLibrary library(workbench.tracking(), workbench.generators());
    if (task.info.trains && !task.study.retrain && !task.mustResume) {
        const auto found = library.find(task.study, task.params, task.data.hash());
        if (!found)
            return found.error();
        if (*found) {
            if (auto loaded = library.load(**found)) {
                out.generator = std::move(*loaded);
                out.origin = **found;
                return out;
            } else {
                context.log(jobs::LogLevel::Warning,
                            "The registered model cannot be used, training anew: " +
                                loaded.error().text());
            }
        }
    }
    FitOptions how{.params = task.params, .seed = task.study.seed, .device = task.study.device};
    if (task.info.trains)
        how.checkpointFile = checkpointFile(workbench, task.study, task.params).string();
    how.mustResume = task.mustResume;
    auto fitted = task.info.fit(task.data.data(), how, context);
    if (!fitted)
        return std::move(fitted).error();
    out.generator = std::move(*fitted);
    out.origin = {.trainedAt = toIso(workbench.clock().now()), .run = task.run};
    out.origin.stoppedEarly = context.stopRequest() == jobs::StopRequest::KeepBest;
    return out;
}

Status keepModel(Workbench& workbench, const ModelTask& task,
                 const generate::FidelityReport& report, std::size_t column,
                 const std::string& folder, ObtainedModel& model) {
    if (!task.info.trains || model.origin.reused)
        return {};
    auto stored = ModelLibrary(workbench.tracking(), workbench.generators())
                      .store(task.study, task.params, task.data, *model.generator, model.origin,
                             scoresOf(report, column), folder);
    if (!stored)
        return std::move(stored).error();
    model.origin = std::move(*stored);
    if (!model.origin.stoppedEarly) // nothing is left to go on with
        (void)removeCheckpoint(checkpointFile(workbench, task.study, task.params));
    return {};
}

generate::SampleRequest sampleRequest(const SynthesizeStudy& study, const StudyData& data,
                                      bool timeless) {
    const EvaluationPlan& plan = study.evaluation;
    const std::size_t scored = data.scoredTo() - data.scoredFrom();
    generate::SampleRequest out{
        .count = plan.paths, .length = plan.length, .seed = study.seed, .device = study.device};
    if (!data.isPanel()) {
        if (plan.length == 0)
            out.length = data.data().wholeWindow ? kPaperLength : scored;
        return out;
    }
    if (plan.length == 0) {
        out.length = timeless ? kPanelDays : std::min(scored, kPanelDays);
        out.count = std::min(plan.paths, (kPanelDays + out.length / 2) / out.length);
    } else if (timeless) {
        out.length = plan.paths * plan.length;
        out.count = 1;
    }
    return out;
}

generate::NamedSample candidateOf(const generate::GeneratorInfo& info, const Params& params,
                                  std::shared_ptr<const generate::Paths> paths,
                                  const generate::SampleReport& report) {
    generate::NamedSample out{.id = info.id,
                              .title = info.title,
                              .paths = std::move(paths),
                              .timeless = info.timeless,
                              .touchedShare = report.touchedShare()};
    if (params.has("receptive_field"))
        out.receptiveField = static_cast<std::size_t>(params.integer("receptive_field"));
    return out;
}

Status checkScoredPart(const StudyData& data, const std::string& title) {
    const std::size_t scored = data.scoredTo() - data.scoredFrom();
    const std::size_t needed =
        data.isPanel() ? generate::kFewestPanelDays
                       : generate::minimumReturnsForReport(generate::shortenedFor(scored, {}));
    if (scored >= needed)
        return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("only {} returns of {} are left to score on; a report needs {}. Choose "
                            "a longer period or a larger test part",
                            scored, title, needed));
}

Result<generate::FidelityReport> judgeSamples(const StudyData& data,
                                              std::vector<generate::NamedSample> candidates,
                                              const SynthesizeStudy& study,
                                              jobs::JobContext& context) {
    const auto shape = sampleRequest(study, data, false);
    return data.isPanel() ? judgePanel(data, std::move(candidates), shape, context)
                          : judgeSeries(data, std::move(candidates), shape, context);
}

Result<generate::FidelityCurves> seriesCurves(const Dataset& dataset,
                                              const std::vector<generate::NamedSample>& samples,
                                              std::uint64_t seed, jobs::JobContext& context) {
    const auto& data = dataset.data;
    const std::size_t from = data.wholeWindow ? 0 : data.validationEnd;
    const std::vector<double> real(data.returns.begin() + offset(from), data.returns.end());
    std::size_t days = real.size();
    for (const auto& sample : samples)
        days = std::min(days, sample.paths->length);
    return generate::computeFidelityCurves(
        real, samples, {.fanDays = days, .startPrice = dataset.closes[from], .seed = seed},
        context);
}

Result<generate::PrivacyReport> checkPrivacy(const StudyData& data, const generate::Paths& paths,
                                             std::uint64_t seed, jobs::JobContext& context) {
    generate::PrivacyInput input;
    input.assets = data.assets();
    input.training = completeDays(data.data().training(), input.assets);
    if (!data.data().wholeWindow)
        input.holdout = completeDays(data.data().test(), input.assets);
    input.synthetic = paths;
    auto report = generate::computePrivacy(input, {.seed = seed}, context);
    if (report || report.error().code == ErrorCode::Cancelled)
        return report;
    generate::PrivacyReport unjudged;
    unjudged.assets = input.assets;
    unjudged.verdict = {.claim = "Privacy could not be judged.",
                        .evidence = report.error().message};
    return unjudged;
}

} // namespace loom::studies
