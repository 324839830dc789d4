// SPDX-License-Identifier: GPL-3.0-or-later
// The page Forecast in the real window over the bundled sample: from the form to a forecast, the
// registered model again, an evaluation with its locked rows, wrong input, stopping, undo, the
// workspace.
#include "support/test_case.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QUndoStack>

#include <cmath>

#include "gui/forecast_desk.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/line_layer.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/number_field.h"
#include "ui/pages/forecast/board/evaluation_view.h"
#include "ui/pages/forecast/form/trained_models.h"
#include "ui/pages/forecast/next/next_view.h"
#include "ui/pages/forecast/split/split_editor.h"
#include "ui/pages/forecast/training/forecast_training.h"
#include "ui/theme/controls.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class ForecastFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<ForecastDesk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_desk->settings().setDevice(u"cpu"_s);
    }
    void cleanup() { m_desk.reset(); }

    void predictsAndThenAgainWithoutTraining() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(toObject(toJson(tinyForecast(60)))));
        QCOMPARE(page->subtitle(), u"^GSPC, next 10 sessions"_s);
        auto* primary = m_desk->find<QPushButton>("predict_button");
        QTRY_COMPARE(primary->text(), u"Train and Predict Next"_s);
        primary->click();
        QCOMPARE(page->currentView(), ForecastPage::TrainingPane);
        QTRY_VERIFY_WITH_TIMEOUT(page->forecast() != nullptr, 60'000);
        QCOMPARE(page->currentView(), ForecastPage::ForecastPane);
        QCOMPARE(page->subtitle(), u"^GSPC, next 10 sessions from 2020-04-17"_s);
        const auto& paths = page->forecast()->next.paths;
        QCOMPARE(paths.size(), std::size_t{1});
        QCOMPARE(paths.front().steps.size(), std::size_t{10});
        QVERIFY(std::isfinite(paths.front().steps.back().price));
        QVERIFY(!page->forecast()->trained->origin.reused);
        // Losses of training and validation, the skill, and the best step marked on both.
        QCOMPARE(page->trainingView()->lossChart()->layers().size(), std::size_t{3});
        QCOMPARE(page->trainingView()->skillChart()->layers().size(), std::size_t{3});
        QVERIFY(page->trainingView()->lossChart()->summary().contains(u"Validation"_s));
        const auto first = page->forecast();
        QTRY_COMPARE(primary->text(), u"Predict Next"_s);
        primary->click();
        QTRY_VERIFY_WITH_TIMEOUT(page->forecast() != first, 60'000);
        QVERIFY(page->forecast()->trained->origin.reused);
        QCOMPARE(page->forecast()->next.paths.front().steps.back().price,
                 paths.front().steps.back().price);
        // The list of trained models: one press, on the newest data.
        const auto second = page->forecast();
        QTRY_VERIFY(m_desk->find<QPushButton>("predict_again_0") != nullptr);
        m_desk->find<QPushButton>("predict_again_0")->click();
        QTRY_VERIFY_WITH_TIMEOUT(page->forecast() != second, 60'000);
        QVERIFY(!page->forecast()->study.data.to);
        const QString csv = QDir(m_desk->folder()).filePath(u"next.csv"_s);
        VERIFY_OK(page->exportTo(ForecastPage::Export::Prices, csv));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readLine().startsWith("symbol,made_at,step,date,price"));
        QVERIFY(!page->exportTo(ForecastPage::Export::Board, csv));
    }

    void saysWhatIsWrongUnderTheField() {
        auto* page = m_desk->page();
        auto* primary = m_desk->find<QPushButton>("predict_button");
        auto* judge = m_desk->find<QPushButton>("evaluate_button");
        QTRY_VERIFY(primary->isEnabled());
        auto* horizon = m_desk->find<NumberField>("forecast_horizon");
        horizon->setValue(0);
        QCOMPARE(primary->text(), u"Fix 1 Field to Train"_s);
        QVERIFY(!primary->isEnabled());
        page->predict();
        QVERIFY(!page->isRunning());
        horizon->setValue(10);
        QVERIFY(primary->isEnabled());
        m_desk->type("forecast_from", u"2019-01-01"_s);
        m_desk->type("forecast_to", u"2018-01-01"_s);
        m_desk->type("forecast_seeds", u"1, two"_s);
        QCOMPARE(primary->text(), u"Fix 2 Fields to Train"_s);
        m_desk->type("forecast_seeds", u"1, 2"_s);
        m_desk->type("forecast_from", {});
        m_desk->type("forecast_to", {});
        QVERIFY(primary->isEnabled());
        // Only judging needs folds: a prediction may go on.
        m_desk->find<NumberField>("forecast_folds")->setValue(0);
        QVERIFY(primary->isEnabled());
        QVERIFY(!judge->isEnabled());
        m_desk->find<NumberField>("forecast_folds")->setValue(4);
        QVERIFY(judge->isEnabled());
        // What only the cache can tell.
        m_desk->type("forecast_symbol", u"NOSUCH"_s);
        QTRY_COMPARE(primary->text(), u"Fix 1 Field to Train"_s);
        m_desk->type("forecast_symbol", u"^GSPC"_s);
        QTRY_VERIFY(primary->isEnabled());
        m_desk->type("forecast_from", u"2020-04-01"_s); // too short for window and horizon
        QTRY_COMPARE(primary->text(), u"Fix 1 Field to Train"_s);
    }

    void fieldsAndSplitAreOnePlan() {
        auto* page = m_desk->page();
        QTRY_VERIFY(m_desk->find<QPushButton>("predict_button")->isEnabled());
        m_desk->find<NumberField>("forecast_test")->setValue(20);
        m_desk->find<NumberField>("forecast_embargo")->setValue(5);
        auto plan = page->splitEditor()->plan();
        QCOMPARE(plan.testShare, 0.2);
        QCOMPARE(plan.embargo, std::size_t{5});
        plan.testShare = 0.1;
        plan.firstTrainShare = 0.6;
        Q_EMIT page->splitEditor()->planEdited(plan);
        QCOMPARE(m_desk->find<NumberField>("forecast_test")->value(), 10.0);
        QCOMPARE(m_desk->find<NumberField>("forecast_first_train")->value(), 60.0);
        QCOMPARE(m_desk->find<NumberField>("forecast_embargo")->value(), 5.0);
        // Each is one step of undo, the drag last.
        m_desk->window().undoStack().undo();
        QCOMPARE(m_desk->find<NumberField>("forecast_test")->value(), 20.0);
        QCOMPARE(page->splitEditor()->plan().testShare, 0.2);
        m_desk->window().undoStack().redo();
        QCOMPARE(m_desk->find<NumberField>("forecast_test")->value(), 10.0);
    }

    void inputsAreASetOrAChoice() {
        auto* page = m_desk->page();
        auto* set = m_desk->find<QComboBox>("forecast_inputs");
        QCOMPARE(set->currentData().toString(), u"ten_day"_s);
        auto* volume = m_desk->find<QAbstractButton>("forecast_input_volume");
        volume->click();
        QVERIFY(set->currentData().toString().isEmpty());
        const auto features = page->form()->draft().study.data.features;
        QCOMPARE(features.size(), std::size_t{7});
        QCOMPARE(features.at(1), std::string("volume"));
        set->setCurrentIndex(set->findData(u"returns"_s));
        Q_EMIT set->activated(set->currentIndex());
        QCOMPARE(page->form()->draft().study.data.features, std::vector<std::string>{"return"});
        m_desk->type("forecast_add_series", u"SPY"_s);
        QCOMPARE(page->form()->draft().study.data.covariates,
                 std::vector<std::string>{"SPY:return"});
        auto* kind = m_desk->find<QComboBox>("forecast_series_kind_0");
        kind->setCurrentIndex(2);
        Q_EMIT kind->activated(2);
        QCOMPARE(page->form()->draft().study.data.covariates,
                 std::vector<std::string>{"SPY:level"});
        m_desk->find<QAbstractButton>("forecast_series_remove_0")->click();
        QVERIFY(page->form()->draft().study.data.covariates.empty());
    }

    void offersEveryForecasterAndFollowsTheBars() {
        auto* page = m_desk->page();
        auto* model = m_desk->find<QComboBox>("forecast_model");
        for (const auto& info : m_desk->workbench().forecasters().all())
            QVERIFY2(model->findData(qstr(info.id)) >= 0, info.id.c_str());
        auto* bars = m_desk->find<QComboBox>("forecast_bars");
        bars->setCurrentIndex(4);
        QCOMPARE(m_desk->find<NumberField>("forecast_horizon")->value(), 12.0);
        bars->setCurrentIndex(1);
        QCOMPARE(m_desk->find<NumberField>("forecast_horizon")->value(), 10.0);
        // All assets together: complete rows are not a choice.
        model->setCurrentIndex(model->findData(u"lstm_transformer"_s));
        m_desk->find<SegmentedSwitch>("forecast_assets_kind")->setCurrentIndex(1);
        QVERIFY(page->form()->draft().study.data.symbols.size() > 1);
        QVERIFY(page->form()->draft().study.data.alignment == studies::Alignment::Inner);
        QVERIFY(!m_desk->find<QComboBox>("forecast_rows")->isEnabled());
    }

    void stopsAndKeepsTheBest() {
        auto* page = m_desk->page();
        auto study = tinyForecast(200'000);
        study.model.params["patience"] = 0; // goes on until it is stopped
        QVERIFY(m_desk->window().openStudy(toObject(toJson(study))));
        page->predict();
        const auto* loss = page->trainingView()->lossChart();
        QTRY_VERIFY_WITH_TIMEOUT(loss->layers().size() == 3, 60'000); // the best is marked
        page->stop(jobs::StopRequest::KeepBest);
        QTRY_VERIFY_WITH_TIMEOUT(page->forecast() != nullptr, 60'000);
        QVERIFY(page->forecast()->trained->origin.stoppedEarly);
        const auto kept = page->forecast();
        page->retrain();
        QTRY_VERIFY_WITH_TIMEOUT(loss->layers().size() == 3, 60'000);
        page->stop(jobs::StopRequest::Discard);
        QTRY_VERIFY_WITH_TIMEOUT(!page->isRunning(), 60'000);
        QVERIFY(page->forecast() == kept);
        QCOMPARE(page->currentView(), ForecastPage::ForecastPane);
    }

    void judgesAndKeepsTheTestRowsLocked() {
        auto* page = m_desk->page();
        QVERIFY(
            m_desk->window().openStudy(toObject(toJson(shortForecast("theta", Json::object())))));
        m_desk->find<NumberField>("forecast_every")->setValue(5);
        page->evaluate();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation() != nullptr, 60'000);
        QCOMPARE(page->currentView(), ForecastPage::ForecastPane);
        QVERIFY(!page->evaluation()->report.plan.test);
        QVERIFY(page->evaluation()->report.models.size() > 5);
        const QString csv = QDir(m_desk->folder()).filePath(u"board.csv"_s);
        VERIFY_OK(page->exportTo(ForecastPage::Export::Forecasts, csv));
        page->askForTestRows();
        auto* question = m_desk->find<QMessageBox>("test_rows_question");
        QVERIFY(question != nullptr);
        QVERIFY2(question->text().contains(u"Nobody has looked"_s), qPrintable(question->text()));
        m_desk->find<QPushButton>("test_rows_keep")->click();
        QVERIFY(!page->isRunning());
        QTRY_VERIFY(m_desk->find<QMessageBox>("test_rows_question") == nullptr);
        page->askForTestRows();
        m_desk->find<QPushButton>("test_rows_look")->click();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation()->report.plan.test, 60'000);
        QCOMPARE(page->evaluation()->testLooks, std::size_t{1});
        QTRY_VERIFY(m_desk->find<QMessageBox>("test_rows_question") == nullptr);
        const auto asks = [&] {
            page->askForTestRows();
            auto* box = m_desk->find<QMessageBox>("test_rows_question");
            const bool once = box->text().contains(u"once before"_s);
            box->reject();
            return once;
        };
        QTRY_VERIFY(asks());
    }

    void comesBackWithTheWorkspace() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(toObject(toJson(tinyForecast(60)))));
        page->predict();
        QTRY_VERIFY_WITH_TIMEOUT(page->forecast() != nullptr, 60'000);
        const double price = page->forecast()->next.paths.front().steps.back().price;
        m_desk->find<NumberField>("forecast_embargo")->setValue(3);
        const QString file = QDir(m_desk->folder()).filePath(u"forecast.loom"_s);
        VERIFY_OK(m_desk->window().saveWorkspaceTo(file));
        m_desk->restart();
        VERIFY_OK(m_desk->window().openWorkspaceFrom(file));
        page = m_desk->page();
        QCOMPARE(m_desk->find<NumberField>("forecast_embargo")->value(), 3.0);
        QCOMPARE(page->form()->draft().model().id, std::string("nbeats"));
        QTRY_VERIFY_WITH_TIMEOUT(page->forecast() != nullptr, 60'000);
        QCOMPARE(page->forecast()->next.paths.front().steps.back().price, price);
        QVERIFY(page->forecast()->trained->origin.reused);
    }

    /// A board of a model that trains, too, and without another run.
    void theBoardComesBackWithTheWorkspace() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(toObject(toJson(tinyForecast(20)))));
        m_desk->find<NumberField>("forecast_every")->setValue(10);
        m_desk->find<NumberField>("forecast_folds")->setValue(2);
        m_desk->type("forecast_seeds", u"1"_s);
        page->evaluate();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation() != nullptr, 60'000);
        const auto before = page->evaluation();
        const auto runs = m_desk->tracking().count({});
        VERIFY_OK(runs);
        const QString file = QDir(m_desk->folder()).filePath(u"board.loom"_s);
        VERIFY_OK(m_desk->window().saveWorkspaceTo(file));
        m_desk->restart();
        VERIFY_OK(m_desk->window().openWorkspaceFrom(file));
        page = m_desk->page();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation() != nullptr, 60'000);
        QVERIFY(page->evaluation()->run == before->run);
        QCOMPARE(page->evaluation()->report.verdict, before->report.verdict);
        QCOMPARE(*m_desk->tracking().count({}), *runs);
    }

    void choosesHowIntervalsAreMade() {
        auto* page = m_desk->page();
        QVERIFY(page->form()->draft().study.plan.intervals == forecast::Intervals::Errors);
        auto study = tinyForecast(60);
        study.intervals = forecast::Intervals::Quantiles;
        QVERIFY(m_desk->window().openStudy(toObject(toJson(study))));
        auto* made = m_desk->find<QComboBox>("forecast_intervals");
        QCOMPARE(made->currentIndex(), 1);
        QVERIFY(page->form()->forecast()->intervals == forecast::Intervals::Quantiles);
        QVERIFY(page->form()->evaluate(false)->plan.intervals == forecast::Intervals::Quantiles);
        made->setCurrentIndex(0);
        QVERIFY(page->form()->forecast()->intervals == forecast::Intervals::Errors);
    }

    void obeysTheKeyboardAndOtherPages() {
        auto& window = m_desk->window();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(m_desk->window().currentPageId(), u"forecast"_s);
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openSymbol(u"forecast"_s, u"AAPL"_s));
        QCOMPARE(page->form()->dataTitle(), u"AAPL"_s);
        m_desk->window().undoStack().undo();
        QCOMPARE(page->form()->dataTitle(), u"^GSPC"_s);
        // A study of either kind opens here and counts as the form's.
        studies::EvaluateStudy judged;
        judged.data.symbols = {"SPY"};
        judged.models = {{.id = "ets", .preset = {}, .params = Json::object()},
                         {.id = "lstm", .preset = {}, .params = Json::object()}};
        judged.plan.folds = 7;
        m_desk->window().showPage(u"experiments"_s);
        QVERIFY(m_desk->window().openStudy(toObject(toJson(judged))));
        QCOMPARE(m_desk->window().currentPageId(), u"forecast"_s);
        QCOMPARE(page->form()->draft().model().id, std::string("ets"));
        QCOMPARE(page->form()->draft().study.models.size(), std::size_t{2});
        QCOMPARE(page->form()->draft().study.plan.folds, std::size_t{7});
    }

  private:
    std::unique_ptr<ForecastDesk> m_desk;
};

LOOM_TEST(ForecastFlowTest)
#include "test_forecast_flow.moc"
