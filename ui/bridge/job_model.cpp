// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/job_model.h"

#include "ui/bridge/text.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using jobs::JobId;
using jobs::JobInfo;
using jobs::JobState;

namespace {

constexpr std::size_t kKeptRows = 200;

bool hasEnded(JobState state) {
    return state == JobState::Done || state == JobState::Failed || state == JobState::Stopped;
}

QString sentence(const QString& clause) {
    QString text = clause;
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    if (!text.isEmpty() && !text.endsWith(u'.'))
        text += u'.';
    return text;
}

} // namespace

JobModel::JobModel(jobs::JobQueue& queue, QObject* parent, std::chrono::milliseconds interval)
    : QAbstractListModel(parent), m_queue(queue) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &JobModel::flush);
    m_listener = m_queue.addListener([this](const jobs::JobEvent& event) { receive(event); });
    for (const auto& known : m_queue.jobs())
        if (!known.quiet)
            insert(known);
}

JobModel::~JobModel() {
    m_queue.removeListener(m_listener); // returns only when no job thread is inside receive()
}

int JobModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant JobModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JobInfo& job = at(index.row()).info;
    switch (role) {
    case Qt::DisplayRole:
        return qstr(job.title);
    case Qt::ToolTipRole:
        return detail(index.row());
    case Qt::AccessibleTextRole:
        return QStringList{qstr(job.title), detail(index.row()), timeLeft(index.row())}.join(
            u", "_s);
    case IdRole:
        return QVariant::fromValue<quint64>(job.id.value);
    case StateRole:
        return static_cast<int>(job.state);
    case FractionRole:
        return job.progress.fraction;
    case DetailRole:
        return detail(index.row());
    case TimeLeftRole:
        return timeLeft(index.row());
    default:
        return {};
    }
}

QHash<int, QByteArray> JobModel::roleNames() const {
    auto names = QAbstractListModel::roleNames();
    names[IdRole] = "id";
    names[StateRole] = "state";
    names[FractionRole] = "fraction";
    names[DetailRole] = "detail";
    names[TimeLeftRole] = "timeLeft";
    return names;
}

int JobModel::rowOf(JobId id) const {
    const auto place = std::find_if(m_rows.rbegin(), m_rows.rend(),
                                    [&](const Row& row) { return row.info.id == id; });
    return place == m_rows.rend() ? -1 : static_cast<int>(place - m_rows.rbegin());
}

QString JobModel::detail(int row) const {
    const JobInfo& job = info(row);
    const auto took = job.finished - job.started < std::chrono::seconds{1}
                          ? tr("less than 1 s")
                          : durationText(job.finished - job.started);
    const bool training = job.lane == jobs::Lane::Training;
    QString last = qstr(job.progress.text); // a sentence goes on here, so it loses its full stop
    if (last.endsWith(u'.'))
        last.chop(1);
    switch (job.state) {
    case JobState::Queued:
        return training ? tr("waits for the training lane") : tr("waits for a free worker");
    case JobState::Running:
        if (job.stop == jobs::StopRequest::KeepBest)
            return tr("stopping, keeps the best so far");
        if (job.stop == jobs::StopRequest::Discard)
            return training ? tr("stopping, discards the result") : tr("stopping");
        return job.progress.text.empty() ? tr("running") : qstr(job.progress.text);
    case JobState::Done:
        if (job.stop == jobs::StopRequest::KeepBest)
            return tr("stopped after %1, best kept").arg(took);
        if (job.stop == jobs::StopRequest::Discard && !last.isEmpty())
            return tr("%1, stopped after %2").arg(last, took);
        return last.isEmpty() ? tr("finished in %1").arg(took)
                              : tr("%1, finished in %2").arg(last, took);
    case JobState::Failed:
        return sentence(qstr(job.error.message));
    case JobState::Stopped:
        return job.started.seconds == 0 ? tr("stopped before it began")
               : training               ? tr("stopped after %1, discarded").arg(took)
                                        : tr("stopped after %1").arg(took);
    }
    return {};
}

QString JobModel::timeLeft(int row) const {
    const JobInfo& job = info(row);
    if (job.state != JobState::Running || job.progress.secondsLeft < 0 ||
        job.stop != jobs::StopRequest::None)
        return {};
    const auto whole = std::chrono::seconds{static_cast<qint64>(job.progress.secondsLeft + 0.5)};
    return tr("%1 left").arg(durationText(whole));
}

const JobRequest* JobModel::request(JobId id) const {
    const auto follow = m_follows.find(id);
    return follow == m_follows.end() ? nullptr : &follow->second.request;
}

int JobModel::runningCount() const {
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) {
        return row.info.state == JobState::Running;
    }));
}

int JobModel::waitingCount() const {
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) {
        return row.info.state == JobState::Queued;
    }));
}

int JobModel::failedCount() const {
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) {
        return row.info.state == JobState::Failed;
    }));
}

std::vector<std::string> JobModel::metricNames(JobId id) const {
    std::vector<std::string> names;
    if (const int row = rowOf(id); row >= 0)
        for (const auto& [name, stream] : at(row).metrics)
            names.push_back(name);
    return names;
}

const MetricStream* JobModel::metric(JobId id, std::string_view name) const {
    const int row = rowOf(id);
    if (row < 0)
        return nullptr;
    const auto& metrics = at(row).metrics;
    const auto place = metrics.find(name);
    return place == metrics.end() ? nullptr : &place->second;
}

