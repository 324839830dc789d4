// SPDX-License-Identifier: GPL-3.0-or-later
// One asset of a panel by itself: return density, quantiles with the band of the real ones, and for
// models with time the memory of |r| and leverage. The curves are computed when an asset is chosen.
// Interface thread.
#pragma once

#include <QWidget>

#include <map>
#include <memory>
#include <vector>

#include "generate/fidelity_curves.h"
#include "studies/synthesize.h"
#include "ui/charts/chart_view.h"

class QComboBox;
class QLabel;

namespace loom::ui {

class JobModel;

class MarginsPane final : public QWidget {
    Q_OBJECT
  public:
    explicit MarginsPane(JobModel& jobs, QWidget* parent = nullptr);
    void setOutcome(std::shared_ptr<const studies::SynthesizeOutcome> outcome,
                    const QString& generator, bool timeless);
    /// Computes and shows; nothing is computed before the first call.
    void chooseAsset(int asset);
    /// Shows what another pane shows, without computing and without controls: for pictures.
    void adopt(const MarginsPane& other);
    std::vector<ChartView*> views() const { return {m_density, m_quantiles, m_acf, m_leverage}; }

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    ChartView* addPane(const QString& name, const QString& title, const QString& note);
    void request();
    void showCurves(generate::FidelityCurves curves);

    JobModel& m_jobs;
    std::shared_ptr<const studies::SynthesizeOutcome> m_outcome;
    QString m_generator;
    bool m_timeless = false;
    std::uint64_t m_request = 0; ///< the newest; older answers are dropped
    int m_shown = -1;
    generate::FidelityCurves m_curves; ///< on screen
    QWidget* m_bar;
    QComboBox* m_asset;
    QLabel* m_words;
    ChartView* m_density;
    ChartView* m_quantiles;
    ChartView* m_acf;
    ChartView* m_leverage;
};

} // namespace loom::ui
