// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/log_model.h"

#include "base/log.h"
#include "ui/bridge/text.h"

#include <QDateTime>

#include <utility>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using jobs::LogLevel;

namespace {

LogLevel levelOf(spdlog::level::level_enum level) {
    if (level >= spdlog::level::err)
        return LogLevel::Error;
    return level == spdlog::level::warn ? LogLevel::Warning : LogLevel::Info;
}

} // namespace

LogModel::LogModel(jobs::JobQueue& queue, QObject* parent, std::chrono::milliseconds interval)
    : QAbstractTableModel(parent), m_queue(queue) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &LogModel::flush);
    m_logListener = addLogListener([this](const LogRecord& record) {
        if (record.level >= spdlog::level::info)
            receive({record.time, levelOf(record.level), {}, qstr(record.text)});
    });
    m_queueListener = m_queue.addListener([this](const jobs::JobEvent& event) {
        if (const auto* line = std::get_if<jobs::LineLogged>(&event.what))
            receive({SystemClock{}.now(), line->level, event.id, qstr(line->text)});
    });
}

LogModel::~LogModel() {
    m_queue.removeListener(m_queueListener);
    removeLogListener(m_logListener);
}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogLine& entry = line(index.row());
    if (role == LevelRole)
        return static_cast<int>(entry.level);
    if (role == JobRole)
        return QVariant::fromValue<quint64>(entry.job.value);
    if (role == IsoTimeRole || (role == Qt::ToolTipRole && index.column() == TimeColumn))
        return qstr(toIso(entry.time));
    if (role == Qt::ToolTipRole && index.column() == TextColumn)
        return entry.text;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn:
        return QDateTime::fromSecsSinceEpoch(entry.time.seconds).toString(u"HH:mm:ss"_s);
    case LevelColumn:
        return entry.level == LogLevel::Error     ? tr("error")
               : entry.level == LogLevel::Warning ? tr("warn")
                                                  : tr("info");
    case TextColumn:
        return entry.text;
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == TimeColumn    ? tr("Time")
           : section == LevelColumn ? tr("Level")
                                    : tr("Message");
}

void LogModel::clear() {
    beginResetModel();
    m_lines.clear();
    m_warnings = 0;
    endResetModel();
    Q_EMIT summaryChanged();
}

void LogModel::receive(LogLine entry) {
    const std::lock_guard lock(m_mutex);
    m_inbox.push_back(std::move(entry));
    if (m_inbox.size() > 2 * kMaxRows) // nobody could read them all: keep the latest
        m_inbox.erase(m_inbox.begin(), m_inbox.begin() + kMaxRows);
    if (!std::exchange(m_announced, true))
        QMetaObject::invokeMethod(
            this, [this] { m_timer.start(); }, Qt::QueuedConnection);
}

void LogModel::flush() {
    std::vector<LogLine> fresh;
    {
        const std::lock_guard lock(m_mutex);
        fresh.swap(m_inbox);
        m_announced = false;
    }
    const auto fits = static_cast<std::size_t>(kMaxRows);
    if (fresh.size() > fits)
        fresh.erase(fresh.begin(), fresh.end() - kMaxRows);
    if (fresh.empty())
        return;
    if (m_lines.size() + fresh.size() > fits)
        dropFirst(static_cast<int>(m_lines.size() + fresh.size() - fits));
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    for (auto& entry : fresh) {
        m_warnings += entry.level == LogLevel::Info ? 0 : 1;
        m_lines.push_back(std::move(entry));
    }
    endInsertRows();
    Q_EMIT summaryChanged();
}

void LogModel::dropFirst(int count) {
    beginRemoveRows({}, 0, count - 1);
    for (int i = 0; i < count; ++i) {
        m_warnings -= m_lines.front().level == LogLevel::Info ? 0 : 1;
        m_lines.pop_front();
    }
    endRemoveRows();
}

LogFilter::LogFilter(LogModel& model, QObject* parent)
    : QSortFilterProxyModel(parent), m_model(model) {
    setSourceModel(&model);
}

void LogFilter::setMinimumLevel(LogLevel level) {
    m_level = level;
    invalidateFilter();
}

void LogFilter::setJob(jobs::JobId job) {
    m_job = job;
    invalidateFilter();
}

void LogFilter::setWords(const QString& words) {
    m_words = words.trimmed();
    invalidateFilter();
}

bool LogFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    const LogLine& entry = m_model.line(row);
    return entry.level >= m_level && (m_job.value == 0 || entry.job == m_job) &&
           (m_words.isEmpty() || entry.text.contains(m_words, Qt::CaseInsensitive));
}

} // namespace loom::ui
