// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/fidelity.h"

#include "generate/copied_windows.h"
#include "generate/fidelity_detail.h"
#include "generate/fidelity_rows.h"
#include "generate/generator.h"
#include "generate/model_support.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace loom::generate {

namespace {

/// What a half of the real series has beyond its longest lag.
constexpr std::size_t kSpareDays = 4;

Error stopped() {
    return fail(ErrorCode::Cancelled, "The fidelity report was stopped.");
}

Status checkReal(const FidelityInput& input, const FidelityOptions& options) {
    TrainingData data;
    data.returns = input.real;
    data.wholeWindow = true;
    if (auto checked = checkTraining(data, minimumReturnsForReport(options), "A fidelity report");
        !checked)
        return checked;
    for (const NamedSample& sample : input.candidates) {
        if (!sample.paths || sample.paths->count == 0 || sample.paths->length == 0)
            return fail(
                ErrorCode::InvalidInput,
                fmt::format("{} has no paths to score. Generate some first.", sample.title));
        if (sample.paths->assets != 1)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("The paths of {} hold {} assets; this report scores one. Use "
                                    "the report for panels.",
                                    sample.title, sample.paths->assets));
        const std::size_t horizon =
            *std::max_element(options.profile.horizons.begin(), options.profile.horizons.end());
        const std::size_t shortest = std::max(horizon, options.profile.maxLag) + 2;
        if (sample.paths->length < shortest)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("The paths of {} are {} days long; a report over {} days and "
                                    "{} lags needs at least {}. Generate longer paths.",
                                    sample.title, sample.paths->length, horizon,
                                    options.profile.maxLag, shortest));
        const auto& values = sample.paths->returns;
        if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
            return fail(
                ErrorCode::InvalidInput,
                fmt::format("The paths of {} hold values that are missing or not finite, so "
                            "they cannot be scored.",
                            sample.title));
    }
    return {};
}

/// Candidates first, then fitted rivals, then controls.
Result<std::vector<NamedSample>> allSamples(const FidelityInput& input,
                                            const FidelityOptions& options,
                                            const std::vector<double>& training,
                                            jobs::JobContext& context) {
    constexpr std::size_t kPaths = 500;
    const bool any = !input.candidates.empty();
    const std::size_t count = options.rivalPaths > 0 ? options.rivalPaths
                              : any                  ? input.candidates.front().paths->count
                                                     : kPaths;
    const std::size_t length = options.rivalLength > 0 ? options.rivalLength
                               : any                   ? input.candidates.front().paths->length
                                                       : input.real.size();
    auto rivals = sampleRivals(training, options, count, length, context);
    if (!rivals)
        return rivals;
    auto samples = input.candidates;
    for (auto& rival : *rivals) {
        const bool known = std::any_of(samples.begin(), samples.end(), [&](const NamedSample& s) {
            return s.id == rival.id; // the user asked for a rival as the generator
        });
        if (!known)
            samples.push_back(std::move(rival));
    }
    std::stable_sort(samples.begin(), samples.end(),
                     [](const auto& a, const auto& b) { return a.role < b.role; });
    return samples;
}

} // namespace

std::string_view judgementName(Judgement judgement) {
    switch (judgement) {
    case Judgement::Pass:
        return "pass";
    case Judgement::Borderline:
        return "borderline";
    case Judgement::Fail:
        return "fail";
    case Judgement::NotJudged:
        break;
    }
    return "not judged";
}

std::size_t minimumReturnsForReport(const FidelityOptions& options) {
    std::size_t longest = options.profile.maxLag;
    for (const std::size_t days : options.profile.horizons)
        longest = std::max(longest, days);
    return 2 * (longest + kSpareDays); // each half must hold every lag and horizon
}

