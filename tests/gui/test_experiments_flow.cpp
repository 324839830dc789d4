// SPDX-License-Identifier: GPL-3.0-or-later
// The Experiments page of the real window over a store filled through the tracking API.
#include "support/test_case.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QTableWidget>
#include <QUndoStack>

#include "gui/desk.h"
#include "gui/sample_runs.h"
#include "ui/pages/experiments/compare_view.h"
#include "ui/pages/experiments/run_table_model.h"
#include "ui/theme/controls.h"

using namespace loom;
using namespace loom::tests;
using ui::RunTableModel;

class ExperimentsFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<Desk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_runs.clear();
    }
    void cleanup() { m_desk.reset(); }

    void withoutRunsThePageSaysWhatItIsFor() {
        open();
        auto* button = m_desk->find<QAbstractButton>("experiments_empty_button");
        QVERIFY(button && button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_desk->window().currentPageId(), QStringLiteral("synthesize"));
    }

    void theFilterNarrowsSaysWhatIsWrongAndClears() {
        fill(6);
        open();
        QCOMPARE(table()->model()->rowCount(), 6);
        auto* filter = m_desk->find<QLineEdit>("run_filter");
        table()->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&m_desk->window()));
        QTest::keyClick(table(), Qt::Key_Slash);
        QVERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("params.model = 'gjr_garch'"));
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(table()->model()->rowCount(), 2);
        QCOMPARE(m_desk->find<QLabel>("run_count")->text(), QStringLiteral("2 of 6 runs"));
        auto* problem = m_desk->find<ui::StatusLabel>("filter_problem");
        QVERIFY(!problem->isVisible());
        filter->setText(QStringLiteral("metrics.acf_abs <"));
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(problem->isVisible() && !problem->word().isEmpty());
        QCOMPARE(table()->model()->rowCount(), 2); // the last filter that worked
        QTest::keyClick(filter, Qt::Key_Escape);
        QVERIFY(filter->text().isEmpty() && !problem->isVisible());
        QCOMPARE(table()->model()->rowCount(), 6);
        filter->setText(QStringLiteral("Bootstrap run"));
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(table()->model()->rowCount(), 2); // plain words look in names, whatever the case
    }

    void everyColumnSorts() {
        fill(6);
        open();
        auto* model = table()->model();
        for (int column = RunTableModel::NameColumn; column < model->columnCount(); ++column) {
            const QString title = model->headerData(column, Qt::Horizontal).toString();
            table()->sortByColumn(column, Qt::AscendingOrder);
            const QVariant first = model->index(0, column).data();
            const QVariant last = model->index(5, column).data();
            QVERIFY2(first.userType() == QMetaType::Double ? first.toDouble() <= last.toDouble()
                                                           : first.toString() <= last.toString(),
                     qPrintable(title));
        }
    }

    void theBaselineGivesSignedChangesInTheMetricsOwnDirection() {
        fill(4);
        open();
        QCOMPARE(columnOf(QStringLiteral("Δ base")), -1);
        selectRun(m_runs[0]);
        m_desk->find<QAction>("action_baseline")->trigger();
        const int acf = columnOf(QStringLiteral("ACF |r|"));
        QVERIFY(acf > 0);
        const int row = model()->rowOf(m_runs[2]);
        const auto delta = model()->index(row, acf + 1);
        QVERIFY(delta.data(RunTableModel::kIsDeltaRole).toBool());
        QVERIFY(qFuzzyCompare(1 + delta.data().toDouble(), 1.02)); // 0.05 - 0.03
        QVERIFY(!delta.data(RunTableModel::kHigherBetterRole).toBool());
        const int passed = columnOf(QStringLiteral("Passed"));
        QVERIFY(model()->index(row, passed + 1).data(RunTableModel::kHigherBetterRole).toBool());
        const int base = model()->rowOf(m_runs[0]);
        QVERIFY(model()->index(base, 1).data(RunTableModel::kBaselineRole).toBool());
        QVERIFY(std::isnan(model()->index(base, acf + 1).data().toDouble()));
        m_desk->find<QCheckBox>("show_deltas")->setChecked(false);
        QCOMPARE(columnOf(QStringLiteral("Δ base")), -1);
    }

    void theBaselineStaysOnTopWhileTheOthersSortAndScroll() {
        fill(60);
        open();
        auto* pinned = m_desk->find<QTableView>("pinned_run");
        QVERIFY(!pinned->isVisible());
        selectRun(m_runs[30]);
        m_desk->find<QAction>("action_baseline")->trigger();
        QVERIFY(pinned->isVisible());
        QCOMPARE(table()->model()->rowCount(), 60); // moved to the top, not shown twice
        for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            table()->sortByColumn(columnOf(QStringLiteral("ACF |r|")), order);
            QCOMPARE(model()->runAt(0)->id, m_runs[30]);
        }
        table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
        table()->grab();
        QVERIFY(table()->isRowHidden(0));
        QCOMPARE(pinned->rowAt(0), 0); // what the row above the others shows
        QCOMPARE(pinned->width(), table()->viewport()->width());
        QVERIFY(pinned->geometry().bottom() < table()->viewport()->geometry().top());
        for (int c = 0; c < model()->columnCount(); ++c)
            QCOMPARE(pinned->columnWidth(c), table()->columnWidth(c));
        // A filter that it does not meet leaves it there and does not count it.
        auto* filter = m_desk->find<QLineEdit>("run_filter");
        filter->setText(QStringLiteral("params.seed = '3'"));
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(model()->rowCount(), 2);
        QCOMPARE(m_desk->find<QLabel>("run_count")->text(), QStringLiteral("1 of 60 runs"));
        // The arrow reaches it from the first row and comes back.
        table()->selectRow(1);
        QTest::keyClick(table(), Qt::Key_Up);
        QCOMPARE(table()->currentIndex().row(), 0);
        QTest::keyClick(table(), Qt::Key_Down);
        QCOMPARE(table()->currentIndex().row(), 1);
        QTest::mouseClick(pinned->viewport(), Qt::LeftButton, {}, QPoint(120, 12));
        QCOMPARE(model()->runAt(table()->currentIndex().row())->id, m_runs[30]);
        m_desk->find<QAction>("action_delete_run")->trigger(); // deleted: no baseline
        QVERIFY(!pinned->isVisible());
        m_desk->window().undoStack().undo();
        QVERIFY(pinned->isVisible());
    }

    void nameTagsAndNoteAreEditedAndUndone() {
        fill(3);
        open();
        selectRun(m_runs[1]);
        auto& store = m_desk->tracking();
        auto& undo = m_desk->window().undoStack();
        const std::string name = store.run(m_runs[1])->name;
        const auto cell = table()->currentIndex().siblingAtColumn(RunTableModel::NameColumn);
        QVERIFY(!model()->setData(cell, QStringLiteral("  "), Qt::EditRole));
        QCOMPARE(undo.count(), 0);
        m_desk->find<QAction>("action_rename_run")->trigger();
        auto* editor = table()->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("best so far"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(store.run(m_runs[1])->name, std::string("best so far"));
        QCOMPARE(cell.data().toString(), QStringLiteral("best so far"));
        undo.undo();
        QCOMPARE(store.run(m_runs[1])->name, name);

        auto* tag = m_desk->find<QLineEdit>("new_tag");
        QTest::keyClicks(tag, QStringLiteral("family = garch"));
        QTest::keyClick(tag, Qt::Key_Return);
        QTRY_COMPARE(store.run(m_runs[1])->tag("family"), std::string_view("garch"));
        QTest::mouseClick(m_desk->find<QAbstractButton>("remove_tag_family"), Qt::LeftButton);
        QTRY_COMPARE(store.run(m_runs[1])->tag("family"), std::string_view());
        undo.undo();
        QCOMPARE(store.run(m_runs[1])->tag("family"), std::string_view("garch"));

        // A note is kept when another run is chosen while it is still being written.
        auto* note = m_desk->find<QPlainTextEdit>("run_note");
        QTest::keyClicks(note, QStringLiteral("Use as rival"));
        selectRun(m_runs[0]);
        QTRY_COMPARE(store.run(m_runs[1])->tag("mlflow.note.content"),
                     std::string_view("Use as rival"));
        QVERIFY(store.run(m_runs[0])->tag("mlflow.note.content").empty());
        undo.undo();
        QVERIFY(store.run(m_runs[1])->tag("mlflow.note.content").empty());
    }

    void aChangeThatTheStoreRefusesLeavesNoStepToUndo() {
        fill(1);
        open();
        selectRun(m_runs[0]);
        auto* tag = m_desk->find<QLineEdit>("new_tag");
        QTest::keyClicks(tag, QStringLiteral("no/../way = 1"));
        QTest::keyClick(tag, Qt::Key_Return);
        QTRY_VERIFY(!m_desk->window().findChildren<QWidget*>(QStringLiteral("toast")).isEmpty() ||
                    m_desk->window().undoStack().count() == 0);
        QCOMPARE(m_desk->window().undoStack().count(), 0);
    }

    void curvesAreSmoothedAndNamedAtTheirEnds() {
        fill(18);
        open();
        model()->setPlotted({m_runs[0], m_runs[17]}); // scores repeat every 17 runs
        auto* compare = m_desk->find<ui::CompareView>("compare_view");
        QCOMPARE(compare->chart()->layers().size(), std::size_t{3}); // two lines and their names
        QVERIFY(compare->chart()->model().footer.contains(QStringLiteral("Lines coincide")));
        m_desk->find<QSlider>("compare_smoothing")->setValue(60);
        QCOMPARE(compare->chart()->layers().size(), std::size_t{5}); // and the raw ones behind
        QVERIFY(compare->chart()->model().footer.contains(QStringLiteral("0.60")));
        std::vector<tracking::RunId> many(m_runs.begin(), m_runs.begin() + 6);
        model()->setPlotted(many);
        QCOMPARE(compare->chart()->layers().size(), std::size_t{12}); // too many to name there
        auto* differences = m_desk->find<QTableWidget>("compare_table");
        QCOMPARE(differences->columnCount(), 12); // six values, five changes, the names
    }

    void comparedRunsShowDifferencesAndCurvesInTheHueOfTheirSwatch() {
        fill(6);
        open();
        const auto plot = [&](const tracking::RunId& run) {
            const auto cell = model()->index(model()->rowOf(run), RunTableModel::PlotColumn);
            QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                              table()->visualRect(cell).center());
            return cell.data(RunTableModel::kSlotRole).toInt();
        };
        QCOMPARE(plot(m_runs[0]), 1);
        QCOMPARE(plot(m_runs[3]), 2);
        auto* compare = m_desk->find<ui::CompareView>("compare_view");
        const auto layers = compare->chart()->layers();
        QCOMPARE(layers.size(), std::size_t{3}); // and the names at their ends
        QCOMPARE(layers[1]->legend().front().line.ink, ui::LineStyle::generator(2).ink);
        auto* differences = m_desk->find<QTableWidget>("compare_table");
        QStringList keys;
        for (int row = 0; row < differences->rowCount(); ++row)
            keys << differences->item(row, 0)->text();
        QVERIFY(keys.contains(QStringLiteral("seed")));
        QVERIFY(!keys.contains(QStringLiteral("symbol"))); // equal in both
        plot(m_runs[0]);                                   // off again: the other keeps its hue
        QCOMPARE(model()->plotted().size(), std::size_t{1});
        QCOMPARE(model()->plotted().front().slot, 2);
        auto* metric = m_desk->find<QComboBox>("compare_metric");
        const int wanted = metric->findText(QStringLiteral("emd_1"));
        metric->setCurrentIndex(wanted);
        Q_EMIT metric->activated(wanted);
        plot(m_runs[1]);
        QCOMPARE(metric->currentText(), QStringLiteral("emd_1")); // stays chosen
    }

    void deletingIsUndoneAndRedone() {
        fill(3);
        open();
        selectRun(m_runs[1]);
        m_desk->find<QAction>("action_delete_run")->trigger();
        QCOMPARE(table()->model()->rowCount(), 2);
        m_desk->window().undoStack().undo();
        QCOMPARE(table()->model()->rowCount(), 3);
        m_desk->window().undoStack().redo();
        auto* deleted = m_desk->find<QCheckBox>("show_deleted");
        deleted->setChecked(true);
        QCOMPARE(table()->model()->rowCount(), 1);
        table()->selectRow(0);
        m_desk->find<QAction>("action_restore_run")->trigger();
        QCOMPARE(table()->model()->rowCount(), 0);
        deleted->setChecked(false);
        QCOMPARE(table()->model()->rowCount(), 3);
    }

    void duplicateOpensTheStudyOnSynthesize() {
        fill(2);
        open();
        selectRun(m_runs[1]);
        m_desk->find<QAction>("action_duplicate_run")->trigger();
        QCOMPARE(m_desk->window().currentPageId(), QStringLiteral("synthesize"));
    }

    void aRefreshKeepsSelectionAndPlaceAndReadsOnlyWhatIsShown() {
        fill(450, 0);
        open();
        const QAbstractItemModelTester tester(
            model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        selectRun(m_runs[100]); // newest first: row 349, on the second page
        table()->scrollTo(table()->currentIndex());
        const int top = table()->rowAt(4);
        const auto topId = model()->runAt(top)->id;
        m_runs.push_back(addRun(m_desk->tracking(), 450, 0));
        int resets = 0;
        connect(model(), &QAbstractItemModel::modelReset, this, [&] { ++resets; });
        m_desk->find<QAction>("action_refresh_runs")->trigger();
        QCOMPARE(resets, 0);
        QCOMPARE(model()->rowCount(), 451);
        QCOMPARE(model()->runAt(table()->currentIndex().row())->id, m_runs[100]);
        QVERIFY(table()->rowAt(4) >= 0);
        QVERIFY(std::abs(model()->rowOf(topId) - table()->rowAt(4)) <= 1);
    }

    void tenThousandRunsAreReadAPageAtATime() {
        fill(10'000, 0);
        open();
        QCOMPARE(model()->rowCount(), 10'000);
        table()->grab();
        const int first = model()->pagesRead();
        QVERIFY2(first <= 8, // the first page, a few times while the page is set up
                 qPrintable(QString::number(first)));
        table()->verticalScrollBar()->setValue(5'000);
        table()->grab();
        QVERIFY(model()->pagesRead() - first <= 2);
        const auto shown = model()->index(5'000, RunTableModel::NameColumn).data().toString();
        QVERIFY(shown.endsWith(QStringLiteral(" 4999")));
        const int before = model()->pagesRead();
        m_desk->find<QAction>("action_refresh_runs")->trigger();
        table()->grab();
        QVERIFY(model()->pagesRead() - before <= 3);
        QElapsedTimer clock;
        clock.start();
        const int from = model()->pagesRead();
        for (int row = 0; row < 10'000; row += 100) {
            table()->verticalScrollBar()->setValue(row);
            table()->grab();
        }
        qInfo("scrolled 10,000 runs in 100 frames, %d pages, %lld ms", model()->pagesRead() - from,
              static_cast<long long>(clock.elapsed()));
        QVERIFY(model()->pagesRead() - from <= 52);
    }

    void theDetailsFitTheInspector() {
        fill(2);
        open();
        selectRun(m_runs[0]);
        auto* details = m_desk->find<QWidget>("run_details");
        QVERIFY(details && details->isVisible());
        QVERIFY2(details->minimumSizeHint().width() <= 288,
                 qPrintable(QString::number(details->minimumSizeHint().width())));
        for (auto* area : m_desk->window().findChildren<QScrollArea*>())
            if (area->isAncestorOf(details))
                QVERIFY(area->horizontalScrollBar()->maximum() == 0);
        auto* artifacts = m_desk->find<QListWidget>("artifact_list");
        QCOMPARE(artifacts->count(), 2);
    }

    void theRegistryNamesAChampionAndOpensTheRun() {
        fill(3);
        tracking::Registry registry(m_desk->tracking());
        VERIFY_OK(registry.createVersion({.model = "quantgan ^GSPC", .run = m_runs[0]}));
        VERIFY_OK(registry.createVersion({.model = "quantgan ^GSPC", .run = m_runs[2]}));
        open();
        auto* page = m_desk->window().page(QStringLiteral("experiments"));
        page->restoreState({{QStringLiteral("view"), 1}});
        auto* versions = m_desk->find<QTableWidget>("registry_table");
        QVERIFY(versions->isVisible());
        QCOMPARE(versions->rowCount(), 2);
        versions->selectRow(1);
        m_desk->find<QAction>("action_champion")->trigger();
        QCOMPARE(registry.resolve("quantgan ^GSPC", "champion")->version, std::int64_t{1});
        QCOMPARE(versions->item(1, 2)->text(), QStringLiteral("champion"));
        m_desk->find<QAction>("action_open_version_run")->trigger();
        QVERIFY(table()->isVisible());
        QCOMPARE(model()->runAt(table()->currentIndex().row())->id, m_runs[0]);
    }

    void whatIsChosenComesBackWithTheWorkspace() {
        fill(4);
        open();
        selectRun(m_runs[0]);
        m_desk->find<QAction>("action_baseline")->trigger();
        model()->setPlotted({m_runs[1], m_runs[2]});
        m_desk->find<QLineEdit>("run_filter")->setText(QStringLiteral("metrics.acf_abs > 0"));
        const QString file = m_desk->folder() + QStringLiteral("/kept.loom");
        VERIFY_OK(m_desk->window().saveWorkspaceTo(file));
        m_desk->restart();
        m_desk->window().newWorkspace();
        VERIFY_OK(m_desk->window().openWorkspaceFrom(file));
        open();
        QCOMPARE(model()->baseline(), m_runs[0]);
        QCOMPARE(model()->plotted().size(), std::size_t{2});
        QCOMPARE(m_desk->find<QLineEdit>("run_filter")->text(),
                 QStringLiteral("metrics.acf_abs > 0"));
    }

  private:
    void fill(int count, int points = 20) {
        for (int i = 0; i < count; ++i)
            m_runs.push_back(addRun(m_desk->tracking(), i, points));
        QVERIFY(!m_runs.back().value.empty());
    }
    void open() { QVERIFY(m_desk->window().showPage(QStringLiteral("experiments"))); }
    QTableView* table() { return m_desk->find<QTableView>("run_table"); }
    RunTableModel* model() { return qobject_cast<RunTableModel*>(table()->model()); }
    int columnOf(const QString& title) {
        for (int c = 0; c < model()->columnCount(); ++c)
            if (model()->headerData(c, Qt::Horizontal, Qt::DisplayRole).toString() == title)
                return c;
        return -1;
    }
    void selectRun(const tracking::RunId& run) {
        const int row = model()->findRow(run);
        QVERIFY(row >= 0);
        table()->selectRow(row);
    }

    std::unique_ptr<Desk> m_desk;
    std::vector<tracking::RunId> m_runs;
};

LOOM_TEST(ExperimentsFlowTest)
#include "test_experiments_flow.moc"
