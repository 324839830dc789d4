// SPDX-License-Identifier: GPL-3.0-or-later
// Above the run table: the filter with what is wrong with it, what the table shows beside the runs,
// and how many runs there are. Interface thread.
#pragma once

#include <cstdint>

#include <QWidget>

class QCheckBox;
class QJsonObject;
class QLabel;
class QLineEdit;

namespace loom {
struct Error;
}

namespace loom::ui {

class StatusLabel;

class RunFilterBar final : public QWidget {
    Q_OBJECT
  public:
    explicit RunFilterBar(QWidget* parent = nullptr);

    QString filter() const;
    bool showsDeleted() const;
    /// Puts the cursor into the filter, all of it selected.
    void focusFilter();
    void clearFilter();
    void setCounts(std::int64_t found, std::int64_t all);
    /// Says why the filter does not work; nothing when it does.
    void setProblem(const Error* error);
    void saveTo(QJsonObject& state) const;
    void restoreFrom(const QJsonObject& state);

  Q_SIGNALS:
    /// The filter, or whether deleted runs are shown, was changed.
    void asked();
    void differingOnlyChanged(bool only);
    void deltasChanged(bool shown);

  private:
    void connectParts();

    QLineEdit* m_filter;
    QCheckBox* m_differing;
    QCheckBox* m_deltas;
    QCheckBox* m_deleted;
    QLabel* m_count;
    StatusLabel* m_problem;
};

} // namespace loom::ui