FidelityOptions shortenedFor(std::size_t realCount, FidelityOptions options) {
    constexpr std::size_t kFewestLags = 20;
    const std::size_t half = realCount / 2;
    const std::size_t room = half > kSpareDays ? half - kSpareDays : 0;
    auto& profile = options.profile;
    profile.maxLag = std::min(profile.maxLag, std::max(kFewestLags, room));
    std::erase_if(profile.horizons, [&](std::size_t days) { return days > 1 && days > room; });
    return options;
}

Result<NamedSample> sampleRival(const GeneratorInfo& info, const TrainingData& data,
                                const SampleRequest& request, std::uint64_t seed,
                                jobs::JobContext& context) {
    FitOptions fit;
    fit.seed = seed;
    auto params = validated(info.params, Json::object());
    if (!params)
        return std::move(params).error();
    fit.params = std::move(*params);
    auto generator = info.fit(data, fit, context);
    if (!generator)
        return std::move(generator).error().during("fit the rival " + info.title);
    auto sample = (*generator)->sample(request, context);
    if (!sample)
        return std::move(sample).error().during("sample the rival " + info.title);
    return NamedSample{.id = info.id,
                       .title = info.title,
                       .paths = std::make_shared<const Paths>(std::move(sample->paths)),
                       .role = info.control ? ColumnRole::Control : ColumnRole::Rival};
}

Result<std::vector<NamedSample>> sampleRivals(const std::vector<double>& training,
                                              const FidelityOptions& options, std::size_t count,
                                              std::size_t length, jobs::JobContext& context) {
    const auto registry = makeGeneratorRegistry();
    TrainingData data;
    data.returns = training;
    data.wholeWindow = true;
    std::vector<NamedSample> out;
    for (std::size_t i = 0; i < options.rivals.size(); ++i) {
        const GeneratorInfo* info = registry.find(options.rivals[i]);
        if (info == nullptr)
            return fail(ErrorCode::NotFound,
                        fmt::format("There is no generator \"{}\".", options.rivals[i]));
        auto sample = sampleRival(
            *info, data,
            {.count = count, .length = length, .seed = options.seed + kFirstRivalSeed + i},
            options.seed, context);
        if (!sample)
            return std::move(sample).error();
        out.push_back(std::move(*sample));
    }
    return out;
}

Result<FidelityReport> computeFidelity(const FidelityInput& input, const FidelityOptions& options,
                                       jobs::JobContext& context) {
    if (auto checked = checkReal(input, options); !checked)
        return std::move(checked).error();
    const std::vector<double>& training = input.training.empty() ? input.real : input.training;
    context.progress(0.0, "Fitting the rivals");
    auto samples = allSamples(input, options, training, context);
    if (!samples)
        return std::move(samples).error();

    context.progress(0.3, "Measuring real against real");
    SeriesRows rows(input.real, options);
    FidelityReport report;
    report.realCount = input.real.size();
    report.trainingCount = training.size();
    report.inSample = input.training.empty() || input.training == input.real;
    report.splits = rows.splits().size();
    report.blocks = rows.splits().blocks();
    report.copiedWindow = options.copiedWindow;
    report.rows = rows.withFloor(
        input.candidates.empty() ? 0 : input.candidates.front().receptiveField, context);
    for (std::size_t i = 0; i < samples->size(); ++i) {
        if (context.shouldStop())
            return stopped();
        const NamedSample& sample = (*samples)[i];
        context.progress(0.4 + 0.6 * static_cast<double>(i) / static_cast<double>(samples->size()),
                         "Scoring " + sample.title);
        report.columns.push_back(
            {.id = sample.id,
             .title = sample.title,
             .role = sample.role,
             .paths = sample.paths->count,
             .length = sample.paths->length,
             .copiedShare = copiedWindowShare(training, *sample.paths, options.copiedWindow),
             .touchedShare = sample.touchedShare,
             .rules = {}});
        rows.addColumn(report, sample, context);
    }
    if (context.shouldStop())
        return stopped();
    judge(report);
    context.progress(1.0, report.verdict.claim);
    return report;
}

} // namespace loom::generate
