// SPDX-License-Identifier: GPL-3.0-or-later
// Several generators on the data and split of the form: the gallery to choose from, one job for all
// of them, then the ranked board and the key pictures of each. Interface thread.
#pragma once

#include <memory>

#include "studies/compare.h"
#include "ui/pages/synthesize/frame/study_frame.h"

class QLabel;
class QTableView;

namespace loom::ui {

class BoardModel;
class ModelGallery;
class SmallMultiples;
class VerdictBar;

using CompareOutcomePtr = std::shared_ptr<const studies::CompareOutcome>;

class BoardView final : public StudyFrame {
    Q_OBJECT
  public:
    explicit BoardView(PageServices& services, QWidget* parent = nullptr);

    /// Data, split, evaluation and seed of a comparison; usable: nothing in the form is wrong.
    /// assets: of the data, 1 for a series.
    void setStudy(const studies::SynthesizeStudy& study, std::size_t assets, bool usable);
    const CompareOutcomePtr& outcome() const { return m_outcome; }

    ModelGallery* gallery() const { return m_gallery; }
    QTableView* board() const { return m_table; }
    SmallMultiples* pictures() const { return m_pictures; }

  private:
    void start() override;
    State state() const override;
    QWidget* buildResult();
    void setOutcome(CompareOutcomePtr outcome);
    void exportBoard();

    studies::CompareStudy m_study;
    bool m_usable = false;
    CompareOutcomePtr m_outcome;
    ModelGallery* m_gallery;
    VerdictBar* m_verdict = nullptr;
    BoardModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_notes = nullptr;
    SmallMultiples* m_pictures = nullptr;
};

} // namespace loom::ui
