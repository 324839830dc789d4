// SPDX-License-Identifier: GPL-3.0-or-later
// The board of an evaluation over real ones: a small N-BEATS and an LSTM beside all baselines on
// the bundled S&P 500, baselines alone on bundled stocks.
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "evaluations.h"
#include "forecast/evaluation/verdict.h"
#include "pictures.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/line_layer.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/forecast/board/board_tables.h"
#include "ui/pages/forecast/board/column_chooser.h"
#include "ui/pages/forecast/board/evaluation_view.h"
#include "ui/pages/forecast/board/pinned_column.h"
#include "ui/pages/forecast/board/score_charts.h"
#include "ui/pages/forecast/board/score_view.h"
#include "ui/pages/forecast/board/skill_layer.h"
#include "ui/pages/forecast/board/skill_pane.h"
#include "ui/pages/forecast/board/trading_pane.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

using namespace loom;
using namespace loom::studies;
using namespace loom::ui;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

/// The view in a window.
struct Desk {
    EvaluationView view;
    explicit Desk(int width = 1100, int height = 430) {
        testTheme();
        view.setAutoFillBackground(true);
        view.setBackgroundRole(QPalette::Base);
        view.resize(width, height);
        view.show();
        QApplication::setActiveWindow(&view);
    }
};

double shown(const EvaluationView& view, const char16_t* row, const char16_t* column) {
    const auto& table = view.board()->table();
    const auto at = std::ranges::find(table.rows, QString::fromUtf16(row), &ScoreRow::id);
    const int index = view.board()->columnOf(QString::fromUtf16(column));
    return at == table.rows.end() || index < 0 ? kMissing : at->cells[std::size_t(index)].number;
}

} // namespace

class EvaluationViewTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    EvaluatePtr m_index, m_stocks;

  private Q_SLOTS:
    void initTestCase() {
        m_index = sampleEvaluations().index;
        m_stocks = sampleEvaluations().stocks;
        QVERIFY2(m_index && m_stocks, sampleEvaluations().problem.c_str());
    }

    void emptyAsksForAnEvaluation() {
        Desk desk;
        QSignalSpy asked(&desk.view, &EvaluationView::evaluateRequested);
        auto* button = desk.view.findChild<QPushButton*>(u"empty_state_button"_s);
        QVERIFY(button != nullptr && button->isVisible());
        button->click();
        QCOMPARE(asked.count(), 1);
        QVERIFY(!desk.view.exportTable(m_folder.filePath(u"none.csv"_s)).ok());
        shootBoth(desk.view, u"evaluation_empty"_s);
        desk.view.setEvaluation(m_index);
        QVERIFY(!button->isVisible());
        desk.view.setEvaluation({});
        QVERIFY(button->isVisible());
    }

    void theBoardShowsTheReport() {
        Desk desk(1600);
        desk.view.setEvaluation(m_index);
        const auto& report = m_index->report;
        auto* board = desk.view.board();
        QCOMPARE(board->table().rows.size(), report.models.size());
        for (const auto& model : report.models) {
            const auto id = QString::fromStdString(model.id).toStdU16String();
            QCOMPARE(shown(desk.view, id.c_str(), u"rmse"),
                     1e4 * model.metrics.at("returns.rmse").value);
            const auto* last = againstLast(model);
            const QString verdict = board->text(QString::fromStdU16String(id), u"verdict"_s);
            if (last == nullptr)
                QCOMPARE(verdict, u"reference"_s);
            else if (last->identical)
                QCOMPARE(verdict, u"the same"_s);
            else
                QCOMPARE(verdict, !(last->pValue < forecast::kSignificance) ? u"no difference"_s
                                  : last->statistic < 0                     ? u"better"_s
                                                                            : u"worse"_s);
        }
        desk.view.setTarget(ScoreTarget::Prices);
        QCOMPARE(shown(desk.view, u"drift", u"rmse"),
                 findModel(report, u"drift"_s)->metrics.at("prices.rmse").value);
    }

    void tablesAreProperModels() {
        Desk desk;
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        for (QAbstractItemModel* model :
             {desk.view.board()->model(), desk.view.pairs()->model(), desk.view.assets()->model(),
              desk.view.trading()->table()->model()})
            new QAbstractItemModelTester(model, mode, model);
        desk.view.setEvaluation(m_index);
        desk.view.setEvaluation(m_stocks);
        desk.view.setTarget(ScoreTarget::Prices);
        desk.view.board()->setSorting({{u"column"_s, u"rmse"_s}, {u"descending"_s, true}});
        desk.view.setEvaluation({});
        desk.view.setEvaluation(m_index);
    }

    void theBestOfAColumnIsBold() {
        Desk desk(1600);
        desk.view.setEvaluation(m_index);
        const auto& table = desk.view.board()->table();
        const auto column = std::size_t(desk.view.board()->columnOf(u"rmse"_s));
        double best = 1e9;
        for (const auto& row : table.rows)
            best = std::min(best, row.cells[column].number);
        for (const auto& row : table.rows)
            QCOMPARE(row.cells[column].strong, row.cells[column].text == formatNumber(best, 1));
        const auto cover = std::size_t(desk.view.board()->columnOf(u"coverage_80"_s));
        for (const auto& row : table.rows) // nearest to 80, not largest
            if (row.cells[cover].strong)
                for (const auto& other : table.rows)
                    QVERIFY(!(std::abs(other.cells[cover].number - 80) + 0.05 <
                              std::abs(row.cells[cover].number - 80)));
    }

    void theChooserShowsAndHidesColumns() {
        Desk desk(900);
        desk.view.setEvaluation(m_index);
        QSignalSpy edited(&desk.view, &EvaluationView::stateEdited);
        QCOMPARE(desk.view.board()->columnOf(u"mase"_s), -1);
        desk.view.chooser()->box(u"mase"_s)->click();
        const int mase = desk.view.board()->columnOf(u"mase"_s);
        QVERIFY(mase > 0 && !desk.view.board()->isColumnHidden(mase));
        desk.view.chooser()->box(u"rmse"_s)->click();
        QCOMPARE(desk.view.board()->columnOf(u"rmse"_s), -1);
        QCOMPARE(edited.count(), 2);
        const auto state = desk.view.saveState();
        Desk other(900);
        other.view.restoreState(state);
        other.view.setEvaluation(m_index);
        QVERIFY(other.view.board()->columnOf(u"mase"_s) > 0);
        QCOMPARE(other.view.board()->columnOf(u"rmse"_s), -1);
        QCOMPARE(other.view.saveState(), state);
        Q_EMIT desk.view.chooser()->defaultsRequested();
        QVERIFY(desk.view.board()->columnOf(u"rmse"_s) > 0);
        QVERIFY(!desk.view.saveState().contains(u"columns"_s));
    }

    /// What has no room goes, least important first, instead of being cut.
    void aNarrowBoardShedsColumns() {
        Desk desk(700);
        desk.view.setEvaluation(m_index);
        QCoreApplication::processEvents();
        auto* board = desk.view.board();
        QVERIFY(board->horizontalHeader()->length() <= board->viewport()->width());
        for (const char16_t* id : {u"model", u"rmse", u"dm_p", u"verdict"})
            QVERIFY(!board->isColumnHidden(board->columnOf(QString::fromUtf16(id))));
        desk.view.resize(1700, 500);
        QCoreApplication::processEvents();
        for (int column = 0; column < board->model()->columnCount(); ++column)
            QVERIFY(!board->isColumnHidden(column));
    }

    /// Whose numbers they are can be read wherever the table is scrolled to.
    void namesOfPairsStandStill() {
        Desk desk(640);
        desk.view.setEvaluation(m_index);
        desk.view.showTab(EvaluationView::Pairs);
        QCoreApplication::processEvents();
        auto* pairs = desk.view.pairs();
        const auto* names = pairs->pinned();
        QVERIFY(names->isVisible());
        const QRect before = names->geometry();
        QCOMPARE(before.width(), pairs->columnWidth(0));
        pairs->horizontalScrollBar()->setValue(pairs->horizontalScrollBar()->maximum());
        QCOMPARE(names->geometry(), before);
        QCOMPARE(names->columnViewportPosition(0), 0);
        QVERIFY(pairs->columnViewportPosition(0) < 0);
        QCOMPARE(names->rowViewportPosition(3) + names->viewport()->mapTo(pairs, QPoint()).y(),
                 pairs->rowViewportPosition(3) + pairs->viewport()->mapTo(pairs, QPoint()).y());
        QTest::mouseClick(names->viewport(), Qt::LeftButton, {},
                          names->visualRect(names->model()->index(2, 0)).center());
        QCOMPARE(pairs->currentIndex().row(), 2);
        QCOMPARE(names->horizontalHeader()->sortIndicatorSection(),
                 -1); // in the order of the board
        pairs->setSorting({{u"column"_s, u"model"_s}, {u"descending"_s, true}});
        QCOMPARE(names->horizontalHeader()->sortIndicatorSection(), 0);
        pairs->setSorting({});
        desk.view.resize(1700, 500); // room for all of them
        QCoreApplication::processEvents();
        QVERIFY(!names->isVisible());
    }

    void sortingPutsMissingLast() {
        Desk desk(1600);
        desk.view.setEvaluation(m_index);
        auto* board = desk.view.board();
        const auto order = [&](const char16_t* id) {
            std::vector<double> out;
            const int column = board->columnOf(QString::fromUtf16(id));
            for (int row = 0; row < board->model()->rowCount(); ++row)
                out.push_back(board->model()
                                  ->index(row, column)
                                  .data(ScoreTableModel::NumberRole)
                                  .toDouble());
            return out;
        };
        const auto ofBoard = order(u"rmse");
        for (const bool descending : {false, true}) {
            board->setSorting(
                {{u"column"_s, u"direction_horizon"_s}, {u"descending"_s, descending}});
            const auto sorted = order(u"direction_horizon");
            QVERIFY(std::isnan(sorted.back())); // the last value forecasts no move
            QVERIFY(!std::isnan(sorted.front()));
            for (std::size_t i = 1; i < sorted.size(); ++i)
                QVERIFY(std::isnan(sorted[i]) ||
                        (descending ? sorted[i] <= sorted[i - 1] : sorted[i] >= sorted[i - 1]));
        }
        board->setSorting({});
        QCOMPARE(order(u"rmse"), ofBoard);
        // A press on a header of which larger is better puts the largest first.
        const int column = board->columnOf(u"direction_horizon"_s);
        auto* header = board->horizontalHeader();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          {header->sectionViewportPosition(column) + 10, 20});
        QVERIFY(header->sortIndicatorOrder() == Qt::DescendingOrder);
        QCOMPARE(desk.view.saveState()[u"sort_board"_s][u"column"_s].toString(),
                 u"direction_horizon"_s);
    }

    void aChosenModelIsShownEverywhere() {
        Desk desk;
        desk.view.setEvaluation(m_index);
        QVERIFY(!findModel(m_index->report, desk.view.model())->baseline);
        QSignalSpy selected(&desk.view, &EvaluationView::modelSelected);
        desk.view.board()->choose(u"drift"_s);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected[0][0].toString(), u"drift"_s);
        QCOMPARE(desk.view.model(), u"drift"_s);
        QCOMPARE(desk.view.pairs()->chosen(), u"drift"_s);
        QCOMPARE(desk.view.trading()->table()->chosen(), u"drift"_s);
        QVERIFY(desk.view.charts()->calibration()->title().contains(u"Drift"));
        QCOMPARE(selected.count(), 1);
    }

    void skillIsAPictureOfItsOwn() {
        Desk desk;
        desk.view.setEvaluation(m_index);
        desk.view.showTab(EvaluationView::Skill);
        auto* pane = desk.view.skill();
        const auto& report = m_index->report;
        QCOMPARE(pane->layer()->board().rows.size(), report.models.size());
        // A row chooses its model, there as in the tables.
        QSignalSpy selected(&desk.view, &EvaluationView::modelSelected);
        const auto row =
            std::ranges::find(report.models, std::string("drift"), &forecast::ModelScores::id) -
            report.models.begin();
        Q_EMIT pane->chart()->cellChosen({.row = static_cast<int>(row), .column = 0});
        QCOMPARE(selected.count(), 1);
        QCOMPARE(desk.view.board()->chosen(), u"drift"_s);
        // Narrow: fewer numbers, never over the dots, and the verdict stays.
        const auto all = pane->layer()->shownColumns(1100), few = pane->layer()->shownColumns(640);
        QCOMPARE(all.size(), pane->layer()->board().heads.size());
        QVERIFY(few.size() < all.size());
        QCOMPARE(few.back(), all.back());
    }

    void stepsHaveALineAModel() {
        Desk desk;
        desk.view.setEvaluation(m_index);
        auto* charts = desk.view.charts();
        std::size_t lines = 0;
        for (const auto* layer : charts->steps()->layers())
            lines += dynamic_cast<const LineLayer*>(layer) != nullptr;
        QCOMPARE(lines, m_index->report.models.size());
        auto* choice = desk.view.findChild<QComboBox*>(u"step_metric"_s);
        const int mase = choice->findData(u"mase"_s);
        QVERIFY(mase >= 0);
        Q_EMIT choice->activated(mase);
        QCOMPARE(charts->metric(), u"mase"_s);
        const auto* top = dynamic_cast<const LineLayer*>(charts->steps()->layers().back());
        const auto* model = findModel(m_index->report, desk.view.model());
        QCOMPARE(top->samples().y, model->byStep.at("returns.mase"));
    }

    void theRuleStandsBesideBuyAndHold() {
        Desk desk;
        desk.view.setEvaluation(m_index);
        const auto* table = desk.view.trading()->table();
        QCOMPARE(table->table().rows.front().id, kHoldId);
        // Always long is what always-up trades.
        const auto* up = findModel(m_index->report, u"always_up"_s);
        QCOMPARE(table->text(kHoldId, u"cumulative"_s),
                 formatSigned(100 * up->trading.cumulative, 1));
        for (const auto* layer : desk.view.trading()->chart()->layers())
            if (const auto* line = dynamic_cast<const LineLayer*>(layer))
                QCOMPARE(line->samples().y.size(), up->trading.returns.size() + 1);
    }

    void assetsOfAPanel() {
        Desk desk;
        desk.view.setEvaluation(m_stocks);
        QCOMPARE(desk.view.assets()->table().rows.size(), 6u);
        desk.view.showTab(EvaluationView::Assets);
        desk.view.setEvaluation(m_index); // one asset: nothing to take apart
        QVERIFY(desk.view.currentTab() == EvaluationView::Scores);
    }

    void aFailedLeakTestIsTold() {
        auto planted = std::make_shared<EvaluateOutcome>(*m_index);
        planted->report.leaks.push_back({.id = "features",
                                         .title = "Features from cut data",
                                         .passed = false,
                                         .finding = "tomorrow differs"});
        Desk desk;
        desk.view.setEvaluation(planted);
        QVERIFY(desk.view.verdict()->claim().contains(u"leak test failed"));
        desk.view.showTab(EvaluationView::Checks);
        const auto* first = desk.view.findChild<StatusLabel*>(u"leak_status_0"_s);
        QCOMPARE(first->word(), u"failed"_s); // what failed comes first
        shootBoth(desk.view, u"evaluation_leak"_s);
    }

    void copyAndExport() {
        Desk desk(1600);
        desk.view.setEvaluation(m_index);
        auto* board = desk.view.board();
        board->choose(u"drift"_s);
        board->setFocus();
        QTest::keyClick(board, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3); // head, row, end
        QVERIFY(lines[0].startsWith(u"Model"));
        QVERIFY(lines[1].startsWith(u"Drift\t"));
        QCOMPARE(lines[1].section(u'\t', 1, 1).toDouble() > 0, true);
        board->selectAll();
        QCOMPARE(tableTextLines(*board), int(m_index->report.models.size()) + 1);
        const QString path = m_folder.filePath(u"board.csv"_s);
        VERIFY_OK(desk.view.exportTable(path));
        QCOMPARE(*readFile(path.toStdString()), forecast::toCsv(m_index->report));
    }

    void stateIsRestoredBeforeAndAfter() {
        Desk desk;
        desk.view.setEvaluation(m_stocks);
        desk.view.showTab(EvaluationView::Assets);
        desk.view.setTarget(ScoreTarget::Prices);
        desk.view.selectModel(u"drift"_s);
        desk.view.assets()->setSorting({{u"column"_s, u"skill"_s}, {u"descending"_s, true}});
        desk.view.charts()->setMetric(u"mae"_s);
        const auto state = desk.view.saveState();
        QCOMPARE(state[u"model"_s].toString(), u"drift"_s);
        Desk before, after;
        before.view.restoreState(state);
        before.view.setEvaluation(m_stocks);
        after.view.setEvaluation(m_stocks);
        after.view.restoreState(state);
        QCOMPARE(before.view.saveState(), state);
        QCOMPARE(after.view.saveState(), state);
        QVERIFY(before.view.currentTab() == EvaluationView::Assets);
        QCOMPARE(state[u"tab"_s].toString(), u"assets"_s);
        before.view.restoreState({{u"tab"_s, 2}}); // when there was no tab for skill
        QVERIFY(before.view.currentTab() == EvaluationView::Trading);
        before.view.restoreState({{u"tab"_s, 99}, {u"columns"_s, 3}}); // of another program
        QVERIFY(before.view.currentTab() == EvaluationView::Scores);
    }

    void pictures() {
        for (const int width : {700, 1100}) {
            Desk desk(width, width == 700 ? 560 : 460);
            desk.view.setEvaluation(m_index);
            shootBoth(desk.view, u"evaluation_scores"_s);
            for (const auto& [tab, name] :
                 {std::pair{EvaluationView::Skill, u"evaluation_skill"_s},
                  std::pair{EvaluationView::Pairs, u"evaluation_pairs"_s},
                  std::pair{EvaluationView::Trading, u"evaluation_trading"_s},
                  std::pair{EvaluationView::Checks, u"evaluation_checks"_s}}) {
                desk.view.showTab(tab);
                shootBoth(desk.view, name);
            }
            desk.view.setEvaluation(m_stocks);
            desk.view.showTab(EvaluationView::Assets);
            shootBoth(desk.view, u"evaluation_assets"_s);
            desk.view.showTab(EvaluationView::Scores);
            shootBoth(desk.view, u"evaluation_baselines"_s);
        }
        Desk desk(1100, 460);
        desk.view.setEvaluation(m_index);
        auto* sheet = desk.view.chooser()->box(u"rmse"_s)->parentWidget()->parentWidget();
        sheet->ensurePolished();
        sheet->adjustSize();
        sheet->setAutoFillBackground(true);
        shootBoth(*sheet, u"evaluation_columns"_s);
    }

  private:
    static int tableTextLines(QTableView& table) {
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        return int(QGuiApplication::clipboard()->text().count(u'\n'));
    }
};

LOOM_TEST(EvaluationViewTest)
#include "test_evaluation_view.moc"
