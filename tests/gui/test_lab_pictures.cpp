// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the synthetic lab: universe, every pane of a panel, privacy, comparison board; to be
// looked at. The bundled stocks and a VAE trained for a few epochs.
#include "support/test_case.h"

#include <tuple>

#include "gui/synthesize_desk.h"
#include <QPushButton>

#include "ui/pages/synthesize/benefit/benefit_view.h"
#include "ui/pages/synthesize/board/board_view.h"
#include "ui/pages/synthesize/board/model_gallery.h"
#include "ui/pages/synthesize/board/small_multiples.h"
#include "ui/pages/synthesize/form/universe_view.h"
#include "ui/pages/synthesize/panel/margins_pane.h"
#include "ui/pages/synthesize/panel/panel_view.h"
#include "ui/pages/synthesize/scenarios/scenario_form.h"
#include "ui/pages/synthesize/scenarios/scenario_view.h"
#include "ui/pages/synthesize/scorecard_table.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class LabPictures : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void panel() {
        SynthesizeDesk desk;
        QVERIFY2(desk.isOpen(), qPrintable(desk.problem()));
        auto* page = desk.page();
        QVERIFY(desk.window().openStudy(stocks()));
        QTRY_VERIFY(page->previewView()->universe()->isVisible());
        QTRY_VERIFY(page->subtitle().contains(u"2010"_s));
        shootBoth(desk, u"universe"_s);
        page->run();
        QTRY_VERIFY_WITH_TIMEOUT(page->outcome() != nullptr, 240'000);
        auto* panel = page->panelView();
        QTRY_VERIFY_WITH_TIMEOUT(panel->figures() != nullptr, 30'000);
        panel->scorecard()->setCurrentIndex(panel->scorecard()->model()->index(4, 2));
        QCoreApplication::processEvents();
        shootBoth(desk, u"panel"_s);
        for (const auto& [tab, name] : {std::pair{PanelView::Correlation, u"correlation"_s},
                                        std::pair{PanelView::Copula, u"copula"_s},
                                        std::pair{PanelView::Margins, u"margins"_s},
                                        std::pair{PanelView::Spectrum, u"spectrum"_s}}) {
            panel->showTab(tab);
            if (tab == PanelView::Margins)
                QTRY_VERIFY_WITH_TIMEOUT(!panel->margins()->views().front()->layers().empty(),
                                         30'000);
            shootBoth(desk, name);
        }
        page->show(SynthesizePage::PrivacyPane);
        shootBoth(desk, u"privacy"_s);
        page->show(SynthesizePage::ComparePane);
        shootBoth(desk, u"gallery"_s);
        page->boardView()->run();
        QTRY_VERIFY_WITH_TIMEOUT(page->boardView()->outcome() != nullptr, 240'000);
        QTRY_VERIFY_WITH_TIMEOUT(!page->boardView()->pictures()->views().empty(), 30'000);
        shootBoth(desk, u"board"_s);
    }

    void scenariosAndBenefit() {
        SynthesizeDesk desk;
        QVERIFY2(desk.isOpen(), qPrintable(desk.problem()));
        auto* page = desk.page();
        auto study = stocks();
        study[u"model"_s] = QJsonObject{{u"id"_s, u"ppca"_s}};
        QVERIFY(desk.window().openStudy(study));
        auto* view = page->scenarioView();
        for (const auto& [draw, field, text] :
             {std::tuple{ScenarioForm::Draw::Falls, "scenario_falls", u"AAPL=-5%"_s},
              std::tuple{ScenarioForm::Draw::LikeDays, "scenario_days", u"2020-03-16"_s}}) {
            page->show(SynthesizePage::ScenarioPane);
            const int before = view->sets()->rowCount();
            if (before == 0)
                shootBoth(desk, u"scenarios_empty"_s);
            view->form()->setDraw(draw);
            desk.find<QLineEdit>(field)->setText(text);
            QTRY_VERIFY(desk.find<QPushButton>("scenario_button")->isEnabled());
            view->run();
            QTRY_VERIFY_WITH_TIMEOUT(view->sets()->rowCount() == before + 1, 120'000);
            QTRY_VERIFY(view->stress()->rowCount() == 20);
        }
        shootBoth(desk, u"scenarios"_s);
        page->show(SynthesizePage::BenefitPane);
        shootBoth(desk, u"benefit_empty"_s);
        page->benefitView()->run();
        QTRY_VERIFY_WITH_TIMEOUT(page->benefitView()->outcome() != nullptr, 240'000);
        shootBoth(desk, u"benefit"_s);
    }

  private:
    static QJsonObject stocks() {
        auto study = studies::SynthesizeStudy{};
        study.data.symbols = {"AAPL", "AMD", "BAC", "BBY", "CVX", "GE",   "HD",
                              "JNJ",  "JPM", "KO",  "LLY", "MRK", "MSFT", "PEP",
                              "PFE",  "PG",  "RRC", "UNH", "WMT", "XOM"};
        study.data.from = Date::fromYmd(2010, 1, 1);
        study.data.to = Date::fromYmd(2020, 4, 17);
        study.model = {.id = "vae", .preset = "baseline", .params = {{"epochs", 20}}};
        study.evaluation = {.paths = 2, .length = 2500};
        const auto text = studies::toJson(study).dump();
        return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    }

    void shootBoth(SynthesizeDesk& desk, const QString& state) {
        for (const auto mode : {ThemeMode::Dark, ThemeMode::Light}) {
            desk.theme().setMode(mode);
            QCoreApplication::processEvents();
            const QImage image = desk.window().grab().toImage();
            QVERIFY(!image.isNull());
            QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
            QVERIFY(image.save(u"%1/lab_%2_%3_%4x.png"_s.arg(
                QStringLiteral(LOOM_SCREENSHOTS), state, themeModeCode(mode),
                QString::number(desk.window().devicePixelRatio()))));
        }
    }
};

LOOM_TEST(LabPictures)
#include "test_lab_pictures.moc"
