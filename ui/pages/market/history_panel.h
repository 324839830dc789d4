// SPDX-License-Identifier: GPL-3.0-or-later
// How healthy a cached series is: counts with status marks in the inspector, and behind a link the
// list of every restatement and gap with who noticed what when. Interface thread.
#pragma once

#include <QPointer>
#include <QWidget>

#include <vector>

#include "market/market_reader.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace loom::ui {

class HistoryPanel final : public QWidget {
    Q_OBJECT
  public:
    explicit HistoryPanel(QWidget* parent = nullptr);

    void setHistory(const market::SeriesState& state,
                    const std::vector<market::Restatement>& restatements,
                    const std::vector<market::Gap>& gaps, bool provisional);
    /// The list: noticed, what, bar, old, new, explanation. Non-modal.
    void showList();

  Q_SIGNALS:
    /// A row of the list was activated: the bar's time.
    void barChosen(std::int64_t time);

  private:
    void addRow(const QString& name, const QString& value, bool wrong);
    void clearRows();

    QGridLayout* m_rows;
    QLabel* m_message;
    QPushButton* m_more;
    QPointer<QWidget> m_list; ///< the open list
    market::SeriesState m_state;
    std::vector<market::Restatement> m_restatements;
    std::vector<market::Gap> m_gaps;
};

} // namespace loom::ui
