// SPDX-License-Identifier: GPL-3.0-or-later
// LEAN's factor files (QuantConnect, Apache-2.0) are an independent answer to the adjustment of
// prices as traded for splits and dividends: the archive and its factor file are imported,
// adjusted, and compared with prices times the file's own factors.
#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "base/files.h"
#include "base/text.h"
#include "market/import/price_archive.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

namespace {

struct FactorRow { ///< holds up to and including the date
    Date date;
    double price = 1;
    double split = 1;
    double reference = 0; ///< close as traded on the date
};

Date compactDate(std::string_view text) {
    const auto number = static_cast<int>(parseInt(text.substr(0, 8)).value());
    return Date::fromYmd(number / 10000, static_cast<unsigned>(number / 100 % 100),
                         static_cast<unsigned>(number % 100));
}

std::vector<FactorRow> readFactors(const std::string& text) {
    std::vector<FactorRow> rows;
    CsvReader reader(text);
    std::vector<std::string> fields;
    while (reader.next(fields))
        rows.push_back({.date = compactDate(fields[0]),
                        .price = parseDouble(fields[1]).value(),
                        .split = parseDouble(fields[2]).value(),
                        .reference = parseDouble(fields[3]).value()});
    return rows;
}

class TestLean : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void agreesWithFactorFiles_data() {
        QTest::addColumn<QString>("symbol");
        // QQQ is left out: its file lacks 2004-12 to 2011-03, when the ticker was another.
        for (const char* symbol : {"aapl", "spy", "ibm", "iwm", "eem"})
            QTest::newRow(symbol) << QString::fromLatin1(symbol);
    }

    void agreesWithFactorFiles() {
        QFETCH(QString, symbol);
        const std::string folder = LOOM_TEST_DATA "/lean/";
        const auto name = symbol.toStdString();
        if (!std::filesystem::exists(folder + "daily_" + name + ".zip"))
            QSKIP("the LEAN files are not beside the checkout");
        const auto texts = readPriceTexts(folder + "daily_" + name + ".zip");
        VERIFY_OK(texts);
        const auto read = readPrices(*texts, *sniffPrices(*texts));
        VERIFY_OK(read);
        const Series& series = read->series.front();
        QVERIFY(series.bars.size() > 3000);
        const auto factors = readFactors(readFile(folder + "factor_" + name + ".csv").value());
        const Series out = adjusted(series, Adjustment::SplitAndDividend);
        double worst = 0;
        std::size_t compared = 0;
        for (std::size_t i = 0; i < out.bars.size(); ++i) {
            const auto row =
                std::ranges::lower_bound(factors, out.bars[i].date(), {}, &FactorRow::date);
            if (row == factors.end() || out.bars[i].date() < factors.front().date)
                continue;
            const double expected = series.bars[i].close * row->price * row->split;
            worst = std::max(worst, std::abs(out.bars[i].close / expected - 1));
            ++compared;
        }
        QVERIFY(compared > 3000);
        // The factors are written with seven digits.
        QVERIFY2(worst < 2e-6, QByteArray::number(worst));
    }
};

LOOM_TEST(TestLean)

} // namespace

#include "test_lean.moc"
