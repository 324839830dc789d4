// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/privacy.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "generate/fidelity_detail.h"
#include "generate/privacy_measures.h"

namespace loom::generate {

namespace {

constexpr std::size_t kSeriesWindow = 20;

/// What the measures are called, where they come from and how much worse than the parametric draw
/// they may be. Copies have absolute limits: a draw from a continuous law has none.
struct MeasureInfo {
    const char *id, *title, *convention, *source;
    double PrivacyMeasures::*value;
    double warn, fail;
    bool absolute;
    const char* meaning; ///< {} is the value in percent
};

constexpr MeasureInfo kMeasures[] = {
    {"exact_copies", "Exact copies",
     "share of synthetic windows equal to a training window in single precision, all stride-1 "
     "windows of both",
     "Karp and Rabin 1987 (search)", &PrivacyMeasures::exactCopies, 0, 0.001, true,
     "{} of the synthetic windows occur word for word in the training data"},
    {"rounded_copies", "Copies after rounding",
     "the same after rounding every return to the rounding unit", "Karp and Rabin 1987 (search)",
     &PrivacyMeasures::roundedCopies, 0, 0.001, true,
     "{} of the synthetic windows equal a training window up to rounding"},
    {"near_duplicates", "Near duplicates",
     "share of synthetic windows nearer to a training window than 5 % of the training windows are "
     "to their nearest other",
     "finval (memorization lens)", &PrivacyMeasures::nearDuplicates, 0.05, 0.15, false,
     "{} of the synthetic windows lie unusually near a training window"},
    {"memorization", "Memorization",
     "max(0, 1 - median distance from synthetic to training over the median distance from a "
     "training window to its nearest other)",
     "finval (memorization lens)", &PrivacyMeasures::memorization, 0.1, 0.25, false,
     "synthetic windows lie {} nearer to real ones than real ones to each other"},
    {"closer_to_training", "Closer to training than to holdout",
     "share of synthetic windows whose nearest training window is nearer than their nearest "
     "holdout window, as many of each",
     "SDMetrics (DCR overfitting protection)", &PrivacyMeasures::closerToTraining, 0.05, 0.15,
     false, "{} of the synthetic windows lie nearer to what the model saw than to what it did not"},
    {"membership_auc", "Membership inference",
     "area under the curve of an attack that guesses training windows by their distance to the "
     "nearest synthetic window",
     "Hayes et al. 2019", &PrivacyMeasures::membershipAuc, 0.05, 0.15, false,
     "an attack tells training windows from unseen ones {} of the time, by chance 50 %"},
    {"identifiability", "Identifiability",
     "share of training windows whose nearest synthetic window is nearer than their nearest other "
     "training window, as many synthetic as training windows",
     "Yoon, Drumright and van der Schaar 2020", &PrivacyMeasures::identifiability, 0.1, 0.25, false,
     "to {} of the training windows synthetic data comes nearer than the rest of history"}};

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

Status checkValues(std::span<const double> values, std::size_t assets, const char* what) {
    if (values.size() % assets != 0)
        return invalid(fmt::format("The {} data have {} values, which is no multiple of {} assets.",
                                   what, values.size(), assets));
    if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); }))
        return invalid(fmt::format("The {} data hold a missing or infinite return. Leave those "
                                   "days out.",
                                   what));
    return {};
}

Status checkInput(const PrivacyInput& input, std::size_t window) {
    if (input.assets == 0 || input.synthetic.assets != input.assets)
        return invalid(fmt::format("The synthetic data have {} assets, the training data {}. "
                                   "Compare equal columns.",
                                   input.synthetic.assets, input.assets));
    if (auto checked = checkValues(input.training, input.assets, "training"); !checked)
        return checked;
    if (auto checked = checkValues(input.holdout, input.assets, "holdout"); !checked)
        return checked;
    const auto& values = input.synthetic.returns;
    if (input.synthetic.count == 0 || input.synthetic.length < window || values.empty())
        return invalid(fmt::format("The synthetic paths are shorter than one window of {} days. "
                                   "Generate longer ones or look at shorter windows.",
                                   window));
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
        return invalid("The synthetic data hold a missing or infinite return.");
    const std::size_t days = input.training.size() / input.assets;
    if (days < 2 * window + 1)
        return invalid(fmt::format("The training data have {} days; windows of {} days need at "
                                   "least {}.",
                                   days, window, 2 * window + 1));
    return {};
}

/// A draw that copies nothing, from a law fitted to the same training data; as many windows. A
/// panel's law has its own margins and joint extremes: calm days crowd in the middle of real
/// panels, and a normal law, which spreads them, would make every good model look like a copy.
Result<NamedSample> referenceDraw(const PrivacyInput& input, std::uint64_t seed,
                                  jobs::JobContext& context) {
    const auto registry = makeGeneratorRegistry();
    const std::size_t days = input.training.size() / input.assets;
    const GeneratorInfo* info = registry.find(input.assets == 1 ? "gjr_garch_t" : "t_copula");
    if (info != nullptr && input.assets > 1 && days < info->minimumReturns({}, input.assets))
        info = registry.find("gaussian");
    if (info == nullptr)
        return fail(ErrorCode::NotFound, "There is no parametric generator to compare with.");
    TrainingData data;
    data.returns = input.training;
    data.wholeWindow = true;
    if (input.assets > 1)
        for (std::size_t a = 0; a < input.assets; ++a)
            data.assets.push_back(fmt::format("asset {}", a + 1));
    return sampleRival(*info, data,
                       {.count = input.synthetic.count,
                        .length = input.synthetic.length,
                        .seed = seed + kFirstRivalSeed},
                       seed, context);
}

