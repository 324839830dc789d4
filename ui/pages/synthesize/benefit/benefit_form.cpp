// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/benefit/benefit_form.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/pages/synthesize/scenarios/learn_from.h"

namespace loom::ui {

BenefitForm::BenefitForm(QWidget* parent)
    : QWidget(parent), m_sheet(new FormSheet(this)),
      m_source(new LearnFrom(QStringLiteral("benefit_source"), this)),
      m_storeAs(new QLineEdit(this)) {
    using Kind = NumberField::Kind;
    m_sheet->addSection(tr("Does it help?"));
    m_factor = addField("benefit_factor", tr("Factor"), Kind::Integer, {1, 1000}, {},
                        tr("Synthetic days for every real one."));
    m_window = addField("benefit_window", tr("Window"), Kind::Integer, {20, 100'000}, tr("days"),
                        tr("Real days each fit sees."));
    m_step = addField("benefit_step", tr("Step"), Kind::Integer, {1, 100'000}, tr("days"),
                      tr("Days until the next fit; the weights are judged on them."));
    m_cost = addField("benefit_cost", tr("Costs"), Kind::Real, {0, 1000}, tr("bp"),
                      tr("Of what is traded, at every change."));
    m_riskFree = addField("benefit_risk_free", tr("Risk-free"), Kind::Real, {-50, 100},
                          tr("% a year"), tr("Simple rate, subtracted in Sharpe ratios."));
    m_resamples = addField("benefit_resamples", tr("Resamples"), Kind::Integer, {99, 1'000'000}, {},
                           tr("Of the paired test."));
    m_sheet->addRow(tr("Days of"), m_source,
                    tr("The data of the study, or the rows of a stored set."));
    m_storeAs->setObjectName(QStringLiteral("benefit_store_as"));
    m_storeAs->setMaxLength(250);
    m_storeAs->setPlaceholderText(tr("not kept"));
    m_sheet->addRow(tr("Keep as"), m_storeAs,
                    tr("A name under which real and synthetic days of the last window are kept as "
                       "a scenario set."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    for (const Field* one : fields())
        connect(one->field, &NumberField::valueEdited, this, [this] { check(); });
    connect(m_source, &QComboBox::currentIndexChanged, this, &BenefitForm::edited);
    connect(m_storeAs, &QLineEdit::textChanged, this, &BenefitForm::edited);
    load({});
}

BenefitForm::Field BenefitForm::addField(const char* name, const QString& label,
                                         NumberField::Kind kind, std::pair<double, double> limits,
                                         const QString& unit, const QString& help) {
    auto* field = new NumberField(kind, m_sheet);
    field->setObjectName(QString::fromLatin1(name));
    field->setRange(limits.first, limits.second);
    field->setUnit(unit);
    return {field, m_sheet->addRow(label, field, help), limits.first, limits.second};
}

void BenefitForm::load(const studies::AugmentStudy& study) {
    const auto& plan = study.plan;
    m_factor.field->setValue(static_cast<double>(plan.factor));
    m_window.field->setValue(static_cast<double>(plan.window));
    m_step.field->setValue(static_cast<double>(plan.step));
    m_cost.field->setValue(plan.costBasisPoints);
    m_riskFree.field->setValue(100 * plan.riskFreeRate);
    m_resamples.field->setValue(static_cast<double>(plan.resamples));
    m_source->choose(study.data);
    m_storeAs->setText(qstr(study.storeSetAs));
    check();
}

std::vector<const BenefitForm::Field*> BenefitForm::fields() const {
    return {&m_factor, &m_window, &m_step, &m_cost, &m_riskFree, &m_resamples};
}

void BenefitForm::check() {
    for (const Field* one : fields()) {
        const auto value = one->field->value();
        const bool fits = value && *value >= one->lo && *value <= one->hi;
        one->row->setProblem(fits ? QString() : rangeWords(one->lo, one->hi));
    }
    Q_EMIT edited();
}

int BenefitForm::problemCount() const {
    int count = 0;
    for (const Field* one : fields())
        count += one->row->problem().isEmpty() ? 0 : 1;
    return count;
}

void BenefitForm::read(studies::AugmentStudy& study) const {
    const auto number = [](const Field& field) { return field.field->value().value_or(field.lo); };
    const auto count = [&](const Field& field) { return static_cast<std::size_t>(number(field)); };
    if (auto set = m_source->selection())
        study.data = std::move(*set);
    study.storeSetAs = str(m_storeAs->text().trimmed());
    study.plan.factor = count(m_factor);
    study.plan.window = count(m_window);
    study.plan.step = count(m_step);
    study.plan.costBasisPoints = number(m_cost);
    study.plan.riskFreeRate = number(m_riskFree) / 100;
    study.plan.resamples = count(m_resamples);
}

} // namespace loom::ui
