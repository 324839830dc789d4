// SPDX-License-Identifier: GPL-3.0-or-later
// All assets of a forecast beside each other: last close, forecast move over the whole horizon and
// its inner interval, sorted by any of them. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include "studies/forecast_model.h"
#include "ui/forms/bar.h"

class QLabel;
class QTableView;

namespace loom::ui {

class ElidedLabel;
class NumberOrder;

/// Moves are log returns from the last close to the last step, in percent.
struct AssetRow {
    QString symbol;
    double close = 0;
    double move = 0, low = 0, high = 0; ///< NaN: not forecast, no interval yet
    QString why = {};                   ///< it was not forecast, because …
};

struct AssetRows {
    std::vector<AssetRow> rows;             ///< in the order of the forecast
    double lowLevel = 0.1, highLevel = 0.9; ///< of the interval
    int decimals = 2;                       ///< of the moves
};

AssetRows assetRows(const studies::PredictedNext& next);

class AssetTableModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Symbol, Close, Move, Low, High, ColumnCount };
    enum Role { NumberRole = Qt::UserRole + 1 }; ///< double; nothing of symbols

    using QAbstractTableModel::QAbstractTableModel;
    void setRows(AssetRows rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    double number(const AssetRow& row, int column) const;

    AssetRows m_content;
};

/// Title and table; the strongest forecast first. Ctrl+C copies rows.
class AssetTable final : public Bar {
    Q_OBJECT
  public:
    explicit AssetTable(QWidget* parent = nullptr);

    void show(const QString& unit, AssetRows rows);
    /// Marks the asset of this index; no signal. reveal: scrolls to it.
    void choose(int asset, bool reveal);
    QTableView* view() const { return m_view; }

  Q_SIGNALS:
    /// By the user: index of the assets of the forecast.
    void chosen(int asset);

  private:
    void fit();

    AssetTableModel* m_model;
    NumberOrder* m_order;
    QTableView* m_view;
    ElidedLabel* m_unit;
    bool m_choosing = false;
};

} // namespace loom::ui
