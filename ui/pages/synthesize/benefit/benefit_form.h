// SPDX-License-Identifier: GPL-3.0-or-later
// How the question "does synthetic data help?" is put: windows, costs, test, and the data it is put
// to. The generator is that of the study in the Inspector. Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "studies/augment_run.h"
#include "ui/forms/number_field.h"

class QLineEdit;

namespace loom::ui {

class FormRow;
class FormSheet;
class LearnFrom;

class BenefitForm final : public QWidget {
    Q_OBJECT
  public:
    explicit BenefitForm(QWidget* parent = nullptr);

    /// As read() writes them.
    void load(const studies::AugmentStudy& study);
    /// Writes the plan's numbers, the stored name and, when a set was chosen, the data; the rest
    /// stays.
    void read(studies::AugmentStudy& study) const;
    int problemCount() const;
    LearnFrom* source() const { return m_source; }

  Q_SIGNALS:
    void edited();

  private:
    struct Field {
        NumberField* field = nullptr;
        FormRow* row = nullptr;
        double lo = 0, hi = 0;
    };

    Field addField(const char* name, const QString& label, NumberField::Kind kind,
                   std::pair<double, double> limits, const QString& unit, const QString& help);
    void check();
    std::vector<const Field*> fields() const;

    FormSheet* m_sheet;
    Field m_factor, m_window, m_step, m_cost, m_riskFree, m_resamples;
    LearnFrom* m_source;
    QLineEdit* m_storeAs;
};

} // namespace loom::ui
