// SPDX-License-Identifier: GPL-3.0-or-later
// What was predicted beside what came: the dashboard of the stored forecasts (predicted_prices).
// Symbol, model and step are chosen above; below are the verdict on the record, charts, the record
// in numbers and the forecasts themselves. Interface thread; everything is read in jobs.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include "base/result.h"
#include "ui/pages/forecast/realised/realised_data.h"
#include "ui/pages/page_services.h"

class QBoxLayout;
class QComboBox;
class QStackedWidget;
class QTableView;

namespace loom::ui {

class EmptyState;
class PageHost;
class PredictionModel;
class RealisedPanes;
class RecordModel;
class SegmentedSwitch;
class VerdictBar;

class RealisedView final : public QWidget {
    Q_OBJECT
  public:
    RealisedView(PageServices& services, PageHost& host, QWidget* parent = nullptr);

    /// Fills in what has arrived in the cache and shows what is stored now.
    void refresh();
    /// Shows the forecasts of this symbol (and model, if not empty) from now on.
    void choose(const QString& symbol, const QString& model = {});
    /// The rows of the table as CSV, exact numbers.
    Status exportTable(const QString& path) const;

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

    const RealisedDataPtr& data() const { return m_data; }
    RealisedPanes* panes() const { return m_panes; }
    VerdictBar* verdictBar() const { return m_verdict; }
    PredictionModel* predictions() const { return m_predictions; }

  Q_SIGNALS:
    void stateEdited();

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* buildControls();
    QWidget* buildContent();
    void showData(const RealisedDataPtr& read);
    void fillChoices();
    void showStep();
    void chosen();
    void askAndExport();
    std::int64_t step() const;
    bool beforehandOnly() const;

    PageServices& m_services;
    PageHost& m_host;
    RealisedDataPtr m_data;
    RealisedChoice m_choice;
    std::int64_t m_wantedStep = 1;
    bool m_filling = false; ///< the lists are being filled: nobody has chosen anything
    bool m_loading = false, m_again = false;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QComboBox* m_symbol = nullptr;
    QComboBox* m_model = nullptr;
    QComboBox* m_step = nullptr;
    SegmentedSwitch* m_which = nullptr;
    VerdictBar* m_verdict = nullptr;
    RealisedPanes* m_panes = nullptr;
    QBoxLayout* m_lower = nullptr; ///< record and five parts, side by side where there is room
    RecordModel* m_record = nullptr;
    QTableView* m_recordTable = nullptr;
    PredictionModel* m_predictions = nullptr;
    QTableView* m_table = nullptr;
};

} // namespace loom::ui
