// SPDX-License-Identifier: GPL-3.0-or-later
// How near generated windows lie to the training data, beside what the model never saw and what
// copies nothing: densities, and shares of windows nearer than a distance with the limits that the
// verdict applies there. Interface thread.
#pragma once

#include <QWidget>

#include "generate/privacy.h"
#include "ui/charts/chart_view.h"

namespace loom::ui {

class DistancePane final : public QWidget {
    Q_OBJECT
  public:
    explicit DistancePane(QWidget* parent = nullptr);

    /// slot: of the generator's hue. Hidden when the report has no distances.
    void setReport(const generate::PrivacyReport& report, const QString& generator, int slot);
    ChartView* densities() const { return m_densities; }
    ChartView* shares() const { return m_shares; }

  private:
    struct Set {
        QString name;
        std::vector<double> distances;
        LineStyle style;
    };
    std::vector<Set> sets(const generate::PrivacyDistances& distances, const QString& reference,
                          const QString& generator, int slot) const;
    void showDensities(const std::vector<Set>& sets, double far);
    void showShares(const std::vector<Set>& sets, double far,
                    const generate::PrivacyReport& report);

    ChartView* m_densities;
    ChartView* m_shares;
};

} // namespace loom::ui
