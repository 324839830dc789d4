// SPDX-License-Identifier: GPL-3.0-or-later
// The split editor: what it draws is what makeFolds() says, borders move by mouse and keys, words
// never overlap and are never cut.
#include <QFontMetricsF>
#include <QSignalSpy>
#include <QVBoxLayout>

#include "base/csv.h"
#include "base/gzip.h"
#include "base/text.h"
#include "pictures.h"
#include "ui/pages/forecast/split/split_canvas.h"
#include "ui/pages/forecast/split/split_editor.h"
#include "ui/pages/forecast/split/split_handle.h"
#include "ui/theme/type.h"

using namespace loom;
using namespace loom::ui;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

SplitEditor::Series walk(std::size_t rows,
                         forecast::Frequency frequency = forecast::Frequency::Day1) {
    SplitEditor::Series out{.name = u"Walk"_s, .frequency = frequency};
    const std::int64_t step = frequency == forecast::Frequency::Day1 ? 86'400 : 300;
    for (std::size_t i = 0; i < rows; ++i) {
        out.times.push_back(946'684'800 + std::int64_t(i) * step); // 2000-01-01
        out.closes.push_back(100 * std::exp(0.3 * std::sin(double(i) / double(rows) * 20)));
    }
    return out;
}

SplitEditor::Series sp500() {
    SplitEditor::Series out{.name = u"^GSPC"_s};
    const auto text = readMaybeGzip(std::string(LOOM_SOURCE_DIR) +
                                    "/resources/sample/gspc_ohlcv_2000_2020.csv.gz");
    if (!text)
        return out;
    CsvReader reader(*text);
    std::vector<std::string> row;
    while (reader.next(row))
        if (const auto date = QDate::fromString(QString::fromStdString(row[0]), Qt::ISODate);
            date.isValid()) {
            out.times.push_back(QDateTime(date, {}, Qt::UTC).toSecsSinceEpoch());
            out.closes.push_back(parseDouble(row[4]).value_or(kMissing));
        }
    return out;
}

/// The editor in a window of its own, wide enough for `width` pixels of canvas and margins.
struct Desk {
    SplitEditor editor;
    SplitCanvas* canvas;
    std::size_t horizon;

    Desk(const SplitEditor::Series& series, const forecast::EvaluationPlan& plan, int width,
         std::size_t steps = 10)
        : canvas(editor.findChild<SplitCanvas*>()), horizon(steps) {
        testTheme();
        editor.setAutoFillBackground(true);
        editor.setBackgroundRole(QPalette::Base);
        editor.setSeries(series);
        editor.setPlan(plan, horizon);
        editor.resize(width, editor.sizeHint().height());
        editor.show();
        QApplication::setActiveWindow(&editor);
    }
    SplitHandle* handle(SplitBorder border) { return canvas->handle(border); }
    /// Drags the border to a share of the canvas' width.
    void drag(SplitBorder border, double to, bool drop = true) {
        SplitHandle* grip = handle(border);
        const QPoint from = grip->rect().center();
        const QPoint start = grip->mapToParent(from), end(int(to * canvas->width()), start.y());
        QTest::mousePress(grip, Qt::LeftButton, {}, from);
        for (const QPoint& at : {(start + end) / 2, end}) // the grip moves with it
            move(grip, grip->mapFromParent(at));
        if (drop)
            QTest::mouseRelease(grip, Qt::LeftButton, {}, grip->rect().center());
    }
    /// QTest::mouseMove() says nothing of pressed buttons.
    static void move(QWidget* widget, const QPoint& at) {
        QMouseEvent event(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton,
                          Qt::LeftButton, {});
        QApplication::sendEvent(widget, &event);
    }
};

void verifyBlocks(const SplitCanvas& canvas) {
    const auto blocks = canvas.blocks();
    QCOMPARE(blocks.size(), canvas.picture()->parts.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto& block = blocks[i];
        QVERIFY2(block.rect.left() >= 0 && block.rect.right() <= canvas.width(),
                 qPrintable(block.name));
        QVERIFY(!block.name.isEmpty());
        if (i > 0)
            QVERIFY2(blocks[i - 1].rect.right() < block.rect.left(), qPrintable(block.name));
        const QFontMetricsF caption(typeFont(Type::Caption));
        QVERIFY(caption.horizontalAdvance(block.dates) <= block.rect.width());
        QVERIFY(block.rect.bottom() <= canvas.height());
    }
}

} // namespace

class SplitEditorTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// Rows and counts by hand for 1,000 rows, 10 steps, the default plan: 150 rows are locked, the
    /// first border is at half of the other 850, its last fifth (85 rows) validates; a training
    /// origin's last label is before row 340, so origins 0 … 329; validation 339 … 414; scored
    /// 424 … 839; locked 849 … 989.
    void theDefaultSplit() {
        const auto picture = splitPicture(1000, 10, {});
        VERIFY_OK(picture);
        QCOMPARE(rowOf(*picture, SplitBorder::Test), 850u);
        QCOMPARE(rowOf(*picture, SplitBorder::First), 425u);
        QCOMPARE(rowOf(*picture, SplitBorder::Validation), 340u);
        QCOMPARE(picture->parts.size(), 4u);
        const std::size_t expected[4][4] = {
            {0, 330, 330, 9}, {339, 415, 76, 9}, {424, 840, 416, 9}, {849, 990, 141, 0}};
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(picture->parts[i].from, expected[i][0]);
            QCOMPARE(picture->parts[i].to, expected[i][1]);
            QCOMPARE(picture->parts[i].origins, expected[i][2]);
            QCOMPARE(picture->parts[i].purgedAfter, expected[i][3]);
        }
    }

    void anEmbargoIsPurgedToo() {
        const auto picture = splitPicture(1000, 10, {.embargo = 5});
        VERIFY_OK(picture);
        QCOMPARE(picture->parts[0].purgedAfter, 14u);
        QCOMPARE(picture->parts[1].purgedAfter, 14u);
    }

    void aLookAtTheTest() {
        const auto picture = splitPicture(1000, 10, {.test = true});
        VERIFY_OK(picture);
        QCOMPARE(picture->parts.size(), 3u);
        QVERIFY(picture->parts.back().kind == SplitPart::Kind::Test);
        QCOMPARE(picture->parts.back().origins, 141u);
        Desk desk(walk(1000), {.test = true}, 700);
        QVERIFY(!desk.handle(SplitBorder::First)->isVisible());
        QVERIFY(desk.handle(SplitBorder::Test)->isVisible());
    }

    void aRefusedPlanIsToldInItsWords() {
        Desk desk(walk(1000), {}, 700);
        QVERIFY(desk.canvas->picture().has_value());
        const forecast::EvaluationPlan bad{.embargo = 800};
        desk.editor.setPlan(bad, 10);
        QVERIFY(!desk.canvas->picture().has_value());
        const auto words = forecast::makeFolds(1000, 10, bad);
        QCOMPARE(desk.canvas->accessibleDescription(),
                 QString::fromStdString(words.error().message));
        for (int i = 0; i < kSplitBorders; ++i)
            QVERIFY(!desk.handle(SplitBorder(i))->isVisible());
    }

    void aDragIsToldOnceWhenItEnds() {
        Desk desk(walk(1000), {}, 1000);
        QSignalSpy edited(&desk.editor, &SplitEditor::planEdited);
        desk.drag(SplitBorder::Test, 0.7, false);
        QCOMPARE(edited.count(), 0);
        QTest::mouseRelease(desk.handle(SplitBorder::Test), Qt::LeftButton);
        QCOMPARE(edited.count(), 1);
        QVERIFY(std::abs(desk.editor.plan().testShare - 0.3) < 0.003);
        QCOMPARE(edited[0][0].value<forecast::EvaluationPlan>(), desk.editor.plan());
        const auto folds = forecast::makeFolds(1000, 10, desk.editor.plan());
        QCOMPARE(rowOf(*desk.canvas->picture(), SplitBorder::Test), folds->testFrom);
        desk.drag(SplitBorder::First, 0.2);
        desk.drag(SplitBorder::Validation, 0.1);
        QCOMPARE(edited.count(), 3);
        QVERIFY(std::abs(desk.editor.plan().firstTrainShare - 0.2 / 0.7) < 0.005);
        QVERIFY(std::abs(desk.editor.plan().validationShare - 0.5) < 0.01);
    }

    void aClickMovesNothing() {
        Desk desk(walk(1000), {}, 1000);
        QSignalSpy edited(&desk.editor, &SplitEditor::planEdited);
        QTest::mouseClick(desk.handle(SplitBorder::Test), Qt::LeftButton);
        QCOMPARE(edited.count(), 0);
        QCOMPARE(desk.editor.plan(), forecast::EvaluationPlan{});
    }

    void escapeLetsADragGo() {
        Desk desk(walk(1000), {}, 1000);
        QSignalSpy edited(&desk.editor, &SplitEditor::planEdited);
        desk.drag(SplitBorder::Test, 0.6, false);
        QVERIFY(desk.editor.plan().testShare > 0.3);
        QTest::keyClick(desk.handle(SplitBorder::Test), Qt::Key_Escape);
        QCOMPARE(desk.editor.plan(), forecast::EvaluationPlan{});
        Desk::move(desk.handle(SplitBorder::Test), {-200, 5});
        QTest::mouseRelease(desk.handle(SplitBorder::Test), Qt::LeftButton);
        QCOMPARE(desk.editor.plan(), forecast::EvaluationPlan{});
        QCOMPARE(edited.count(), 0);
    }

    void anotherPlanEndsADrag() {
        Desk desk(walk(1000), {}, 1000);
        QSignalSpy edited(&desk.editor, &SplitEditor::planEdited);
        desk.drag(SplitBorder::Test, 0.6, false);
        const forecast::EvaluationPlan other{.testShare = 0.2};
        desk.editor.setPlan(other, 10);
        Desk::move(desk.handle(SplitBorder::Test), {-200, 5});
        QTest::mouseRelease(desk.handle(SplitBorder::Test), Qt::LeftButton);
        QCOMPARE(desk.editor.plan(), other);
        QCOMPARE(edited.count(), 0);
    }

    void theKeysMoveBorders() {
        Desk desk(walk(1000), {}, 700);
        QSignalSpy edited(&desk.editor, &SplitEditor::planEdited);
        auto* test = desk.handle(SplitBorder::Test);
        test->setFocus(Qt::TabFocusReason);
        QTest::keyClick(test, Qt::Key_Left); // to the left is a larger test
        QCOMPARE(edited.count(), 1);
        QCOMPARE(desk.editor.plan().testShare, 0.16);
        QTest::keyClick(test, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(desk.editor.plan().testShare, 0.159);
        QTest::keyClick(desk.handle(SplitBorder::First), Qt::Key_PageUp);
        QCOMPARE(desk.editor.plan().firstTrainShare, 0.55);
        QTest::keyClick(desk.handle(SplitBorder::Validation), Qt::Key_End);
        QCOMPARE(desk.editor.plan().validationShare, 0.0);
        QCOMPARE(edited.count(), 4);
    }

    /// A border stops where makeFolds() would refuse.
    void aBorderGoesAsFarAsThePlanIsAccepted() {
        Desk desk(walk(1000), {}, 700);
        auto* test = desk.handle(SplitBorder::Test);
        QTest::keyClick(test, Qt::Key_Home);
        QCOMPARE(desk.editor.plan().testShare, 0.5);
        QTest::keyClick(test, Qt::Key_End);
        QCOMPARE(desk.editor.plan().testShare, 0.0);
        auto* first = desk.handle(SplitBorder::First);
        QTest::keyClick(first, Qt::Key_End);
        const auto plan = desk.editor.plan();
        QVERIFY(plan.firstTrainShare > 0.9);
        QVERIFY(forecast::makeFolds(1000, 10, plan).ok());
        QSignalSpy edited(&desk.editor, &SplitEditor::planEdited);
        QTest::keyClick(first, Qt::Key_Right);
        QCOMPARE(edited.count(), 0);
        QCOMPARE(desk.editor.plan(), plan);
    }

    void readOnlyHasNoHandles() {
        Desk desk(walk(1000), {}, 700);
        desk.editor.setReadOnly(true);
        for (int i = 0; i < kSplitBorders; ++i)
            QVERIFY(!desk.handle(SplitBorder(i))->isVisible());
        desk.editor.setReadOnly(false);
        QVERIFY(desk.handle(SplitBorder::Test)->isVisible());
    }

    void wordsNeverOverlap_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("test");
        QTest::addColumn<double>("first");
        QTest::addColumn<bool>("intraday");
        for (const int width : {320, 480, 700, 1100, 1800})
            for (const double test : {0.0, 0.03, 0.15, 0.5})
                for (const double first : {0.15, 0.5, 0.93})
                    for (const bool intraday : {false, true})
                        QTest::addRow("%d px, test %g, first %g, %s", width, test, first,
                                      intraday ? "5m" : "1d")
                            << width << test << first << intraday;
    }
    void wordsNeverOverlap() {
        QFETCH(int, width);
        QFETCH(double, test);
        QFETCH(double, first);
        QFETCH(bool, intraday);
        Desk desk(walk(4000, intraday ? forecast::Frequency::Minute5 : forecast::Frequency::Day1),
                  {.testShare = test, .firstTrainShare = first}, width);
        QVERIFY(desk.canvas->picture().has_value());
        verifyBlocks(*desk.canvas);
        if (width == 700 && !intraday) // all that is to be said has room there
            for (const auto& block : desk.canvas->blocks())
                QVERIFY2(!block.dates.isEmpty(), qPrintable(block.name));
    }

    void fewAndManyRows() {
        Desk few(walk(20), {}, 700, 1);
        few.editor.setPlan({.testShare = 0, .firstTrainShare = 0.15, .folds = 1}, 1);
        QVERIFY(!few.canvas->picture().has_value()); // 20 origins are the least
        shootBoth(few.editor, u"split_few"_s);
        few.editor.setSeries(walk(30));
        QVERIFY(few.canvas->picture().has_value());
        Desk many(walk(500'000, forecast::Frequency::Minute5), {.folds = 100}, 1100, 12);
        verifyBlocks(*many.canvas);
        shootBoth(many.editor, u"split_many"_s);
        QBENCHMARK {
            many.canvas->repaint();
        }
    }

    void emptyAndCleared() {
        Desk desk({}, {}, 700);
        QVERIFY(!desk.canvas->isVisible());
        desk.editor.setSeries(walk(1000));
        QVERIFY(desk.canvas->isVisible());
        desk.editor.setSeries({});
        QVERIFY(!desk.canvas->isVisible());
    }

    void pictures() {
        const auto series = sp500();
        QVERIFY(series.times.size() > 5000);
        for (const int width : {700, 1100}) {
            Desk desk(series, {.embargo = 5}, width);
            desk.editor.setLooks(3);
            verifyBlocks(*desk.canvas);
            shootBoth(desk.editor, u"split"_s);
            desk.drag(SplitBorder::First, 0.35, false);
            shootBoth(desk.editor, u"split_drag"_s);
            QTest::keyClick(desk.handle(SplitBorder::First), Qt::Key_Escape);
            desk.editor.setPlan({.window = forecast::TrainWindow::Sliding, .folds = 12}, 10);
            desk.editor.resize(width, desk.editor.sizeHint().height());
            shootBoth(desk.editor, u"split_sliding"_s);
            desk.editor.setPlan({.test = true}, 10);
            desk.editor.resize(width, desk.editor.sizeHint().height());
            desk.handle(SplitBorder::Test)->setFocus(Qt::TabFocusReason);
            shootBoth(desk.editor, u"split_test"_s);
            desk.editor.setPlan({.embargo = 3000}, 10);
            desk.editor.resize(width, desk.editor.sizeHint().height());
            shootBoth(desk.editor, u"split_refused"_s);
        }
    }
};

LOOM_TEST(SplitEditorTest)
#include "test_split_editor.moc"
