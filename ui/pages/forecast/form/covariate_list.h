// SPDX-License-Identifier: GPL-3.0-or-later
// Other cached series as inputs: a row each with what is taken of it, and a field to add one.
// Interface thread.
#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QVBoxLayout;

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class SymbolField;

class CovariateList final : public QWidget {
    Q_OBJECT
  public:
    explicit CovariateList(const studies::Workbench& workbench, QWidget* parent = nullptr);

    /// Texts as studies/forecast_covariates.h has them: "^VIX:level".
    void setTexts(const std::vector<std::string>& texts);
    const std::vector<std::string>& texts() const { return m_texts; }

  Q_SIGNALS:
    void edited();

  private:
    void addSymbol(const QString& symbol);
    void showRows();
    void addRow(std::size_t index);

    std::vector<std::string> m_texts;
    QWidget* m_rows = nullptr;
    QVBoxLayout* m_column;
    SymbolField* m_field;
};

} // namespace loom::ui
