// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/evaluation_view.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/forms/bar.h"
#include "ui/forms/empty_state.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/forecast/board/board_panes.h"
#include "ui/pages/forecast/board/board_tables.h"
#include "ui/pages/forecast/board/checks_pane.h"
#include "ui/pages/forecast/board/column_chooser.h"
#include "ui/pages/forecast/board/evaluation_words.h"
#include "ui/pages/forecast/board/score_charts.h"
#include "ui/pages/forecast/board/score_view.h"
#include "ui/pages/forecast/board/skill_pane.h"
#include "ui/pages/forecast/board/trading_pane.h"
#include "ui/theme/controls.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kChartSide = 232, kBoardLeast = 640;

/// Of tabs in a saved state. Older states have the place of a tab, when there was none for skill.
const std::array kTabCodes{u"scores"_s,  u"skill"_s,  u"pairs"_s,
                           u"trading"_s, u"assets"_s, u"checks"_s};

EvaluationView::Tab tabOf(const QJsonValue& saved) {
    using Tab = EvaluationView::Tab;
    if (saved.isDouble()) {
        const int place = saved.toInt();
        return place <= 0 || place + 1 > Tab::Checks ? Tab::Scores : static_cast<Tab>(place + 1);
    }
    const auto at = std::ranges::find(kTabCodes, saved.toString());
    return at == kTabCodes.end() ? Tab::Scores : static_cast<Tab>(at - kTabCodes.begin());
}

/// The best judged model; the best of all when only baselines were evaluated.
QString firstModel(const forecast::EvaluationReport& report) {
    const auto best = std::ranges::find(report.models, false, &forecast::ModelScores::baseline);
    return report.models.empty()
               ? QString()
               : qstr(best == report.models.end() ? report.models.front().id : best->id);
}

} // namespace

EvaluationView::EvaluationView(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget(this)) {
    setObjectName(u"evaluation_view"_s);
    auto* empty = new EmptyState(
        u"forecast"_s, tr("Is the model better than \"same as today\"?"),
        tr("An evaluation forecasts from many past days, judges the chosen models beside every "
           "baseline, and leaves the last rows locked."),
        tr("Evaluate"), m_stack);
    m_stack->addWidget(empty);
    m_stack->addWidget(buildContent());
    connect(empty, &EmptyState::triggered, this, &EvaluationView::evaluateRequested);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connectParts();
}

QWidget* EvaluationView::buildContent() {
    auto* content = new QWidget(m_stack);
    m_verdict = new VerdictBar(content);
    m_verdict->setObjectName(u"evaluation_verdict"_s);
    m_panes = new QStackedWidget(content);
    const auto pane = [&](const char16_t* name, const QString& words, const QString& note) {
        return new TablePane(new ScoreView(QString::fromUtf16(name), words, m_panes), note,
                             m_panes);
    };
    m_board = pane(u"evaluation_board", tr("Board of models"), u"board_footnote"_s);
    m_pairs = pane(u"pair_table", tr("Each model against each baseline"), u"pair_footnote"_s);
    m_assets = pane(u"asset_table", tr("Scores asset by asset"), u"asset_footnote"_s);
    m_board->table()->setShedding(true);
    m_assets->table()->setShedding(true);
    pairs()->pinFirstColumn();
    m_charts = new ScoreCharts(m_panes);
    m_skill = new SkillPane(m_panes);
    m_trading = new TradingPane(m_panes);
    m_checks = new ChecksPane(m_panes);
    auto* scores = new SplitPane(m_board, m_charts, kChartSide, kBoardLeast, m_panes);
    connect(scores, &SplitPane::turned, m_charts,
            [this](bool beside) { m_charts->setSideBySide(!beside); });
    for (QWidget* one : {static_cast<QWidget*>(scores), static_cast<QWidget*>(m_skill),
                         static_cast<QWidget*>(m_pairs), static_cast<QWidget*>(m_trading),
                         static_cast<QWidget*>(m_assets), static_cast<QWidget*>(m_checks)})
        m_panes->addWidget(one);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addWidget(buildBar(content));
    column->addWidget(m_panes, 1);
    return content;
}

