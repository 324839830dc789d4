// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation came to: verdict in words, every model beside every baseline, errors by step,
// calibration, each model against each baseline, the trading rule, assets, leak tests. Interface
// thread.
#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>

#include <optional>

#include "base/result.h"
#include "ui/pages/forecast/board/metric_look.h"
#include "ui/pages/forecast/outcomes.h"

class QStackedWidget;

namespace loom::ui {

class ChecksPane;
class ColumnChooser;
class ScoreCharts;
class ScoreView;
class SegmentedSwitch;
class SkillPane;
class TablePane;
class TradingPane;
class VerdictBar;

class EvaluationView final : public QWidget {
    Q_OBJECT
  public:
    enum Tab { Scores, Skill, Pairs, Trading, Assets, Checks };

    explicit EvaluationView(QWidget* parent = nullptr);

    /// Null: says what an evaluation is for, with a button.
    void setEvaluation(EvaluatePtr evaluation);
    const EvaluatePtr& evaluation() const { return m_evaluation; }
    void showTab(Tab tab);
    Tab currentTab() const;
    /// Whose calibration, assets and account are shown; empty without an evaluation.
    const QString& model() const { return m_model; }
    void selectModel(const QString& id);
    void setTarget(ScoreTarget target);

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);
    /// All models and metrics as CSV; InvalidInput without an evaluation.
    Status exportTable(const QString& path) const;

    ScoreView* board() const;
    ScoreView* pairs() const;
    ScoreView* assets() const;
    TradingPane* trading() const { return m_trading; }
    ScoreCharts* charts() const { return m_charts; }
    SkillPane* skill() const { return m_skill; }
    VerdictBar* verdict() const { return m_verdict; }
    ColumnChooser* chooser() const { return m_chooser; }

  Q_SIGNALS:
    void evaluateRequested();
    void stateEdited();
    void modelSelected(const QString& id);

  private:
    QWidget* buildContent();
    QWidget* buildBar(QWidget* parent);
    void connectParts();
    void takeModel(const QString& id);
    void showAll();
    void showBoard();
    void showAssets();
    void adoptModel(const QString& id);
    QStringList shownColumns() const;
    void edited();

    EvaluatePtr m_evaluation;
    ScoreTarget m_target = ScoreTarget::Returns;
    std::optional<QStringList> m_columns; ///< none: the default ones
    QString m_model;
    QString m_wantedModel; ///< of a restored state
    bool m_adopting = false;
    QStackedWidget* m_stack;
    VerdictBar* m_verdict = nullptr;
    SegmentedSwitch* m_tabs = nullptr;
    SegmentedSwitch* m_targets = nullptr;
    ColumnChooser* m_chooser = nullptr;
    QStackedWidget* m_panes = nullptr;
    TablePane* m_board = nullptr;
    TablePane* m_pairs = nullptr;
    TablePane* m_assets = nullptr;
    TradingPane* m_trading = nullptr;
    ChecksPane* m_checks = nullptr;
    ScoreCharts* m_charts = nullptr;
    SkillPane* m_skill = nullptr;
};

} // namespace loom::ui
