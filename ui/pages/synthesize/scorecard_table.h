// SPDX-License-Identifier: GPL-3.0-or-later
// The scorecard as a table: judged against the noise floor, or by the plain thresholds. Interface
// thread.
#pragma once

#include <QTableView>

#include "generate/fidelity.h"

namespace loom::ui {

class RulesModel;
class ScorecardModel;

class ScorecardTable final : public QTableView {
    Q_OBJECT
  public:
    enum class Kind { NoiseFloor, Thresholds };
    explicit ScorecardTable(QWidget* parent = nullptr);

    void setReport(const generate::FidelityReport& report);
    void setKind(Kind kind);
    Kind kind() const { return m_kind; }
    /// So tall as every row needs, without a scroll bar: for pictures. Gives the height.
    int showAllRows();

  Q_SIGNALS:
    /// A row was double-clicked, or Return pressed on it: a metric's id, or a rule's.
    void rowChosen(const QString& id);
    /// The current cell; invalid when there is none any more. Its words are in ScorecardRole.
    void cellPointed(const QModelIndex& cell);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

  private:
    void fitColumns();
    void choose(const QModelIndex& index);

    ScorecardModel* m_scorecard;
    RulesModel* m_rules;
    Kind m_kind = Kind::NoiseFloor;
};

} // namespace loom::ui
