// SPDX-License-Identifier: GPL-3.0-or-later
// From a dropped CSV to a forecast on record: the choice of the model, the next file that meets the
// earlier forecast, what is refused, and the inbox around it. Bars are the bundled S&P 500's.
#include "studies/batch_forecast.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "base/csv.h"
#include "base/files.h"
#include "studies/batch_prices.h"
#include "studies/workbench.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::studies;
using predictions::Outcome;
namespace fs = std::filesystem;

namespace {

class SetClock final : public Clock {
  public:
    Timestamp now() const override { return time; }
    Timestamp time;
};

Date day(const char* text) {
    return parseIsoDate(text).value();
}

/// The cache of a first start, made once: storing the sample takes longer than most tests.
fs::path sampleCache() {
    static const QTemporaryDir folder;
    static const bool made = openWorkbench({.dataDir = folder.path().toStdString()}).ok();
    Q_UNUSED(made);
    return fs::path(folder.path().toStdString()) / "market.db";
}

/// Small enough for a test, otherwise the product's own choice.
BatchOptions small() {
    return {.model = {.id = "lstm", .preset = "quick", .params = {{"steps", 10}, {"hidden", 4}}}};
}

} // namespace

class BatchForecastTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<SetClock> m_clock = std::make_shared<SetClock>();
    std::unique_ptr<Workbench> m_workbench;
    jobs::PlainJobContext m_context;
    market::Series m_index;

    fs::path path(const std::string& name) const {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    std::string csv(const char* from, const char* to, double scale = 1) const {
        CsvWriter out;
        out.row({"Date", "Open", "High", "Low", "Close", "Volume"});
        for (const auto& bar : m_index.bars) {
            if (bar.date() < day(from) || day(to) < bar.date())
                continue;
            out.cell(toIso(bar.date())).cell(bar.open * scale).cell(bar.high * scale);
            out.cell(bar.low * scale).cell(bar.close * scale);
            out.cell(static_cast<long long>(bar.volume)).endRow();
        }
        return out.text();
    }
    fs::path file(const std::string& name, std::string_view text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }

    Result<BatchOutcome> forecast(const fs::path& price, const BatchOptions& options = small()) {
        return forecastFile(*m_workbench, price, price.filename().string(), options, m_context);
    }
    std::vector<predictions::Prediction> rows() const {
        auto store = predictions::PredictionStore::open(m_workbench->paths().workstationDb);
        return store ? store->list().value() : std::vector<predictions::Prediction>();
    }
    static bool tells(const std::vector<std::string>& notes, const char* part) {
        return std::ranges::any_of(notes, [part](const std::string& note) {
            return note.find(part) != std::string::npos;
        });
    }

  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock->time = {Timestamp::atMidnightUtc(day("2020-05-01")).seconds};
        fs::create_directories(path("data"));
        fs::copy_file(sampleCache(), path("data") / "market.db");
        auto opened = openWorkbench({.dataDir = path("data"), .clock = m_clock});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
        auto series = m_workbench->loadSeries({.symbol = "^GSPC"});
        VERIFY_OK(series);
        m_index = *std::move(series);
    }

    void theFirstFileTrainsAndTheNextUsesThat() {
        const auto first = forecast(file("ABC.csv", csv("2014-01-02", "2020-03-20")));
        VERIFY_OK(first);
        QVERIFY(tells(first->notes, "No registered model fits ABC"));
        QVERIFY(first->words().find("next 10 days by lstm ABC 1d version 1, trained now") !=
                std::string::npos);
        QCOMPARE(first->recorded.added, std::size_t{10});
        // Good Friday, 2020-04-10, is no session of the ten, so the last is Friday the 3rd.
        QCOMPARE(toIso(Timestamp{rows().back().target}.utcDate()), std::string("2020-04-03"));
        const auto table = toCsv(*first);
        QCOMPARE(std::ranges::count(table, '\n'), 11);
        QVERIFY(table.starts_with("symbol,made_at,step,date,price,last_close,model,version,run,q"));

        const auto second = forecast(file("ABC-new.csv", "")); // empty: refused, nothing changes
        QVERIFY(!second);
        const auto later =
            forecastFile(*m_workbench, file("later.csv", csv("2014-01-02", "2020-04-03")),
                         "ABC.csv", small(), m_context);
        VERIFY_OK(later);
        QVERIFY(later->forecast->trained->origin.reused);
        QCOMPARE(later->forecast->trained->origin.version, std::int64_t{1});
        QCOMPARE(later->realised.realised, std::size_t{10});
        const auto kept = rows();
        QCOMPARE(kept.size(), std::size_t{20});
        for (const auto& one : kept) {
            if (one.target > Timestamp::atMidnightUtc(day("2020-04-03")).seconds) {
                QVERIFY(one.outcome == Outcome::Waiting);
                continue;
            }
            const auto bar = std::ranges::find(m_index.bars, one.target, &market::Bar::time);
            QVERIFY(std::abs(one.realised - bar->close) < 1e-9);
        }
    }

    void theSameFileAgainChangesNothing() {
        const auto price = file("ABC.csv", csv("2014-01-02", "2020-03-20"));
        VERIFY_OK(forecast(price));
        const auto before = rows();
        const auto again = forecast(price);
        VERIFY_OK(again);
        QCOMPARE(again->recorded.known, std::size_t{10});
        QVERIFY(rows() == before);
    }

    /// One of a single other share does not fit; one trained on several does, and that is told.
    void whichModelFits() {
        ForecastStudy other{.model = small().model};
        other.data.symbols = {"KO"};
        other.data.features = expandPresets(std::vector<std::string>{"ten_day"});
        VERIFY_OK(runForecast(*m_workbench, other, m_context));
        const auto price = file("ABC.csv", csv("2014-01-02", "2020-03-20"));
        auto options = small();
        options.train = false;
        const auto refused = forecast(price, options);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NotFound);
        QVERIFY(refused.error().message.find("No registered model fits ABC") != std::string::npos);

        other.data.symbols = {"KO", "PEP", "PG"};
        VERIFY_OK(runForecast(*m_workbench, other, m_context));
        const auto several = forecast(price, options);
        VERIFY_OK(several);
        QVERIFY(several->forecast->trained->origin.name.find("KO, PEP, PG") != std::string::npos);
        QVERIFY(tells(several->notes, "not on ABC"));

        other.data.horizon = 5; // newer, but it does not reach ten days
        VERIFY_OK(runForecast(*m_workbench, other, m_context));
        QVERIFY(forecast(price, options)->forecast->next.paths[0].steps.size() == 10);

        auto named = options;
        named.registered = several->forecast->trained->origin;
        VERIFY_OK(forecast(price, named));
    }

    void aModelThatHasSeenLaterPricesIsTold() {
        VERIFY_OK(forecast(file("ABC.csv", csv("2014-01-02", "2020-03-20"))));
        const auto older = forecast(file("ABC.csv", csv("2014-01-02", "2019-12-31")));
        VERIFY_OK(older);
        QVERIFY(tells(older->notes, "later than the last bar"));
        QCOMPARE(toIso(Timestamp{older->forecast->next.paths[0].madeAt}.utcDate()),
                 std::string("2019-12-31"));
        // The longer history stays stored.
        const auto stored = m_workbench->loadSeries({.symbol = "ABC", .source = "import"});
        VERIFY_OK(stored);
        QCOMPARE(toIso(stored->bars.back().date()), std::string("2020-03-20"));
    }

    void aShortFileIsJoinedWithWhatIsStored() {
        VERIFY_OK(forecast(file("ABC.csv", csv("2014-01-02", "2020-03-20"))));
        const auto recent = forecast(file("ABC.csv", csv("2020-03-02", "2020-04-03")));
        VERIFY_OK(recent);
        QCOMPARE(recent->realised.realised, std::size_t{10});
        const auto stored = m_workbench->loadSeries({.symbol = "ABC", .source = "import"});
        VERIFY_OK(stored);
        QCOMPARE(toIso(stored->bars.front().date()), std::string("2014-01-02"));
        const auto scaled = forecast(file("ABC.csv", csv("2020-03-02", "2020-04-09", 0.25)));
        QVERIFY(!scaled);
        QVERIFY(scaled.error().message.find("another scale") != std::string::npos);
        const auto apart = forecast(file("ABC.csv", csv("2020-04-06", "2020-04-09")));
        QVERIFY(!apart);
        QVERIFY(apart.error().message.find("no bar in common") != std::string::npos);
        // The whole history after a split replaces it, and the forecasts keep their scale.
        VERIFY_OK(forecast(file("ABC.csv", csv("2014-01-02", "2020-04-09", 0.25))));
        for (const auto& one : rows())
            if (one.outcome == Outcome::Realised) {
                const auto bar = std::ranges::find(m_index.bars, one.target, &market::Bar::time);
                QVERIFY(std::abs(one.realised - bar->close) < 1e-9);
            }
    }

    void severalSymbolsInOneFile() {
        CsvWriter out;
        out.row({"date", "symbol", "open", "high", "low", "close"});
        for (const char* symbol : {"KO", "PEP"}) {
            const auto series = m_workbench->loadSeries({.symbol = symbol});
            VERIFY_OK(series);
            for (const auto& bar : series->bars)
                if (day("2015-01-01") < bar.date()) {
                    out.cell(toIso(bar.date())).cell(std::string(symbol) + "X").cell(bar.open);
                    out.cell(bar.high).cell(bar.low).cell(bar.close).endRow();
                }
        }
        m_clock->time = {Timestamp::atMidnightUtc(day("2023-06-01")).seconds};
        const auto both = forecast(file("two.csv", out.text()));
        VERIFY_OK(both);
        QCOMPARE(both->recorded.added, std::size_t{20});
        QVERIFY(both->words().starts_with("KOX, PEPX: next 10 days"));
    }

    void badFilesAreRefusedInWords_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("part");
        QTest::newRow("no symbol") << "prices.csv"
                                   << "Name it after its symbol";
        QTest::newRow("words") << "ABC.csv"
                               << "";
        QTest::newRow("bytes") << "ABD.csv"
                               << "";
        QTest::newRow("cut off") << "ABE.csv"
                                 << "cut off";
        QTest::newRow("future") << "ABF.csv"
                                << "in the future";
        QTest::newRow("too short") << "ABG.csv"
                                   << "as no registered model fits";
        QTest::newRow("many bad lines") << "ABH.csv"
                                        << "cannot be read as prices";
        QTest::newRow("constant") << "ABI.csv"
                                  << "";
        QTest::newRow("nothing") << "ABJ.csv"
                                 << "";
    }
    void badFilesAreRefusedInWords() {
        QFETCH(QString, name);
        QFETCH(QString, part);
        const std::string good = csv("2014-01-02", "2020-03-20");
        std::string text = good;
        if (name == QLatin1String("ABC.csv"))
            text = "Dear reader,\nthese are no prices.\n";
        else if (name == QLatin1String("ABD.csv"))
            text = std::string("\x89PNG\r\n\x1a\n\0\0\0", 11);
        else if (name == QLatin1String("ABE.csv"))
            text = good.substr(0, good.size() - 25); // within the last line
        else if (name == QLatin1String("ABF.csv"))
            text = good + "2031-01-02,1,1,1,1,1\n";
        else if (name == QLatin1String("ABG.csv"))
            text = csv("2020-02-03", "2020-03-20");
        else if (name == QLatin1String("ABH.csv"))
            for (int i = 0; i < 100; ++i)
                text.insert(text.find('\n', text.size() / 2) + 1, "yesterday,,,,,\n");
        else if (name == QLatin1String("ABI.csv")) {
            text = "Date,Open,High,Low,Close\n";
            for (const auto& bar : m_index.bars)
                text += toIso(bar.date()) + ",5,5,5,5\n";
        } else if (name == QLatin1String("ABJ.csv"))
            text = "Date,Open,High,Low,Close\n";
        const auto refused = forecast(file(name.toStdString(), text));
        QVERIFY(!refused);
        QVERIFY2(QString::fromStdString(refused.error().text()).contains(part),
                 refused.error().text().c_str());
        QVERIFY2(refused.error().code == ErrorCode::InvalidInput ||
                     refused.error().code == ErrorCode::NoData,
                 refused.error().text().c_str());
        QVERIFY(rows().empty());
    }

    void theInboxForecastsWhatIsDropped() {
        auto inbox = openInbox(*m_workbench, std::chrono::milliseconds{0});
        VERIFY_OK(inbox);
        const fs::path folder = inboxFolder(*m_workbench);
        const auto text = csv("2014-01-02", "2020-03-20");
        VERIFY_OK(writeFileAtomic(folder / "ABC.csv", text));
        VERIFY_OK(writeFileAtomic(folder / "XYZ.csv", text)); // the same content
        VERIFY_OK(writeFileAtomic(folder / "bad.csv", "no prices\n"));
        const auto round = processInbox(*m_workbench, *inbox, small(), m_context);
        VERIFY_OK(round);
        QCOMPARE(round->report.items.size(), std::size_t{3});
        QCOMPARE(round->outcomes.size(), std::size_t{1});
        QCOMPARE(rows().size(), std::size_t{10});
        const auto table = readFile(folder / "done" / "ABC.csv.forecast.csv");
        VERIFY_OK(table);
        QCOMPARE(*table, toCsv(round->outcomes.front()));
        QVERIFY(fs::exists(folder / "rejected" / "bad.csv.reason.txt"));
        QVERIFY(fs::exists(folder / "rejected" / "XYZ.csv"));
    }

    /// The records cannot be written: the file waits, and is forecast when they can.
    void recordsThatCannotBeWrittenKeepTheFile() {
        auto inbox = openInbox(*m_workbench, std::chrono::milliseconds{0});
        VERIFY_OK(inbox);
        const fs::path folder = inboxFolder(*m_workbench);
        VERIFY_OK(writeFileAtomic(folder / "ABC.csv", csv("2014-01-02", "2020-03-20")));
        VERIFY_OK(predictions::PredictionStore::open(m_workbench->paths().workstationDb));
        const auto version = [&](const char* number) {
            auto database = store::Database::open(m_workbench->paths().workstationDb);
            VERIFY_OK(database);
            VERIFY_OK(database->execute(std::string("PRAGMA user_version=") + number));
        };
        version("99");
        const auto round = processInbox(*m_workbench, *inbox, small(), m_context);
        VERIFY_OK(round);
        QVERIFY(round->report.items.front().fate == predictions::Fate::Later);
        QVERIFY(fs::exists(folder / "working" / "ABC.csv"));
        version("1");
        auto again = openInbox(*m_workbench, std::chrono::milliseconds{0});
        const auto second = processInbox(*m_workbench, *again, small(), m_context);
        VERIFY_OK(second);
        QVERIFY(second->report.items.front().fate == predictions::Fate::Done);
        QCOMPARE(rows().size(), std::size_t{10});
    }
};

LOOM_TEST(BatchForecastTest)
#include "test_batch_forecast.moc"
