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
#include <tuple>

#include "gui/panel_study.h"
#include "gui/synthesize_desk.h"
#include "ui/charts/heat_layer.h"
#include "ui/forms/number_field.h"
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

  private:
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
