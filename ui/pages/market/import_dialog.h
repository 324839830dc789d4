// SPDX-License-Identifier: GPL-3.0-or-later
// A price file before it is stored: what it looks like, the first rows as they will be read, and
// the guesses (symbol, interval, zone, adjustment) open to change. Nothing is stored here: the
// caller takes read() when the dialog was accepted. Interface thread.
#pragma once

#include <QDialog>

#include "market/import/price_file.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace loom::ui {

class ProblemLine;

class ImportDialog final : public QDialog {
    Q_OBJECT
  public:
    /// text: readPriceText() of the file; format: sniffPrices() of the text.
    ImportDialog(const QString& fileName, std::string text, market::PriceFormat format,
                 QWidget* parent = nullptr);

    const market::PriceFormat& format() const { return m_format; }
    const std::string& text() const { return m_text; }

  private:
    void buildForm();
    void formatChanged();
    void showPreview();

    std::string m_text;
    market::PriceFormat m_format;
    QLineEdit* m_symbol;
    QComboBox* m_interval;
    QComboBox* m_adjustment;
    QLineEdit* m_zone;
    QTableWidget* m_rows;
    QLabel* m_notes;
    ProblemLine* m_reason; ///< why Import is disabled
    QPushButton* m_import = nullptr;
};

} // namespace loom::ui
