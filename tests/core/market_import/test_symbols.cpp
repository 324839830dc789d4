// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/sample_data.h"
#include "market/symbols.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

class TestSymbols : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theBundledListIsSearchedBySymbolAndName() {
        auto list = SymbolList::bundled();
        VERIFY_OK(list);
        QVERIFY(list->all().size() > 490 && list->all().size() < 520);
        QVERIFY(list->find("BRK-B"));
        QVERIFY(!list->find("NOPE"));
        QCOMPARE(list->search("AAPL").front().name, std::string("Apple Inc."));
        QCOMPARE(list->search("apple").front().symbol, std::string("AAPL"));
        const auto exact = list->search("A", 3);
        QCOMPARE(exact.size(), std::size_t{3});
        QCOMPARE(exact[0].symbol, std::string("A")); // the exact symbol, then those that begin so
        QVERIFY(exact[1].symbol.starts_with("A"));
        QVERIFY(list->search("zzzz nothing").empty());
        QCOMPARE(list->search("", 7).size(), std::size_t{7});
    }

    void otherListsOfTheSameKindWorkToo() {
        auto list = SymbolList::fromCsv("Symbol,Security,GICS Sector,GICS Sub-Industry\n"
                                        "BRK.B,Berkshire,Financials,Insurance\n");
        VERIFY_OK(list);
        QCOMPARE(list->all()[0].symbol, std::string("BRK-B"));
        QCOMPARE(list->all()[0].industry, std::string("Insurance"));
        QVERIFY(!SymbolList::fromCsv("").ok());
        QVERIFY(!SymbolList::fromCsv("a,b\n1,2\n").ok());
    }

    void symbolsAreChecked() {
        for (const auto* good : {"AAPL", "^GSPC", "BRK-B", "EURUSD=X", "GC=F", "BTC-USD", "SAP.DE",
                                 "VOD.L", "7203.T", "M&M.NS", " msft "})
            QVERIFY2(checkSymbol(good).ok(), good);
        QCOMPARE(*checkSymbol(" msft "), std::string("MSFT"));
        for (const auto* bad : {"", "  ", "A B", "AA^", "../etc", "AAPL;DROP", "'", "ÄÖ", "--",
                                "ABCDEFGHIJKLMNOPQRSTU"})
            QVERIFY2(!checkSymbol(bad).ok(), bad);
        const auto slip = checkSymbol("brk.b");
        QVERIFY(!slip.ok());
        QVERIFY(slip.error().message.find("BRK-B") != std::string::npos);
    }

    void listsOfSymbolsDropAndNameDuplicates() {
        const auto input = parseSymbols("AAPL, msft;AAPL\n^GSPC aapl BRK.B");
        QCOMPARE(input.symbols, (std::vector<std::string>{"AAPL", "MSFT", "^GSPC"}));
        QCOMPARE(input.notes.size(), std::size_t{1});
        QCOMPARE(input.errors.size(), std::size_t{1});
        QCOMPARE(parseSymbols(" , ").errors.size(), std::size_t{1});
    }

    void everyBundledSeriesLoads() {
        auto list = sampleSeries();
        VERIFY_OK(list);
        QVERIFY(list->size() >= 25);
        for (const auto& info : *list) {
            auto series = loadSample(info.symbol);
            VERIFY_OK(series);
            QCOMPARE(series->bars.front().date(), info.first);
            QCOMPARE(series->bars.back().date(), info.last);
            QCOMPARE(series->state, info.state);
            QCOMPARE(series->source, std::string("sample"));
        }
        // The table in resources/sample/PROVENANCE.md.
        QCOMPARE(loadSample("^GSPC")->bars.size(), std::size_t{5105});
        QCOMPARE(loadSample("^GSPC")->bars.front().close, 1455.22);
        QCOMPARE(loadSample("AAPL")->bars.size(), std::size_t{8313});
        QCOMPARE(loadSample("NOPE").error().code, ErrorCode::UnknownSymbol);
    }
};

LOOM_TEST(TestSymbols)
#include "test_symbols.moc"
