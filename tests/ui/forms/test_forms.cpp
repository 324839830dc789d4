// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include <cmath>

#include "ui/forms/date_field.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/forms/number_field.h"
#include "ui/forms/param_form.h"
#include "ui/forms/symbol_field.h"
#include "ui/forms/table_delegates.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace loom;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

std::vector<ParamSpec> specs() {
    return {
        {.key = "steps",
         .title = "Steps",
         .type = ParamType::Integer,
         .defaultValue = std::int64_t{3000},
         .minimum = 10,
         .maximum = 100000,
         .unit = "steps"},
        {.key = "rate",
         .title = "Learning rate",
         .type = ParamType::Real,
         .defaultValue = 0.0001,
         .minimum = 1e-6,
         .maximum = 1e-2,
         .scale = ParamScale::Log},
        {.key = "loss",
         .title = "Loss",
         .type = ParamType::Choice,
         .defaultValue = std::string("nonsat"),
         .choices = {{"minimax", "Minimax"}, {"nonsat", "Non-saturating"}}},
        {.key = "average", .title = "Average", .type = ParamType::Bool, .defaultValue = true},
        {.key = "note", .title = "Note", .type = ParamType::Text, .defaultValue = std::string()},
        {.key = "clip",
         .title = "Clip",
         .type = ParamType::Real,
         .defaultValue = 0.5,
         .minimum = 0.0,
         .advanced = true}};
}

void retype(NumberField* field, const QString& text) {
    field->selectAll();
    QTest::keyClicks(field, text);
    QTest::keyClick(field, Qt::Key_Return); // as leaving the field: editingFinished
}

} // namespace

class FormsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aFormStartsWithTheDefaults() {
        ParamForm form(specs());
        const auto values = form.values();
        QVERIFY(values);
        QCOMPARE(*values == *validated(specs(), Json::object()), true);
        QVERIFY(form.findChild<NumberField*>(u"param_steps"_s));
        QVERIFY(form.findChild<QComboBox*>(u"param_loss"_s));
    }

    void presetsFillAndRoundTrip() {
        ParamForm form(specs());
        const Json preset{{"steps", 500}, {"loss", "minimax"}, {"unknown", 1}, {"rate", "wrong"}};
        form.load(preset);
        QCOMPARE(form.json().at("steps").get<int>(), 500);
        QCOMPARE(form.json().at("loss").get<std::string>(), std::string("minimax"));
        QCOMPARE(form.json().at("rate").get<double>(), 0.0001); // wrong type leaves the default
        ParamForm other(specs());
        other.load(form.json());
        QCOMPARE(other.json() == form.json(), true);
    }

    void problemsAreSaidOnLeavingAndLeaveWhenMended() {
        ParamForm form(specs());
        QSignalSpy counted(&form, &ParamForm::problemCountChanged);
        auto* steps = form.findChild<NumberField*>(u"param_steps"_s);
        steps->selectAll();
        QTest::keyClicks(steps, u"5"_s);
        QCOMPARE(form.problemCount(), 0); // not while typing
        QTest::keyClick(steps, Qt::Key_Return);
        QCOMPARE(form.problemCount(), 1);
        QCOMPARE(steps->text(), u"5"_s); // never clamped
        auto* row = qobject_cast<FormRow*>(steps->parentWidget());
        QVERIFY(row);
        QCOMPARE(row->problem(), u"Allowed: 10 to 100,000"_s);
        QVERIFY(!form.values());
        QTest::keyClick(steps, Qt::Key_End); // Return selected it all
        QTest::keyClicks(steps, u"0"_s);     // "50": mended at once
        QCOMPARE(form.problemCount(), 0);
        QCOMPARE(counted.count(), 2);
        retype(steps, u"12.5"_s);
        QCOMPARE(row->problem(), u"Must be a whole number"_s);
        auto* rate = form.findChild<NumberField*>(u"param_rate"_s);
        retype(rate, u"0.05"_s);
        QCOMPARE(form.problemCount(), 2);
        QCOMPARE(qobject_cast<FormRow*>(rate->parentWidget())->problem(),
                 u"Allowed: 1e-6 to 1e-2"_s);
    }

    void aFoldedProblemIsRevealed() {
        ParamForm form(specs());
        form.show();
        auto* fold = form.findChild<QToolButton*>(u"param_advanced_toggle"_s);
        auto* clip = form.findChild<NumberField*>(u"param_clip"_s);
        QVERIFY(!clip->isVisible());
        form.load(Json{{"clip", -1.0}});
        QCOMPARE(form.problemCount(), 1);
        form.focusFirstProblem();
        QVERIFY(fold->isChecked());
        QVERIFY(clip->isVisible());
    }

    void numbersReadAndStep() {
        QCOMPARE(compactNumber(0.0002), u"0.0002"_s);
        QCOMPARE(compactNumber(0.00003), u"0.00003"_s);
        QCOMPARE(rangeWords(1e-6, 1e-2), u"Allowed: 1e-6 to 1e-2"_s);
        QCOMPARE(rangeWords(2.5e-5, 0.5), u"Allowed: 2.5e-5 to 0.5"_s);
        QCOMPARE(rangeWords(0.01, 8), u"Allowed: 0.01 to 8"_s);
        QCOMPARE(rangeWords(0, 2000), u"Allowed: 0 to 2,000"_s);
        QCOMPARE(compactNumber(3000), u"3,000"_s);
        QCOMPARE(compactNumber(1e-9), u"1e-9"_s);
        QCOMPARE(compactNumber(-2.5), u"\u22122.5"_s);
        QCOMPARE(parseNumber(u"\u22122,874.5"_s), std::optional(-2874.5));
        QVERIFY(!parseNumber(u"abc"_s));
        NumberField rate(NumberField::Kind::Real);
        rate.setScale(ParamScale::Log);
        rate.setRange(1e-6, 1e-2);
        rate.setValue(1e-4);
        rate.stepBy(1);
        QVERIFY(std::abs(*rate.value() - 2e-4) < 1e-12);
        rate.stepBy(1);
        rate.stepBy(1);
        QVERIFY(std::abs(*rate.value() - 1e-3) < 1e-12);
        rate.stepBy(-1);
        QVERIFY(std::abs(*rate.value() - 5e-4) < 1e-12);
        rate.stepBy(20);
        QCOMPARE(*rate.value(), 1e-2); // stops at the range
        NumberField count(NumberField::Kind::Integer);
        count.setValue(1234);
        count.stepBy(1);
        QCOMPARE(*count.value(), 1235.0);
    }

    void zeroCanBeSaidInWords() {
        NumberField field(NumberField::Kind::Integer);
        field.setRange(0, 1000);
        field.setUnit(u"days"_s);
        field.setZeroWords(u"as the real series"_s);
        const auto* unit = field.findChild<QLabel*>();
        field.setValue(0);
        QCOMPARE(field.text(), u"as the real series"_s);
        QCOMPARE(field.value(), std::optional(0.0));
        QVERIFY(unit->isHidden());
        field.stepBy(1);
        QCOMPARE(field.value(), std::optional(1.0));
        QVERIFY(!unit->isHidden());
        retype(&field, u"0"_s);
        QCOMPARE(field.text(), u"as the real series"_s);
        retype(&field, u"as the"_s); // half a sentence is no number
        QVERIFY(!field.value());
    }

    void otherLocalesReadTheirOwnNumbers() {
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QCOMPARE(parseNumber(u"1.234,5"_s), std::optional(1234.5));
        QCOMPARE(parseNumber(compactNumber(0.00025)), std::optional(0.00025));
        QCOMPARE(parseNumber(compactNumber(0.000025)), std::optional(0.000025));
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void datesAreIso() {
        DateField field;
        QVERIFY(field.isEmpty());
        field.setDate(Date::fromYmd(2020, 2, 28));
        QTest::keyClick(&field, Qt::Key_Up);
        QCOMPARE(field.text(), u"2020-02-29"_s);
        field.setText(u"2021-02-29"_s);
        QVERIFY(!field.date());
        QVERIFY(dateOrderProblem(Date::fromYmd(2020, 1, 1), Date::fromYmd(2020, 1, 1)).isEmpty());
        QCOMPARE(dateOrderProblem(Date::fromYmd(2020, 1, 2), Date::fromYmd(2020, 1, 1)),
                 u"Must not be before 2020-01-02"_s);
    }

    void symbolsAreChosenOnceAndUpperCased() {
        QStringList asked;
        SymbolField field([&](const QString& words) -> std::vector<SymbolSuggestion> {
            asked << words;
            return {{u"^GSPC"_s, u"S&P 500"_s, {}}};
        });
        QSignalSpy chosen(&field, &SymbolField::symbolChosen);
        QTest::keyClicks(&field, u"spy"_s);
        QCOMPARE(asked.last(), u"spy"_s);
        Q_EMIT field.editingFinished();
        Q_EMIT field.editingFinished();
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toString(), u"SPY"_s);
    }

    void theButtonCountsWhatIsWrong() {
        InspectorSheet sheet(u"Train and Compare"_s, u"train"_s, u"Train"_s);
        sheet.setProblemCount(1);
        QCOMPARE(sheet.primaryButton()->text(), u"Fix 1 Field to Train"_s);
        QVERIFY(!sheet.primaryButton()->isEnabled());
        sheet.setProblemCount(2);
        QCOMPARE(sheet.primaryButton()->text(), u"Fix 2 Fields to Train"_s);
        sheet.setProblemCount(0);
        QCOMPARE(sheet.primaryButton()->text(), u"Train and Compare"_s);
        QVERIFY(sheet.primaryButton()->isEnabled());
        sheet.setBlocked(u"Choose a Symbol"_s);
        QVERIFY(!sheet.primaryButton()->isEnabled());
    }

    void cellsShowNumbersTheSameWay() {
        const NumberDelegate plain(2, SignStyle::Plain);
        QCOMPARE(plain.displayText(2874.561, QLocale()), u"2,874.56"_s);
        QCOMPARE(plain.displayText(QVariant(), QLocale()), u"\u2013"_s);
        const NumberDelegate change(2, SignStyle::GainIsUp);
        QCOMPARE(change.displayText(2.68, QLocale()), u"+2.68"_s);
        QCOMPARE(change.displayText(-1.34, QLocale()), u"\u22121.34"_s);
        QCOMPARE(verdictWord(Verdict::Borderline), u"borderline"_s);
    }
};

LOOM_TEST(FormsTest)
#include "test_forms.moc"
