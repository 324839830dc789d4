// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the experiment store: experiments, runs and what is logged to them. Names and
// limits are MLflow's, because the file is MLflow's. Times are milliseconds since 1970 UTC.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loom::tracking {

struct ExperimentId {
    std::int64_t value = 0;
    friend auto operator<=>(const ExperimentId&, const ExperimentId&) = default;
};

/// 32 lower-case hexadecimal digits.
struct RunId {
    std::string value = {};
    friend auto operator<=>(const RunId&, const RunId&) = default;
};

enum class RunStatus { Running, Scheduled, Finished, Failed, Killed };
enum class Lifecycle { Active, Deleted };

/// "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED".
std::string_view runStatusName(RunStatus status);
std::optional<RunStatus> runStatusFromName(std::string_view name);

struct Experiment {
    ExperimentId id = {};
    std::string name = {};
    std::string artifactLocation = {}; ///< absolute path or file URI
    Lifecycle lifecycle = Lifecycle::Active;
    std::int64_t createdMs = 0;
};

/// A parameter or a tag.
struct NamedText {
    std::string key = {};
    std::string value = {};
    friend bool operator==(const NamedText&, const NamedText&) = default;
};

/// "Use the time of logging" for Metric::timestampMs.
inline constexpr std::int64_t kNow = std::numeric_limits<std::int64_t>::min();

/// One point of a metric. NaN is kept as NaN; plus and minus infinity read back as the largest and
/// the smallest double, as in MLflow.
struct Metric {
    std::string key = {};
    double value = 0;
    std::int64_t step = 0; ///< may be negative
    std::int64_t timestampMs = kNow;
    friend bool operator==(const Metric&, const Metric&) = default;
};

struct MetricPoint {
    std::int64_t step = 0;
    std::int64_t timestampMs = 0;
    double value = 0;
};

struct Run {
    RunId id = {};
    ExperimentId experiment = {};
    std::string name = {};
    std::string user = {};
    RunStatus status = RunStatus::Running;
    Lifecycle lifecycle = Lifecycle::Active;
    std::int64_t startMs = 0;
    std::optional<std::int64_t> endMs = {};
    std::string artifactUri = {};
    std::vector<NamedText> params = {}; ///< sorted by key
    std::vector<NamedText> tags = {};   ///< sorted by key
    std::vector<Metric> metrics = {};   ///< the latest of each key, sorted by key

    /// Empty when the run has no such tag or parameter.
    std::string_view tag(std::string_view key) const;
    std::string_view param(std::string_view key) const;
    const Metric* metric(std::string_view key) const;
};

struct NewRun {
    ExperimentId experiment = {};
    std::string name = {};            ///< empty: a random adjective-noun-number
    std::vector<NamedText> tags = {}; ///< e.g. mlflow.parentRunId, mlflow.note.content
    std::optional<std::int64_t> startMs = {};
};

/// What a run learned from or was scored on (MLflow: dataset + input).
struct DatasetInput {
    std::string name = {};       ///< "^GSPC 1d 2009-06-01..2018-12-31"
    std::string digest = {};     ///< at most 36 characters; a longer data hash is cut
    std::string sourceType = {}; ///< "local", "code", "yahoo"
    std::string source = {};     ///< JSON text
    std::string schema = {};     ///< JSON text or empty
    std::string profile = {};    ///< JSON text or empty
    std::string context = {};    ///< "training", "validation", "test"; empty: none
};

struct LoggedDataset {
    DatasetInput dataset = {};
    std::string datasetId = {};
};

struct ArtifactEntry {
    std::string path = {}; ///< relative to the run's artifact folder, '/' between parts
    bool isFolder = false;
    std::uint64_t size = 0; ///< bytes; 0 for a folder
};

} // namespace loom::tracking
