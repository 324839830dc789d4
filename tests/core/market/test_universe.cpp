// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "market/sample_data.h"
#include "market/universe.h"

#include <algorithm>

using namespace loom;
using namespace loom::market;

class UniverseTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void presetsHoldWhatTheirNamesSay() {
        const auto list = SymbolList::bundled();
        VERIFY_OK(list);
        const auto sectors = universe(*list, "sector_etfs");
        VERIFY_OK(sectors);
        QCOMPARE(sectors->symbols,
                 (std::vector<std::string>{"XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE",
                                           "XLU", "XLV", "XLY"}));
        const auto ten = universe(*list, "ten_etfs");
        VERIFY_OK(ten);
        QCOMPARE(ten->symbols.size(), std::size_t{10});
        const auto energy = universe(*list, "sp500_energy");
        VERIFY_OK(energy);
        for (const auto& symbol : energy->symbols)
            QCOMPARE(list->find(symbol)->sector, std::string("Energy"));
        QVERIFY(energy->symbols.size() > 15);
        const auto all = universes(*list);
        QCOMPARE(std::count_if(all.begin(), all.end(),
                               [](const auto& u) { return u.id.starts_with("sp500_"); }),
                 11); // the sectors of GICS
        std::size_t members = 0;
        for (const auto& u : all)
            if (u.id.starts_with("sp500_"))
                members += u.symbols.size();
        QCOMPARE(members, list->all().size());
        const auto whole = universe(*list, "sp500");
        VERIFY_OK(whole);
        QCOMPARE(whole->symbols.size(), members);
    }

    void theBundledOnesAreReallyBundled() {
        for (const auto& [id, count] : {std::pair("sample_stocks", std::size_t{20}),
                                        std::pair("sample_factor_etfs", std::size_t{5})}) {
            const auto found = universe(id);
            VERIFY_OK(found);
            QVERIFY(found->bundled);
            QCOMPARE(found->symbols.size(), count);
            VERIFY_OK(loadSample(found->symbols.front()));
            VERIFY_OK(loadSample(found->symbols.back()));
        }
    }

    void anUnknownNameGetsASuggestion() {
        const auto slip = universe("sample_stock");
        QVERIFY(!slip);
        QCOMPARE(slip.error().code, ErrorCode::NotFound);
        QVERIFY(slip.error().message.find("did you mean \"sample_stocks\"") != std::string::npos);
        QVERIFY(universe("moon").error().message.find("sector_etfs") != std::string::npos);
    }
};

LOOM_TEST(UniverseTest)
#include "test_universe.moc"
