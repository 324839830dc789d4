// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the page Forecast in both themes, to be looked at: before anything is run, while a
// field is wrong, the training, the forecast with its board, the explanation, stored forecasts.
#include "support/test_case.h"

#include "gui/forecast_desk.h"
#include "ui/charts/chart_view.h"
#include "ui/forms/number_field.h"
#include "ui/pages/forecast/history/history_view.h"
#include "ui/pages/forecast/training/forecast_training.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class ForecastPictures : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyView() {
        ForecastDesk desk;
        QVERIFY2(desk.isOpen(), qPrintable(desk.problem()));
        desk.settings().setDevice(u"cpu"_s);
        auto* page = desk.page();
        auto study = shortForecast("nbeats", {{"steps", 200}, {"patience", 0}});
        study.model.preset = "quick";
        QVERIFY(desk.window().openStudy(toObject(toJson(study))));
        QTRY_VERIFY(!page->historyView()->chart()->layers().empty());
        shootBoth(desk, u"data"_s);
        desk.find<NumberField>("forecast_horizon")->setValue(0);
        shootBoth(desk, u"wrong"_s);
        desk.find<NumberField>("forecast_horizon")->setValue(10);
        page->predict();
        QTRY_VERIFY_WITH_TIMEOUT(page->forecast() != nullptr, 120'000);
        shootBoth(desk, u"next"_s);
        page->show(ForecastPage::TrainingPane);
        shootBoth(desk, u"training"_s);
        page->show(ForecastPage::ExplainPane);
        shootBoth(desk, u"explain"_s);
        page->show(ForecastPage::RealisedPane);
        shootBoth(desk, u"realised"_s);
        desk.find<NumberField>("forecast_every")->setValue(5);
        desk.type("forecast_seeds", u"1"_s);
        page->evaluate();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation() != nullptr, 120'000);
        shootBoth(desk, u"board"_s);
        desk.window().resize(1100, 700);
        QCoreApplication::processEvents();
        shootBoth(desk, u"small"_s);
    }

  private:
    static void shootBoth(ForecastDesk& desk, const QString& state) {
        for (const auto mode : {ThemeMode::Dark, ThemeMode::Light}) {
            desk.theme().setMode(mode);
            QCoreApplication::processEvents();
            const QImage image = desk.window().grab().toImage();
            QVERIFY(!image.isNull());
            QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
            QVERIFY(image.save(u"%1/forecast_%2_%3_%4x.png"_s.arg(
                QStringLiteral(LOOM_SCREENSHOTS), state, themeModeCode(mode),
                QString::number(desk.window().devicePixelRatio()))));
        }
    }
};

LOOM_TEST(ForecastPictures)
#include "test_forecast_pictures.moc"
