// SPDX-License-Identifier: GPL-3.0-or-later
// What the synthetic lab makes of a panel, in the real window: scenario sets, the benefit study,
// panels from files, and forms that come back with the workspace.
#include "support/test_case.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

#include <cmath>

#include "base/random.h"
#include "gui/panel_study.h"
#include "gui/synthesize_desk.h"
#include "studies/panel_file.h"
#include "ui/charts/line_layer.h"
#include "ui/forms/number_field.h"
#include "ui/pages/synthesize/benefit/arm_curves.h"
#include "ui/pages/synthesize/benefit/benefit_form.h"
#include "ui/pages/synthesize/benefit/benefit_view.h"
#include "ui/pages/synthesize/board/board_view.h"
#include "ui/pages/synthesize/board/model_gallery.h"
#include "ui/pages/synthesize/scenarios/scenario_form.h"
#include "ui/pages/synthesize/scenarios/scenario_view.h"
#include "ui/pages/synthesize/study_form.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class LabStudiesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<SynthesizeDesk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_desk->settings().setDevice(u"cpu"_s);
    }
    void cleanup() { m_desk.reset(); }

    void makesKeepsAndExportsScenarios() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(panelStudy("gaussian", 3)));
        page->show(SynthesizePage::ScenarioPane);
        auto* view = page->scenarioView();
        auto* make = m_desk->find<QPushButton>("scenario_button");
        QTRY_VERIFY(make->isEnabled());
        auto* draw = m_desk->find<QComboBox>("scenario_draw");
        // What the generator cannot be steered by is not offered.
        const auto offered = [&](ScenarioForm::Draw what) {
            return (draw->model()->index(static_cast<int>(what), 0).flags() & Qt::ItemIsEnabled) !=
                   0;
        };
        QVERIFY(!offered(ScenarioForm::Draw::LikeDays));
        QVERIFY(offered(ScenarioForm::Draw::Falls));
        view->form()->setDraw(ScenarioForm::Draw::Falls);
        QVERIFY(!make->isEnabled()); // no fall is written yet
        QVERIFY(make->text().contains(u"Fix 1 Field"_s));
        m_desk->find<QLineEdit>("scenario_falls")->setText(u"AAPL=-5%"_s);
        m_desk->find<NumberField>("scenario_paths")->setValue(200);
        m_desk->find<NumberField>("scenario_length")->setValue(5);
        m_desk->find<QLineEdit>("scenario_name")->setText(u"crash"_s);
        QTRY_VERIFY(make->isEnabled());
        make->click();
        QTRY_COMPARE_WITH_TIMEOUT(view->sets()->rowCount(), 1, 60'000);
        QCOMPARE(view->sets()->index(0, SetsModel::Name).data().toString(), u"crash"_s);
        QCOMPARE(view->sets()->index(0, SetsModel::Kind).data().toString(), u"steered"_s);
        QCOMPARE(view->sets()->index(0, SetsModel::Paths).data().toString(), u"200"_s);
        const auto cell = [&](int column) { return view->stress()->index(0, column).data(); };
        QTRY_VERIFY(cell(StressModel::MeanReal).isValid()); // the real days come after the set
        QCOMPARE(view->stress()->rowCount(), 3);
        // Every path of five days has the fall, so the set falls by 1 % a day and more.
        QVERIFY(cell(StressModel::WorstSet).toDouble() <= 100 * std::log(0.95));
        QVERIFY(cell(StressModel::MeanSet).toDouble() <
                cell(StressModel::MeanReal).toDouble() - 0.5);
        QVERIFY(view->cardWords().contains(u"Steered"_s));
        QVERIFY(view->cardWords().contains(u"free paths"_s));
        const QString file = m_desk->folder() + u"/crash.csv"_s;
        view->exportSet(file);
        QTRY_VERIFY(QFile::exists(m_desk->folder() + u"/crash_card.json"_s));
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readLine().contains("AAPL,AMD,GE"));
    }

    /// Only a latent space has a way from one day to another.
    void goesBetweenTwoRealDays() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(panelStudy("ppca", 3)));
        page->show(SynthesizePage::ScenarioPane);
        auto* form = page->scenarioView()->form();
        auto* draw = m_desk->find<QComboBox>("scenario_draw");
        const auto between = draw->model()->index(static_cast<int>(ScenarioForm::Draw::Between), 0);
        QTRY_VERIFY((between.flags() & Qt::ItemIsEnabled) == 0);
        auto study = panelStudy("vae", 3);
        study[u"model"_s] = QJsonObject{
            {u"id"_s, u"vae"_s},
            {u"params"_s, QJsonObject{{u"latent"_s, 2}, {u"hidden"_s, 8}, {u"epochs"_s, 5}}}};
        QVERIFY(m_desk->window().openStudy(study));
        QTRY_VERIFY((between.flags() & Qt::ItemIsEnabled) != 0);
        form->setDraw(ScenarioForm::Draw::Between);
        auto* days = m_desk->find<QLineEdit>("scenario_days");
        auto* make = m_desk->find<QPushButton>("scenario_button");
        days->setText(u"2020-03-16"_s);
        QTRY_COMPARE(make->text(), u"Fix 1 Field to Draw"_s);
        days->setText(u"2020-03-16, 2019-07-01"_s);
        QTRY_VERIFY(make->isEnabled());
        m_desk->find<NumberField>("scenario_paths")->setValue(4);
        make->click();
        auto* sets = page->scenarioView()->sets();
        QTRY_COMPARE_WITH_TIMEOUT(sets->rowCount(), 1, 60'000);
        QCOMPARE(sets->index(0, SetsModel::Days).data().toString(), u"21"_s);
        QTRY_VERIFY(page->scenarioView()->cardWords().contains(u"from one real day to another"_s));
    }

    void formsComeBackWithTheWorkspace() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(panelStudy("ppca", 3)));
        page->scenarioView()->form()->setDraw(ScenarioForm::Draw::Falls);
        m_desk->find<QLineEdit>("scenario_falls")->setText(u"AAPL=-7.5%, GE=-5%"_s);
        m_desk->find<NumberField>("scenario_tails")->setValue(2);
        m_desk->find<NumberField>("scenario_length")->setValue(9);
        m_desk->find<QLineEdit>("scenario_name")->setText(u"fall of two"_s);
        m_desk->find<NumberField>("benefit_window")->setValue(300);
        m_desk->find<NumberField>("benefit_risk_free")->setValue(1.5);
        m_desk->find<QLineEdit>("benefit_store_as")->setText(u"kept"_s);
        const QJsonObject state = page->saveState();
        m_desk->restart();
        page = m_desk->page();
        page->scenarioView()->form()->load({});
        page->benefitView()->form()->load({});
        QVERIFY(page->saveState()[u"scenarios"_s] != state[u"scenarios"_s]);
        QVERIFY(page->saveState()[u"benefit"_s] != state[u"benefit"_s]);
        page->restoreState(state);
        QCOMPARE(m_desk->find<QComboBox>("scenario_draw")->currentIndex(),
                 static_cast<int>(ScenarioForm::Draw::Falls));
        QCOMPARE(m_desk->find<QLineEdit>("scenario_falls")->text(), u"AAPL=-7.5%, GE=-5%"_s);
        QCOMPARE(m_desk->find<NumberField>("benefit_window")->value(), std::optional(300.0));
        QCOMPARE(m_desk->find<NumberField>("benefit_risk_free")->value(), std::optional(1.5));
        for (const QString& key : {u"study"_s, u"scenarios"_s, u"benefit"_s})
            QCOMPARE(page->saveState()[key], state[key]);
    }

    /// A panel of three assets from elsewhere, through training, comparison and benefit; what is
    /// wrong with a file is said as the command line says it.
    void aPanelComesFromAFile() {
        const QString file = m_desk->folder() + u"/funds.csv"_s;
        QVERIFY(writesReturns(file, 900));
        auto* page = m_desk->page();
        auto study = panelStudy("gaussian", 3);
        study[u"data"_s] = QJsonObject{{u"file"_s, file}};
        QVERIFY(m_desk->window().openStudy(study));
        auto* count = m_desk->find<QLabel>("universe_count");
        QTRY_COMPARE(count->text(), u"3 assets of funds.csv"_s);
        QCOMPARE(page->subtitle(), u"funds.csv, 900 rows"_s);
        QVERIFY(!m_desk->find<QComboBox>("prices")->isVisible());
        QVERIFY(m_desk->find<QComboBox>("file_content")->isVisible());
        QTRY_VERIFY(m_desk->find<QPushButton>("train_button")->isEnabled());
        page->run();
        QTRY_VERIFY_WITH_TIMEOUT(page->outcome() != nullptr, 60'000);
        QCOMPARE(page->outcome()->panel->symbols, (std::vector<std::string>{"A", "B", "C"}));
        page->show(SynthesizePage::ComparePane);
        auto* board = page->boardView();
        for (const auto& choice : board->gallery()->choices())
            board->gallery()->setChosen(qstr(choice.id), choice.id == "gaussian");
        board->run();
        QTRY_VERIFY_WITH_TIMEOUT(board->outcome() != nullptr, 60'000);
        page->show(SynthesizePage::BenefitPane);
        m_desk->find<NumberField>("benefit_resamples")->setValue(99);
        m_desk->find<NumberField>("benefit_step")->setValue(150);
        page->benefitView()->run();
        QTRY_VERIFY_WITH_TIMEOUT(page->benefitView()->outcome() != nullptr, 60'000);
        // Days without dates are counted.
        QVERIFY(!page->benefitView()->curves()->views().front()->xAxis().isSessions());

        QFile bad(m_desk->folder() + u"/bad.csv"_s);
        QVERIFY(bad.open(QIODevice::WriteOnly) && bad.write("A,A\n1,2\n3,4\n5,6\n") > 0);
        bad.close();
        auto* form = m_desk->window().findChild<StudyForm*>();
        form->setFile(bad.fileName());
        const auto refused =
            studies::panelFromFile(str(bad.fileName()), studies::PanelContent::Detect, {});
        QVERIFY(!refused.ok());
        auto* words = m_desk->find<QLabel>("preview_words");
        page->show(SynthesizePage::DataView);
        QTRY_COMPARE(words->accessibleName(), qstr(refused.error().message));
        QTRY_VERIFY(!m_desk->find<QPushButton>("train_button")->isEnabled());
        // Back to the cache.
        auto* universe = m_desk->find<QComboBox>("universe");
        QCOMPARE(universe->currentText(), u"bad.csv"_s);
        universe->setCurrentIndex(universe->findData(u"sample_stocks"_s));
        QVERIFY(form->draft().data.isFromCache());
        QTRY_VERIFY(count->text().contains(u"20 assets chosen"_s));
    }

    void saysWhetherSyntheticDataHelp() {
        auto* page = m_desk->page();
        page->show(SynthesizePage::BenefitPane);
        auto* button = m_desk->find<QPushButton>("benefit_button");
        QTRY_COMPARE(button->text(), u"Choose Several Assets"_s);
        QVERIFY(m_desk->window().openStudy(panelStudy("gaussian", 4)));
        page->show(SynthesizePage::BenefitPane);
        m_desk->find<NumberField>("benefit_resamples")->setValue(99);
        m_desk->find<NumberField>("benefit_window")->setValue(10);
        QTRY_VERIFY(button->text().contains(u"Fix 1 Field"_s));
        m_desk->find<NumberField>("benefit_window")->setValue(504);
        m_desk->find<NumberField>("benefit_step")->setValue(252);
        m_desk->find<QLineEdit>("benefit_store_as")->setText(u"augmented"_s);
        QTRY_VERIFY(button->isEnabled());
        button->click();
        auto* view = page->benefitView();
        QTRY_VERIFY_WITH_TIMEOUT(view->outcome() != nullptr, 60'000);
        QCOMPARE(view->arms()->model()->rowCount(), static_cast<int>(studies::kAugmentArms));
        QVERIFY(view->differences()->model()->rowCount() >= 2);
        QCOMPARE(view->verdictBar()->claim(), u"Does synthetic data help?"_s);
        showsWhatEachPortfolioMade(view);
        VERIFY_OK(view->exportTo(m_desk->folder()));
        for (const char* name : {"augment.csv", "returns.csv", "weights.csv"})
            QVERIFY(QFile::exists(m_desk->folder() + u'/' + QString::fromLatin1(name)));
        // What was kept is among the scenario sets, with its warning.
        page->show(SynthesizePage::ScenarioPane);
        auto* scenarios = page->scenarioView();
        QTRY_VERIFY(scenarios->cardWords().contains(u"do not share"_s));
        // A later set learns from it.
        auto* source = m_desk->find<QComboBox>("scenario_source");
        QCOMPARE(source->count(), 2);
        source->setCurrentIndex(1);
        QTRY_VERIFY(m_desk->find<QPushButton>("scenario_button")->isEnabled());
        scenarios->run();
        QTRY_COMPARE_WITH_TIMEOUT(scenarios->sets()->rowCount(), 2, 60'000);
        const auto& card = scenarios->sets()->sets().front().set->card();
        QCOMPARE(card.assets.size(), std::size_t(4));
        QCOMPARE(QString::fromStdString(card.details.at("data_hash").get<std::string>()).isEmpty(),
                 false);
        page->show(SynthesizePage::BenefitPane);
        QTRY_COMPARE(m_desk->find<QComboBox>("benefit_source")->count(), 3);
    }

  private:
    /// The last value of a curve is the compounded return of its portfolio; chosen rows stand out.
    static void showsWhatEachPortfolioMade(BenefitView* view) {
        const auto& report = view->outcome()->report;
        const auto* chart = view->curves()->views().back();
        const auto* real = dynamic_cast<const LineLayer*>(chart->layers().back());
        QVERIFY(real != nullptr);
        double wealth = 100;
        for (const double daily : report.arms[3].returns)
            wealth *= 1 + daily;
        QVERIFY(std::abs(real->samples().y.back() - wealth) < 1e-9);
        QCOMPARE(real->samples().size(), report.dates.size());
        QVERIFY(chart->xAxis().label(0).contains(qstr(toIso(Date{report.dates.front()}))));
        const auto isFaded = [&](std::size_t line) {
            return dynamic_cast<const LineLayer*>(chart->layers()[line])->tagInk().alpha < 1;
        };
        view->arms()->selectRow(3); // maximum Sharpe, real
        QVERIFY(isFaded(0) && isFaded(1) && isFaded(2) && !isFaded(3));
        view->differences()->selectRow(1);
        QVERIFY(!view->arms()->selectionModel()->hasSelection());
        view->differences()->clearSelection();
        QVERIFY(!isFaded(0) && !isFaded(3));
    }

    /// Log returns of three assets with a common factor, without dates.
    static bool writesReturns(const QString& file, int days) {
        QByteArray text("A,B,C\n");
        Rng rng(11);
        for (int day = 0; day < days; ++day) {
            const double factor = 0.006 * rng.normal();
            for (int a = 0; a < 3; ++a)
                text += QByteArray::number(factor + 0.008 * rng.normal(), 'g', 9) +
                        (a < 2 ? ',' : '\n');
        }
        QFile out(file);
        return out.open(QIODevice::WriteOnly) && out.write(text) == text.size();
    }

    std::unique_ptr<SynthesizeDesk> m_desk;
};

LOOM_TEST(LabStudiesTest)
#include "test_lab_studies.moc"
