// SPDX-License-Identifier: GPL-3.0-or-later
// The experiment store: a SQLite file in the table layout of MLflow at revision 0584bdc529eb (read
// and written unchanged by MLflow 2.18 to 2.22, and still usable here after MLflow 3.x has upgraded
// it), and a folder of artifacts beside it. Nothing of ours is private in that file.
// Thread rule: any thread may call; calls on one Store follow each other. Open a second Store on
// the same file to read while the first one writes (write-ahead log: readers never wait).
// Failures: InvalidInput (the value, and which), NotFound, Busy, Io, Corrupt, NewerVersion.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tracking/search.h"
#include "tracking/types.h"

namespace loom::tracking {

class Registry;
struct Connection;

struct StoreOptions {
    /// Milliseconds since 1970 UTC; empty: the system's clock. For tests.
    std::function<std::int64_t()> clockMs = {};
};

class Store {
  public:
    /// Opens or creates the file; parent folders are made. A new file gets experiment 0, "Default".
    static Result<Store> open(const std::filesystem::path& database,
                              const std::filesystem::path& artifactRoot, StoreOptions options = {});
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    /// The schema revision of the file, "0584bdc529eb" unless MLflow 3.x has upgraded it.
    const std::string& revision() const;
    /// A newer MLflow than this program knows has upgraded the file: everything can be read, every
    /// change is refused with NewerVersion.
    bool isReadOnly() const;

    // --- Experiments -----------------------------------------------------------------------
    /// The experiment of that name, created if there is none. A deleted one is an error that says
    /// to restore it.
    Result<ExperimentId> experiment(std::string_view name);
    Result<std::vector<Experiment>> experiments(RunView view = RunView::Active) const;
    Status deleteExperiment(ExperimentId id);
    Status restoreExperiment(ExperimentId id);

    // --- Runs ------------------------------------------------------------------------------
    /// Starts a run: status RUNNING, tagged with this process so that a crash can be noticed.
    Result<RunId> createRun(const NewRun& run);
    /// Sets the status; anything but RUNNING and SCHEDULED also sets the end time.
    Status setRunStatus(const RunId& run, RunStatus status);
    Status renameRun(const RunId& run, std::string_view name);
    Status deleteRun(const RunId& run);
    Status restoreRun(const RunId& run);
    Result<Run> run(const RunId& id) const;

    /// Marks as KILLED every run that is RUNNING and belongs to a process that has ended (or to an
    /// earlier boot). Runs of living processes and of other programs are left alone. Call at start.
    Result<std::vector<RunId>> markAbandonedRuns();

    // --- Logging ---------------------------------------------------------------------------
    /// An equal value again is fine, a different one is an error (MLflow's rule).
    Status logParam(const RunId& run, std::string_view key, std::string_view value);
    Status logParams(const RunId& run, std::span<const NamedText> params);
    Status logMetric(const RunId& run, std::string_view key, double value, std::int64_t step = 0,
                     std::int64_t timestampMs = kNow);
    /// One transaction; nothing is stored when one of them is invalid. Exact duplicates are
    /// dropped.
    Status logMetrics(const RunId& run, std::span<const Metric> metrics);
    /// Sets or replaces.
    Status setTag(const RunId& run, std::string_view key, std::string_view value);
    Status setTags(const RunId& run, std::span<const NamedText> tags);
    Status deleteTag(const RunId& run, std::string_view key);
    Status logDataset(const RunId& run, const DatasetInput& dataset);
    Result<std::vector<LoggedDataset>> datasets(const RunId& run) const;

    // --- Artifacts -------------------------------------------------------------------------
    /// Writes artifacts/<path> of the run so that a reader sees all of it or nothing.
    Status logArtifact(const RunId& run, std::string_view path, std::string_view bytes);
    /// Copies a file there.
    Status logArtifactFile(const RunId& run, std::string_view path,
                           const std::filesystem::path& file);
    /// The entries of one folder ("" = top), folders first, then by name.
    Result<std::vector<ArtifactEntry>> artifacts(const RunId& run,
                                                 std::string_view folder = {}) const;
    Result<std::string> readArtifact(const RunId& run, std::string_view path) const;
    /// Where the run's files are; also after the whole data folder has been moved.
    Result<std::filesystem::path> artifactFolder(const RunId& run) const;

    // --- Reading ---------------------------------------------------------------------------
    /// One page, with the latest metrics, parameters and tags of its runs.
    Result<std::vector<Run>> search(const RunQuery& query) const;
    /// How many runs the query has over all pages.
    Result<std::int64_t> count(const RunQuery& query) const;
    /// All points of a metric, by step, then time.
    Result<std::vector<MetricPoint>> metricHistory(const RunId& run, std::string_view key) const;
    /// Every key that runs of these experiments (all when empty) use, sorted: columns to choose.
    Result<std::vector<std::string>> metricKeys(std::span<const ExperimentId> experiments) const;
    Result<std::vector<std::string>> paramKeys(std::span<const ExperimentId> experiments) const;

    /// A consistent copy of the database file, also while others write: to hand to MLflow 3.x,
    /// which upgrades what it opens.
    Status exportCopy(const std::filesystem::path& file) const;

  private:
    friend class Registry;
    explicit Store(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> m_connection;
};

} // namespace loom::tracking
