// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the page Synthesize in each of its states, to be looked at.
#include "support/test_case.h"

#include <QLineEdit>

#include "gui/synthesize_desk.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class SynthesizePictures : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void states() {
        SynthesizeDesk desk;
        QVERIFY2(desk.isOpen(), qPrintable(desk.problem()));
        auto* page = desk.page();
        QTRY_VERIFY(page->previewView()->chart()->layers().size() >= 2);
        shootBoth(desk, u"data"_s);
        desk.type("from", u"2020-01-01"_s);
        desk.type("to", u"2019-01-01"_s);
        page->openSymbol(u"NOTHERE"_s);
        QTRY_VERIFY(desk.find<QWidget>("preview_unknown")->isVisible());
        shootBoth(desk, u"unknown"_s);
        QVERIFY(desk.window().openStudy(tinyStudy(20'000)));
        page->run();
        QTRY_VERIFY_WITH_TIMEOUT(page->trainingView()->scoreChart()->layers().size() > 3, 60'000);
        shootBoth(desk, u"training"_s);
        page->stop(jobs::StopRequest::KeepBest);
        QTRY_COMPARE_WITH_TIMEOUT(page->currentView(), SynthesizePage::FidelityPane, 60'000);
        shootBoth(desk, u"fidelity"_s);
        VERIFY_OK(page->exportTo(SynthesizePage::Export::Figure,
                                 QStringLiteral(LOOM_SCREENSHOTS) + u"/synthesize_figure.png"_s));
    }

  private:
    void shootBoth(SynthesizeDesk& desk, const QString& state) {
        for (const auto mode : {ThemeMode::Dark, ThemeMode::Light}) {
            desk.theme().setMode(mode);
            QCoreApplication::processEvents();
            const QImage image = desk.window().grab().toImage();
            QVERIFY(!image.isNull());
            QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
            QVERIFY(image.save(u"%1/synthesize_%2_%3_%4x.png"_s.arg(
                QStringLiteral(LOOM_SCREENSHOTS), state, themeModeCode(mode),
                QString::number(desk.window().devicePixelRatio()))));
        }
    }
};

LOOM_TEST(SynthesizePictures)
#include "test_synthesize_pictures.moc"
