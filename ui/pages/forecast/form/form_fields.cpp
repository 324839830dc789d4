// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/form_fields.h"

#include <QCoreApplication>

#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

constexpr int kNarrowest = 224; // px of a line in the narrowest Inspector

} // namespace

NumberField* numberField(QWidget* parent, NumberField::Kind kind, const QString& name,
                         double minimum, double maximum, const QString& unit) {
    auto* field = new NumberField(kind, parent);
    field->setObjectName(name);
    field->setRange(minimum, maximum);
    field->setUnit(unit);
    return field;
}

FormWords::FormWords(const QString& name, QWidget* parent) : QLabel(parent) {
    setObjectName(name);
    setWordWrap(true);
    setAlignment(Qt::AlignTop);
    setContentsMargins(0, 2, 0, 6);
    setMuted(this);
    hide();
}

void FormWords::setWords(const QString& words) {
    setText(words);
    setMinimumHeight(words.isEmpty() ? 0 : heightForWidth(kNarrowest));
    setVisible(!words.isEmpty());
}

QString rangeProblem(const NumberField* field, double minimum, double maximum) {
    const auto value = field->value();
    if (!value)
        return QCoreApplication::translate("loom::ui::FormFields", "Must be a whole number");
    if (*value < minimum || *value > maximum)
        return rangeWords(minimum, maximum);
    return {};
}

} // namespace loom::ui
