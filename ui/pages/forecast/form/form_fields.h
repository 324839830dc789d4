// SPDX-License-Identifier: GPL-3.0-or-later
// Fields that the parts of the forecast form are made of. Interface thread.
#pragma once

#include <QLabel>

#include "ui/forms/number_field.h"

namespace loom::ui {

NumberField* numberField(QWidget* parent, NumberField::Kind kind, const QString& name,
                         double minimum, double maximum, const QString& unit = {});
/// A muted paragraph of the form, as tall as its words need in the narrowest Inspector.
class FormWords final : public QLabel {
    Q_OBJECT
  public:
    FormWords(const QString& name, QWidget* parent);
    /// Hidden while empty.
    void setWords(const QString& words);
};

/// What is wrong with the number, as a rule; empty when nothing is.
QString rangeProblem(const NumberField* field, double minimum, double maximum);

} // namespace loom::ui
