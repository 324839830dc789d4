// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>
#include <random>

#include "scratch_store.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::tracking;
using loom::tests::ScratchStore;

class TestTrackingSearch : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        m_scratch = std::make_unique<ScratchStore>();
        auto opened = m_scratch->open();
        VERIFY_OK(opened);
        m_store = std::make_unique<Store>(*std::move(opened));
        add("one", 0.5, "0.001", "tcn");
        add("two", 1.5, "0.01", "garch");
        add("three", std::numeric_limits<double>::quiet_NaN(), "1e-4", "TCN");
        add("four", std::numeric_limits<double>::infinity(), "auto", "tcn small");
        auto bare = m_store->createRun({.name = "five"}); // no metric, no parameter
        VERIFY_OK(m_store->setRunStatus(*bare, RunStatus::Failed));
    }

    void filters_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("names"); // newest first
        const auto row = [](const char* filter, const char* names) {
            QTest::newRow(filter) << QString::fromLatin1(filter) << QString::fromLatin1(names);
        };
        row("", "five four three two one");
        row("metrics.rmse < 1", "one");
        row("metrics.rmse != 0.5", "four three two"); // NaN differs from everything
        row("metrics.rmse > -1", "four two one");     // and is not greater than anything
        row("metrics.rmse = nan", "three");
        row("metrics.rmse = inf", "four");
        row("metric.rmse IS NULL", "five");
        row("params.lr < 0.005", "three one");
        row("params.lr = '0.01'", "two");
        row("params.lr = 0.01", "two");
        row("params.lr != 'auto'", "three two one");
        row("params.model LIKE 'tcn%'", "four one");
        row("params.model ILIKE 'tcn'", "three one");
        row("parameter.model IN ('garch', 'TCN')", "three two");
        row("status = 'FAILED'", "five");
        row("attributes.status != 'FAILED' and metrics.rmse < 10", "two one");
        row("attr.run_name = 'two' OR run.run_name = 'five'", "five two");
        row("(metrics.rmse < 1 OR params.model = 'garch') AND params.lr > 0.005", "two");
        row("metrics.rmse < 1 OR params.model = 'garch' AND params.lr > 5", "one"); // AND first
        row("tags.\"mlflow.runName\" = 'three'", "three");
        row("tags.`odd key, yes` IS NULL AND tags.`mlflow.source.type` = 'LOCAL'",
            "five four three two one");
        row("start_time >= 1700000000003", "five four");
        row("start_time < '2023-11-14'", "");
        row("datasets.name = 'd' AND dataset.context = 'training'", "two");
        row("tags.note = 'it''s'", "one");
        row("run_name NOT IN ('one', 'two', 'three')", "five four");
        row("end_time IS NOT NULL", "five");
    }

    void filters() {
        QFETCH(QString, filter);
        QFETCH(QString, names);
        const RunQuery query{.filter = filter.toStdString()};
        QCOMPARE(found(query), names);
        const auto words = names.isEmpty() ? qsizetype{0} : names.count(QLatin1Char(' ')) + 1;
        QCOMPARE(m_store->count(query).value(), static_cast<std::int64_t>(words));
    }

    void complaintsNameThePlace_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* filter, const char* word) {
            QTest::newRow(filter) << QString::fromLatin1(filter) << QString::fromLatin1(word);
        };
        row("metrics.rmse < 'x'", "without quotes");
        row("metrics.rmse ! 1", "not a comparison");
        row("metrics.rmse <", "expected");
        row("metric.rmse < 1 AND", "expected");
        row("(metrics.rmse < 1", "closing parenthesis");
        row("metrics.rmse < 1)", "AND, OR or the end");
        row("colour = 'red'", "no attribute");
        row("things.a = 'b'", "things");
        row("tags.a = 'b", "not closed");
        row("tags.a < 'b'", "LIKE");
        row("params.a IN ('b'", "not closed");
        row("start_time > 'yesterday'", "2026-01-31");
        row("a ; b", "character");
        row("metrics. = 1", "missing");
    }

    void complaintsNameThePlace() {
        QFETCH(QString, filter);
        QFETCH(QString, word);
        const auto checked = checkFilter(filter.toStdString());
        QVERIFY(!checked.ok());
        QCOMPARE(checked.error().code, ErrorCode::InvalidInput);
        QVERIFY2(checked.error().text().find(word.toStdString()) != std::string::npos,
                 checked.error().text().c_str());
        QVERIFY(!m_store->search({.filter = filter.toStdString()}).ok());
    }

    void orders_data() {
        QTest::addColumn<QString>("order");
        QTest::addColumn<QString>("names");
        const auto row = [](const char* order, const char* names) {
            QTest::newRow(order) << QString::fromLatin1(order) << QString::fromLatin1(names);
        };
        row("metrics.rmse", "one two four three five"); // NaN, then missing, last
        row("metrics.rmse DESC", "four two one three five");
        row("params.lr ASC", "three one two four five"); // as numbers, then text, then missing
        row("attributes.start_time ASC", "one two three four five");
        row("run_name", "five four one three two");
        row("end_time DESC", "five four three two one");
    }

    void orders() {
        QFETCH(QString, order);
        QFETCH(QString, names);
        QCOMPARE(found({.orderBy = {order.toStdString()}}), names);
    }

    void badOrdersAreRefused() {
        for (const auto* order : {"", "metrics.rmse UP", "datasets.name", "colour", "a b c"})
            QVERIFY2(!m_store->search({.orderBy = {order}}).ok(), order);
    }

    void pagesFollowEachOther() {
        QCOMPARE(found({.limit = 2}), QStringLiteral("five four"));
        QCOMPARE(found({.limit = 2, .offset = 2}), QStringLiteral("three two"));
        QCOMPARE(found({.limit = 2, .offset = 4}), QStringLiteral("one"));
    }

    void onlyTheChosenExperiments() {
        auto id = *m_store->experiment("apart");
        auto run = *m_store->createRun({.experiment = id, .name = "six"});
        QCOMPARE(found({.experiments = {id}}), QStringLiteral("six"));
        VERIFY_OK(m_store->deleteRun(run));
        QCOMPARE(found({.experiments = {id}}), QString());
        QCOMPARE(found({.experiments = {id}, .view = RunView::All}), QStringLiteral("six"));
    }

    void aPageCarriesWhatItsTableShows() {
        const auto runs = *m_store->search({.filter = "run_name = 'two'"});
        QCOMPARE(runs.size(), std::size_t{1});
        QCOMPARE(runs[0].param("lr"), std::string_view("0.01"));
        QCOMPARE(runs[0].metric("rmse")->value, 1.5);
        QVERIFY(!runs[0].tag("mlflow.user").empty());
    }

    void noTextOfAFilterBreaksTheParser() {
        // Pieces of the grammar in random order: every answer is a result or a sentence.
        const std::vector<std::string> pieces{
            "metrics.", "params.a", "tags.\"x\"", "(",        ")",      "AND", "OR",   "'t'", "\"",
            "'",        "`",        "1e5",        "nan",      "<",      "!=",  "LIKE", "IN",  "NOT",
            "IS",       "NULL",     ",",          "\xC3\xA4", "status", ";",   " "};
        std::mt19937 random(7);
        for (int round = 0; round < 20'000; ++round) {
            std::string filter;
            for (auto n = random() % 9; n-- > 0;)
                filter += pieces[random() % pieces.size()] + (random() % 3 != 0 ? " " : "");
            if (checkFilter(filter))
                VERIFY_OK(m_store->count({.filter = filter}));
        }
        QVERIFY(!checkFilter(std::string(5000, '(')).ok());
        std::string many = "status = 'A'";
        for (int i = 0; i < 199; ++i)
            many += " AND status != 'B'";
        VERIFY_OK(m_store->count({.filter = many}));
        QVERIFY(!checkFilter(many + " OR status = 'C'").ok());
    }

  private:
    void add(const char* name, double rmse, const char* rate, const char* model) {
        auto run = m_store->createRun({.name = name, .startMs = m_scratch->now()++});
        VERIFY_OK(run);
        VERIFY_OK(m_store->logMetric(*run, "rmse", rmse, 1));
        const std::vector<NamedText> params{{"lr", rate}, {"model", model}};
        VERIFY_OK(m_store->logParams(*run, params));
        if (std::string_view(name) == "one")
            VERIFY_OK(m_store->setTag(*run, "note", "it's"));
        if (std::string_view(name) == "two")
            VERIFY_OK(m_store->logDataset(
                *run, {.name = "d", .digest = "1", .sourceType = "local", .context = "training"}));
    }

    QString found(const RunQuery& query) {
        auto runs = m_store->search(query);
        if (!runs)
            return QString::fromStdString(runs.error().text());
        QStringList names;
        for (const auto& run : *runs)
            names << QString::fromStdString(run.name);
        return names.join(QLatin1Char(' '));
    }

    std::unique_ptr<ScratchStore> m_scratch;
    std::unique_ptr<Store> m_store;
};

LOOM_TEST(TestTrackingSearch)
#include "test_search.moc"
