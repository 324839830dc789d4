// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of scenarios: the stored sets, and what one of them does to each asset beside the real
// days. Interface thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "studies/scenario_figures.h"
#include "studies/scenario_store.h"
#include "ui/forms/table_model.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

/// A stored set with its file open; without: damaged.
struct OpenSet {
    studies::StoredScenarios stored;
    std::shared_ptr<const generate::ScenarioSet> set;
    std::string generator = {}; ///< its title
};

struct RegisteredVersion {
    std::string name;
    std::int64_t version = 0;
};

struct StoredSets {
    std::vector<OpenSet> sets;             ///< newest first
    std::vector<RegisteredVersion> models; ///< by name, newest first
};
/// Opens every stored set and lists the registered models; for a job.
Result<StoredSets> readStoredSets(studies::Workbench& workbench);

/// "free", "steered", "real and synthetic".
QString scenarioKind(const generate::ScenarioCard& card);

class SetsModel final : public TableModel {
    Q_OBJECT
  public:
    enum Column { Name, Kind, Generator, Paths, Days, Assets, Made, ColumnCount };

    explicit SetsModel(QObject* parent = nullptr);
    void setSets(std::vector<OpenSet> sets);
    const std::vector<OpenSet>& sets() const { return m_sets; }

  private:
    std::size_t rows() const override { return m_sets.size(); }
    QVariant cell(std::size_t row, int column, int role) const override;

    std::vector<OpenSet> m_sets;
};

/// Daily log returns in percent, real days beside those of the set.
class StressModel final : public TableModel {
    Q_OBJECT
  public:
    enum Column {
        Asset,
        MeanReal,
        MeanSet,
        StdevReal,
        StdevSet,
        LowReal,
        LowSet,
        WorstReal,
        WorstSet,
        ColumnCount
    };

    explicit StressModel(QObject* parent = nullptr);
    /// real: of the same assets in the same order, or empty.
    void setFigures(std::vector<studies::AssetFigures> set,
                    std::vector<studies::AssetFigures> real);

  private:
    static std::vector<Head> heads();
    std::size_t rows() const override { return m_set.size(); }
    QVariant cell(std::size_t row, int column, int role) const override;

    std::vector<studies::AssetFigures> m_set, m_real;
};

} // namespace loom::ui