QWidget* EvaluationView::buildBar(QWidget* parent) {
    auto* bar = new Bar(Role::Surface, Qt::BottomEdge, parent);
    m_tabs = new SegmentedSwitch(
        {tr("Scores"), tr("Skill"), tr("Pairs"), tr("Trading"), tr("Assets"), tr("Checks")}, bar);
    m_tabs->setObjectName(u"evaluation_tabs"_s);
    m_tabs->setAccessibleName(tr("View of the evaluation"));
    m_targets = new SegmentedSwitch({tr("Returns"), tr("Prices")}, bar);
    m_targets->setObjectName(u"evaluation_target"_s);
    m_targets->setAccessibleName(tr("What is scored"));
    m_targets->setToolTip(tr("Errors of cumulative log returns, or of prices"));
    m_chooser = new ColumnChooser(bar);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 4, 16, 5);
    row->setSpacing(8);
    row->addWidget(m_tabs);
    row->addStretch(1);
    row->addWidget(m_targets);
    row->addWidget(m_chooser);
    return bar;
}

void EvaluationView::connectParts() {
    connect(m_tabs, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        m_panes->setCurrentIndex(index);
        m_targets->setVisible(index == Scores);
        m_chooser->setVisible(index == Scores);
        edited();
    });
    connect(m_targets, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        m_target = index == 0 ? ScoreTarget::Returns : ScoreTarget::Prices;
        if (m_evaluation) {
            showBoard();
            m_charts->setEvaluation(m_evaluation, m_target);
        }
        edited();
    });
    connect(m_chooser, &ColumnChooser::edited, this, [this](const QStringList& chosen) {
        m_columns = chosen;
        board()->setShedding(false); // what was asked for is shown
        board()->setTable(modelTable(m_evaluation->report, m_target, chosen));
        edited();
    });
    connect(m_chooser, &ColumnChooser::defaultsRequested, this, [this] {
        m_columns.reset();
        showBoard();
        edited();
    });
    for (ScoreView* table : {board(), pairs(), m_trading->table()}) {
        connect(table, &ScoreView::rowChosen, this, &EvaluationView::takeModel);
        connect(table, &ScoreView::sortingChanged, this, &EvaluationView::edited);
    }
    connect(m_skill, &SkillPane::modelChosen, this, &EvaluationView::takeModel);
    connect(assets(), &ScoreView::sortingChanged, this, &EvaluationView::edited);
    connect(m_charts, &ScoreCharts::metricChosen, this, &EvaluationView::edited);
}

/// By the user, in whichever view.
void EvaluationView::takeModel(const QString& id) {
    if (m_adopting || !findModel(m_evaluation->report, id) || id == m_model)
        return;
    adoptModel(id);
    Q_EMIT modelSelected(id);
    edited();
}

ScoreView* EvaluationView::board() const {
    return m_board->table();
}

ScoreView* EvaluationView::pairs() const {
    return m_pairs->table();
}

ScoreView* EvaluationView::assets() const {
    return m_assets->table();
}

void EvaluationView::edited() {
    if (!m_adopting)
        Q_EMIT stateEdited();
}

void EvaluationView::setEvaluation(EvaluatePtr evaluation) {
    m_evaluation = std::move(evaluation);
    if (m_evaluation)
        showAll();
    m_stack->setCurrentIndex(m_evaluation ? 1 : 0);
}

void EvaluationView::showAll() {
    const QScopedValueRollback guard(m_adopting, true);
    const auto& report = m_evaluation->report;
    m_verdict->setVerdict(evaluationVerdict(report));
    m_board->setFootnote(boardFootnote(report));
    m_pairs->setFootnote(pairFootnote());
    pairs()->setTable(pairTable(report));
    m_skill->setEvaluation(m_evaluation);
    m_trading->setEvaluation(m_evaluation);
    m_checks->setEvaluation(m_evaluation);
    m_tabs->setChoiceEnabled(Assets, report.assets.size() > 1);
    if (report.assets.size() < 2 && currentTab() == Assets)
        showTab(Scores);
    m_charts->setEvaluation(m_evaluation, m_target);
    showBoard();
    const QString wanted = m_wantedModel.isEmpty() ? m_model : m_wantedModel;
    adoptModel(findModel(report, wanted) ? wanted : firstModel(report));
}

