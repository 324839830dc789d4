// SPDX-License-Identifier: GPL-3.0-or-later
// The data of a study, one series or a panel, behind one face. Thread rule: immutable.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/generator.h"
#include "studies/dataset.h"
#include "studies/panel_dataset.h"
#include "studies/study.h"

namespace loom::studies {

class Workbench;

/// Exactly one of the two is set.
struct StudyData {
    std::shared_ptr<const Dataset> series = {};
    std::shared_ptr<const PanelDataset> panel = {};

    bool isPanel() const { return panel != nullptr; }
    const generate::TrainingData& data() const; ///< returns and split
    const std::vector<Date>& dates() const;     ///< one more than data().days()
    const std::string& hash() const;
    std::size_t assets() const { return data().assetCount(); }
    /// "2000-01-04 to 2015-12-31, 4,024 returns" for a half-open range of days.
    std::string spanText(std::size_t from, std::size_t to) const;
    /// "2000-01-03 to 2020-04-17" of all closes; "5000 rows" for a panel without dates.
    std::string periodText() const;

    /// The days a report scores on, half-open: all of them in paper-table mode, otherwise the test
    /// part.
    std::size_t scoredFrom() const;
    std::size_t scoredTo() const { return data().days(); }
};

/// Reads the bars from the cache, or the panel from its file or scenario set. Fails as
/// makeDataset(), makePanelDataset() and panelFromFile() do, NotFound when a symbol (names all) or
/// the set is not stored, InvalidInput when a set is to be split.
Result<StudyData> loadStudyData(Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split, std::size_t minimumReturns,
                                generate::MissingReturns missing);

/// The same for what a model needs: its minimum of days, missing returns only when it takes them,
/// and checkModelFits().
Result<StudyData> loadStudyData(Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split, const generate::GeneratorInfo& info,
                                const Params& params);

/// Refuses a model for one series on a panel and the other way round, naming models that fit.
Status checkModelFits(const Workbench& workbench, std::size_t assets,
                      const generate::GeneratorInfo& info);

/// "^GSPC", "Sector ETFs", "AAPL, MSFT, XOM and 17 more", "panel.csv", "set crash": for names of
/// runs and models.
std::string dataTitle(const DataSelection& selection);

} // namespace loom::studies
