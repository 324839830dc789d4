// SPDX-License-Identifier: GPL-3.0-or-later
// Cells of tables: numbers on a common decimal count with an en dash for missing ones, changes from
// a baseline, and verdicts as number, shape and word. Units live in the header, never in the cell.
#pragma once

#include <QLocale>
#include <QStyledItemDelegate>

namespace loom::ui {

/// How a number's sign is shown. Better and worse wear the gain and loss colours.
enum class SignStyle {
    Plain,        ///< minus only when negative
    Signed,       ///< always signed, uncoloured
    GainIsUp,     ///< signed; positive is a gain
    LowerBetter,  ///< signed; negative is better (a distance against its baseline)
    HigherBetter, ///< signed; positive is better
};

/// Draws a double (or integer) in Qt::DisplayRole right-aligned; NaN or no value is a muted en
/// dash.
class NumberDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    NumberDelegate(int decimals, SignStyle sign, QObject* parent = nullptr);
    QString displayText(const QVariant& value, const QLocale& locale) const override;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

  private:
    int m_decimals;
    SignStyle m_sign;
};

enum class Verdict { None, Pass, Borderline, Fail, NoDifference };

/// "pass", "borderline", "fail", "no difference".
QString verdictWord(Verdict verdict);

/// The number comes from Qt::DisplayRole (double, or text such as "in training"), the verdict from
/// kVerdictRole (int of Verdict). Passing words are muted so that the rest stands out.
class VerdictDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    static constexpr int kVerdictRole = Qt::UserRole + 100;
    static constexpr int kDecimalsRole = Qt::UserRole + 101; ///< overrides the count per cell

    explicit VerdictDelegate(int decimals, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    QString numberOf(const QModelIndex& index) const;
    int m_decimals;
};

} // namespace loom::ui
