// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/number_field.h"

#include "ui/theme/controls.h"

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpression>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QChar kMinus(0x2212);
constexpr int kUnitGap = 4;
constexpr double kSmall = 1e-3; ///< limits below it are read best as powers of ten

/// The neighbour of a positive value in 1, 2, 5, 10, 20, …
double neighbour125(double value, bool up) {
    const double decade = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
    const double mantissa = value / decade;
    if (up)
        return decade * (mantissa < 2 - 1e-9 ? 2 : mantissa < 5 - 1e-9 ? 5 : 10);
    return decade * (mantissa > 5 + 1e-9   ? 5
                     : mantissa > 2 + 1e-9 ? 2
                     : mantissa > 1 + 1e-9 ? 1
                                           : 0.5);
}

/// One unit of the second significant digit: 0.35 steps by 0.01, 12 by 1.
double linearStep(double value) {
    if (value == 0)
        return 0.1;
    return std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
}

/// "1e-9", "2.5e-5".
QString scientific(double value) {
    QString text = QString::number(value, 'e', 6); // 2.500000e-05
    text.replace(u"e-0"_s, u"e-"_s).replace(u"e+0"_s, u"e"_s).replace(u"e+"_s, u"e"_s);
    static const QRegularExpression zeros(u"\\.?0+e"_s);
    return text.replace(zeros, u"e"_s).replace(u'.', QLocale().decimalPoint());
}

/// What is below 0.1 as a power of ten, beside another that needs it.
QString powerNumber(double value) {
    return std::abs(value) < 0.1 ? scientific(value) : compactNumber(value);
}

} // namespace

QString compactNumber(double value) {
    if (!std::isfinite(value))
        return QString(QChar(0x2013));
    const double magnitude = std::abs(value);
    if (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e12))
        return scientific(value);
    const int whole = magnitude < 1 ? 0 : static_cast<int>(std::floor(std::log10(magnitude))) + 1;
    QString text = QLocale().toString(value, 'f', std::max(0, 10 - whole));
    const QString point = QLocale().decimalPoint();
    if (text.contains(point)) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(point))
            text.chop(point.size());
    }
    return text.replace(u'-', kMinus);
}

QString rangeWords(double minimum, double maximum) {
    if (!(minimum > 0 && minimum < kSmall))
        return NumberField::tr("Allowed: %1 to %2")
            .arg(compactNumber(minimum), compactNumber(maximum));
    return NumberField::tr("Allowed: %1 to %2").arg(powerNumber(minimum), powerNumber(maximum));
}

std::optional<double> parseNumber(const QString& text) {
    QString plain = text.trimmed();
    plain.replace(kMinus, u'-');
    bool ok = false;
    double value = QLocale().toDouble(plain, &ok);
    if (!ok)
        value = QLocale::c().toDouble(plain, &ok);
    return ok ? std::optional(value) : std::nullopt;
}

NumberField::NumberField(Kind kind, QWidget* parent)
    : QAbstractSpinBox(parent), m_kind(kind), m_unit(new QLabel(lineEdit())) {
    setFocusPolicy(Qt::StrongFocus); // not by wheel: scrolling a form must not change it
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // narrow in a narrow form
    lineEdit()->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setMuted(m_unit);
    m_unit->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_unit->hide();
    connect(lineEdit(), &QLineEdit::textChanged, this, &NumberField::placeUnit);
    connect(lineEdit(), &QLineEdit::textChanged, this, &NumberField::valueEdited);
}

void NumberField::setRange(std::optional<double> minimum, std::optional<double> maximum) {
    m_minimum = minimum;
    m_maximum = maximum;
}

void NumberField::setUnit(const QString& unit) {
    m_unit->setText(unit);
    placeUnit();
}

void NumberField::setZeroWords(const QString& words) {
    m_zeroWords = words;
    connect(this, &QAbstractSpinBox::editingFinished, this, [this] {
        if (value() == 0.0 && !showsZeroWords())
            setValue(0);
    });
}

bool NumberField::showsZeroWords() const {
    return !m_zeroWords.isEmpty() &&
           text().trimmed().compare(m_zeroWords, Qt::CaseInsensitive) == 0;
}

std::optional<double> NumberField::value() const {
    if (showsZeroWords())
        return 0;
    const auto number = parseNumber(text());
    if (number && m_kind == Kind::Integer && std::trunc(*number) != *number)
        return std::nullopt;
    return number;
}

void NumberField::setValue(double value) {
    lineEdit()->setText(value == 0 && !m_zeroWords.isEmpty() ? m_zeroWords : compactNumber(value));
}

void NumberField::stepBy(int steps) {
    double now = value().value_or(m_minimum.value_or(0));
    for (int i = 0; i < std::abs(steps); ++i)
        now = stepped(now, steps > 0);
    setValue(std::clamp(now, m_minimum.value_or(now), m_maximum.value_or(now)));
    selectAll();
}

double NumberField::stepped(double value, bool up) const {
    if (m_scale == ParamScale::Log && value > 0) {
        const double next = neighbour125(value, up);
        return m_kind == Kind::Integer ? std::max(1.0, std::round(next)) : next;
    }
    const double step = m_kind == Kind::Integer ? 1 : linearStep(value);
    const double next = value + (up ? step : -step);
    return std::round(next / step) * step; // 0.3, not 0.30000000000000004
}

NumberField::StepEnabled NumberField::stepEnabled() const {
    const auto now = value();
    StepEnabled enabled = StepNone;
    if (!now || !m_maximum || *now < *m_maximum)
        enabled |= StepUpEnabled;
    if (!now || !m_minimum || *now > *m_minimum)
        enabled |= StepDownEnabled;
    return enabled;
}

QValidator::State NumberField::validate(QString&, int&) const {
    return QValidator::Acceptable; // the form judges, on leaving the field
}

QSize NumberField::sizeHint() const {
    return {140, 26};
}

QSize NumberField::minimumSizeHint() const {
    return {72, 26};
}

void NumberField::wheelEvent(QWheelEvent* event) {
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore();
}

void NumberField::resizeEvent(QResizeEvent* event) {
    QAbstractSpinBox::resizeEvent(event);
    placeUnit();
}

void NumberField::placeUnit() {
    const bool shown = !m_unit->text().isEmpty() && !showsZeroWords();
    const int width = shown ? m_unit->sizeHint().width() : 0;
    m_unit->setVisible(shown);
    lineEdit()->setTextMargins(0, 0, width == 0 ? 0 : width + kUnitGap, 0);
    m_unit->setGeometry(lineEdit()->width() - width - 2, 0, width, lineEdit()->height());
}

} // namespace loom::ui
