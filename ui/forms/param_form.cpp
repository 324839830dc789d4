// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/param_form.h"

#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/number_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

/// A combo box that scrolling a form over it does not change.
class CalmCombo final : public QComboBox {
  public:
    explicit CalmCombo(QWidget* parent) : QComboBox(parent) {
        setFocusPolicy(Qt::StrongFocus);
        setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        setMinimumContentsLength(6);
        setMinimumWidth(72);
    }

  protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

} // namespace

ParamForm::ParamForm(std::vector<ParamSpec> specs, QWidget* parent, const QString& title)
    : QWidget(parent), m_sheet(new FormSheet(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    if (!title.isEmpty())
        m_sheet->addSection(title);
    m_fields.reserve(specs.size());
    for (const auto& spec : specs)
        if (!spec.advanced)
            addField(spec);
    const auto isAdvanced = [](const ParamSpec& spec) { return spec.advanced; };
    if (std::any_of(specs.begin(), specs.end(), isAdvanced))
        m_sheet->addFoldedSection(tr("Advanced"), u"param_advanced_toggle"_s);
    for (const auto& spec : specs)
        if (spec.advanced)
            addField(spec);
    load(Json::object());
}

void ParamForm::addField(const ParamSpec& spec) {
    Field field{.spec = spec, .widget = nullptr, .row = nullptr, .read = {}, .write = {}};
    const std::size_t index = m_fields.size();
    m_fields.push_back(std::move(field));
    Field& made = m_fields.back();
    switch (spec.type) {
    case ParamType::Bool:
        makeBool(made);
        break;
    case ParamType::Integer:
    case ParamType::Real:
        makeNumber(made);
        break;
    case ParamType::Text:
        makeText(made);
        break;
    case ParamType::Choice:
        makeChoice(made);
        break;
    }
    made.widget->setObjectName(u"param_"_s + qstr(spec.key));
    made.row = m_sheet->addRow(qstr(spec.title), made.widget, qstr(spec.help));
    if (auto* box = qobject_cast<QCheckBox*>(made.widget))
        connect(box, &QCheckBox::toggled, this, [this, index] { fieldEdited(index); });
    else if (auto* combo = qobject_cast<QComboBox*>(made.widget))
        connect(combo, &QComboBox::currentIndexChanged, this,
                [this, index] { fieldEdited(index); });
    else if (auto* edit = qobject_cast<QLineEdit*>(made.widget)) {
        connect(edit, &QLineEdit::textChanged, this, [this, index] { fieldEdited(index); });
        connect(edit, &QLineEdit::editingFinished, this, [this, index] { check(index); });
    } else if (auto* number = qobject_cast<NumberField*>(made.widget)) {
        connect(number, &NumberField::valueEdited, this, [this, index] { fieldEdited(index); });
        connect(number, &NumberField::editingFinished, this, [this, index] { check(index); });
    }
}

void ParamForm::makeBool(Field& field) {
    auto* box = new QCheckBox(m_sheet);
    field.widget = box;
    field.read = [box] { return ParamValue(box->isChecked()); };
    field.write = [box](const ParamValue& v) { box->setChecked(std::get<bool>(v)); };
}

void ParamForm::makeNumber(Field& field) {
    const bool whole = field.spec.type == ParamType::Integer;
    auto* number =
        new NumberField(whole ? NumberField::Kind::Integer : NumberField::Kind::Real, m_sheet);
    number->setRange(field.spec.minimum, field.spec.maximum);
    number->setScale(field.spec.scale);
    number->setUnit(qstr(field.spec.unit));
    field.widget = number;
    field.read = [number, whole]() -> std::optional<ParamValue> {
        const auto value = number->value();
        if (!value)
            return std::nullopt;
        return whole ? ParamValue(static_cast<std::int64_t>(*value)) : ParamValue(*value);
    };
    field.write = [number, whole](const ParamValue& v) {
        number->setValue(whole ? static_cast<double>(std::get<std::int64_t>(v))
                               : std::get<double>(v));
    };
}

void ParamForm::makeText(Field& field) {
    auto* edit = new QLineEdit(m_sheet);
    field.widget = edit;
    field.read = [edit] { return ParamValue(str(edit->text())); };
    field.write = [edit](const ParamValue& v) { edit->setText(qstr(std::get<std::string>(v))); };
}

void ParamForm::makeChoice(Field& field) {
    auto* combo = new CalmCombo(m_sheet);
    for (const auto& choice : field.spec.choices)
        combo->addItem(qstr(choice.title), qstr(choice.id));
    field.widget = combo;
    field.read = [combo]() -> std::optional<ParamValue> {
        if (combo->currentIndex() < 0)
            return std::nullopt;
        return ParamValue(str(combo->currentData().toString()));
    };
    field.write = [combo](const ParamValue& v) {
        combo->setCurrentIndex(combo->findData(qstr(std::get<std::string>(v))));
    };
}

std::optional<Params> ParamForm::values() {
    checkAll();
    if (problemCount() > 0)
        return std::nullopt;
    Params params;
    for (const auto& field : m_fields)
        params.set(field.spec.key, *field.read());
    return params;
}

Json ParamForm::json() const {
    Params readable;
    for (const auto& field : m_fields)
        if (const auto value = field.read())
            readable.set(field.spec.key, *value);
    return toJson(readable);
}

void ParamForm::load(const Json& object) {
    m_loading = true;
    for (const auto& field : m_fields) {
        field.write(field.spec.defaultValue);
        if (!object.is_object() || !object.contains(field.spec.key))
            continue;
        // One key at a time through the rules of core, so that one bad value spoils only its field;
        // a number out of range is shown as it is, with its problem below.
        ParamSpec open = field.spec;
        open.minimum.reset();
        open.maximum.reset();
        const auto one = validated({&open, 1}, Json{{open.key, object.at(open.key)}});
        if (one)
            field.write(one->values().at(open.key));
    }
    m_loading = false;
    checkAll();
    Q_EMIT edited();
}

QString ParamForm::problemOf(const Field& field) const {
    const auto value = field.read();
    if (!value) {
        switch (field.spec.type) {
        case ParamType::Integer:
            return tr("Must be a whole number");
        case ParamType::Real:
            return tr("Must be a number");
        default:
            return tr("Choose one");
        }
    }
    const auto problem = problemWith(field.spec, *value);
    if (!problem)
        return {};
    const auto &minimum = field.spec.minimum, &maximum = field.spec.maximum;
    if (!qobject_cast<NumberField*>(field.widget) || (!minimum && !maximum))
        return qstr(*problem);
    // The rule of core with the limits as the field writes numbers.
    if (minimum && maximum)
        return rangeWords(*minimum, *maximum);
    return minimum ? tr("Must be %1 or more").arg(compactNumber(*minimum))
                   : tr("Must be %1 or less").arg(compactNumber(*maximum));
}

void ParamForm::check(std::size_t index) {
    Field& field = m_fields[index];
    field.row->setProblem(problemOf(field));
    announceCount();
}

void ParamForm::checkAll() {
    for (std::size_t index = 0; index < m_fields.size(); ++index)
        check(index);
}

void ParamForm::fieldEdited(std::size_t index) {
    if (m_loading)
        return;
    // A refused field is re-judged while typing so that the message leaves as soon as it is mended.
    if (m_fields[index].row && !m_fields[index].row->problem().isEmpty())
        check(index);
    Q_EMIT edited();
}

int ParamForm::problemCount() const {
    return static_cast<int>(std::count_if(m_fields.begin(), m_fields.end(), [](const Field& field) {
        return !field.row->problem().isEmpty();
    }));
}

void ParamForm::announceCount() {
    const int count = problemCount();
    if (count == m_announced)
        return;
    m_announced = count;
    Q_EMIT problemCountChanged(count);
}

void ParamForm::focusFirstProblem() {
    for (const auto& field : m_fields) {
        if (field.row->problem().isEmpty())
            continue;
        m_sheet->reveal(field.widget);
        field.widget->setFocus(Qt::OtherFocusReason);
        return;
    }
}

} // namespace loom::ui
