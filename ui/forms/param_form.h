// SPDX-License-Identifier: GPL-3.0-or-later
// A form built from a ParamSpec list: one row a parameter, advanced ones folded away, checked on
// leaving a field. Field object names are "param_<key>".
//
//     auto* form = new ParamForm(info.params, inspector);
//     form->load(preset.values);                       // what is missing takes its default
//     connect(form, &ParamForm::problemCountChanged, this, [=](int n) { …button text… });
//     if (const auto params = form->values()) study.params = toJson(*params);
#pragma once

#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

#include "base/param_spec.h"

namespace loom::ui {

class FormRow;
class FormSheet;

class ParamForm final : public QWidget {
    Q_OBJECT
  public:
    /// title: of the first section; empty for none.
    explicit ParamForm(std::vector<ParamSpec> specs, QWidget* parent = nullptr,
                       const QString& title = {});

    /// Every parameter, or nothing while a field has a problem (checks all fields first).
    std::optional<Params> values();
    /// What the fields say now, valid or not, for saving the page's state; fields without a
    /// readable value are left out.
    Json json() const;
    /// Fills all fields: from the object where it has the key, from the default where not. Unknown
    /// keys are ignored, a value of the wrong type leaves the default, a number out of range is
    /// shown with its problem.
    void load(const Json& object);

    int problemCount() const;
    void checkAll();
    /// The first field with a problem gets the focus and its section is opened.
    void focusFirstProblem();

  Q_SIGNALS:
    void edited(); ///< any field, by the user or by load()
    void problemCountChanged(int count);

  private:
    struct Field {
        ParamSpec spec;
        QWidget* widget = nullptr;
        FormRow* row = nullptr;
        std::function<std::optional<ParamValue>()> read;
        std::function<void(const ParamValue&)> write;
    };

    void addField(const ParamSpec& spec);
    void makeBool(Field& field);
    void makeNumber(Field& field);
    void makeText(Field& field);
    void makeChoice(Field& field);
    QString problemOf(const Field& field) const;
    void check(std::size_t index);
    void fieldEdited(std::size_t index);
    void announceCount();

    FormSheet* m_sheet;
    std::vector<Field> m_fields;
    int m_announced = 0;
    bool m_loading = false;
};

} // namespace loom::ui
