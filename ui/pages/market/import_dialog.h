// SPDX-License-Identifier: GPL-3.0-or-later
// A price file before it is stored: what it looks like, the first rows as they will be read, and
// the guesses (symbol, interval, zone, adjustment) open to change. Nothing is stored here: the
// caller takes read() when the dialog was accepted. Interface thread.
#pragma once

#include <QDialog>

#include "market/import/price_archive.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QListWidget;
class QTableWidget;
class QVBoxLayout;

namespace loom::ui {

class ProblemLine;

class ImportDialog final : public QDialog {
    Q_OBJECT
  public:
    /// texts: readPriceTexts() of the file; format: sniffPrices() of them.
    ImportDialog(const QString& fileName, std::vector<market::PriceText> texts,
                 market::PriceFormat format, QWidget* parent = nullptr);

    const market::PriceFormat& format() const { return m_format; }
    const std::vector<market::PriceText>& texts() const { return m_texts; }

  private:
    void buildForm();
    void formatChanged();
    void buildSymbols(QVBoxLayout* column);
    void symbolsChanged();
    void showPreview();
    void showRows(const market::PricePreview& preview);
    /// Why nothing can be imported as set now; empty when it can.
    QString problem(const market::PricePreview& preview) const;

    std::vector<market::PriceText> m_texts;
    market::PriceFormat m_format;
    QLineEdit* m_symbol;
    QComboBox* m_interval;
    QComboBox* m_adjustment;
    QLineEdit* m_zone;
    QListWidget* m_symbols = nullptr; ///< of a file with several, each with a check mark
    QLabel* m_chosen = nullptr;       ///< "12 of 500 symbols"
    QTableWidget* m_rows;
    QLabel* m_notes;
    ProblemLine* m_reason; ///< why Import is disabled
    QPushButton* m_import = nullptr;
    bool m_allChosen = true;
};

} // namespace loom::ui