void JobModel::stop(JobId id, jobs::StopRequest how) {
    m_queue.stop(id, how);
    if (const auto now = m_queue.job(id))
        applyInfo(*now);
}

void JobModel::stopAll(jobs::StopRequest how) {
    m_queue.stopAll(how);
    for (const auto& now : m_queue.jobs())
        applyInfo(now);
}

void JobModel::removeRowAt(int row) {
    beginRemoveRows({}, row, row);
    m_follows.erase(info(row).id);
    m_rows.erase(std::prev(m_rows.end(), row + 1));
    endRemoveRows();
}

void JobModel::remove(JobId id) {
    const int row = rowOf(id);
    if (row < 0 || !hasEnded(info(row).state))
        return;
    removeRowAt(row);
    Q_EMIT summaryChanged();
}

void JobModel::removeEnded() {
    for (int row = rowCount() - 1; row >= 0; --row)
        if (hasEnded(info(row).state))
            removeRowAt(row);
    Q_EMIT summaryChanged();
}

JobId JobModel::submit(JobRequest request, jobs::JobFunction run, QObject* context,
                       std::function<void(const Error&)> deliver) {
    const JobId id = m_queue.submit({.title = request.title,
                                     .kind = request.kind,
                                     .lane = request.lane,
                                     .quiet = request.quiet,
                                     .run = std::move(run)});
    m_follows[id] = Follow{std::move(request), context, std::move(deliver)};
    if (const auto now = m_queue.job(id); now && !now->quiet)
        insertWaiting(*now);
    return id;
}

void JobModel::receive(const jobs::JobEvent& event) {
    const std::lock_guard lock(m_inbox.mutex);
    if (const auto* metric = std::get_if<jobs::MetricLogged>(&event.what))
        m_inbox.metrics.emplace_back(event.id, *metric);
    else if (!std::holds_alternative<jobs::LineLogged>(event.what))
        m_inbox.changed.insert(event.id);
    else
        return; // log lines are LogModel's
    if (std::exchange(m_inbox.announced, true))
        return;
    QMetaObject::invokeMethod(
        this, [this] { m_timer.start(); }, Qt::QueuedConnection);
}

void JobModel::flush() {
    std::set<JobId> changed;
    std::vector<std::pair<JobId, jobs::MetricLogged>> metrics;
    {
        const std::lock_guard lock(m_inbox.mutex);
        changed.swap(m_inbox.changed);
        metrics.swap(m_inbox.metrics);
        m_inbox.announced = false;
    }
    bool listed = false;
    for (const JobId id : changed)
        if (const auto now = m_queue.job(id); now && !now->quiet) {
            listed = true;
            if (rowOf(id) < 0)
                insertWaiting(*now);
        }
    applyMetrics(metrics);
    for (const JobId id : changed)
        if (const auto now = m_queue.job(id)) {
            if (now->quiet && hasEnded(now->state))
                deliver(*now);
            else
                applyInfo(*now);
        }
    if (listed) {
        forgetOldest();
        Q_EMIT summaryChanged();
    }
}

/// A job is announced as waiting even when it has already ended, so that its start and end are
/// never swallowed; the events of its further states are in the inbox and come with the next batch.
void JobModel::insertWaiting(JobInfo now) {
    now.state = JobState::Queued;
    insert(now);
}

void JobModel::insert(const JobInfo& now) {
    beginInsertRows({}, 0, 0);
    m_rows.push_back({now, {}});
    endInsertRows();
    Q_EMIT summaryChanged();
}

void JobModel::applyInfo(const JobInfo& now) {
    const int row = rowOf(now.id);
    if (row < 0)
        return;
    const JobInfo before = std::exchange(at(row).info, now);
    Q_EMIT dataChanged(index(row), index(row));
    announceTransition(before, now);
}

void JobModel::announceTransition(const JobInfo& before, const JobInfo& now) {
    if (before.state == JobState::Queued && now.state != JobState::Queued)
        Q_EMIT jobStarted(now.id);
    if (hasEnded(before.state) || !hasEnded(now.state))
        return;
    deliver(now);
    Q_EMIT jobEnded(now.id);
}

/// Hands the result on, once. A quiet job is forgotten with it: it has no row to keep.
void JobModel::deliver(const JobInfo& ended) {
    const auto place = m_follows.find(ended.id);
    if (place == m_follows.end())
        return;
    const auto receive = std::exchange(place->second.deliver, nullptr);
    const QPointer<QObject> context = place->second.context;
    if (ended.quiet)
        m_follows.erase(place);
    if (receive && context)
        receive(ended.error);
}

void JobModel::applyMetrics(const std::vector<std::pair<JobId, jobs::MetricLogged>>& metrics) {
    std::map<std::pair<JobId, std::string>, qsizetype> firstNew;
    for (const auto& [id, logged] : metrics) {
        const int row = rowOf(id);
        if (row < 0)
            continue;
        MetricStream& stream = at(row).metrics[logged.name];
        firstNew.try_emplace({id, logged.name}, static_cast<qsizetype>(stream.steps.size()));
        stream.steps.push_back(logged.step);
        stream.values.push_back(logged.value);
    }
    for (const auto& [key, from] : firstNew)
        Q_EMIT metricsAppended(key.first, qstr(key.second), from);
}

void JobModel::forgetOldest() {
    for (int row = rowCount() - 1; row >= 0 && m_rows.size() > kKeptRows; --row)
        if (hasEnded(info(row).state))
            removeRowAt(row);
}

} // namespace loom::ui
