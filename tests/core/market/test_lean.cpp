// SPDX-License-Identifier: GPL-3.0-or-later
// LEAN's factor files (QuantConnect, Apache-2.0) are an independent answer to the adjustment of
// prices as traded for splits and dividends.
#include <cmath>
#include <zlib.h>

#include "base/csv.h"
#include "base/files.h"
#include "base/text.h"
#include "market/series.h"
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

/// The one entry of a zip file.
std::string unzip(const std::string& zip) {
    const auto word = [&](std::size_t at) {
        return static_cast<unsigned char>(zip[at]) + 256U * static_cast<unsigned char>(zip[at + 1]);
    };
    const std::size_t begin = 30 + word(26) + word(28);
    std::string out(8 << 20, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return {};
    std::string input = zip.substr(begin);
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

std::vector<Bar> readBars(const std::string& text) {
    std::vector<Bar> bars;
    CsvReader reader(text);
    std::vector<std::string> fields;
    while (reader.next(fields)) {
        const double close = parseDouble(fields[4]).value() / 10000;
        bars.push_back({.time = Timestamp::atMidnightUtc(compactDate(fields[0])).seconds,
                        .open = close,
                        .high = close,
                        .low = close,
                        .close = close});
    }
    return bars;
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

/// The events that lead from one row to the next, on the day after the row's date.
std::vector<CorporateAction> actionsOf(const std::vector<FactorRow>& rows) {
    std::vector<CorporateAction> out;
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        const FactorRow &row = rows[i], &next = rows[i + 1];
        if (row.price != next.price)
            out.push_back({.kind = ActionKind::Dividend,
                           .exDate = row.date + 1,
                           .amount = row.reference * (1 - row.price / next.price)});
        if (row.split != next.split)
            out.push_back({.kind = ActionKind::Split,
                           .exDate = row.date + 1,
                           .numerator = next.split / row.split});
    }
    return out;
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
        Series series;
        series.state = AdjustmentState::Raw;
        series.bars = readBars(unzip(readFile(folder + "daily_" + name + ".zip").value()));
        QVERIFY(series.bars.size() > 3000);
        const auto factors = readFactors(readFile(folder + "factor_" + name + ".csv").value());
        series.actions = actionsOf(factors);
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
