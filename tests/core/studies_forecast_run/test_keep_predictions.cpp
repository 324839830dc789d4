// SPDX-License-Identifier: GPL-3.0-or-later
// Every forecast writes its rows, whoever asks; the bars that come later fill them in.
#include <algorithm>
#include <cmath>

#include <QTemporaryDir>

#include "base/files.h"
#include "studies/forecast_run.h"
#include "studies/keep_predictions.h"
#include "studies/workbench.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::studies;
using predictions::Outcome;
using predictions::Prediction;

namespace {

class SetClock final : public Clock {
  public:
    Timestamp now() const override { return time; }
    Timestamp time;
};

Timestamp at(const char* date, int hour) {
    return {Timestamp::atMidnightUtc(parseIsoDate(date).value()).seconds + hour * 3600};
}

ForecastStudy study() {
    ForecastStudy out{.model = {.id = "nbeats",
                                .preset = "quick",
                                .params = {{"steps", 20}, {"stacks", 2}, {"width", 8}}}};
    out.data.symbols = {"IDX"};
    out.data.source = "import";
    out.data.horizon = 5;
    return out;
}

} // namespace

class KeepPredictionsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<SetClock> m_clock = std::make_shared<SetClock>();
    std::unique_ptr<Workbench> m_workbench;
    jobs::PlainJobContext m_context;
    market::Series m_all; ///< the index as a file's, 2012 on

    /// What a file that ends on this day holds.
    void importUntil(const char* date) {
        auto series = m_all;
        const auto last = Timestamp::atMidnightUtc(parseIsoDate(date).value()).seconds;
        std::erase_if(series.bars, [last](const auto& bar) { return bar.time > last; });
        VERIFY_OK(m_workbench->importSeries(std::span(&series, 1)));
    }
    std::vector<Prediction> rows() const {
        auto store = predictions::PredictionStore::open(m_workbench->paths().workstationDb);
        return store ? store->list().value() : std::vector<Prediction>();
    }
    double closeOn(std::int64_t time) const {
        return std::ranges::find(m_all.bars, time, &market::Bar::time)->close;
    }

  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock->time = at("2020-04-03", 22);
        auto opened = openWorkbench({.dataDir = m_folder->path().toStdString(), .clock = m_clock});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
        auto series = m_workbench->loadSeries(
            {.symbol = "^GSPC", .from = parseIsoDate("2012-01-03").value()});
        VERIFY_OK(series);
        m_all = *std::move(series);
        m_all.instrument.symbol = "IDX";
        m_all.source = "import";
    }

    void everyWayOfForecastingWritesTheSameRows() {
        importUntil("2020-04-03");
        const auto first = runForecast(*m_workbench, study(), m_context);
        VERIFY_OK(first);
        QCOMPARE((*first)->recorded.added, std::size_t{5});
        QVERIFY(!(*first)->notKept);
        const auto kept = rows();
        QCOMPARE(kept.size(), std::size_t{5});
        for (std::size_t k = 0; k < 5; ++k) {
            const auto& step = (*first)->next.paths[0].steps[k];
            QCOMPARE(kept[k].key.step, static_cast<std::int64_t>(k + 1));
            QCOMPARE(kept[k].value, step.price);
            QCOMPARE(kept[k].target, step.time);
            QCOMPARE(kept[k].quantiles.size(), (*first)->next.levels.size());
            QCOMPARE(kept[k].lastClose, closeOn(kept[k].key.madeAt));
            QCOMPARE(kept[k].run, (*first)->run.value);
            QCOMPARE(*kept[k].trainedTo, kept[k].key.madeAt);
            QVERIFY(!predictions::isAfterwards(kept[k]));
        }
        m_clock->time = at("2020-04-03", 23);
        const auto second = runForecast(*m_workbench, study(), m_context);
        VERIFY_OK(second);
        QCOMPARE((*second)->recorded.known, std::size_t{5});
        const auto third = predictAgain(*m_workbench, (*first)->trained->origin, m_context);
        VERIFY_OK(third);
        QCOMPARE((*third)->recorded.known, std::size_t{5});
        QVERIFY(rows() == kept);
    }

    /// Good Friday 2020-04-10 is no session: the five days are the 6th to the 9th and the 13th.
    void barsThatArriveFillThemIn() {
        importUntil("2020-04-03");
        const auto outcome = runForecast(*m_workbench, study(), m_context);
        VERIFY_OK(outcome);
        QCOMPARE(toIso(Timestamp{rows()[4].target}.utcDate()), std::string("2020-04-13"));
        m_clock->time = at("2020-04-08", 22);
        importUntil("2020-04-08");
        auto filled = rows();
        for (std::size_t k = 0; k < 5; ++k)
            QVERIFY((filled[k].outcome == Outcome::Realised) == (k < 3));
        m_clock->time = at("2020-04-14", 22);
        importUntil("2020-04-14");
        filled = rows();
        for (const auto& one : filled) {
            QVERIFY(one.outcome == Outcome::Realised);
            QVERIFY(std::abs(one.realised - closeOn(one.target)) < 1e-9);
        }
        const auto again = fillRealised(*m_workbench);
        VERIFY_OK(again);
        QCOMPARE(again->realised + again->waiting, std::size_t{0});
    }

    /// All earlier closes of the file divided by four, as vendors do after a split.
    void aSplitAfterTheForecast() {
        importUntil("2020-04-03");
        VERIFY_OK(runForecast(*m_workbench, study(), m_context));
        const auto unsplit = m_all;
        for (auto& bar : m_all.bars)
            for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                *price /= 4;
        m_clock->time = at("2020-04-14", 22);
        importUntil("2020-04-14");
        for (const auto& one : rows()) {
            QVERIFY(one.outcome == Outcome::Realised);
            const auto bar = std::ranges::find(unsplit.bars, one.target, &market::Bar::time);
            QVERIFY(std::abs(one.realised - bar->close) < 1e-9);
        }
    }

    void oldPricesAreForecastAfterwards() {
        importUntil("2020-04-03");
        m_clock->time = at("2024-01-02", 12);
        VERIFY_OK(runForecast(*m_workbench, study(), m_context));
        QVERIFY(std::ranges::all_of(rows(), predictions::isAfterwards));
    }

    /// The forecast itself is not lost with a file that cannot be written.
    void aFileOfALaterProgramIsToldAndLeftAlone() {
        importUntil("2020-04-03");
        VERIFY_OK(runForecast(*m_workbench, study(), m_context));
        {
            auto file = store::Database::open(m_workbench->paths().workstationDb);
            VERIFY_OK(file);
            VERIFY_OK(file->execute("PRAGMA user_version=99"));
        }
        const auto outcome = runForecast(*m_workbench, study(), m_context);
        VERIFY_OK(outcome);
        QVERIFY((*outcome)->notKept);
        QVERIFY(std::ranges::any_of((*outcome)->notes, [](const std::string& note) {
            return note.find("newer version") != std::string::npos;
        }));
    }
};

LOOM_TEST(KeepPredictionsTest)
#include "test_keep_predictions.moc"
