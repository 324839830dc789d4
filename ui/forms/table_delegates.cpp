// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/table_delegates.h"

#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QPainter>

#include <cmath>

namespace loom::ui {

namespace {

constexpr int kPadding = 3;
constexpr int kMarkWidth = 16; ///< and the gap to its word

double numberIn(const QVariant& value) {
    bool ok = false;
    const double number = value.toDouble(&ok);
    return ok ? number : std::nan("");
}

/// The tone of the view; an option without a widget is drawn for export, which is light.
Tone toneOf(const QStyleOptionViewItem& option) {
    return loom::ui::toneOf(option.palette);
}

Mark markOf(Verdict verdict) {
    switch (verdict) {
    case Verdict::Pass:
        return Mark::Ok;
    case Verdict::Borderline:
        return Mark::Warning;
    case Verdict::Fail:
        return Mark::Danger;
    case Verdict::None:
    case Verdict::NoDifference:
        return Mark::Neutral;
    }
    return Mark::Neutral;
}

} // namespace

NumberDelegate::NumberDelegate(int decimals, SignStyle sign, QObject* parent)
    : QStyledItemDelegate(parent), m_decimals(decimals), m_sign(sign) {}

QString NumberDelegate::displayText(const QVariant& value, const QLocale& locale) const {
    const double number = numberIn(value);
    return m_sign == SignStyle::Plain ? formatNumber(number, m_decimals, locale)
                                      : formatSigned(number, m_decimals, locale);
}

void NumberDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const double number = numberIn(index.data());
    option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
    option->text = displayText(index.data(), option->locale);
    option->features |= QStyleOptionViewItem::HasDisplay;
    const auto wear = [&](Role role) {
        const QColor shade = colour(role, toneOf(*option));
        option->palette.setColor(QPalette::Text, shade);
        option->palette.setColor(QPalette::HighlightedText, shade);
    };
    const bool coloured = m_sign != SignStyle::Plain && m_sign != SignStyle::Signed;
    if (std::isnan(number))
        wear(Role::Muted);
    else if (coloured && std::abs(number) >= 0.5 * std::pow(10.0, -m_decimals))
        wear((number > 0) == (m_sign != SignStyle::LowerBetter) ? Role::Gain : Role::Loss);
}

QString verdictWord(Verdict verdict) {
    switch (verdict) {
    case Verdict::None:
        return {};
    case Verdict::Pass:
        return VerdictDelegate::tr("pass");
    case Verdict::Borderline:
        return VerdictDelegate::tr("borderline");
    case Verdict::Fail:
        return VerdictDelegate::tr("fail");
    case Verdict::NoDifference:
        return VerdictDelegate::tr("no difference");
    }
    return {};
}

VerdictDelegate::VerdictDelegate(int decimals, QObject* parent)
    : QStyledItemDelegate(parent), m_decimals(decimals) {}

QString VerdictDelegate::numberOf(const QModelIndex& index) const {
    const QVariant value = index.data();
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    if (!isNumber && value.isValid() && !value.toString().isEmpty())
        return value.toString();
    const QVariant own = index.data(kDecimalsRole);
    return formatNumber(isNumber ? number : std::nan(""), own.isValid() ? own.toInt() : m_decimals);
}

void VerdictDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget); // background, focus

    const Tone tone = toneOf(cell);
    const auto verdict = static_cast<Verdict>(index.data(kVerdictRole).toInt());
    const QFontMetrics metrics(cell.font);
    const int words = metrics.horizontalAdvance(verdictWord(Verdict::Borderline));
    const QRect box = cell.rect.adjusted(kPadding, 0, -kPadding, 0);
    painter->save();
    painter->setFont(cell.font);
    const int numberWidth = box.width() - words - kMarkWidth - 4;
    const bool judged = verdict != Verdict::None;
    painter->setPen(colour(judged ? Role::Text : Role::Muted, tone));
    painter->drawText(QRect(box.left(), box.top(), numberWidth, box.height()),
                      Qt::AlignRight | Qt::AlignVCenter, numberOf(index));
    if (!judged) {
        painter->restore();
        return;
    }
    drawMark(*painter,
             QRectF(box.left() + numberWidth + 4, box.top(), kMarkWidth - 4, box.height()),
             markOf(verdict), tone);
    const bool quiet = verdict == Verdict::Pass || verdict == Verdict::NoDifference;
    painter->setPen(colour(quiet ? Role::Muted : Role::Text, tone));
    painter->drawText(QRect(box.right() - words + 1, box.top(), words, box.height()),
                      Qt::AlignLeft | Qt::AlignVCenter, verdictWord(verdict));
    painter->restore();
}

QSize VerdictDelegate::sizeHint(const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
    const QFontMetrics metrics(option.font);
    const int words = metrics.horizontalAdvance(verdictWord(Verdict::Borderline));
    return {metrics.horizontalAdvance(numberOf(index)) + words + kMarkWidth + 4 + 2 * kPadding, 24};
}

} // namespace loom::ui
