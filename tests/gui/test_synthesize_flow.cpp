// SPDX-License-Identifier: GPL-3.0-or-later
// The page Synthesize from its first sight to exported paths, over the bundled sample: the window
// is driven as a user would, with a network so small that a training takes moments.
#include "support/test_case.h"

#include <QAction>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QUndoStack>

#include "gui/synthesize_desk.h"
#include "studies/synthesize.h"
#include "ui/forms/form_sheet.h"
#include "ui/pages/synthesize/companion_panes.h"
#include "ui/pages/synthesize/scorecard_roles.h"
#include "ui/pages/synthesize/scorecard_table.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class SynthesizeFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<SynthesizeDesk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
    }
    void cleanup() { m_desk.reset(); }

    void showsTheRealPricesBeforeAnythingIsGenerated() {
        auto* page = m_desk->page();
        QCOMPARE(page->currentView(), SynthesizePage::DataView);
        auto* chart = page->previewView()->chart();
        QTRY_VERIFY(chart->layers().size() >= 2); // spans and prices
        QVERIFY(page->subtitle().contains(u"^GSPC"_s));
        QVERIFY2(page->subtitle().contains(u"2010-01-04 to 2020-04-17"_s),
                 qPrintable(page->subtitle()));
    }

    void saysWhatIsWrongWithTheData() {
        auto* page = m_desk->page();
        auto* button = m_desk->find<QPushButton>("train_button");
        QTRY_VERIFY(button->isEnabled());
        page->openSymbol(u"NOTHERE"_s);
        QTRY_VERIFY(!button->isEnabled());
        QTRY_VERIFY(m_desk->find<QWidget>("preview_unknown")->isVisible());
        QVERIFY(button->text().contains(u"Fix 1 Field"_s));
        page->openSymbol(u"^GSPC"_s);
        QTRY_VERIFY(button->isEnabled());

        m_desk->type("to", u"2009-01-01"_s);
        QTRY_VERIFY(problemOf("to").contains(u"after"_s) || problemOf("to").contains(u"before"_s));
        m_desk->type("to", u"2199-01-01"_s);
        QTRY_VERIFY(problemOf("to").contains(u"future"_s));
        m_desk->type("to", u"2010-03-01"_s);
        QTRY_VERIFY2(problemOf("to").contains(u"needs"_s), qPrintable(problemOf("to")));
        QVERIFY(!button->isEnabled());
        m_desk->type("to", u"2020-01-01"_s);
        QTRY_VERIFY(button->isEnabled());
    }

    void formFitsItsDock() {
        m_desk->page();
        const auto* form = m_desk->find<QWidget>("symbol");
        const auto* dock = m_desk->find<QPushButton>("train_button")->parentWidget();
        const int right = form->mapToGlobal(QPoint(form->width(), 0)).x();
        QVERIFY(right <= dock->mapToGlobal(QPoint(dock->width(), 0)).x());
        QVERIFY(m_desk->find<QLabel>("preset_expectation")->text().size() > 10);
    }

    void trainsJudgesExportsAndReuses() {
        auto* page = m_desk->page();
        m_desk->settings().setDevice(u"cpu"_s);
        QVERIFY(m_desk->window().openStudy(tinyStudy(12)));
        m_desk->find<QPushButton>("train_button")->click();
        QCOMPARE(page->currentView(), SynthesizePage::TrainingPane);
        QTRY_VERIFY_WITH_TIMEOUT(!page->trainingView()->lossChart()->layers().empty(), 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(page->currentView(), SynthesizePage::FidelityPane, 60'000);
        auto* fidelity = page->fidelityView();
        QCOMPARE(fidelity->outcome()->study.device, std::string("cpu"));
        QVERIFY(fidelity->priceChart()->layers().size() >= 4); // spans, fan, origin, real
        for (ChartView* view : fidelity->companions())
            QVERIFY2(view->layers().size() >= 2, qPrintable(view->objectName()));
        QVERIFY(fidelity->scorecard()->model()->rowCount() > 0);
        QCOMPARE(fidelity->scorecard()->rowHeight(0), 24);
        everyRowHasItsPicture(fidelity);
        QVERIFY(!fidelity->verdictBar()->accessibleDescription().isEmpty());
        QVERIFY(!m_desk->find<QLabel>("result_notes")->text().isEmpty());

        exportsEverything(page);
        stepsThroughPaths(page);

        m_desk->find<QPushButton>("train_button")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!page->isRunning(), 60'000);
        QVERIFY(fidelity->outcome()->origin.reused);
        QVERIFY(m_desk->find<QWidget>("banner") != nullptr);

        // Another start of the window over the same files: the workspace has the form and how the
        // charts look, the registry has the model, which gives the same paths again.
        const Range full = fidelity->priceChart()->fullXRange();
        const Range zoomed{full.lo + 0.5 * full.span(), full.lo + 0.75 * full.span()};
        fidelity->priceChart()->setXRange(zoomed);
        fidelity->priceChart()->setScale(Scale::Linear);
        m_desk->find<QSpinBox>("path_number")->setValue(3);
        const auto before = page->outcome();
        const QString file = m_desk->folder() + u"/session.loom"_s;
        VERIFY_OK(m_desk->window().saveWorkspaceTo(file));
        m_desk->restart();
        VERIFY_OK(m_desk->window().openWorkspaceFrom(file));
        page = m_desk->page();
        QTRY_VERIFY_WITH_TIMEOUT(page->outcome() != nullptr, 60'000);
        QVERIFY(page->outcome()->origin.reused);
        QVERIFY(page->outcome()->sample.paths.returns == before->sample.paths.returns);
        QCOMPARE(page->currentView(), SynthesizePage::FidelityPane);
        QCOMPARE(page->fidelityView()->priceChart()->xRange().lo, zoomed.lo);
        QCOMPARE(page->fidelityView()->priceChart()->xRange().hi, zoomed.hi);
        QCOMPARE(page->fidelityView()->priceChart()->scale(), Scale::Linear);
        QCOMPARE(page->fidelityView()->highlightedPath(), 2);
        QTRY_COMPARE(m_desk->find<QPushButton>("train_button")->text(), u"Generate"_s);

        // An ordinary start is quick: it brings the form, and the result when asked for.
        m_desk->restart();
        QVERIFY(m_desk->page()->outcome() == nullptr);
        QVERIFY(!m_desk->page()->isRunning());
    }

    void stopAndKeepBestEndsInAResult() {
        auto* page = m_desk->page();
        QVERIFY(m_desk->window().openStudy(tinyStudy(100'000)));
        page->run();
        page->run(); // the same study is not started twice
        QCOMPARE(m_desk->jobs().rowCount(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(!page->trainingView()->scoreChart()->summary().isEmpty() &&
                                     page->trainingView()->scoreChart()->layers().size() > 1,
                                 60'000);
        // A second study waits behind the first.
        QVERIFY(m_desk->window().openStudy(tinyStudy(100'001)));
        QTRY_COMPARE(m_desk->find<QPushButton>("train_button")->text(), u"Add to Queue"_s);
        page->run();
        QTRY_COMPARE(m_desk->jobs().waitingCount(), 1);
        m_desk->find<QPushButton>("training_keep")->click();
        QTRY_VERIFY_WITH_TIMEOUT(page->fidelityView()->outcome() != nullptr, 60'000);
        QVERIFY(page->fidelityView()->outcome()->origin.stoppedEarly);
        QTRY_COMPARE(m_desk->jobs().runningCount(), 1);
        page->stop(jobs::StopRequest::Discard);
        QTRY_VERIFY_WITH_TIMEOUT(!page->isRunning(), 60'000);
    }

    void offersToResumeWhatEndedWithTheProgram() {
        // As a killed program leaves it: a checkpoint after some steps and a run marked killed.
        const auto json = parseJson(QJsonDocument(tinyStudy(60)).toJson().toStdString());
        const auto study = studies::synthesizeStudyFromJson(*json);
        VERIFY_OK(study);
        jobs::PlainJobContext context;
        context.onMetric = [&](std::string_view, std::int64_t step, double) {
            if (step >= 20)
                context.stop(jobs::StopRequest::KeepBest);
        };
        const auto begun = studies::runSynthesize(m_desk->workbench(), *study, context);
        VERIFY_OK(begun);
        VERIFY_OK(m_desk->tracking().setRunStatus((*begun)->run, tracking::RunStatus::Killed));
        auto* page = m_desk->page();
        QTRY_VERIFY(bannerButton(u"Resume"_s) != nullptr);
        bannerButton(u"Resume"_s)->click();
        QVERIFY(page->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(page->fidelityView()->outcome() != nullptr, 60'000);
        const auto outcome = page->fidelityView()->outcome();
        QVERIFY(outcome->resumed == (*begun)->run);
        QVERIFY(!outcome->origin.stoppedEarly);
        QTRY_VERIFY(bannerButton(u"Resume"_s) == nullptr); // nothing is left
        // The curve of the whole training, the interrupted part included.
        const auto history = m_desk->tracking().metricHistory(outcome->run, "loss_critic");
        VERIFY_OK(history);
        QCOMPARE(history->front().step, std::int64_t{1});
        QCOMPARE(history->back().step, std::int64_t{60});
        QCOMPARE(history->size(), std::size_t{7}); // steps 1, 10, 20 … 60, none twice
    }

  private:
    /// The pane under the price chart that a row leads to; only drawdowns are seen in the prices.
    void everyRowHasItsPicture(FidelityView* fidelity) {
        auto* panes = fidelity->findChild<CompanionPanes*>();
        auto* table = fidelity->scorecard();
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const auto cell = table->model()->index(row, 0);
            const QString id = cell.data(kMetricIdRole).toString();
            ChartView* pane = panes->paneOf(id);
            QVERIFY2(pane != nullptr || id == u"drawdown"_s, qPrintable(id));
            table->setCurrentIndex(cell);
            QTest::keyClick(table, Qt::Key_Return);
            QCOMPARE(m_desk->window().focusWidget(), pane ? pane : fidelity->priceChart());
        }
        QCOMPARE(panes->paneOf(u"acf_abs"_s)->objectName(), u"acf_chart"_s);
        QCOMPARE(panes->paneOf(u"rule_volatility"_s)->objectName(), u"volatility_chart"_s);
    }

    QPushButton* bannerButton(const QString& text) {
        for (auto* banner : m_desk->window().findChildren<QWidget*>(u"banner"_s))
            for (auto* button : banner->findChildren<QPushButton*>())
                if (banner->isVisible() && button->text() == text)
                    return button;
        return nullptr;
    }

    /// The sentence under a field.
    QString problemOf(const char* field) {
        return qobject_cast<FormRow*>(m_desk->find<QLineEdit>(field)->parentWidget())->problem();
    }

    void exportsEverything(SynthesizePage* page) {
        const auto path = [this](const char* name) -> QString {
            return m_desk->folder() + u'/' + QString::fromLatin1(name);
        };
        using Export = SynthesizePage::Export;
        VERIFY_OK(page->exportTo(Export::Paths, path("paths.csv")));
        VERIFY_OK(page->exportTo(Export::Report, path("report.csv")));
        VERIFY_OK(page->exportTo(Export::Curves, path("curves.csv")));
        VERIFY_OK(page->exportTo(Export::Figure, path("figure.png")));
        VERIFY_OK(page->exportTo(Export::Figure, path("figure.svg")));
        VERIFY_OK(page->exportTo(Export::Figure, path("figure.pdf")));
        VERIFY_OK(page->exportTo(Export::PriceChart, path("price.png")));
        QVERIFY(!page->exportTo(Export::Figure, path("figure.bmp")).ok());
        QFile paths(path("paths.csv"));
        QVERIFY(paths.open(QIODevice::ReadOnly));
        const auto lines = paths.readAll().trimmed().split('\n');
        const auto& sample = page->fidelityView()->outcome()->sample.paths;
        QCOMPARE(lines.front().count(',') + 1, static_cast<qsizetype>(sample.count));
        QCOMPARE(lines.size(), static_cast<qsizetype>(sample.length) + 1);
        QVERIFY(!QImage(path("figure.png")).isNull());
        QFile svg(path("figure.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QVERIFY(svg.readAll().contains("<path"));
    }

    void stepsThroughPaths(SynthesizePage* page) {
        auto* number = m_desk->find<QSpinBox>("path_number");
        auto& undo = m_desk->window().undoStack();
        const int before = undo.count();
        number->setValue(2);
        number->setValue(3);
        QCOMPARE(page->fidelityView()->highlightedPath(), 2);
        QCOMPARE(undo.count(), before + 1); // one step back takes back both
        undo.undo();
        QCOMPARE(page->fidelityView()->highlightedPath(), -1);
        QCOMPARE(number->value(), 0);
    }

    std::unique_ptr<SynthesizeDesk> m_desk;
};

LOOM_TEST(SynthesizeFlowTest)
#include "test_synthesize_flow.moc"
