// SPDX-License-Identifier: GPL-3.0-or-later
// The Home page in the real window: what it teaches before the first run, its rows afterwards, and
// where its buttons lead.
#include "support/test_case.h"

#include "gui/desk.h"

#include <QHeaderView>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>

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

  private:
    std::unique_ptr<Desk> m_desk;
};

LOOM_TEST(HomeFlowTest)
#include "test_home_flow.moc"