QStringList EvaluationView::shownColumns() const {
    return m_columns ? *m_columns : defaultColumns(m_evaluation->report, m_target);
}

void EvaluationView::showBoard() {
    const auto& report = m_evaluation->report;
    const QStringList shown = shownColumns();
    m_chooser->setColumns(scoreColumns(report, m_target), shown);
    board()->setShedding(!m_columns);
    board()->setTable(modelTable(report, m_target, shown));
}

void EvaluationView::adoptModel(const QString& id) {
    const QScopedValueRollback guard(m_adopting, true);
    m_model = id;
    m_wantedModel.clear();
    for (ScoreView* table : {board(), pairs(), m_trading->table()})
        table->choose(id);
    m_charts->setModel(id);
    m_skill->setModel(id);
    m_trading->setModel(id);
    showAssets();
}

void EvaluationView::showAssets() {
    assets()->setTable(assetTable(m_evaluation->report, m_model));
    if (const auto* model = findModel(m_evaluation->report, m_model))
        m_assets->setFootnote(assetFootnote(*model));
}

void EvaluationView::selectModel(const QString& id) {
    if (m_evaluation && findModel(m_evaluation->report, id))
        adoptModel(id);
}

void EvaluationView::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

EvaluationView::Tab EvaluationView::currentTab() const {
    return static_cast<Tab>(m_panes->currentIndex());
}

void EvaluationView::setTarget(ScoreTarget target) {
    m_targets->setCurrentIndex(target == ScoreTarget::Returns ? 0 : 1);
}

QJsonObject EvaluationView::saveState() const {
    QJsonObject out{{u"metric"_s, m_charts->metric()},
                    {u"model"_s, m_model.isEmpty() ? m_wantedModel : m_model},
                    {u"tab"_s, kTabCodes[static_cast<std::size_t>(currentTab())]},
                    {u"target"_s, m_target == ScoreTarget::Prices ? u"prices"_s : u"returns"_s}};
    if (m_columns)
        out[u"columns"_s] = QJsonArray::fromStringList(*m_columns);
    const std::pair<QString, const ScoreView*> tables[] = {{u"sort_assets"_s, assets()},
                                                           {u"sort_board"_s, board()},
                                                           {u"sort_pairs"_s, pairs()},
                                                           {u"sort_trading"_s, m_trading->table()}};
    for (const auto& [key, table] : tables)
        if (const QJsonObject order = table->sorting(); !order.isEmpty())
            out[key] = order;
    return out;
}

void EvaluationView::restoreState(const QJsonObject& state) {
    const QScopedValueRollback guard(m_adopting, true);
    m_columns.reset();
    if (const auto columns = state[u"columns"_s]; columns.isArray()) {
        m_columns.emplace();
        for (const auto& id : columns.toArray())
            *m_columns << id.toString();
    }
    m_wantedModel = state[u"model"_s].toString();
    if (const QString metric = state[u"metric"_s].toString(); !metric.isEmpty())
        m_charts->setMetric(metric);
    setTarget(state[u"target"_s].toString() == u"prices" ? ScoreTarget::Prices
                                                         : ScoreTarget::Returns);
    showTab(tabOf(state[u"tab"_s]));
    if (m_evaluation)
        showAll();
    assets()->setSorting(state[u"sort_assets"_s].toObject());
    board()->setSorting(state[u"sort_board"_s].toObject());
    pairs()->setSorting(state[u"sort_pairs"_s].toObject());
    m_trading->table()->setSorting(state[u"sort_trading"_s].toObject());
}

Status EvaluationView::exportTable(const QString& path) const {
    if (!m_evaluation)
        return fail(ErrorCode::InvalidInput, "There is no evaluation to write yet.");
    return writeFileAtomic(str(path), forecast::toCsv(m_evaluation->report));
}

} // namespace loom::ui
