// SPDX-License-Identifier: GPL-3.0-or-later
// What scenarios and the benefit study learn from: the data of the study, or a stored set, for
// example real and synthetic days together. Interface thread; loadLearnt() runs in a job.
#pragma once

#include <QComboBox>

#include <optional>
#include <vector>

#include "studies/scenario_store.h"
#include "studies/study.h"
#include "studies/study_data.h"
#include "ui/pages/synthesize/scenarios/scenario_models.h"

namespace loom::ui {

class LearnFrom final : public QComboBox {
    Q_OBJECT
  public:
    LearnFrom(const QString& name, QWidget* parent);
    /// The choice stays while its set is there; one that is damaged is not offered.
    void setSets(const std::vector<OpenSet>& sets);
    /// Nothing: the data of the study.
    std::optional<studies::StoredScenarios> set() const;

  private:
    std::vector<studies::StoredScenarios> m_sets;
};

/// The days for a model: of the selection, everything in-sample, or of the set; then the selection
/// names the set's assets and says where they come from.
Result<studies::StudyData> loadLearnt(const studies::Workbench& workbench,
                                      studies::DataSelection& selection,
                                      const studies::ModelChoice& model,
                                      const std::optional<studies::StoredScenarios>& set);

} // namespace loom::ui
