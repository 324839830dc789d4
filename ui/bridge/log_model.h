// SPDX-License-Identifier: GPL-3.0-or-later
// The log as a table (time, level, text), newest last: records of the program's log and lines of
// the jobs together, bounded to the latest kMaxRows. LogFilter narrows it by level, job and words.
// Thread rule: records arrive on any thread into a locked inbox and are delivered in batches.
#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>
#include <QTimer>

#include <deque>
#include <mutex>
#include <vector>

#include "base/date.h"
#include "jobs/job_queue.h"

namespace loom::ui {

struct LogLine {
    Timestamp time;
    jobs::LogLevel level = jobs::LogLevel::Info;
    jobs::JobId job; ///< zero when no job wrote it
    QString text;
};

class LogModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { TimeColumn, LevelColumn, TextColumn, ColumnCount };
    enum Role { LevelRole = Qt::UserRole, JobRole, IsoTimeRole };
    static constexpr int kMaxRows = 5000;

    /// The queue must outlive the model.
    explicit LogModel(jobs::JobQueue& queue, QObject* parent = nullptr,
                      std::chrono::milliseconds interval = std::chrono::milliseconds{60});
    ~LogModel() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    const LogLine& line(int row) const { return m_lines[static_cast<std::size_t>(row)]; }
    int warningCount() const { return m_warnings; } ///< warnings and errors held
    void clear();

  Q_SIGNALS:
    void summaryChanged();

  private:
    void receive(LogLine line); // any thread
    void flush();
    void dropFirst(int count);

    jobs::JobQueue& m_queue;
    std::mutex m_mutex;
    std::vector<LogLine> m_inbox; // guarded by m_mutex
    bool m_announced = false;     // guarded by m_mutex
    QTimer m_timer;
    std::deque<LogLine> m_lines;
    int m_warnings = 0;
    int m_queueListener = 0;
    int m_logListener = 0;
};

class LogFilter final : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    explicit LogFilter(LogModel& model, QObject* parent = nullptr);

    void setMinimumLevel(jobs::LogLevel level);
    /// Lines of one job only; the zero id shows all.
    void setJob(jobs::JobId job);
    void setWords(const QString& words);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    LogModel& m_model;
    jobs::LogLevel m_level = jobs::LogLevel::Info;
    jobs::JobId m_job;
    QString m_words;
};

} // namespace loom::ui
