// SPDX-License-Identifier: GPL-3.0-or-later
// How close generated returns are to real ones: metric by metric, beside the classical rivals, a
// shuffled control and the distance of real from real, with a verdict in words.
//
// Two numbers are kept for every cell, because they answer different questions:
// * value: all paths against the whole real series, in the conventions of Wiese et al. (2020),
//   Table 2. For a statistic (mean, volatility …) it is the statistic itself.
// * typical: the median distance at equal length. The real series is cut into blocks of about a
//   year; for each random half A of the blocks, the distance from A to as many generated blocks.
//   The floor is the distance from A to the other real half, so both carry the same sampling noise.
// The judgement compares typical with the floor: pass up to its median, borderline up to its 95 %,
// fail beyond. A dynamics row also fails when its value is not below 0.9 of what a model without
// any dynamics scores, provided that the real curve stands out of its own sampling noise.
//
// Thread rule: the functions use all cores; call them from a job. Failure: plain sentences.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "generate/paths.h"
#include "jobs/job.h"
#include "stats/metric.h"

namespace loom::generate {

inline constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

enum class ColumnRole { Candidate, Rival, Control };

/// Generated paths with the name they carry in the report.
struct NamedSample {
    std::string id; ///< a generator's id, or "imported"
    std::string title;
    std::shared_ptr<const Paths> paths;
    ColumnRole role = ColumnRole::Candidate;
    std::size_t receptiveField = 0; ///< days of memory the model can have; 0 = unlimited
    bool timeless = false;          ///< days drawn independently: dynamics rows do not apply
    double touchedShare = 0;        ///< SampleReport::touchedShare()
};

struct FidelityInput {
    std::vector<double> real;     ///< one-day log returns that are scored against
    std::vector<double> training; ///< what the rivals learn from and copies are counted against;
                                  ///< empty means the same series, in-sample
    std::vector<NamedSample> candidates;
};

struct FidelityOptions {
    stats::ProfileOptions profile = {};
    std::vector<std::string> rivals = {"stationary_bootstrap", "gjr_garch_t", "garch",
                                       "iid_bootstrap", "shuffled_control"};
    std::size_t rivalPaths = 0;  ///< 0 = as many as the first candidate
    std::size_t rivalLength = 0; ///< 0 = as long as the first candidate's paths
    std::size_t floorSplits = 300;
    std::size_t copiedWindow = 20; ///< days; a shared run this long counts as copied
    /// Windows of 20 days that the classifier, density and coverage rows look at on each side; 0
    /// leaves those rows out.
    std::size_t neighbours = 500;
    std::uint64_t seed = 1;
};

enum class Judgement { NotJudged, Pass, Borderline, Fail };
std::string_view judgementName(Judgement judgement);

struct FidelityCell {
    double value = kNotANumber;
    double typical = kNotANumber;
    double meanMatched = kNotANumber; ///< value with the generated mean shifted to the real one;
                                      ///< EMD rows only, others NaN
    /// Interval by resampling: 5 and 95 % of the equal-length distances, each of a new random half
    /// of the real blocks to newly drawn generated blocks.
    double low = kNotANumber;
    double high = kNotANumber;
    Judgement judgement = Judgement::NotJudged;
};

struct FidelityRow {
    std::string id, title, unit, convention, source;
    stats::MetricGroup group = stats::MetricGroup::Distribution;
    stats::Better better = stats::Better::Lower;
    double real = kNotANumber; ///< the real statistic, for Target rows
    double floorMedian = kNotANumber;
    double floor95 = kNotANumber;
    double halves = kNotANumber;          ///< first half against second half of the real series
    double noDynamics = kNotANumber;      ///< dynamics rows: a model with zero curves, as value
    bool showsDynamics = false;           ///< the real curve stands out of its sampling noise
    std::string mustFail = {};            ///< id of the control that must fail this row, or empty
    double structuralFloor = kNotANumber; ///< dynamics rows: smallest value the candidate can have
    std::vector<FidelityCell> cells;      ///< one a column
};

/// One rule of a named set of thresholds and what came out: "|mean difference| < 0.1 x |real
/// mean|".
struct RuleOutcome {
    std::string id, title;
    std::string limit;          ///< in words, with its unit
    double value = kNotANumber; ///< what is compared with the limit
    Judgement judgement = Judgement::NotJudged;
    std::string why; ///< one sentence with the numbers
};

struct FidelityColumn {
    std::string id, title;
    ColumnRole role = ColumnRole::Candidate;
    std::size_t paths = 0;
    std::size_t length = 0;
    std::size_t passed = 0, borderline = 0, failed = 0; ///< rows
    /// Share of generated windows that occur exactly in the training returns, among all stride-1
    /// windows of both; the window is FidelityReport::copiedWindow days.
    double copiedShare = kNotANumber;
    double touchedShare = 0;
    bool timeless = false; ///< days drawn independently: dynamics rows are not judged
    std::vector<RuleOutcome> rules =
        {}; ///< the plain thresholds, beside the noise-floor judgements
};

struct Verdict {
    Judgement judgement = Judgement::NotJudged;
    std::string claim;    ///< one sentence
    std::string evidence; ///< sentences with numbers
};

struct FidelityReport {
    std::size_t realCount = 0; ///< one-day returns scored against
    std::size_t trainingCount = 0;
    bool inSample = true;
    std::size_t splits = 0; ///< how many the floor comes from
    std::size_t blocks = 0; ///< how many blocks the real series was cut into
    std::size_t copiedWindow = 0;
    std::vector<FidelityColumn> columns; ///< candidates, rivals, controls
    std::vector<FidelityRow> rows;
    bool controlFails = true; ///< the shuffled control fails every dynamics row it must
    Verdict verdict;
};

/// Fits the rivals, samples them and scores everything. Fails when the real series is too short
/// (says how many days are needed), has missing values or is constant, or when a sample is empty.
Result<FidelityReport> computeFidelity(const FidelityInput& input, const FidelityOptions& options,
                                       jobs::JobContext& context);

/// The rivals' and control's samples by themselves, for charts.
Result<std::vector<NamedSample>> sampleRivals(const std::vector<double>& training,
                                              const FidelityOptions& options, std::size_t count,
                                              std::size_t length, jobs::JobContext& context);

/// Fewest real returns a report can be made of with these options.
std::size_t minimumReturnsForReport(const FidelityOptions& options);

/// The same options with no more lags and horizons than a real series of this length can show, for
/// a short test period. At least the one-day horizon and 20 lags stay. The rows name what they
/// cover.
FidelityOptions shortenedFor(std::size_t realCount, FidelityOptions options);

/// The distance of a cell over that of the GARCH(1,1) column: the only way to compare an EMD with
/// the paper's, whose scale is not disclosed (its TCN: 0.20, 0.27, 0.145, 0.165 at 1, 5, 20 and 100
/// days). NaN when there is no such column.
double ratioToGarch(const FidelityReport& report, const FidelityRow& row, std::size_t column);

/// The rows of a report with these options, without numbers: id, title, unit, formula, source.
std::vector<FidelityRow> fidelityCatalogue(const FidelityOptions& options);

/// A metric's numbers as a person reads them: log returns in basis points, the rest as they are.
struct ShownUnit {
    double factor = 1;
    std::string unit = {};
};
ShownUnit shownUnit(const FidelityRow& row);

/// One sentence with the numbers: why the cell is judged as it is, or why it is not.
std::string explain(const FidelityReport& report, std::size_t row, std::size_t column);

Json toJson(const FidelityReport& report);
Result<FidelityReport> fidelityReportFromJson(const Json& json);
/// One line a row and column: row, unit, convention, column, value, typical, floor, judgement, why;
/// then one line a column and plain threshold, whose metric begins with "rule_".
std::string toCsv(const FidelityReport& report);

} // namespace loom::generate
