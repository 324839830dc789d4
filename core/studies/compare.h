// SPDX-License-Identifier: GPL-3.0-or-later
// Several generators on the same split, judged in one report beside the same rivals, controls and
// noise floor, each with its privacy verdict. One code path for window, command line and scheduler.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generate/fidelity.h"
#include "generate/fidelity_curves.h"
#include "generate/generator.h"
#include "generate/privacy.h"
#include "jobs/job.h"
#include "studies/model_library.h"
#include "studies/study.h"
#include "studies/study_data.h"
#include "tracking/types.h"

namespace loom::studies {

class Workbench;

/// JSON kind "compare"; "models" is a list of objects as "model" of a synthesize study.
struct CompareStudy {
    std::string name = {}; ///< run name; empty: made from models and data
    DataSelection data = {};
    SplitPlan split = {};
    std::vector<ModelChoice> models = {}; ///< one or more, none twice alike
    EvaluationPlan evaluation = {};
    std::uint64_t seed = 1;
    std::string device = "auto";
    bool retrain = false; ///< true: train even where a registered model fits

    friend bool operator==(const CompareStudy&, const CompareStudy&) = default;
};

/// Strict, as synthesizeStudyFromJson().
Result<CompareStudy> compareStudyFromJson(const Json& json);
Json toJson(const CompareStudy& study);
/// The study of one of the models alone: same data, split, evaluation and seed, so the same model
/// key; a model trained by either is taken by the other.
SynthesizeStudy synthesizeStudyOf(const CompareStudy& study, std::size_t model);

/// One of the compared models.
struct CompareEntry {
    ModelChoice choice = {};
    std::string id = {};    ///< of its column in the report: "vae"; "vae:baseline" when it occurs
                            ///< more than once; "vae:baseline:2" when that does
    std::string title = {}; ///< "VAE"; "VAE, baseline" …
    std::optional<Error> failure = {}; ///< why it has no column; what follows is empty then
    Params params = {};                ///< in force
    std::shared_ptr<const generate::Generator> generator = {};
    ModelOrigin origin = {};
    double fitSeconds = generate::kNotANumber; ///< wall time; NaN: taken from the registry
    double sampleSeconds = generate::kNotANumber;
    generate::SampleReport sampleReport = {};
    std::shared_ptr<const generate::Paths> paths = {};
    std::vector<generate::Generator::Fact> facts = {};
    generate::PrivacyReport privacy = {}; ///< verdict NotJudged, with the reason, when impossible
};

/// A row of the board: a model, a rival or a control, best first.
struct BoardRow {
    std::size_t column = 0;                ///< in the report
    std::optional<std::size_t> entry = {}; ///< in CompareOutcome::entries; none: rival or control
    std::size_t judged = 0;                ///< rows of the report with a judgement
    std::size_t failed = 0, borderline = 0, passed = 0;
    double excess = generate::kNotANumber; ///< median of typical / 95 % floor over the judged rows:
                                           ///< below 1 is within real-against-real noise
    double seconds =
        generate::kNotANumber; ///< fit and sample; NaN for rivals and registered models
    double copiedShare = generate::kNotANumber; ///< of windows that occur exactly in the training
    generate::Judgement privacy = generate::Judgement::NotJudged;
};

/// Everything a board shows. Immutable once returned.
struct CompareOutcome {
    CompareStudy study;
    StudyData data;
    std::size_t scoredFrom = 0, scoredTo = 0; ///< half-open range of days the report scores on
    std::vector<CompareEntry> entries;        ///< in the order of study.models
    generate::FidelityReport report;          ///< candidates: the entries that did not fail
    generate::FidelityCurves curves;          ///< of the candidates; of a series only
    std::vector<BoardRow> board;
    std::vector<std::string> notes; ///< what the reader must know, in sentences
    tracking::RunId run;
};

/// Its privacy verdict is fail, or, for rivals and controls, which have none, its windows are
/// copies: what repeats history is near to it without having learnt anything.
bool repeatsHistory(const BoardRow& row);

/// Ranked by the share of judged rows that fail, then by the share that is borderline, then by
/// excess: shares, because days without time are not judged on dynamics. What repeats history has
/// one more row failed and stands below what does not with the same share.
std::vector<BoardRow> boardOf(const generate::FidelityReport& report,
                              const std::vector<CompareEntry>& entries);
/// One line a row of the board: rank, model, role, failed, borderline, passed, judged, excess,
/// seconds, copied share, privacy.
std::string boardCsv(const CompareOutcome& outcome);

/// Called on a job's thread; uses all cores. Takes registered models where they fit, fits the
/// others one after the other (metrics are named "vae/loss"), samples, judges once. A model that
/// cannot be fitted becomes an entry with its failure; all of them failing is an error. A stop with
/// KeepBest keeps the best state of the training that runs, skips those that did not start and
/// judges the rest; Discard gives Cancelled. In every case the run is closed. Equal studies on
/// equal data give equal reports (seconds aside).
Result<std::shared_ptr<const CompareOutcome>>
runCompare(Workbench& workbench, const CompareStudy& study, jobs::JobContext& context);

} // namespace loom::studies
