// SPDX-License-Identifier: GPL-3.0-or-later
// Cells of the run table: metrics with about four significant digits, changes from the baseline
// signed and in the gain or loss colour by the metric's own direction, the status with its mark, a
// swatch in the hue of the run's curve that a click or Space ticks, the word "baseline" beside the
// name of the run that is it.
#pragma once

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace loom::ui {

/// A score with about four significant digits; whole numbers without decimals.
QString formatScore(double value);
/// The same, always with its sign.
QString formatChange(double value);

class MetricDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

/// A header of two lines: the name, and muted below it the unit of RunTableModel::kUnitRole.
class UnitHeader final : public QHeaderView {
    Q_OBJECT
  public:
    explicit UnitHeader(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    /// Keeps this many pixels free below the words, for rows that do not scroll.
    void setRoomBelow(int pixels);

  protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;

  private:
    int m_roomBelow = 0;
};

} // namespace loom::ui
