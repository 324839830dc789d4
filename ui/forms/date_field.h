// SPDX-License-Identifier: GPL-3.0-or-later
// A field for one date as YYYY-MM-DD with a calendar behind its icon (Alt+Down). Any text may be
// typed; the form that holds it checks on editingFinished.
#pragma once

#include <QLineEdit>

#include <optional>

#include "base/date.h"

namespace loom::ui {

class DateField final : public QLineEdit {
    Q_OBJECT
  public:
    explicit DateField(QWidget* parent = nullptr);

    void setDate(std::optional<Date> date); ///< nothing clears the field
    /// The date, or why the text is none. An empty field fails too: ask isEmpty() first when the
    /// date is optional.
    Result<Date> date() const;
    bool isEmpty() const { return text().trimmed().isEmpty(); }
    QSize sizeHint() const override { return {140, 26}; }

  protected:
    void keyPressEvent(QKeyEvent* event) override; ///< Up and Down move by a day

  private:
    void openCalendar();
};

/// Why a pair of dates cannot be used ("From is after To"), or empty. Equal dates are allowed.
QString dateOrderProblem(Date from, Date to);

} // namespace loom::ui
