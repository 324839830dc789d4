// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/panel_fidelity.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "generate/copied_windows.h"
#include "generate/fidelity_detail.h"
#include "generate/model_support.h"
#include "generate/panel_rows.h"
#include "generate/real_splits.h"
#include "stats/parallel.h"

namespace loom::generate {

namespace {

Status checkInput(const PanelFidelityInput& input, const TrainingData& scored) {
    if (auto checked =
            checkPanel(scored, kFewestPanelDays, MissingReturns::Allowed, "A panel report");
        !checked)
        return checked;
    for (const NamedSample& sample : input.candidates) {
        if (!sample.paths || sample.paths->count == 0 || sample.paths->length == 0)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{} has no days to score. Generate some first.", sample.title));
        if (sample.paths->assets != scored.assetCount())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{} holds {} assets, the real panel {}. Score it against the "
                                    "assets it was made for.",
                                    sample.title, sample.paths->assets, scored.assetCount()));
        const auto& values = sample.paths->returns;
        if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("The days of {} hold values that are missing or not finite, so "
                                    "they cannot be scored.",
                                    sample.title));
    }
    return {};
}

TrainingData scoredPart(const PanelFidelityInput& input) {
    TrainingData out;
    out.assets = input.data.assets;
    out.wholeWindow = true;
    const bool all = input.scoredFrom >= input.scoredTo;
    const std::size_t from = all ? 0 : input.scoredFrom;
    const std::size_t to = std::min(all ? input.data.days() : input.scoredTo, input.data.days());
    const std::size_t width = input.data.assetCount();
    const auto begin = input.data.returns.begin();
    out.returns.assign(begin + static_cast<std::ptrdiff_t>(from * width),
                       begin + static_cast<std::ptrdiff_t>(to * width));
    if (input.data.dates.size() >= to)
        out.dates.assign(input.data.dates.begin() + static_cast<std::ptrdiff_t>(from),
                         input.data.dates.begin() + static_cast<std::ptrdiff_t>(to));
    return out;
}

/// The training days on which every asset has a return.
TrainingData completeTraining(const TrainingData& data) {
    TrainingData out;
    out.assets = data.assets;
    out.wholeWindow = true;
    const auto training = data.training();
    const std::size_t width = data.assetCount();
    for (std::size_t at = 0; at < training.size(); at += width) {
        const auto row = training.subspan(at, width);
        if (std::none_of(row.begin(), row.end(), [](double r) { return std::isnan(r); }))
            out.returns.insert(out.returns.end(), row.begin(), row.end());
    }
    return out;
}

bool canLearnFrom(const GeneratorInfo& info, const TrainingData& training) {
    const auto defaults = validated(info.params, Json::object());
    return defaults && training.assetCount() <= info.maxAssets &&
           training.days() >= info.minimumReturns(*defaults, training.assetCount());
}

Result<std::vector<NamedSample>> allSamples(const PanelFidelityInput& input,
                                            const PanelFidelityOptions& options,
                                            const TrainingData& training, std::size_t scoredDays,
                                            jobs::JobContext& context) {
    const auto registry = makeGeneratorRegistry();
    const bool any = !input.candidates.empty();
    SampleRequest request;
    request.count = options.rivalPaths > 0 ? options.rivalPaths
                    : any                  ? input.candidates.front().paths->count
                                           : 1;
    request.length = options.rivalLength > 0 ? options.rivalLength
                     : any                   ? input.candidates.front().paths->length
                                             : scoredDays;
    auto samples = input.candidates;
    for (std::size_t i = 0; i < options.rivals.size(); ++i) {
        const GeneratorInfo* info = registry.find(options.rivals[i]);
        if (info == nullptr)
            return fail(ErrorCode::NotFound,
                        fmt::format("There is no generator \"{}\".", options.rivals[i]));
        const bool known = std::any_of(samples.begin(), samples.end(), [&](const NamedSample& s) {
            return s.id == info->id; // the user asked for a rival as the generator
        });
        if (known || !canLearnFrom(*info, training))
            continue;
        context.progress(0.3 * static_cast<double>(i) / static_cast<double>(options.rivals.size()),
                         "Fitting " + info->title);
        request.seed = options.seed + kFirstRivalSeed + i;
        auto sample = sampleRival(*info, training, request, options.seed, context);
        if (!sample)
            return std::move(sample).error();
        samples.push_back(std::move(*sample));
    }
    std::stable_sort(samples.begin(), samples.end(),
                     [](const auto& a, const auto& b) { return a.role < b.role; });
    return samples;
}

} // namespace

Result<FidelityReport> computePanelFidelity(const PanelFidelityInput& input,
                                            const PanelFidelityOptions& options,
                                            jobs::JobContext& context) {
    const TrainingData scored = scoredPart(input);
    if (auto checked = checkInput(input, scored); !checked)
        return std::move(checked).error();
    const TrainingData training = completeTraining(input.data);
    auto samples = allSamples(input, options, training, scored.days(), context);
    if (!samples)
        return std::move(samples).error();

    context.progress(0.3, "Measuring real against real");
    PanelRows rows(scored, options);
    FidelityReport report;
    report.realCount = scored.days();
    report.trainingCount = training.days();
    report.inSample = input.data.wholeWindow || input.scoredFrom < input.data.trainEnd;
    report.splits = rows.splits().size();
    report.blocks = rows.splits().blocks();
    report.copiedWindow = options.copiedWindow;
    report.rows = rows.withFloor(context);
    for (std::size_t i = 0; i < samples->size() && !context.shouldStop(); ++i) {
        const NamedSample& sample = (*samples)[i];
        context.progress(0.4 + 0.6 * static_cast<double>(i) / static_cast<double>(samples->size()),
                         "Scoring " + sample.title);
        report.columns.push_back({.id = sample.id,
                                  .title = sample.title,
                                  .role = sample.role,
                                  .paths = sample.paths->count,
                                  .length = sample.paths->length,
                                  .copiedShare = copiedWindowShare(training.returns, *sample.paths,
                                                                   options.copiedWindow),
                                  .touchedShare = sample.touchedShare,
                                  .timeless = sample.timeless,
                                  .rules = {}});
        rows.addColumn(report, sample, context);
    }
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "The panel report was stopped.");
    judge(report);
    context.progress(1.0, report.verdict.claim);
    return report;
}

} // namespace loom::generate
