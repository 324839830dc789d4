// SPDX-License-Identifier: GPL-3.0-or-later
// A field for one number with its unit inside, before the arrows. It takes any text while it is
// edited and never clamps: the form says what is wrong instead of changing what was typed.
// Arrows and Up / Down step by one, by 1-2-5 on a log scale; the wheel only when focused.
#pragma once

#include <QAbstractSpinBox>
#include <QValidator>

#include <optional>

#include "base/param_spec.h"

class QLabel;

namespace loom::ui {

/// As few digits as say the value, in the locale: "80", "3,000", "0.00003", "1e-9".
QString compactNumber(double value);
/// The rule of a field with two limits: "Allowed: 1e-6 to 1e-2", "Allowed: 0.5 to 8".
QString rangeWords(double minimum, double maximum);
/// Reads what compactNumber or a user wrote: locale or '.' decimal, group separators, U+2212.
std::optional<double> parseNumber(const QString& text);

class NumberField final : public QAbstractSpinBox {
    Q_OBJECT
  public:
    enum class Kind { Integer, Real };

    explicit NumberField(Kind kind, QWidget* parent = nullptr);

    void setRange(std::optional<double> minimum, std::optional<double> maximum);
    void setScale(ParamScale scale) { m_scale = scale; }
    void setUnit(const QString& unit);
    /// Zero is shown, and may be typed, as these words ("as the real series"), without the unit.
    void setZeroWords(const QString& words);

    /// Nothing when the text is not a number of this kind; may lie outside the range.
    std::optional<double> value() const;
    void setValue(double value);

    void stepBy(int steps) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    QValidator::State validate(QString& input, int& position) const override;

  Q_SIGNALS:
    void valueEdited(); ///< by typing, stepping or setValue

  protected:
    StepEnabled stepEnabled() const override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    bool showsZeroWords() const;
    void placeUnit();
    double stepped(double value, bool up) const;

    Kind m_kind;
    ParamScale m_scale = ParamScale::Linear;
    std::optional<double> m_minimum, m_maximum;
    QLabel* m_unit = nullptr;
    QString m_zeroWords;
};

} // namespace loom::ui
