// SPDX-License-Identifier: GPL-3.0-or-later
// What scenarios and the benefit study learn from: the data of the study, or a stored set, for
// example real and synthetic days together. Interface thread.
#pragma once

#include <QComboBox>

#include <optional>
#include <vector>

#include "studies/scenario_store.h"
#include "studies/study.h"
#include "ui/pages/synthesize/scenarios/scenario_models.h"

namespace loom::ui {

class LearnFrom final : public QComboBox {
    Q_OBJECT
  public:
    LearnFrom(const QString& name, QWidget* parent);
    /// The choice stays while its set is there; one that is damaged is not offered.
    void setSets(const std::vector<OpenSet>& sets);
    /// Chooses this set, now or once it is known; one that is from elsewhere: the study's data.
    void choose(const studies::DataSelection& wanted);
    /// Nothing: the data of the study.
    std::optional<studies::DataSelection> selection() const;

  private:
    const studies::StoredScenarios* chosen() const; ///< null: the data of the study

    std::vector<studies::StoredScenarios> m_sets;
    std::string m_wanted; ///< name or run of a set that is not known yet
};

} // namespace loom::ui
