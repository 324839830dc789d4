// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the Experiments page in both themes, to be looked at.
#include "support/test_case.h"

#include <QAction>
#include <QDir>
#include <QLineEdit>
#include <QTableView>

#include "gui/desk.h"
#include "gui/sample_runs.h"
#include "ui/pages/experiments/run_table_model.h"

using namespace loom;
using namespace loom::tests;

class ExperimentsPictures : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void pictures() {
        Desk desk;
        QVERIFY2(desk.isOpen(), qPrintable(desk.problem()));
        auto& window = desk.window();
        window.showPage(QStringLiteral("experiments"));
        shoot(desk, QStringLiteral("experiments_empty"));
        std::vector<tracking::RunId> runs;
        for (int i = 0; i < 30; ++i)
            runs.push_back(addRun(desk.tracking(), i));
        tracking::Registry registry(desk.tracking());
        for (const int i : {0, 3, 6})
            VERIFY_OK(registry.createVersion(
                {.model = "quantgan ^GSPC", .run = runs[static_cast<std::size_t>(i)]}));
        VERIFY_OK(registry.setAlias("quantgan ^GSPC", "champion", 2));
        desk.find<QAction>("action_refresh_runs")->trigger();
        auto* table = desk.find<QTableView>("run_table");
        auto* model = qobject_cast<ui::RunTableModel*>(table->model());
        table->selectRow(4);
        desk.find<QAction>("action_baseline")->trigger();
        model->setPlotted({runs[25], runs[27], runs[28]});
        table->selectRow(2);
        shoot(desk, QStringLiteral("experiments_runs"));
        auto* filter = desk.find<QLineEdit>("run_filter");
        filter->setText(QStringLiteral("metrics.acf_abs <"));
        QTest::keyClick(filter, Qt::Key_Return);
        shoot(desk, QStringLiteral("experiments_filter"));
        filter->clear();
        window.page(QStringLiteral("experiments"))->restoreState({{QStringLiteral("view"), 1}});
        shoot(desk, QStringLiteral("experiments_registry"));
    }

  private:
    static void shoot(Desk& desk, const QString& name) {
        QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS));
        for (const auto mode : {ui::ThemeMode::Light, ui::ThemeMode::Dark}) {
            desk.theme().setMode(mode);
            QCoreApplication::sendPostedEvents();
            const QPixmap picture = desk.window().grab();
            QVERIFY(!picture.isNull());
            const QString scale =
                qFuzzyCompare(picture.devicePixelRatio(), 2.0) ? QStringLiteral("_2x") : QString();
            QVERIFY(picture.save(QStringLiteral(LOOM_SCREENSHOTS "/%1_%2%3.png")
                                     .arg(name, ui::themeModeCode(mode), scale)));
        }
    }
};

LOOM_TEST(ExperimentsPictures)
#include "test_experiments_pictures.moc"
