// SPDX-License-Identifier: GPL-3.0-or-later
// What is forecast, as a form: one symbol, several or a file, their bars, how far ahead, between
// which dates. Interface thread.
#pragma once

#include <QWidget>

#include <string>
#include <vector>

#include "market/universe.h"
#include "studies/forecast_selection.h"

class QComboBox;
class QPushButton;

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class DateField;
class FormRow;
class FormSheet;
class FormWords;
class NumberField;
class SegmentedSwitch;
class SymbolField;

class TaskForm final : public QWidget {
    Q_OBJECT
  public:
    explicit TaskForm(const studies::Workbench& workbench, QWidget* parent = nullptr);

    void load(const studies::ForecastSelection& selection);
    /// Writes what the fields say, valid or not; features and covariates stay.
    void read(studies::ForecastSelection& selection) const;

    void setSymbol(const QString& symbol);
    void setSymbols(const std::vector<std::string>& symbols);
    void setFile(const QString& file);
    /// Asks for a file; nothing changes when none is chosen.
    void askFile();

    bool isPanel() const;
    bool isFile() const { return isPanel() && !m_file.isEmpty(); }
    std::size_t assets() const; ///< 1 for one symbol; of a file 2
    /// "^GSPC", or the universe's title, or "20 assets".
    QString title() const;
    forecast::Frequency frequency() const;
    const std::vector<std::string>& symbols() const { return m_symbols; }

    /// The model looks at all assets together: rows stay only where all of them have a bar.
    void setCompleteRows(bool required);
    /// What the cache says about the data that was asked for; both empty: they can be used.
    void setDataProblems(const QString& assets, const QString& period);
    void check();
    int problemCount() const;

  Q_SIGNALS:
    void edited();
    void assetsEdited(); ///< after edited(): other assets or other bars
    void chooseRequested();

  private:
    void buildAssets();
    void buildBars();
    void buildPeriod();
    void connectFields();
    void showRows();
    void offerFile();
    void universeChosen();
    void barsChosen();
    void announce(bool assets);
    void checkDates();

    const studies::Workbench& m_workbench;
    std::vector<market::Universe> m_universes;
    std::vector<std::string> m_symbols;
    QString m_file; ///< empty: from the cache
    FormSheet* m_sheet;
    SegmentedSwitch* m_kind = nullptr;
    SymbolField* m_symbol = nullptr;
    FormRow* m_symbolRow = nullptr;
    QComboBox* m_universe = nullptr;
    FormRow* m_universeRow = nullptr;
    QPushButton* m_choose = nullptr;
    FormRow* m_chooseRow = nullptr;
    QComboBox* m_bars = nullptr;
    NumberField* m_horizon = nullptr;
    FormRow* m_horizonRow = nullptr;
    DateField* m_from = nullptr;
    DateField* m_to = nullptr;
    FormRow* m_fromRow = nullptr;
    FormRow* m_toRow = nullptr;
    QComboBox* m_prices = nullptr;
    NumberField* m_carry = nullptr;
    FormRow* m_carryRow = nullptr;
    QComboBox* m_rows = nullptr;
    FormRow* m_rowsRow = nullptr;
    FormWords* m_rowsWords = nullptr;
    std::string m_source; ///< as loaded
    forecast::Frequency m_frequency = forecast::Frequency::Day1;
    QString m_assetsNote, m_periodNote;
    bool m_completeRows = false;
    bool m_loading = false;
};

} // namespace loom::ui
