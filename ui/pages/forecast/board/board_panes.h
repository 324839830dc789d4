// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces that the views of an evaluation are put together from: a table with a footnote, and a
// table with charts that stand beside it where there is room and below it where there is not.
// Interface thread.
#pragma once

#include <QWidget>

class QBoxLayout;
class QLabel;

namespace loom::ui {

class ScoreView;

/// Caption words below a table, as many lines as they need.
QLabel* footnoteLabel(const QString& name, QWidget* parent);

class TablePane final : public QWidget {
    Q_OBJECT
  public:
    TablePane(ScoreView* table, const QString& name, QWidget* parent);
    ScoreView* table() const { return m_table; }
    void setFootnote(const QString& words);
    QString footnote() const;

  private:
    ScoreView* m_table;
    QLabel* m_footnote;
};

class SplitPane final : public QWidget {
    Q_OBJECT
  public:
    /// side: the least width of the charts beside the table; they are below it when that leaves the
    /// table less than `tableLeast`.
    SplitPane(QWidget* table, QWidget* charts, int side, int tableLeast, QWidget* parent);
    bool isBeside() const;

  Q_SIGNALS:
    void turned(bool beside);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QBoxLayout* m_row;
    QWidget* m_charts;
    QWidget* m_line; ///< between them
    int m_side, m_tableLeast;
};

} // namespace loom::ui
