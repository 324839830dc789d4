// SPDX-License-Identifier: GPL-3.0-or-later
// The Home page in the real window: what it teaches before the first run, its rows afterwards, and
// where its buttons lead.
#include "support/test_case.h"

#include "gui/desk.h"

#include <QHeaderView>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>

#include "ui/charts/chart_view.h"

using namespace loom;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

class HomeFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<Desk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_desk->window().showPage(u"home"_s);
    }
    void cleanup() { m_desk.reset(); }

    void beforeTheFirstRunItTeachesAndOpensAnExample() {
        auto* teaching = m_desk->find<QWidget>("no_runs");
        QVERIFY(teaching->isVisible());
        auto* index = m_desk->find<ui::ChartView>("index_chart");
        QTRY_VERIFY(index->isVisible()); // real prices at the first start
        QCOMPARE(index->fullXRange().hi, 5104.0);
        auto* button = teaching->findChild<QPushButton*>();
        QVERIFY(button);
        button->click();
        QCOMPARE(m_desk->window().currentPageId(), u"synthesize"_s);
    }

    void aRunTakesOneRowOf24Pixels() {
        auto& store = m_desk->tracking();
        const auto experiment = store.experiment("home");
        QVERIFY(experiment.ok());
        const auto run = store.createRun({.experiment = *experiment, .name = "long words"});
        QVERIFY(run.ok());
        QVERIFY(store.setTag(*run, "quantloom.verdict", std::string(400, 'w')).ok());
        m_desk->window().showPage(u"market"_s);
        m_desk->window().showPage(u"home"_s);
        const auto* table = m_desk->find<QTableWidget>("recent_runs");
        QVERIFY(table->isVisible());
        QVERIFY(!m_desk->find<ui::ChartView>("index_chart")->isVisible());
        QCOMPARE(table->rowCount(), 1);
        QCOMPARE(table->rowHeight(0), 24);
        QVERIFY(!table->wordWrap());
        QVERIFY(table->horizontalHeader()->length() <= table->viewport()->width());
    }

    void healthRowsSayTheirStateInAWordAndOpenTheSymbol() {
        auto* table = m_desk->find<QTableWidget>("data_health");
        QVERIFY(table->rowCount() > 20);
        for (int row = 0; row < table->rowCount(); ++row)
            QVERIFY(!table->item(row, 4)->text().isEmpty());
        Q_EMIT table->cellActivated(0, 0);
        QCOMPARE(m_desk->window().currentPageId(), u"market"_s);
    }

    void aMissingWorkspaceIsSaid() {
        m_desk->settings().addRecentWorkspace(u"/nowhere/gone.loom"_s);
        m_desk->window().showPage(u"market"_s);
        m_desk->window().showPage(u"home"_s);
        const auto* list = m_desk->find<QListWidget>("recent_workspaces");
        QCOMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().contains(u"not found"_s));
    }

    void saysWhatHappenedWhileTheWindowWasClosed() {
        QVERIFY(m_desk->find<QListWidget>("visit_news") == nullptr);
        m_desk->closeWindow();
        auto& store = m_desk->tracking();
        const auto experiment = store.experiment("night");
        VERIFY_OK(experiment);
        const auto add = [&](const char* name, tracking::RunStatus status) {
            const auto run = store.createRun({.experiment = *experiment, .name = name});
            VERIFY_OK(run);
            VERIFY_OK(store.setRunStatus(*run, status));
        };
        add("nightly-good", tracking::RunStatus::Finished);
        add("nightly-bad", tracking::RunStatus::Failed);
        auto series = m_desk->workbench().loadSeries({.symbol = "^GSPC"});
        VERIFY_OK(series);
        series->instrument.symbol = "NEWONE";
        series->source = "import";
        VERIFY_OK(m_desk->workbench().importSeries(std::span(&*series, 1)));

        Desk later(m_desk->folder());
        later.window().showPage(u"home"_s);
        const auto* list = later.find<QListWidget>("visit_news");
        QVERIFY(list && list->isVisible());
        QStringList lines;
        for (int row = 0; row < list->count(); ++row)
            lines << list->item(row)->text();
        QCOMPARE(lines.front(), u"nightly-bad failed"_s); // what needs a look comes first
        QVERIFY(lines.contains(u"nightly-good finished"_s));
        QVERIFY2(lines.contains(u"Updated: NEWONE"_s), qPrintable(lines.join(u'/')));
        QCOMPARE(lines.size(), 3);
        Q_EMIT const_cast<QListWidget*>(list)->itemActivated(list->item(2));
        QCOMPARE(later.window().currentPageId(), u"market"_s);
    }

  private:
    std::unique_ptr<Desk> m_desk;
};

LOOM_TEST(HomeFlowTest)
#include "test_home_flow.moc"
