// SPDX-License-Identifier: GPL-3.0-or-later
// A study says what to do, as plain data: kind, data selection, model with parameters, evaluation,
// seed. The form edits one, the command line runs one, the tracking store keeps one with each run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "market/series.h"

namespace loom::studies {

/// How the days of several assets are put beside each other; see studies/panel_dataset.h.
enum class Alignment { Inner, Ragged };

/// What a file of a panel holds.
enum class PanelContent {
    Detect,     ///< positive numbers around one and more: prices; small ones of both signs: returns
    Prices,     ///< closes, already adjusted
    LogReturns, ///< fractions, 0.01 = 1 %
};

/// Which bars of the cache: one symbol, or several as a panel, at one interval between two dates
/// (both inclusive; empty = all there is). Or a panel from elsewhere: a file, or a stored scenario
/// set; then everything about the cache is unused.
struct DataSelection {
    std::string symbol = "^GSPC";
    market::Interval interval = market::Interval::Day1;
    std::optional<Date> from = {};
    std::optional<Date> to = {};
    market::Adjustment adjustment = market::Adjustment::SplitAndDividend;
    std::string source = {}; ///< "yahoo", "import", "sample"; empty: the best the cache has
    /// Two or more: a panel with these columns; symbol is unused then.
    std::vector<std::string> symbols = {};
    std::string universe = {}; ///< preset the symbols are of (market/universe.h), a label only
    Alignment alignment = Alignment::Inner;      ///< panels only
    std::string file = {};                       ///< wide CSV (studies/panel_file.h)
    PanelContent content = PanelContent::Detect; ///< of the file
    /// Scenario set, by name or run: to learn from, never to be scored on.
    std::string set = {};

    bool isFromCache() const { return file.empty() && set.empty(); }
    bool isPanel() const { return !symbols.empty() || !isFromCache(); }
    friend bool operator==(const DataSelection&, const DataSelection&) = default;
};

/// How the selected returns are divided.
struct SplitPlan {
    /// Paper-table mode: training, selection and scoring all see the whole window (in-sample).
    bool paperTable = false;
    double trainShare = 0.6;
    double validationShare = 0.2; ///< the rest is the test part, seen by nobody before scoring

    friend bool operator==(const SplitPlan&, const SplitPlan&) = default;
};

/// Which generator; params are those that differ from the preset and the defaults.
struct ModelChoice {
    std::string id = "quantgan";
    std::string preset = "quick";
    Json params = Json::object();

    friend bool operator==(const ModelChoice&, const ModelChoice&) = default;
};

/// Days a panel's report generates when the study leaves the length open.
inline constexpr std::size_t kPanelDays = 10'000;

/// A series: paths x length. A panel: a model without time draws one run of paths x length
/// independent days, a model with time so many paths; length 0 makes either about 10,000 days in
/// all (kPanelDays).
struct EvaluationPlan {
    std::size_t paths = 500;
    std::size_t length =
        0; ///< days a path; 0 = as many as the scored part has (paper table: 4,000)

    friend bool operator==(const EvaluationPlan&, const EvaluationPlan&) = default;
};

/// Train a generator or take the registered one, generate, judge beside rivals, remember.
struct SynthesizeStudy {
    std::string name = {}; ///< run name; empty: made from model, symbol and seed
    DataSelection data = {};
    SplitPlan split = {};
    ModelChoice model = {};
    EvaluationPlan evaluation = {};
    std::uint64_t seed = 1;
    std::string device = "auto";
    bool retrain = false; ///< true: train even when a registered model fits

    friend bool operator==(const SynthesizeStudy&, const SynthesizeStudy&) = default;
};

/// Strict: unknown keys, wrong types and impossible values are refused with the key's path and why.
/// A panel is given by data.symbols, by data.universe alone, which is looked up then, by data.file
/// or by data.set.
Result<SynthesizeStudy> synthesizeStudyFromJson(const Json& json);
Json toJson(const SynthesizeStudy& study);

/// What fixes a trained model: data selection, split, model, seed. Not evaluation, device or name.
/// 64 hex digits; equal keys mean that training again would give the same model on the same data.
std::string modelKey(const SynthesizeStudy& study, const Json& resolvedParams);

/// The kind of any study document ("synthesize", "compare", "augment", "scenarios", "forecast",
/// "evaluate"), or why it is
/// none.
Result<std::string> studyKind(const Json& json);

} // namespace loom::studies
