// SPDX-License-Identifier: GPL-3.0-or-later
// Our values beside those of PyPI TA-Lib (0.8.2 here), made anew on real daily, index and 5-minute
// bars and on made ones: each within 1e-9, relative or absolute, and NaN in the same places. The
// interpreter is looked for in QUANTLOOM_ORACLE_PYTHON (several separated by ':') and below
// build/oracle; golden values that need none are in test_known_answers.cpp.
#include "support/test_case.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "base/text.h"
#include "tables.h"

using namespace loom;
using namespace loom::indicators;
using namespace loom::indicators::tests;

namespace {

constexpr int kPatienceMs = 120'000; ///< importing NumPy takes seconds on a cold disk

/// Ours on the left, the parameters of TA-Lib's function on the right.
struct Pair {
    const char* spec;
    const char* values;
};

constexpr Pair kPairs[] = {
    {"sma:30", "30"},
    {"sma:1", "1"},
    {"sma:200", "200"},
    {"ema:30", "30"},
    {"ema:1", "1"},
    {"ema:5", "5"},
    {"wma:30", "30"},
    {"wma:1", "1"},
    {"wma:7", "7"},
    {"rsi:14", "14"},
    {"rsi:2", "2"},
    {"rsi:50", "50"},
    {"macd:12,26,9", "12,26,9"},
    {"macd:3,10,16", "3,10,16"},
    {"macd:5,35,1", "5,35,1"},
    {"bbands:20,2", "20,2"},
    {"bbands:5,2.5", "5,2.5"},
    {"atr:14", "14"},
    {"atr:1", "1"},
    {"adx:14", "14"},
    {"adx:5", "5"},
    {"stoch:5,3,3", "5,3,3"},
    {"stoch:14,3,5", "14,3,5"},
    {"stoch:14,1,1", "14,1,1"},
    {"stochrsi:14,5,3", "14,5,3"},
    {"stochrsi:14,14,1", "14,14,1"},
    {"willr:14", "14"},
    {"willr:50", "50"},
    {"cci:14", "14"},
    {"cci:20", "20"},
    {"roc:10", "10"},
    {"roc:1", "1"},
    {"mom:10", "10"},
    {"obv", ""},
    {"mfi:14", "14"},
    {"mfi:3", "3"},
    {"vwap", ""},
    {"aroon:14", "14"},
    {"aroon:25", "25"},
    {"psar:0.02,0.2", "0.02,0.2"},
    {"psar:0.05,0.5", "0.05,0.5"},
    {"trix:30", "30"},
    {"trix:5", "5"},
    {"trix:1", "1"},
    {"keltner:20,10,2", "20,10,2"},
    {"keltner:5,14,1.5", "5,14,1.5"},
    {"donchian:20", "20"},
    {"donchian:55", "55"},
};

QString interpreterWithTaLib() {
    QStringList found =
        qEnvironmentVariable("QUANTLOOM_ORACLE_PYTHON").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    const QString folder = QStringLiteral(LOOM_SOURCE_DIR "/build/oracle");
    for (const auto& name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        found << folder + QLatin1Char('/') + name + QStringLiteral("/bin/python");
    for (const QString& python : found) {
        if (!QFileInfo(python).isExecutable())
            continue;
        QProcess process;
        process.start(python, {QStringLiteral("-c"), QStringLiteral("import talib; talib.KC")});
        if (process.waitForFinished(kPatienceMs) && process.exitCode() == 0)
            return python;
    }
    return {};
}

/// The real tables that lie beside the checkout, and made ones.
std::vector<Table> tables() {
    std::vector<Table> all;
    for (const Shape shape : kShapes)
        all.push_back(madeTable(shape, 3000, 7));
    const std::string folder = std::string(LOOM_TEST_DATA) + "/";
    for (const char* symbol : {"AAPL", "KO", "NVR", "TSLA"})
        all.push_back(readTable(folder + "sp500_daily_2019_2024.csv.gz", symbol));
    for (const char* symbol : {"AAPL", "SPY"})
        all.push_back(readTable(folder + "intraday_5m_us85_2025_2026.csv.gz", symbol));
    all.push_back(readTable(folder + "index_GSPC_daily.csv.gz"));
    all.push_back(
        readTable(std::string(LOOM_SOURCE_DIR) + "/resources/sample/gspc_ohlcv_2000_2020.csv.gz"));
    std::erase_if(all, [](const Table& table) { return table.size() == 0; });
    return all;
}

std::string bytesOf(const Table& table) {
    std::string bytes;
    for (const auto* column : {&table.open, &table.high, &table.low, &table.close, &table.volume})
        bytes.append(reinterpret_cast<const char*>(column->data()),
                     column->size() * sizeof(double));
    return bytes;
}

bool agrees(double ours, double theirs) {
    if (std::isnan(ours) || std::isnan(theirs))
        return std::isnan(ours) && std::isnan(theirs);
    return std::abs(ours - theirs) <= 1e-9 * std::max(1.0, std::abs(theirs));
}

class Comparison {
  public:
    explicit Comparison(std::vector<double> theirs) : m_theirs(std::move(theirs)) {}

    /// What differs first, in words; empty when nothing does.
    std::string nextColumn(const std::string& column, std::span<const double> ours) {
        const double* theirs = m_theirs.data() + m_at;
        m_at += ours.size();
        if (m_at > m_theirs.size())
            return column + ": TA-Lib gave no such column";
        for (std::size_t i = 0; i < ours.size(); ++i)
            if (!agrees(ours[i], theirs[i]))
                return column + " at " + std::to_string(i) + ": " + shortest(ours[i]) +
                       ", TA-Lib " + shortest(theirs[i]);
        return {};
    }

  private:
    std::vector<double> m_theirs;
    std::size_t m_at = 0;
};

Json requestFor(const std::vector<Table>& all) {
    Json request;
    for (std::size_t t = 0; t < all.size(); ++t)
        request["tables"].push_back(std::to_string(t));
    for (const Pair& pair : kPairs) {
        const std::string id = std::string(pair.spec).substr(0, std::string(pair.spec).find(':'));
        request["specs"].push_back({id, *parseJson("[" + std::string(pair.values) + "]")});
    }
    return request;
}

} // namespace

class TaLibAgreementTest : public QObject {
    Q_OBJECT

