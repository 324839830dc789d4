// SPDX-License-Identifier: GPL-3.0-or-later
// The indicators of a chart in the inspector: a row each to change and to remove it, a line below
// one that says nothing about this series, and a button to add one. Keeps no state of its own:
// what it wants is said by signals, what there is comes by setIndicators. Interface thread.
#pragma once

#include <QWidget>

#include "indicators/indicator.h"

class QVBoxLayout;

namespace loom::ui {

class IndicatorList final : public QWidget {
    Q_OBJECT
  public:
    explicit IndicatorList(QWidget* parent = nullptr);

    /// problems: a text for each indicator, empty where all is well.
    void setIndicators(const std::vector<indicators::Indicator>& shown,
                       const QStringList& problems);

  Q_SIGNALS:
    void addWanted();
    void changeWanted(int index);
    void removeWanted(int index);

  private:
    void addRow(const indicators::Indicator& indicator, int index, const QString& problem);

    QWidget* m_rows;
    QVBoxLayout* m_column;
};

} // namespace loom::ui
