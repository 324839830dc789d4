// SPDX-License-Identifier: GPL-3.0-or-later
// The view of what comes next: the numbers it shows, past origins, scales, assets, state.
#include "support/test_case.h"

#include <algorithm>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>

#include "base/files.h"
#include "forecast/forecaster.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/interval_layer.h"
#include "ui/charts/line_layer.h"
#include "ui/forecast_views/forecast_outcomes.h"
#include "ui/pages/forecast/next/asset_picker.h"
#include "ui/pages/forecast/next/asset_table.h"
#include "ui/pages/forecast/next/next_data.h"
#include "ui/pages/forecast/next/next_table.h"
#include "ui/pages/forecast/next/next_view.h"
#include "ui/pages/forecast/next/origin_strip.h"
#include "ui/theme/controls.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b));
}

Layer* layerNamed(const NextView& view, const QString& name) {
    for (Layer* layer : view.chart()->layers())
        for (const LegendEntry& entry : layer->legend())
            if (entry.name == name)
                return layer;
    return nullptr;
}

} // namespace

class NextViewTest : public QObject {
    Q_OBJECT
    ForecastOutcomes& m_made = ForecastOutcomes::instance();

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_made.index() && m_made.indexEvaluation() && m_made.funds() && m_made.minutes() &&
                m_made.fundEvaluation());
        QVERIFY2(m_made.problem().empty(), m_made.problem().c_str());
    }

    /// Drift against the baseline of the registry, outcomes against the data's own.
    void dataAreThoseOfTheResults() {
        const NextData data(m_made.index(), m_made.indexEvaluation(), 0);
        const auto& rows = *m_made.index()->dataset.data;
        QCOMPARE(data.closes().size(), rows.rows());
        QCOMPARE(data.times()->size(), rows.rows() + 10);
        QCOMPARE(data.timeText(data.lastRow()), u"2020-04-17"_s);
        QCOMPARE(data.timeText(data.lastRow() + 1), u"2020-04-20"_s);
        const auto registry = forecast::makeForecasterRegistry();
        jobs::PlainJobContext context;
        const auto drift = registry.find("drift")->fit(rows, {.trainTo = rows.rows()}, {}, context);
        VERIFY_OK(drift);
        const std::size_t last = rows.rows() - 1;
        const auto steps = (*drift)->forecast(rows, std::span(&last, 1), context);
        VERIFY_OK(steps);
        QVERIFY(near(3 * data.drift(), steps->point(0, 0)[2]));

        const auto& path = m_made.index()->next.paths[0];
        for (std::size_t k = 0; k < 10; ++k)
            QVERIFY(near(data.lastClose() * std::exp(data.next()->median[k]), path.steps[k].price));
        QCOMPARE(data.models()[data.defaultModel()].id, u"nbeats"_s);
        const auto origins = data.origins(data.defaultModel());
        QVERIFY(origins.size() > 100);
        const auto& past = data.past(data.defaultModel(), origins[50]);
        const auto& kept = m_made.indexEvaluation()->report.kept;
        const auto own =
            std::ranges::find(kept, std::string("nbeats"), &forecast::KeptForecasts::id);
        QVERIFY(near(past.median[9], own->forecasts.point(50, 0)[9]));
        QVERIFY(near(past.actual[9], rows.outcome(0, origins[50].row, 10)));
        QVERIFY(!std::isnan(past.actual[9]));
    }

    void anotherFrequencyIsRefusedInWords() {
        const NextData data(m_made.index(), m_made.fundEvaluation(), 0);
        QVERIFY(data.models().empty());
        QVERIFY(data.whyNoPast().contains(u"frequency"_s));
    }

    void tableSaysWhatIsForecast() {
        NextView view;
        view.resize(1000, 330);
        view.setForecast(m_made.index());
        auto* model = view.table()->model();
        QAbstractItemModelTester tester(model);
        QCOMPARE(model->rowCount(), 10);
        QCOMPARE(model->columnCount(), 2 + 5);
        QCOMPARE(model->medianColumn(), 4);
        QCOMPARE(model->headerData(2, Qt::Horizontal).toString(), u"2.5 %"_s);
        QCOMPARE(model->index(0, 0).data().toString(), u"04-20"_s);
        const auto& step = m_made.index()->next.paths[0].steps[6];
        QCOMPARE(model->index(6, 4).data().toString(), QLocale().toString(step.price, 'f', 1));
        QCOMPARE(model->index(6, 6).data().toString(),
                 QLocale().toString(step.quantiles[4], 'f', 1));
        view.table()->copy();
        const auto lines = QApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 11);
        QCOMPARE(lines[7].split(u'\t')[0], u"2020-04-28"_s);
        QCOMPARE(lines[7].split(u'\t')[4], QString::number(step.price, 'f', 3));

        view.setScale(NextView::Scale::Return);
        const QString shown = model->index(6, 4).data().toString();
        const QString digits = QString::number(std::abs(100 * step.logReturn), 'f', 2);
        QVERIFY2(shown.endsWith(digits), qPrintable(shown));
        QVERIFY(shown.startsWith(step.logReturn < 0 ? u"−"_s : u"+"_s));
    }

    void narrowViewsShowTheOutermostQuantiles() {
        NextView view;
        view.setForecast(m_made.index());
        view.resize(660, 300);
        view.show();
        QTRY_VERIFY(view.table()->view()->isColumnHidden(3));
        QVERIFY(!view.table()->view()->isColumnHidden(2));
        QVERIFY(!view.table()->view()->isColumnHidden(4));
        QVERIFY(!view.table()->view()->isColumnHidden(6));
        QTRY_VERIFY(view.chart()->width() > 330);
    }

    void keysStepThroughPastOrigins() {
        NextView view;
        view.resize(1000, 330);
        view.setForecast(m_made.index());
        view.setEvaluation(m_made.indexEvaluation());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy edited(&view, &NextView::stateEdited);
        view.chart()->setFocus();
        QTest::keyClick(view.chart(), Qt::Key_Comma);
        QTest::keyClick(view.chart(), Qt::Key_Comma);
        QCOMPARE(edited.count(), 2);
        const auto origins = view.data()->origins(view.data()->defaultModel());
        const auto row = origins[origins.size() - 2].row;
        const QString made = view.data()->timeText(row);
        QVERIFY(view.origins()->words().contains(made));
        auto* model = view.table()->model();
        QVERIFY(model->content().withActual);
        QCOMPARE(model->headerData(model->actualColumn(), Qt::Horizontal).toString(), u"Actual"_s);
        const double actual = view.data()->closes()[row + 10];
        QCOMPARE(model->index(9, model->actualColumn()).data().toString(),
                 QLocale().toString(actual, 'f', 1));
        QVERIFY(layerNamed(view, u"Forecast of "_s + made.mid(5)) != nullptr);
        const Range seen = view.chart()->xRange();
        QVERIFY(seen.contains(static_cast<double>(row)));
        QTest::keyClick(view.chart(), Qt::Key_Period);
        QTest::keyClick(view.chart(), Qt::Key_Period);
        QVERIFY(!view.origins()->current());
        QVERIFY(!model->content().withActual);
    }

    void whatTheLegendHidStaysHidden() {
        NextView view;
        view.setForecast(m_made.index());
        view.setEvaluation(m_made.indexEvaluation());
        layerNamed(view, u"Drift"_s)->setVisible(false);
        auto* fan = layerNamed(view, u"Median"_s);
        fan->setVisible(false, IntervalLayer::kMedian + 1);
        view.origins()->step(-1);
        layerNamed(view, u"Drift"_s);
        QVERIFY(!layerNamed(view, u"Drift"_s)->isVisible());
        QVERIFY(!layerNamed(view, u"Median"_s)->isVisible(IntervalLayer::kMedian + 1));
        QVERIFY(layerNamed(view, u"Median"_s)->isVisible(IntervalLayer::kMedian));
        QVERIFY(layerNamed(view, u"Last value"_s)->isVisible());
    }

    /// The error is what happened minus what was forecast.
    void errorsAreThoseOfTheOrigins() {
        NextView view;
        view.setForecast(m_made.index());
        view.setEvaluation(m_made.indexEvaluation());
        view.setScale(NextView::Scale::Error);
        auto* errors = dynamic_cast<LineLayer*>(layerNamed(view, u"Error 10 steps ahead"_s));
        QVERIFY(errors != nullptr);
        const auto model = view.data()->defaultModel();
        const auto origin = view.data()->origins(model)[20];
        const auto past = view.data()->past(model, origin);
        QCOMPARE(errors->samples().x[20], static_cast<double>(origin.row + 10));
        QVERIFY(near(errors->samples().y[20], 100 * (past.actual[9] - past.median[9])));
    }

    void assetsAreSearchedAndSayWhyNot() {
        auto lacking = std::make_shared<studies::ForecastOutcome>(*m_made.funds());
        lacking->next.paths[2].steps.clear();
        lacking->next.paths[2].why = "It has no bar in the last 5 sessions.";
        NextView view;
        QSignalSpy changed(&view, &NextView::assetChanged);
        view.setForecast(lacking);
        auto* picker = view.findChild<AssetPicker*>(u"next_asset"_s);
        QCOMPARE(picker->count(), 3);
        QVERIFY(picker->itemData(2, Qt::ToolTipRole).toString().contains(u"no bar"_s));
        QTest::keyClicks(picker, u"usmv"_s);
        picker->lineEdit()->setText(u"usmv"_s);
        QTest::keyClick(picker, Qt::Key_Return);
        QTRY_COMPARE(view.asset(), 2);
        QCOMPARE(changed.count(), 1);
        QVERIFY(view.table()->words().contains(u"It has no bar in the last 5 sessions."_s));
        QVERIFY(layerNamed(view, u"Close"_s) != nullptr);
        QVERIFY(layerNamed(view, u"Median"_s) == nullptr);
        view.setAsset(1);
        QCOMPARE(view.data()->symbol(), u"QUAL"_s);
        QVERIFY(view.table()->words().isEmpty());
    }

    void weeksOfAnEvaluationAlone() {
        NextView view;
        view.setEvaluation(m_made.fundEvaluation());
        QVERIFY(view.origins()->current());
        QCOMPARE(view.table()->model()->rowCount(), 2);
        QVERIFY(layerNamed(view, u"Last value"_s) == nullptr);
        QVERIFY(!view.exportTable(u"unused.csv"_s).ok());
    }

    /// The 40th bar of a session that opens at 09:30 starts at 12:45.
    void minutesAreToldInTheTimeOfTheExchange() {
        NextView view;
        view.setForecast(m_made.minutes());
        QCOMPARE(view.data()->timeText(view.data()->lastRow()), u"2020-03-30 12:45"_s);
        QCOMPARE(view.table()->model()->index(0, 0).data().toString(), u"12:50"_s);
        QCOMPARE(view.chart()->xAxis().label(static_cast<double>(view.data()->lastRow())),
                 u"Mon 2020-03-30 12:45"_s);
        // No time between sessions: the next row of the last bar of one is the first of the next.
        const auto row = view.data()->lastRow() - 40;
        QCOMPARE(view.data()->timeText(row), u"2020-03-27 15:55"_s);
        QCOMPARE(view.data()->timeText(row + 1), u"2020-03-30 09:30"_s);
    }

    /// Of one asset there is only the table of its steps.
    void allAssetsBesideEachOther() {
        NextView view;
        view.resize(1200, 330);
        view.setForecast(m_made.index());
        view.setTable(NextView::Table::Assets);
        QCOMPARE(view.tableShown(), NextView::Table::Steps);
        QVERIFY(view.assetTable()->isHidden());
        auto made = std::make_shared<studies::ForecastOutcome>(*m_made.funds());
        made->next.paths[1].steps.clear();
        made->next.paths[1].why = "It has no bar in the last 5 sessions.";
        view.setForecast(made);
        QCOMPARE(view.tableShown(), NextView::Table::Assets);
        QVERIFY(view.table()->isHidden() && !view.assetTable()->isHidden());
        auto* table = view.assetTable()->view();
        const QAbstractItemModelTester tester(table->model());
        QCOMPARE(table->model()->rowCount(), 3);
        // The strongest first, what was not forecast last, whichever way round.
        const auto move = [&](int row) {
            return table->model()
                ->index(row, AssetTableModel::Move)
                .data(AssetTableModel::NumberRole)
                .toDouble();
        };
        QVERIFY(move(0) >= move(1) && std::isnan(move(2)));
        table->sortByColumn(AssetTableModel::Move, Qt::AscendingOrder);
        QVERIFY(move(0) <= move(1) && std::isnan(move(2)));
        QCOMPARE(table->model()->index(2, 0).data().toString(), qstr(made->next.paths[1].symbol));
        QVERIFY(table->model()
                    ->index(2, 0)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(u"no bar in the last 5"_s));
        // Known answers from the forecast itself.
        const auto& last = made->next.paths[0].steps.back();
        const auto rows = assetRows(made->next);
        QCOMPARE(rows.lowLevel, 0.1);
        QCOMPARE(rows.highLevel, 0.9);
        QVERIFY(near(rows.rows[0].move, 100 * last.logReturn));
        QVERIFY(near(rows.rows[0].low,
                     100 * std::log(last.quantiles[1] / made->next.paths[0].lastClose)));
        // A row is the asset on the chart, and the other way round.
        QSignalSpy edited(&view, &NextView::stateEdited);
        table->setCurrentIndex(table->model()->index(2, 0));
        QCOMPARE(view.asset(), 1);
        QCOMPARE(edited.count(), 1);
        view.setAsset(2);
        QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(),
                 qstr(made->next.paths[2].symbol));
        QCOMPARE(edited.count(), 1);
        NextView again;
        again.restoreState(view.saveState());
        again.setForecast(made);
        QCOMPARE(again.tableShown(), NextView::Table::Assets);
    }

    void stateComesBack() {
        NextView first;
        first.setForecast(m_made.funds());
        first.setEvaluation(m_made.fundEvaluation());
        first.setAsset(1);
        first.setScale(NextView::Scale::Return);
        first.origins()->slider()->setValue(30);
        const auto state = first.saveState();
        NextView second;
        second.restoreState(state);
        second.setForecast(m_made.funds());
        second.setEvaluation(m_made.fundEvaluation());
        QCOMPARE(second.asset(), 1);
        QCOMPARE(second.scale(), NextView::Scale::Return);
        QCOMPARE(second.origins()->current(), std::optional<std::size_t>(30));
        QCOMPARE(second.saveState(), state);
        first.chart()->setWindow({.x = {100, 200}, .y = {}, .follows = false});
        const auto zoomed = first.saveState();
        QCOMPARE(zoomed[u"from"_s].toString(), first.data()->timeText(100));
        NextView third;
        third.restoreState(zoomed);
        third.setForecast(m_made.funds());
        QCOMPARE(third.chart()->xRange().lo, 100.0);
        QCOMPARE(third.chart()->xRange().hi, 200.0);
        second.setForecast(nullptr);
        second.setEvaluation(nullptr);
        QVERIFY(second.data() == nullptr);
        QVERIFY(second.chart()->layers().empty());
    }

    void scaleIsSwitchedOnTheChart() {
        NextView view;
        view.setForecast(m_made.index());
        QSignalSpy edited(&view, &NextView::stateEdited);
        view.findChild<SegmentedSwitch*>(u"next_scale"_s)->setCurrentIndex(1);
        QCOMPARE(view.scale(), NextView::Scale::Return);
        QCOMPARE(edited.count(), 1);
        QVERIFY(view.chart()->title().startsWith(u"Log return"_s));
    }

    /// What is visible as a file, and what the crosshair reads.
    void intervalsAreExportedAndRead() {
        NextView view;
        view.resize(1000, 330);
        view.setForecast(m_made.index());
        const auto table = view.chart()->visibleData();
        for (const auto& column : {u"median"_s, u"q0.025"_s, u"q0.975"_s, u"Close"_s, u"Drift"_s})
            QVERIFY2(table.columns().contains(column), qPrintable(column));
        const auto* fan = dynamic_cast<IntervalLayer*>(layerNamed(view, u"Median"_s));
        const double at = static_cast<double>(view.data()->lastRow() + 3);
        const auto rows = fan->readout(at, 1);
        QCOMPARE(rows.size(), std::size_t{3}); // the median, two intervals
        const auto& step = m_made.index()->next.paths[0].steps[2];
        QCOMPARE(rows[0].value, QLocale().toString(step.price, 'f', 1));
        QVERIFY(rows[2].value.startsWith(QLocale().toString(step.quantiles[0], 'f', 1)));
        QVERIFY(fan->readout(at - 0.5, 1).empty());
    }

    void exportIsTheFileOfTheStudy() {
        NextView view;
        view.setForecast(m_made.funds());
        QTemporaryDir folder;
        const QString path = folder.filePath(u"next.csv"_s);
        VERIFY_OK(view.exportTable(path));
        QCOMPARE(*readFile(str(path)),
                 studies::toCsv(m_made.funds()->next, forecast::Frequency::Week1));
    }
};

LOOM_TEST(NextViewTest)
#include "test_next_view.moc"
