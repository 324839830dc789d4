// SPDX-License-Identifier: GPL-3.0-or-later
// Importing through the real window: a file dropped on it, a file with several symbols, and every
// kind of bad file, each with the sentence a person reads.
#include "support/test_case.h"

#include <algorithm>

#include "gui/desk.h"

#include <QComboBox>
#include <QDialog>
#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QTableWidget>
#include <QUrl>

#include "ui/charts/chart_view.h"
#include "ui/forms/elided_label.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"

using namespace loom;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray kHead = "Date,Open,High,Low,Close,Volume\n";
const QByteArray kRows = "2024-01-02,10,11,9,10.5,1000\n2024-01-03,10.5,12,10,11.5,1100\n";

} // namespace

class ImportFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        m_desk = std::make_unique<Desk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_desk->window().showPage(u"market"_s);
        m_page = dynamic_cast<ui::MarketPage*>(m_desk->window().page(u"market"_s));
        QVERIFY(m_page);
        QTRY_VERIFY(m_page->priceView()->data());
    }
    void cleanupTestCase() { m_desk.reset(); }

    void aFileDroppedOnTheWindowIsImported() {
        const QString path = write(u"MINE.csv"_s, kHead + kRows);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        auto& window = m_desk->window();
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &drop);
        QTRY_VERIFY(dialog());
        dialog()->findChild<QPushButton*>(u"import_button"_s)->click();
        QTRY_COMPARE(shownSymbol(), u"MINE"_s);
        QCOMPARE(m_page->priceView()->data()->closes, (std::vector<double>{10.5, 11.5}));
    }

    /// Whatever stands under the pointer, the drop reaches the window: a chart takes none itself.
    void aFileDroppedOnTheChartReachesTheWindow() {
        const QString path = write(u"CHART.csv"_s, kHead + kRows);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        auto* chart = m_desk->find<ui::ChartView>("price_chart")->viewport();
        const QPoint middle = chart->rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(chart, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(chart, &drop);
        QTRY_VERIFY(dialog());
        QVERIFY(dialog()->windowTitle().contains(u"CHART.csv"_s));
        dialog()->reject();
        QTRY_VERIFY(!dialog());
    }

    void ofSeveralSymbolsThoseTickedAreImported() {
        open(u"panel.csv"_s, "Date,AAA,BBB,CCC\n2024-01-02,1,10,100\n2024-01-03,2,20,200\n");
        auto* list = dialog()->findChild<QListWidget*>(u"import_symbols"_s);
        QVERIFY(list);
        QCOMPARE(list->count(), 3);
        QCOMPARE(rows(), 6);
        auto* import = dialog()->findChild<QPushButton*>(u"import_button"_s);
        QVERIFY(import->isEnabled());
        dialog()->findChild<QPushButton*>(u"import_no_symbols"_s)->click();
        QVERIFY(!import->isEnabled());
        QVERIFY(import->toolTip().contains(u"at least one"_s));
        list->item(1)->setCheckState(Qt::Checked);
        QVERIFY(import->isEnabled());
        QCOMPARE(rows(), 2);
        QCOMPARE(dialog()->findChild<QLabel*>(u"import_chosen"_s)->text(), u"1 of 3 symbols"_s);
        QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
        dialog()->grab().save(QStringLiteral(LOOM_SCREENSHOTS "/import_several.png"));
        // Another guess of the adjustment keeps the choice.
        dialog()->findChild<QComboBox*>(u"import_adjustment"_s)->setCurrentIndex(2);
        import->click();
        QTRY_COMPARE(shownSymbol(), u"BBB"_s);
        QCOMPARE(m_page->priceView()->data()->closes, (std::vector<double>{10, 20}));
        auto reader = m_desk->workbench().marketReader();
        QVERIFY(reader.ok());
        const auto series = reader->list();
        QVERIFY(series.ok());
        QCOMPARE(std::ranges::count_if(*series,
                                       [](const auto& state) {
                                           return state.key.symbol == "AAA" ||
                                                  state.key.symbol == "CCC";
                                       }),
                 0);
    }

    void whatIsNoPriceFileIsRefusedInWords_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto text = QStringLiteral("Date,Close\n2024-01-02,10\n2024-01-03,11\n");
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE") +
                                       QByteArray(reinterpret_cast<const char*>(text.utf16()),
                                                  text.size() * 2)
                                << u"UTF-16"_s;
        QTest::newRow("100,000 columns")
            << "Date" + QByteArray(",x").repeated(100'000) + "\n2024-01-02" +
                   QByteArray(",1").repeated(100'000) + "\n"
            << u"100001 columns"_s;
        QByteArray binary("\x7f"
                          "ELF\x02\x01\x01\0");
        for (int i = 1; i < 200; ++i)
            binary.append(static_cast<char>(i));
        QTest::newRow("binary") << binary << u"not a text file"_s;
        QTest::newRow("cut zip") << QByteArray("PK\x03\x04\x14\0\0\0\x08\0", 10) << u"damaged"_s;
        QTest::newRow("empty") << QByteArray() << u"empty"_s;
    }

    void whatIsNoPriceFileIsRefusedInWords() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const QString before = shownSymbol();
        QVERIFY(m_desk->window().openFile(write(u"prices.csv"_s, bytes)));
        QVERIFY(!dialog());
        QTRY_VERIFY2(says(words), qPrintable(words));
        QCOMPARE(shownSymbol(), before);
    }

    void badLinesAreShownBeforeAndLeftOut_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("formula") << kHead + kRows + "2024-01-04,=10+1,12,9,11,100\n"
                                 << u"Line 4 will be left out: The cell \"=10+1\" is a formula"_s;
        QTest::newRow("truncated") << kHead + kRows + "2024-01-04,10,12" << u"only 3 of 6"_s;
        QTest::newRow("cut in quotes") << kHead + kRows + "\"2024-01-04,10" << u"cut off"_s;
        QTest::newRow("mixed zones")
            << QByteArray("datetime,close\n2024-01-02T09:30:00-05:00,1\n"
                          "2024-01-02T09:35:00-05:00,2\n2024-01-02T14:40:00Z,3\n")
            << u"different zones"_s;
        QTest::newRow("no zone among zones")
            << QByteArray("datetime,close\n2024-01-02T09:30:00-05:00,1\n"
                          "2024-01-02T09:35:00-05:00,2\n2024-01-02T09:40:00,3\n")
            << u"Line 4 will be left out: Its time has no zone"_s;
    }

    void badLinesAreShownBeforeAndLeftOut() {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const QString symbol = u"BAD%1"_s.arg(++m_bad);
        open(symbol + u".csv"_s, text);
        const QString notes = dialog()->findChild<QLabel*>(u"import_notes"_s)->text();
        QVERIFY2(notes.contains(words), qPrintable(notes));
        dialog()->findChild<QPushButton*>(u"import_button"_s)->click();
        QTRY_COMPARE(shownSymbol(), symbol);
        QVERIFY(m_page->priceView()->data()->closes.size() >= 2);
    }

  private:
    QString write(const QString& name, const QByteArray& text) {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return file.fileName();
    }
    void open(const QString& name, const QByteArray& text) {
        QVERIFY(m_desk->window().openFile(write(name, text)));
        QVERIFY(dialog());
    }
    /// A dialog that was closed may still wait for its deletion.
    QDialog* dialog() {
        for (auto* dialog : m_desk->window().findChildren<QDialog*>(u"import_dialog"_s))
            if (dialog->isVisible())
                return dialog;
        return nullptr;
    }
    int rows() { return dialog()->findChild<QTableWidget*>(u"import_preview"_s)->rowCount(); }
    QString shownSymbol() const {
        return ui::qstr(m_page->priceView()->data()->series.instrument.symbol);
    }
    bool says(const QString& words) {
        for (const auto* label : m_desk->window().findChildren<QLabel*>())
            if (label->text().contains(words, Qt::CaseInsensitive))
                return true;
        for (const auto* label : m_desk->window().findChildren<ui::ElidedLabel*>())
            if (label->fullText().contains(words, Qt::CaseInsensitive))
                return true;
        return false;
    }

    QTemporaryDir m_folder;
    int m_bad = 0;
    std::unique_ptr<Desk> m_desk;
    ui::MarketPage* m_page = nullptr;
};

LOOM_TEST(ImportFlowTest)
#include "test_import_flow.moc"