    void compareTable(const Table& table, const std::string& answerFile) {
        QFile file(QString::fromStdString(answerFile));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        std::vector<double> theirs(static_cast<std::size_t>(bytes.size()) / sizeof(double));
        std::memcpy(theirs.data(), bytes.constData(), theirs.size() * sizeof(double));
        Comparison comparison(std::move(theirs));
        const auto registry = makeIndicatorRegistry();
        for (const Pair& pair : kPairs) {
            const auto indicator = registry.parse(pair.spec);
            VERIFY_OK(indicator);
            const auto computed = indicator->compute(table.bars());
            VERIFY_OK(computed);
            for (const auto& column : computed->columns) {
                const std::string difference = comparison.nextColumn(column.name, column.values);
                if (!difference.empty())
                    m_differences << QString::fromStdString(table.name + ", " + difference);
            }
        }
    }

    QStringList m_differences;

  private Q_SLOTS:
    void everyFunctionAgreesWithTaLib() {
        const QString python = interpreterWithTaLib();
        if (python.isEmpty())
            QSKIP("No Python with TA-Lib 0.8: run ./packaging/test --oracles");
        const auto all = tables();
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + "/";
        for (std::size_t t = 0; t < all.size(); ++t)
            VERIFY_OK(writeFileAtomic(path + std::to_string(t) + ".bars", bytesOf(all[t])));
        VERIFY_OK(writeFileAtomic(path + "requests.json", requestFor(all).dump()));
        QProcess process;
        process.start(python,
                      {QStringLiteral(LOOM_SOURCE_DIR "/tests/core/indicators/talib_check.py"),
                       folder.path()});
        QVERIFY2(process.waitForFinished(kPatienceMs) && process.exitCode() == 0,
                 process.readAllStandardError().constData());
        for (std::size_t t = 0; t < all.size(); ++t)
            compareTable(all[t], path + std::to_string(t) + ".out");
        QVERIFY2(m_differences.isEmpty(), qPrintable(m_differences.join(QLatin1Char('\n'))));
        if (!QFileInfo::exists(QStringLiteral(LOOM_TEST_DATA)))
            qInfo("Compared on made and bundled bars only: no data beside the checkout.");
    }
};

LOOM_TEST(TaLibAgreementTest)
#include "test_talib_agreement.moc"
