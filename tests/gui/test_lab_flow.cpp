// SPDX-License-Identifier: GPL-3.0-or-later
// The synthetic lab in the real window over the bundled sample: a panel of stocks from the choice
// of its assets to its pictures, privacy and sharing, and the comparison of several generators.
#include "support/test_case.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

#include <cmath>

#include "gui/synthesize_desk.h"
#include "ui/charts/heat_layer.h"
#include "ui/charts/line_layer.h"
#include "ui/forms/number_field.h"
#include "ui/pages/synthesize/benefit/arm_curves.h"
#include "ui/pages/synthesize/benefit/benefit_view.h"
#include "ui/pages/synthesize/board/board_view.h"
#include "ui/pages/synthesize/board/model_gallery.h"
#include "ui/pages/synthesize/board/small_multiples.h"
#include "ui/pages/synthesize/cell_words.h"
#include "ui/pages/synthesize/facts_bar.h"
#include "ui/pages/synthesize/form/universe_view.h"
#include "ui/pages/synthesize/panel/copula_pane.h"
#include "ui/pages/synthesize/panel/heat_panes.h"
#include "ui/pages/synthesize/panel/margins_pane.h"
#include "ui/pages/synthesize/panel/panel_view.h"
#include "ui/pages/synthesize/privacy/distance_pane.h"
#include "ui/pages/synthesize/privacy/privacy_view.h"
#include "ui/pages/synthesize/scenarios/scenario_form.h"
#include "ui/pages/synthesize/scenarios/scenario_view.h"
#include "ui/pages/synthesize/scorecard_model.h"
#include "ui/pages/synthesize/scorecard_table.h"
#include "ui/pages/synthesize/study_form.h"
#include "ui/theme/controls.h"
#include "ui/theme/generator_slots.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class LabFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<SynthesizeDesk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_desk->settings().setDevice(u"cpu"_s);
    }
    void cleanup() { m_desk.reset(); }

    /// Two share a slot only when no number of assets fits both.
    void everyGeneratorKeepsAStyleOfItsOwn() {
        const auto all = m_desk->workbench().generators().all();
        for (const auto& one : all) {
            const int slot = generatorSlot(one.id);
            QVERIFY2(one.control == (slot == 0) && slot != generatorSlot("imported"),
                     one.id.c_str());
            for (const auto& other : all)
                QVERIFY2(one.control || other.id == one.id || generatorSlot(other.id) != slot ||
                             one.maxAssets < other.minAssets || other.maxAssets < one.minAssets,
                         one.id.c_str());
        }
    }

    void offersOnlyModelsThatFitTheAssets() {
        m_desk->page();
        auto* model = m_desk->find<QComboBox>("model");
        QVERIFY(model->findData(u"quantgan"_s) >= 0);
        QCOMPARE(model->findData(u"vae"_s), -1);
        QCOMPARE(model->findData(u"shuffled_control"_s), -1);
        QVERIFY(!m_desk->find<QLabel>("model_about")->text().isEmpty());
        m_desk->find<SegmentedSwitch>("assets_kind")->setCurrentIndex(1);
        QVERIFY(model->findData(u"vae"_s) >= 0);
        QCOMPARE(model->findData(u"quantgan"_s), -1);
        QCOMPARE(model->currentData().toString(), u"vae"_s);
        QVERIFY(m_desk->find<QLabel>("model_about")->text().contains(u"Kingma"_s));
        QVERIFY(m_desk->find<QLabel>("alignment_rule")->text().contains(u"every asset"_s));
        m_desk->find<SegmentedSwitch>("assets_kind")->setCurrentIndex(0);
        QCOMPARE(model->currentData().toString(), u"quantgan"_s);
    }

    /// The design's narrowest is 240 pixels wide, 8 of them the scroll bar's.
    void theFormFitsTheNarrowestInspector() {
        m_desk->page();
        auto* form = m_desk->window().findChild<StudyForm*>();
        auto* model = m_desk->find<QComboBox>("model");
        for (const int kind : {0, 1}) {
            m_desk->find<SegmentedSwitch>("assets_kind")->setCurrentIndex(kind);
            for (int i = 0; i < model->count(); ++i) {
                if (model->itemData(i).toString().isEmpty())
                    continue; // the name of a group
                model->setCurrentIndex(i);
                QVERIFY2(form->minimumSizeHint().width() <= 232,
                         qPrintable(u"%1: %2"_s.arg(model->currentText())
                                        .arg(form->minimumSizeHint().width())));
            }
        }
    }

    void choosesAssetsWithTheirCoverage() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(panelStudy("ppca", 4)));
        auto* universe = page->previewView()->universe();
        QTRY_VERIFY(universe->isVisible() && universe->model()->chosen().size() == 4);
        auto* words = m_desk->find<QLabel>("universe_words");
        QTRY_VERIFY2(words->accessibleName().contains(u"days of 4 assets"_s),
                     qPrintable(words->accessibleName()));
        auto* button = m_desk->find<QPushButton>("train_button");
        QTRY_VERIFY(button->isEnabled());

        auto* table = universe->model();
        const auto tick = [&](const QString& symbol, Qt::CheckState state) {
            for (int row = 0; row < table->rowCount(); ++row)
                if (table->index(row, UniverseModel::Symbol).data().toString() == symbol)
                    return table->setData(table->index(row, UniverseModel::Symbol), state,
                                          Qt::CheckStateRole);
            return false;
        };
        QVERIFY(tick(u"BAC"_s, Qt::Checked));
        QCOMPARE(table->chosen().size(), std::size_t(5));
        QCOMPARE(m_desk->find<QComboBox>("universe")->currentText(), u"Own selection"_s);
        QTRY_VERIFY(words->accessibleName().contains(u"days of 5 assets"_s));
        m_desk->find<QPushButton>("universe_clear")->click();
        QTRY_VERIFY(!button->isEnabled());
        QVERIFY(button->text().contains(u"Fix 1 Field"_s));
        // A universe of symbols that are not stored: named, with the way to fetch them.
        auto* presets = m_desk->find<QComboBox>("universe");
        const int etfs = presets->findData(u"sector_etfs"_s);
        QVERIFY(etfs >= 0);
        presets->setCurrentIndex(etfs);
        QTRY_VERIFY(m_desk->find<QPushButton>("universe_fetch")->isVisible());
        QTRY_VERIFY(!button->isEnabled());
    }

    void panelIsDrawnJudgedAndShared() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(panelStudy("ppca", 5)));
        page->run();
        QTRY_VERIFY_WITH_TIMEOUT(page->outcome() != nullptr, 120'000);
        QCOMPARE(page->currentView(), SynthesizePage::FidelityPane);
        auto* panel = page->panelView();
        QVERIFY(panel->isVisible());
        QTRY_VERIFY(panel->figures() != nullptr);
        const auto& figures = *panel->figures();
        QCOMPARE(figures.assets.size(), std::size_t(5));
        // The same day's returns of one asset with itself.
        for (Eigen::Index a = 0; a < 5; ++a)
            QVERIFY(std::abs(figures.realCorrelation(a, a) - 1) < 1e-9);
        // Eigenvalues of a correlation matrix sum to the number of assets.
        double sum = 0;
        for (const double value : figures.realEigenvalues)
            sum += value;
        QVERIFY(std::abs(sum - 5) < 1e-6);
        QVERIFY(panel->facts()->words().contains(u"PCA"_s, Qt::CaseInsensitive));
        QVERIFY(panel->scorecard()->model()->rowCount() > 5);
        readsOneCellInAllMaps(panel);
        followsTheTable(panel);
        exportsThePanel(page);
        shares(page);
    }

    void comparesGeneratorsOnOneSplit() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(panelStudy("ppca", 4)));
        page->show(SynthesizePage::ComparePane);
        auto* board = page->boardView();
        for (const auto& choice : board->gallery()->choices())
            board->gallery()->setChosen(qstr(choice.id), false);
        auto* button = m_desk->find<QPushButton>("compare_button");
        QTRY_COMPARE(button->text(), u"Choose a Generator"_s);
        for (const auto* id : {"ppca", "gaussian", "iid_bootstrap"})
            board->gallery()->setChosen(QString::fromLatin1(id), true);
        QCOMPARE(board->gallery()->choices().size(), std::size_t(3));
        QTRY_VERIFY(button->isEnabled());
        button->click();
        QVERIFY(board->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(board->outcome() != nullptr, 120'000);
        const auto* table = board->board()->model();
        QVERIFY(table->rowCount() >= 3);
        QTRY_COMPARE(board->pictures()->views().size(), std::size_t(3));
        for (const ChartView* view : board->pictures()->views())
            QVERIFY(view->model().cellLayer() != nullptr);
        QVERIFY(!m_desk->find<QWidget>("compare_verdict")->accessibleDescription().isEmpty());
    }

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
    static QJsonObject panelStudy(const std::string& model, std::size_t assets) {
        auto study = studies::SynthesizeStudy{};
        const std::vector<std::string> stocks{"AAPL", "AMD", "GE", "JNJ", "XOM"};
        study.data.symbols.assign(stocks.begin(),
                                  stocks.begin() + static_cast<std::ptrdiff_t>(assets));
        study.data.from = Date::fromYmd(2012, 1, 1);
        study.data.to = Date::fromYmd(2020, 4, 17);
        study.model = {.id = model, .preset = {}, .params = Json::object()};
        study.evaluation = {.paths = 2, .length = 1000};
        const auto text = studies::toJson(study).dump();
        return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    }

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

    void readsOneCellInAllMaps(PanelView* panel) {
        panel->showTab(PanelView::Correlation);
        const auto views = panel->correlations()->views();
        QTRY_VERIFY(views.front()->isVisible() && views.front()->model().cellLayer() != nullptr);
        QTest::keyClick(views.front(), Qt::Key_Right);
        QTest::keyClick(views.front(), Qt::Key_Right);
        for (const ChartView* view : views)
            QCOMPARE(view->cell(), std::optional(CellRef{0, 2}));
        QVERIFY(views.back()->readoutText().startsWith(u"AAPL × GE"_s));
        QVERIFY(views.back()->readoutText().contains(u"Generated"_s));
        QTest::keyClick(views.front(), Qt::Key_Return); // to the copula of that pair
        QCOMPARE(panel->currentTab(), PanelView::Copula);
        QCOMPARE(m_desk->find<QComboBox>("pair_second")->currentText(), u"GE"_s);
        for (const ChartView* view : panel->copula()->views())
            QVERIFY2(!view->layers().empty(), qPrintable(view->objectName()));
        drawsTheDensityOfThePair(panel->copula());
    }

    /// Cloud and lines; beside the generator's lines those of the real days.
    void drawsTheDensityOfThePair(CopulaPane* pane) {
        QTRY_VERIFY(pane->contours() != nullptr);
        QCOMPARE(pane->contours()->real.size(), std::size(kDensityLevels));
        QVERIFY(!pane->contours()->real.front().empty());
        const auto* real = pane->views()[0];
        const auto* generated = pane->views()[1];
        auto* marks = m_desk->find<SegmentedSwitch>("copula_marks");
        for (const auto& [choice, ofReal, ofGenerated] :
             {std::tuple{0, 1, 1}, std::tuple{1, 1, 2}, std::tuple{2, 2, 3}}) {
            marks->setCurrentIndex(choice);
            QCOMPARE(static_cast<int>(real->layers().size()), ofReal);
            QCOMPARE(static_cast<int>(generated->layers().size()), ofGenerated);
        }
        const auto before = pane->contours();
        m_desk->find<QComboBox>("pair_second")->setCurrentIndex(1); // the lines follow the pair
        QTRY_VERIFY(pane->contours() != nullptr && pane->contours() != before);
    }

    void followsTheTable(PanelView* panel) {
        panel->showTab(PanelView::Overview);
        auto* table = panel->scorecard();
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const auto id = table->model()->index(row, 0).data(Qt::UserRole).toString();
            if (!id.contains(u"eigen"_s))
                continue;
            table->setCurrentIndex(table->model()->index(row, 0));
            QTest::keyClick(table, Qt::Key_Return);
            QCOMPARE(panel->currentTab(), PanelView::Spectrum);
        }
        panel->showTab(PanelView::Margins);
        panel->margins()->chooseAsset(1);
        QTRY_VERIFY_WITH_TIMEOUT(!panel->margins()->views().front()->layers().empty(), 30'000);
        panel->showTab(PanelView::Overview);
        saysWhy(panel);
        m_desk->find<SegmentedSwitch>("rules_switch")->setCurrentIndex(1);
        QVERIFY(table->model()->rowCount() >= 4); // mean, volatility, tails, correlation, copula
        QVERIFY(!panel->findChild<CellWords*>()->isVisible()); // of the other table
    }

    /// One click: the sentence of the report, and the metric with formula and source.
    static void saysWhy(PanelView* panel) {
        auto* words = panel->findChild<CellWords*>();
        const auto& report = panel->outcome()->report;
        for (const int row : {0, 3}) {
            const auto cell =
                panel->scorecard()->model()->index(row, ScorecardModel::FirstGenerator);
            panel->scorecard()->setCurrentIndex(cell);
            const auto at = static_cast<std::size_t>(row);
            QVERIFY(words->isVisible());
            QCOMPARE(words->why(), qstr(generate::explain(report, at, 0)));
            QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(words->why().toHtmlEscaped()));
            QVERIFY(words->definition().contains(qstr(report.rows[at].convention)));
            QVERIFY(words->definition().contains(qstr(report.rows[at].source)));
        }
    }

    void exportsThePanel(SynthesizePage* page) {
        const QString file = m_desk->folder() + u"/panel.csv"_s;
        VERIFY_OK(page->exportTo(SynthesizePage::Export::Paths, file));
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readLine().contains("AAPL,AMD"));
        const QString curves = m_desk->folder() + u"/curves.csv"_s;
        VERIFY_OK(page->exportTo(SynthesizePage::Export::Curves, curves));
        QFile pairs(curves);
        QVERIFY(pairs.open(QIODevice::ReadOnly));
        // Ten pairs of five assets, three quantities, five eigenvalues, the head.
        QCOMPARE(pairs.readAll().count('\n'), 1 + 3 * 10 + 5);
        for (const auto tab : {PanelView::Overview, PanelView::Correlation, PanelView::Copula,
                               PanelView::Margins, PanelView::Spectrum})
            exportsTheTab(page, tab);
        QVERIFY(!page->exportTo(SynthesizePage::Export::Figure, file).ok()); // .csv
        QVERIFY(!page->exportTo(SynthesizePage::Export::PriceChart, file).ok());
    }

    /// The same size in all formats; a vector file has the words of its charts as words.
    void exportsTheTab(SynthesizePage* page, PanelView::Tab tab) {
        page->panelView()->showTab(tab);
        const QString base = m_desk->folder() + u"/tab_%1"_s.arg(tab);
        for (const char* suffix : {".png", ".svg", ".pdf"})
            VERIFY_OK(
                page->exportTo(SynthesizePage::Export::Figure, base + QString::fromLatin1(suffix)));
        const QImage image(base + u".png"_s);
        QCOMPARE(image.width(), 2400);
        QFile svg(base + u".svg"_s);
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray text = svg.readAll();
        const char* words = tab == PanelView::Spectrum  ? "Eigenvalues"
                            : tab == PanelView::Margins ? "AMD, return density"
                                                        : "AAPL";
        QVERIFY2(text.contains(words), words);
        QVERIFY(QFileInfo(base + u".pdf"_s).size() > 2000);
    }

    void shares(SynthesizePage* page) {
        page->show(SynthesizePage::PrivacyPane);
        auto* view = page->privacyView();
        QVERIFY(view->table()->model()->rowCount() > 0);
        // Four sets of distances, the line of near duplicates; with its limits in the second.
        QCOMPARE(view->distances()->densities()->layers().size(), std::size_t(5));
        QVERIFY(view->distances()->shares()->layers().size() > 5);
        auto* share = m_desk->find<QPushButton>("share_button");
        auto* reason = m_desk->find<QLineEdit>("share_reason");
        if (reason->isVisible()) { // refused: a reason is wanted first
            QVERIFY(!share->isEnabled());
            reason->setText(u"teaching material, agreed with the owner"_s);
        }
        QVERIFY(share->isEnabled());
        page->share(m_desk->folder() + u"/shared"_s, reason->text());
        QTRY_VERIFY(QFile::exists(m_desk->folder() + u"/shared/data_card.md"_s));
        QTRY_VERIFY(share->isEnabled());
    }

    std::unique_ptr<SynthesizeDesk> m_desk;
};

LOOM_TEST(LabFlowTest)
#include "test_lab_flow.moc"
