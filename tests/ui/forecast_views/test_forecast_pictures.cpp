// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the forecast views, to be looked at.
#include "support/test_case.h"

#include <QApplication>
#include <QDir>

#include "ui/charts/chart_view.h"
#include "ui/forecast_views/explain_desk.h"
#include "ui/pages/forecast/explain/attention_pane.h"
#include "ui/pages/forecast/explain/attribution_pane.h"
#include "ui/pages/forecast/explain/decomposition_pane.h"
#include "ui/pages/forecast/explain/grid_model.h"
#include "ui/pages/forecast/next/next_data.h"
#include "ui/pages/forecast/next/next_view.h"
#include "ui/pages/forecast/next/origin_strip.h"
#include "ui/theme/theme.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class ForecastPictures : public QObject {
    Q_OBJECT
    Theme m_theme{*qApp, ThemeMode::Dark};

    void shoot(QWidget& widget, const QString& name) {
        for (const auto mode : {ThemeMode::Dark, ThemeMode::Light}) {
            m_theme.setMode(mode);
            QCoreApplication::processEvents();
            const QImage image = widget.grab().toImage();
            QVERIFY(!image.isNull());
            QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
            QVERIFY(image.save(u"%1/forecast_%2_%3_%4x.png"_s.arg(
                QStringLiteral(LOOM_SCREENSHOTS), name, themeModeCode(mode),
                QString::number(widget.devicePixelRatio()))));
        }
    }

  private Q_SLOTS:
    void initTestCase() {
        auto& made = ForecastOutcomes::instance();
        QVERIFY2(made.problem().empty(), made.problem().c_str());
    }

    void next() {
        auto& made = ForecastOutcomes::instance();
        NextView view;
        view.resize(964, 326);
        view.show();
        shoot(view, u"next_empty"_s);
        view.setForecast(made.index());
        QVERIFY2(made.problem().empty(), made.problem().c_str());
        shoot(view, u"next_daily"_s);
        view.setEvaluation(made.indexEvaluation());
        QVERIFY2(made.problem().empty(), made.problem().c_str());
        shoot(view, u"next_origins"_s);
        view.origins()->setCurrent(view.data()->origins(view.data()->defaultModel()).size() - 1);
        view.origins()->step(-3);
        shoot(view, u"next_past"_s);
        view.setScale(NextView::Scale::Return);
        shoot(view, u"next_return"_s);
        view.setScale(NextView::Scale::Error);
        shoot(view, u"next_error"_s);
        view.resize(660, 300);
        view.setScale(NextView::Scale::Price);
        shoot(view, u"next_small"_s);
    }

    void weekly() {
        auto& made = ForecastOutcomes::instance();
        NextView view;
        view.resize(964, 326);
        view.show();
        view.setForecast(made.funds());
        view.setEvaluation(made.fundEvaluation());
        QVERIFY2(made.problem().empty(), made.problem().c_str());
        view.setAsset(1);
        shoot(view, u"next_weekly"_s);
        view.setForecast(nullptr);
        shoot(view, u"next_evaluated"_s);
    }

    void minutes() {
        auto& made = ForecastOutcomes::instance();
        NextView view;
        view.resize(964, 326);
        view.show();
        view.setForecast(made.minutes());
        QVERIFY2(made.problem().empty(), made.problem().c_str());
        shoot(view, u"next_minutes"_s);
    }

    void explanations() {
        auto& made = ForecastOutcomes::instance();
        ExplainDesk desk;
        auto& view = desk.view();
        shoot(view, u"explain_empty"_s);
        view.setForecast(made.index());
        QTRY_VERIFY(view.decomposition()->model()->rowCount() > 0);
        shoot(view, u"explain_parts"_s);
        view.showTab(ExplainView::Attention);
        QTRY_VERIFY(!view.words().isEmpty());
        shoot(view, u"explain_lacks"_s);
        view.setForecast(made.funds());
        QTRY_VERIFY(view.words().isEmpty());
        shoot(view, u"explain_attention"_s);
        view.showTab(ExplainView::Attribution);
        shoot(view, u"explain_ask"_s);
        view.explain();
        shoot(view, u"explain_running"_s);
        QTRY_VERIFY_WITH_TIMEOUT(view.attribution()->attribution() != nullptr, 60'000);
        shoot(view, u"explain_shares"_s);
        view.resize(660, 500);
        shoot(view, u"explain_small"_s);
        view.setForecast(made.index());
        view.explain();
        QTRY_VERIFY_WITH_TIMEOUT(view.attribution()->attribution() != nullptr, 60'000);
        view.resize(964, 560);
        shoot(view, u"explain_lags"_s);
    }
};

LOOM_TEST(ForecastPictures)
#include "test_forecast_pictures.moc"
