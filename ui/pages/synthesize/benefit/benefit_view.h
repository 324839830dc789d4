// SPDX-License-Identifier: GPL-3.0-or-later
// Does synthetic data help? The form of the augmentation study, its run, and the honest table:
// portfolios fitted with and without synthetic days, judged on later real ones. Data and generator
// are those of the study in the Inspector. Interface thread.
#pragma once

#include <QWidget>

#include <memory>

#include "jobs/job.h"
#include "studies/augment_run.h"
#include "studies/study.h"
#include "ui/forms/notice.h"
#include "ui/pages/page_services.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace loom::ui {

class ArmsModel;
class DifferencesModel;
class ElidedLabel;
class FormRow;
class FormSheet;
class LearnFrom;
class NumberField;
class VerdictBar;

using AugmentOutcomePtr = std::shared_ptr<const studies::AugmentOutcome>;

class BenefitView final : public QWidget {
    Q_OBJECT
  public:
    explicit BenefitView(PageServices& services, QWidget* parent = nullptr);

    /// Data and generator of the next run; usable: nothing in the study's form is wrong.
    void setStudy(const studies::SynthesizeStudy& study, bool usable);
    void run();
    bool isRunning() const { return m_running; }
    const AugmentOutcomePtr& outcome() const { return m_outcome; }
    /// Report, daily returns and weights as CSV.
    Status exportTo(const QString& folder) const;

    QTableView* arms() const { return m_armTable; }
    QTableView* differences() const { return m_differenceTable; }
    VerdictBar* verdictBar() const { return m_verdict; }

  Q_SIGNALS:
    void noticeRequested(const loom::ui::Notice& notice);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct Field {
        NumberField* field = nullptr;
        FormRow* row = nullptr;
        double lo = 0, hi = 0;
    };

    QWidget* buildChooser();
    QWidget* buildHead();
    QWidget* buildContent();
    void finished(Result<AugmentOutcomePtr> outcome);
    void showState();
    bool hasPanel() const;
    int problemCount() const;
    void check();
    studies::AugmentStudy draft() const;

    PageServices& m_services;
    studies::SynthesizeStudy m_study;
    bool m_usable = false;
    bool m_running = false;
    jobs::JobId m_job = {};
    AugmentOutcomePtr m_outcome;
    Field m_factor, m_window, m_step, m_cost, m_riskFree, m_resamples;
    LearnFrom* m_source = nullptr;
    QLineEdit* m_storeAs = nullptr;
    QPushButton* m_start = nullptr;
    QLabel* m_title = nullptr;
    ElidedLabel* m_state = nullptr;
    QPushButton* m_keep = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_export = nullptr;
    QStackedWidget* m_stack = nullptr;
    VerdictBar* m_verdict = nullptr;
    ArmsModel* m_arms = nullptr;
    DifferencesModel* m_differences = nullptr;
    QTableView* m_armTable = nullptr;
    QTableView* m_differenceTable = nullptr;
    QLabel* m_notes = nullptr;
};

} // namespace loom::ui
