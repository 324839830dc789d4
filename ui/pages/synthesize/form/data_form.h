// SPDX-License-Identifier: GPL-3.0-or-later
// The data part of a study as a form: one symbol or several with their alignment, period, prices,
// split. Which symbols a panel has is chosen in the page (UniverseView); a preset fills it here.
// Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "market/universe.h"
#include "studies/study.h"

class QComboBox;
class QLabel;

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class DateField;
class FormRow;
class FormSheet;
class SegmentedSwitch;
class SymbolField;

class DataForm final : public QWidget {
    Q_OBJECT
  public:
    explicit DataForm(const studies::Workbench& workbench, QWidget* parent = nullptr);

    void load(const studies::DataSelection& selection, const studies::SplitPlan& split);
    /// Writes what the fields say, valid or not, and leaves the rest.
    void read(studies::DataSelection& selection, studies::SplitPlan& split) const;

    void setSymbol(const QString& symbol);
    /// A panel of these; the preset then says "Own selection" unless it is one.
    void setSymbols(const std::vector<std::string>& symbols);
    /// A panel from this file instead of the cache.
    void setFile(const QString& file);
    /// Asks for the file; nothing changes when none is chosen.
    void askFile();
    /// How many assets the file was found to have.
    void setFileAssets(std::size_t assets);
    bool isPanel() const;
    /// 1 for a series.
    std::size_t assets() const;
    /// "^GSPC", or the universe's title, or "20 assets".
    QString title() const;

    /// What the cache says about the data that was asked for; both empty: it can be used.
    void setProblems(const QString& assets, const QString& period);
    void check();
    int problemCount() const;

  Q_SIGNALS:
    void edited();
    void assetsEdited(); ///< after edited(): another symbol, other symbols, one or several

  private:
    void build();
    void buildPanelRows();
    void showRows();
    void offerFile();
    bool isFile() const { return isPanel() && !m_file.isEmpty(); }
    void universeChosen();
    void forget();
    void announce();
    void checkDates();

    const studies::Workbench& m_workbench;
    std::vector<market::Universe> m_universes;
    std::vector<std::string> m_symbols;
    QString m_file; ///< empty: from the cache
    std::size_t m_fileAssets = 2;
    FormSheet* m_sheet;
    SegmentedSwitch* m_kind = nullptr;
    SymbolField* m_symbol = nullptr;
    FormRow* m_symbolRow = nullptr;
    QComboBox* m_universe = nullptr;
    FormRow* m_universeRow = nullptr;
    QComboBox* m_alignment = nullptr;
    FormRow* m_alignmentRow = nullptr;
    QComboBox* m_content = nullptr;
    FormRow* m_contentRow = nullptr;
    QLabel* m_rule = nullptr;
    DateField* m_from = nullptr;
    DateField* m_to = nullptr;
    FormRow* m_fromRow = nullptr;
    FormRow* m_toRow = nullptr;
    QComboBox* m_prices = nullptr;
    FormRow* m_pricesRow = nullptr;
    QComboBox* m_split = nullptr;
    QString m_assetsNote, m_periodNote;
    bool m_loading = false;
};

/// A combo box that never widens the form: long titles are cut, the list shows them whole.
QComboBox* narrowCombo(QWidget* parent, const QString& name);

} // namespace loom::ui