std::string whyOf(const MeasureInfo& info, const PrivacyRow& row) {
    if (std::isnan(row.value))
        return "Not judged: it needs a holdout that the model never saw.";
    const auto percent = [](double share) { return fmt::format("{:.3g} %", 100 * share); };
    std::string out = fmt::format(fmt::runtime(info.meaning), percent(row.value));
    out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
    if (!std::isnan(row.reference))
        out += fmt::format("; of a parametric draw that copies nothing it is {}",
                           percent(row.reference));
    return out + ".";
}

PrivacyRow rowOf(const MeasureInfo& info, const PrivacyMeasures& ours,
                 const PrivacyMeasures& reference) {
    PrivacyRow row{.id = info.id,
                   .title = info.title,
                   .unit = "",
                   .convention = info.convention,
                   .source = info.source,
                   .why = {}};
    row.value = ours.*info.value;
    row.reference = reference.*info.value;
    const double base = info.absolute || std::isnan(row.reference) ? 0 : row.reference;
    row.warnAt = base + info.warn;
    row.failAt = base + info.fail;
    if (!std::isnan(row.value) && (info.absolute || !std::isnan(row.reference)))
        row.judgement = row.value > row.failAt   ? Judgement::Fail
                        : row.value > row.warnAt ? Judgement::Borderline
                                                 : Judgement::Pass;
    row.why = whyOf(info, row);
    return row;
}

std::string titlesOf(const PrivacyReport& report, Judgement judgement) {
    std::string out;
    for (const auto& row : report.rows)
        if (row.judgement == judgement)
            out += (out.empty() ? "" : ", ") + row.title;
    return out;
}

Verdict verdictOf(const PrivacyReport& report) {
    const std::string failed = titlesOf(report, Judgement::Fail);
    const std::string borderline = titlesOf(report, Judgement::Borderline);
    const double copies = report.rows.front().value;
    Verdict out;
    std::string evidence;
    for (const auto& row : report.rows)
        if (row.judgement == Judgement::Fail || row.judgement == Judgement::Borderline)
            evidence += (evidence.empty() ? "" : " ") + row.title + ": " + row.why;
    out.evidence = evidence;
    if (report.rows.front().judgement == Judgement::Fail) {
        out.judgement = Judgement::Fail;
        out.claim = fmt::format("This data repeats history: {:.3g} % of its {}-day windows are "
                                "exact copies of training windows.",
                                100 * copies, report.window);
    } else if (!failed.empty()) {
        out.judgement = Judgement::Fail;
        out.claim = fmt::format("This data gives training data away: {}.", failed);
    } else if (report.holdoutWindows < 2) {
        out.judgement = Judgement::Borderline;
        out.claim = "No copy was found, but without a holdout nothing shows what the model learnt "
                    "by heart.";
    } else if (!borderline.empty()) {
        out.judgement = Judgement::Borderline;
        out.claim = fmt::format("Nothing is copied, but this is near the limit: {}.", borderline);
    } else {
        out.judgement = Judgement::Pass;
        out.claim = "Nothing here gives training data away.";
        out.evidence = fmt::format("No window of {} synthetic ones is a copy, and all {} measures "
                                   "are within their limits.",
                                   report.syntheticTotal, report.rows.size());
    }
    return out;
}

} // namespace

Result<PrivacyReport> computePrivacy(const PrivacyInput& input, const PrivacyOptions& options,
                                     jobs::JobContext& context) {
    PrivacyReport report;
    report.assets = input.assets;
    report.window = options.window > 0 ? options.window : input.assets == 1 ? kSeriesWindow : 1;
    if (auto checked = checkInput(input, report.window); !checked)
        return std::move(checked).error();
    context.progress(0.0, "Drawing a reference that copies nothing");
    auto reference = referenceDraw(input, options.seed, context);
    if (!reference)
        return std::move(reference).error();
    report.referenceModel = reference->title;
    context.progress(0.3, "Measuring the training data");
    const PrivacyGauge gauge(input, options, report.window);
    report.trainingWindows = gauge.trainingWindows();
    report.holdoutWindows = gauge.holdoutWindows();
    report.syntheticWindows = gauge.looked(input.synthetic);
    report.syntheticTotal = input.synthetic.count * (input.synthetic.length - report.window + 1);
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "The privacy report was stopped.");
    context.progress(0.5, "Measuring the synthetic data");
    const auto ours = gauge.measure(input.synthetic);
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "The privacy report was stopped.");
    context.progress(0.75, "Measuring the reference");
    const auto theirs = gauge.measure(*reference->paths);
    for (const auto& info : kMeasures)
        report.rows.push_back(rowOf(info, ours, theirs));
    report.distances = gauge.distances();
    report.distances.synthetic = ours.distances;
    report.distances.reference = theirs.distances;
    report.verdict = verdictOf(report);
    context.progress(1.0, report.verdict.claim);
    return report;
}

} // namespace loom::generate
