// SPDX-License-Identifier: GPL-3.0-or-later
// What was read from a file goes into the cache completely or not at all.
#include <limits>

#include <QTemporaryDir>

#include "market/cache.h"
#include "market/import/price_file.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

class TestImportIntoCache : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aFileIsStoredOnceAndUnchangedTheSecondTime() {
        const QTemporaryDir folder;
        auto cache = open(folder);
        VERIFY_OK(cache);
        const auto result = read();
        VERIFY_OK(result);
        auto first = cache->importSeries(result->series, m_now);
        VERIFY_OK(first);
        QCOMPARE(first->inserted, std::int64_t{4});
        auto again = cache->importSeries(result->series, m_now);
        VERIFY_OK(again);
        QCOMPARE(again->inserted + again->changed, std::int64_t{0});
        auto stored = cache->load({.symbol = "AAA", .source = "import"});
        VERIFY_OK(stored);
        QCOMPARE(stored->bars, result->series[0].bars);
    }

    void oneBadSeriesKeepsAllOut() {
        const QTemporaryDir folder;
        auto cache = open(folder);
        VERIFY_OK(cache);
        auto result = read();
        VERIFY_OK(result);
        // The reader never lets a NaN through; the store must not either, nor the series before it.
        result->series[1].bars[1].close = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!cache->importSeries(result->series, m_now).ok());
        QVERIFY(cache->list()->empty());
    }

  private:
    Result<MarketCache> open(const QTemporaryDir& folder) const {
        return MarketCache::open(folder.path().toStdString() + "/market.db", m_now);
    }
    static Result<ImportResult> read() {
        const std::string text = "date,open,high,low,close,volume,Name\n2024-01-02,1,2,1,2,10,AAA\n"
                                 "2024-01-03,1,2,1,2,11,AAA\n2024-01-02,5,7,4,6,20,BBB\n"
                                 "2024-01-03,5,7,4,6,20,BBB\n";
        auto format = sniffPrices(text);
        if (!format)
            return std::move(format).error();
        return readPrices(text, *format);
    }

    Timestamp m_now{1'704'500'000};
};

LOOM_TEST(TestImportIntoCache)
#include "test_import_into_cache.moc"
