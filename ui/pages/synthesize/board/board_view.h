// SPDX-License-Identifier: GPL-3.0-or-later
// Several generators on the data and split of the form: the gallery to choose from, one job for all
// of them, then the ranked board and the key pictures of each. Interface thread.
#pragma once

#include <QWidget>

#include <memory>

#include "studies/compare.h"
#include "ui/forms/notice.h"
#include "ui/pages/page_services.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace loom::ui {

class BoardModel;
class ElidedLabel;
class ModelGallery;
class SmallMultiples;
class VerdictBar;

using CompareOutcomePtr = std::shared_ptr<const studies::CompareOutcome>;

class BoardView final : public QWidget {
    Q_OBJECT
  public:
    explicit BoardView(PageServices& services, QWidget* parent = nullptr);

    /// Data, split, evaluation and seed of a comparison; usable: nothing in the form is wrong.
    void setStudy(const studies::SynthesizeStudy& study, bool usable);
    void run();
    bool isRunning() const { return m_running; }
    const CompareOutcomePtr& outcome() const { return m_outcome; }
    void setOutcome(CompareOutcomePtr outcome);

    ModelGallery* gallery() const { return m_gallery; }
    QTableView* board() const { return m_table; }
    SmallMultiples* pictures() const { return m_pictures; }

  Q_SIGNALS:
    void noticeRequested(const loom::ui::Notice& notice);

  private:
    QWidget* buildChooser();
    QWidget* buildResult();
    QWidget* buildHead();
    void finished(Result<CompareOutcomePtr> outcome);
    void showState();
    void exportBoard();

    PageServices& m_services;
    studies::CompareStudy m_study;
    bool m_usable = false;
    bool m_running = false;
    jobs::JobId m_job = {};
    CompareOutcomePtr m_outcome;
    ModelGallery* m_gallery = nullptr;
    QPushButton* m_start = nullptr;
    QLabel* m_title = nullptr;
    ElidedLabel* m_state = nullptr;
    QPushButton* m_keep = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_export = nullptr;
    QStackedWidget* m_stack = nullptr;
    VerdictBar* m_verdict = nullptr;
    BoardModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_notes = nullptr;
    SmallMultiples* m_pictures = nullptr;
};

} // namespace loom::ui
