// SPDX-License-Identifier: GPL-3.0-or-later
// Does synthetic data help? The form of the augmentation study, its run, and the honest table:
// portfolios fitted with and without synthetic days, judged on later real ones. Data and generator
// are those of the study in the Inspector. Interface thread.
#pragma once

#include <memory>

#include "studies/augment_run.h"
#include "studies/study.h"
#include "ui/pages/synthesize/frame/study_frame.h"

class QLabel;
class QTableView;

namespace loom::ui {

class ArmCurves;
class ArmDelegate;
class ArmsModel;
class BenefitForm;
class DifferencesModel;
class VerdictBar;

using AugmentOutcomePtr = std::shared_ptr<const studies::AugmentOutcome>;

class BenefitView final : public StudyFrame {
    Q_OBJECT
  public:
    explicit BenefitView(PageServices& services, QWidget* parent = nullptr);

    /// Data and generator of the next run; usable: nothing in the study's form is wrong.
    void setStudy(const studies::SynthesizeStudy& study, bool usable);
    const AugmentOutcomePtr& outcome() const { return m_outcome; }
    /// Report, daily returns and weights as CSV.
    Status exportTo(const QString& folder) const;

    BenefitForm* form() const { return m_form; }
    QTableView* arms() const { return m_armTable; }
    QTableView* differences() const { return m_differenceTable; }
    ArmCurves* curves() const { return m_curves; }
    VerdictBar* verdictBar() const { return m_verdict; }

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void start() override;
    State state() const override;
    QWidget* buildContent();
    void buildTables(QWidget* content);
    void chooseArms(QTableView* table);
    void show(AugmentOutcomePtr outcome);
    void askAndExport();
    bool hasPanel() const;
    studies::AugmentStudy draft() const;

    studies::SynthesizeStudy m_study;
    bool m_usable = false;
    AugmentOutcomePtr m_outcome;
    BenefitForm* m_form;
    VerdictBar* m_verdict = nullptr;
    ArmsModel* m_arms = nullptr;
    ArmDelegate* m_swatches = nullptr;
    ArmCurves* m_curves = nullptr;
    DifferencesModel* m_differences = nullptr;
    QTableView* m_armTable = nullptr;
    QTableView* m_differenceTable = nullptr;
    QLabel* m_notes = nullptr;
};

} // namespace loom::ui
