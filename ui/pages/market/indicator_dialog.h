// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses an indicator with its parameters and convention. The caller takes indicator() when the
// dialog was accepted. Interface thread.
#pragma once

#include <QDialog>

#include <optional>

#include "indicators/indicator.h"

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace loom::ui {

class ParamForm;
class ProblemLine;

class IndicatorDialog final : public QDialog {
    Q_OBJECT
  public:
    /// shown: the one to change; without one a new one is added.
    explicit IndicatorDialog(const indicators::IndicatorRegistry& registry,
                             const std::optional<indicators::Indicator>& shown = {},
                             QWidget* parent = nullptr);

    const std::optional<indicators::Indicator>& indicator() const { return m_indicator; }
    void accept() override;

  private:
    const indicators::IndicatorInfo& kind() const;
    indicators::Convention convention() const;
    void showKind(const Json& params);
    void showConvention();

    indicators::IndicatorRegistry m_registry;
    std::optional<indicators::Indicator> m_indicator;
    QComboBox* m_kind;
    QLabel* m_summary;
    QVBoxLayout* m_place; ///< of the form
    ParamForm* m_form = nullptr;
    QComboBox* m_convention;
    QLabel* m_words; ///< formula, and what the convention means
    ProblemLine* m_problem;
};

} // namespace loom::ui
