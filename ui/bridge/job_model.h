// SPDX-License-Identifier: GPL-3.0-or-later
// The jobs of a JobQueue as the interface sees them: a list model (newest first), a metric stream
// per job for live charts, and a way to start work whose result arrives on the interface thread.
//
//     model.start<Report>({.title = "Fidelity of ^GSPC", .kind = "fidelity"},
//                         [data](jobs::JobContext& c) -> Result<Report> { … },   // job thread
//                         this, [this](Result<Report> r) { show(r); });          // interface
//                         thread
//
// Thread rule: job threads only touch a locked inbox; everything public here is for the interface
// thread. Events are delivered in batches, about 16 a second.
#pragma once

#include <QAbstractListModel>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "jobs/job_queue.h"

namespace loom::ui {

/// One metric of one job in the order it was logged.
struct MetricStream {
    std::vector<std::int64_t> steps;
    std::vector<double> values;
};

/// What to start, and what the row offers afterwards. open and retry run on the interface thread.
struct JobRequest {
    std::string title;
    std::string kind = {};
    jobs::Lane lane = jobs::Lane::Light;
    /// A read of milliseconds: no row, no signals, not counted; its result arrives all the same.
    bool quiet = false;
    std::function<void()> open = {};  ///< shows the result; empty hides Open
    std::function<void()> retry = {}; ///< starts the same work again; empty hides Retry
};

class JobModel final : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role {
        IdRole = Qt::UserRole, ///< quint64
        StateRole,             ///< int of jobs::JobState
        FractionRole,          ///< 0 … 1, negative when unknown
        DetailRole,            ///< progress text, or why it waits, failed, or how long it took
        TimeLeftRole,          ///< "3 min 9 s left" or empty
    };

    /// The queue must outlive the model. interval: how long events are gathered.
    explicit JobModel(jobs::JobQueue& queue, QObject* parent = nullptr,
                      std::chrono::milliseconds interval = std::chrono::milliseconds{60});
    ~JobModel() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Submits work; done is called once with its result unless context is gone by then. A job
    /// that was stopped before it began, failed or threw delivers the error.
    template <class T, class Work, class Done>
    jobs::JobId start(JobRequest request, Work work, QObject* context, Done done);

    const jobs::JobInfo& info(int row) const { return at(row).info; }
    int rowOf(jobs::JobId id) const; ///< -1 when unknown
    QString detail(int row) const;
    QString timeLeft(int row) const;
    const JobRequest* request(jobs::JobId id) const; ///< null for jobs not started through here

    int runningCount() const;
    int waitingCount() const;
    int failedCount() const;

    /// All metric names a job has logged so far, and one of its streams (null when unknown).
    std::vector<std::string> metricNames(jobs::JobId id) const;
    const MetricStream* metric(jobs::JobId id, std::string_view name) const;

    /// The row shows the request at once, also when the job takes a while to notice.
    void stop(jobs::JobId id, jobs::StopRequest how);
    void stopAll(jobs::StopRequest how);
    /// Forgets ended jobs and their metrics.
    void removeEnded();
    void remove(jobs::JobId id); ///< only an ended one

  Q_SIGNALS:
    /// New points of this stream begin at index from.
    void metricsAppended(loom::jobs::JobId id, const QString& name, qsizetype from);
    void jobStarted(loom::jobs::JobId id);
    void jobEnded(loom::jobs::JobId id);
    /// Counts or overall progress changed; for the status bar and the dock's title.
    void summaryChanged();

  private:
    struct Row {
        jobs::JobInfo info;
        std::map<std::string, MetricStream, std::less<>> metrics;
    };
    struct Follow {
        JobRequest request;
        QPointer<QObject> context;
        std::function<void(const Error&)> deliver;
    };
    struct Inbox {
        std::mutex mutex;
        std::set<jobs::JobId> changed;
        std::vector<std::pair<jobs::JobId, jobs::MetricLogged>> metrics;
        bool announced = false;
    };

    const Row& at(int row) const {
        return m_rows[m_rows.size() - 1 - static_cast<std::size_t>(row)];
    }
    Row& at(int row) { return m_rows[m_rows.size() - 1 - static_cast<std::size_t>(row)]; }
    void removeRowAt(int row);
    jobs::JobId submit(JobRequest request, jobs::JobFunction run, QObject* context,
                       std::function<void(const Error&)> deliver);
    void receive(const jobs::JobEvent& event); // job threads
    void flush();
    void insertWaiting(jobs::JobInfo now);
    void insert(const jobs::JobInfo& now);
    void applyInfo(const jobs::JobInfo& info);
    void applyMetrics(const std::vector<std::pair<jobs::JobId, jobs::MetricLogged>>& metrics);
    void deliver(const jobs::JobInfo& ended);
    void announceTransition(const jobs::JobInfo& before, const jobs::JobInfo& now);
    void forgetOldest();

    jobs::JobQueue& m_queue;
    Inbox m_inbox;
    QTimer m_timer;
    std::vector<Row> m_rows; // oldest first; row r of the model is the r-th from the back
    std::map<jobs::JobId, Follow> m_follows;
    int m_listener = 0;
};

template <class T, class Work, class Done>
jobs::JobId JobModel::start(JobRequest request, Work work, QObject* context, Done done) {
    auto result = std::make_shared<std::optional<Result<T>>>();
    auto run = [result, work = std::move(work)](jobs::JobContext& job) mutable -> Status {
        Result<T> outcome = work(job);
        if (!outcome)
            return outcome.error();
        result->emplace(std::move(outcome));
        return {};
    };
    auto deliver = [result, done = std::move(done)](const Error& error) mutable {
        done(result->has_value() ? std::move(**result) : Result<T>(error));
    };
    return submit(std::move(request), std::move(run), context, std::move(deliver));
}

} // namespace loom::ui
