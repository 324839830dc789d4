// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation that goes on with what an earlier one has fitted gives the very board that it would
// have given alone, and never takes the fit of another question.
#include "forecast/evaluation/kept_fits.h"

#include <QTemporaryDir>

#include <fstream>
#include <mutex>
#include <set>

#include "forecast/evaluation/evaluate.h"
#include "support/forecast_sample.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;
namespace fs = std::filesystem;

namespace {

const ForecasterRegistry& registry() {
    static const auto value = makeForecasterRegistry();
    return value;
}

Contestant smallNBeats(int steps = 60) {
    const Json params{{"steps", steps}, {"stacks", 2},      {"width", 16},      {"layers", 2},
                      {"batch", 64},    {"lookbacks", "2"}, {"check_every", 20}};
    return {.id = "nbeats", .params = validated(registry().find("nbeats")->params, params).value()};
}

EvaluationPlan smallPlan() {
    EvaluationPlan plan;
    plan.folds = 2;
    plan.seeds = {1, 2};
    return plan;
}

const ForecastData& market() {
    static const auto data = tests::madeMarket(tests::Market::Reverting, 2, 600, 3);
    return data;
}

/// What an evaluation trained: the beginnings of the curves' names, "nbeats/fold_1/seed_2".
struct Fitted {
    std::set<std::string> names;
    std::mutex guard;
    jobs::PlainJobContext context;

    Fitted() {
        context.onMetric = [this](std::string_view name, std::int64_t, double) {
            const std::scoped_lock lock(guard);
            names.emplace(name.substr(0, name.find("/", name.find("seed_"))));
        };
    }
};

/// Without what no two evaluations share: their seconds, and the note about what was kept.
Json essence(const EvaluationReport& report) {
    auto plain = report;
    std::erase_if(plain.notes,
                  [](const auto& note) { return note.find("not made again") != note.npos; });
    for (auto& model : plain.models)
        model.seconds = 0;
    return toJson(plain);
}

std::vector<fs::path> files(const fs::path& folder, const std::string& kind) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == "." + kind)
            out.push_back(entry.path());
    return out;
}

} // namespace

class KeptFitsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path folder() const { return m_folder.path().toStdString(); }
    KeptFits kept(KeptFits::Use use = KeptFits::Use::Whatever,
                  const std::string& about = "data") const {
        return {folder(), about, use};
    }
    static Result<EvaluationReport> judged(const KeptFits& kept, Fitted& fitted,
                                           const EvaluationPlan& plan = smallPlan(),
                                           int steps = 60) {
        return evaluate(registry(), market(), {smallNBeats(steps)}, plan, {}, {}, fitted.context,
                        kept);
    }
    void fillFolder() const {
        Fitted fitted;
        VERIFY_OK(judged(kept(), fitted));
    }

  private Q_SLOTS:
    void init() {
        fs::remove_all(folder());
        fs::create_directories(folder());
    }

    void theSameAgainTrainsNothing() {
        Fitted first, again;
        const auto before = judged(kept(), first);
        VERIFY_OK(before);
        QCOMPARE(first.names.size(), std::size_t{4});
        QCOMPARE(files(folder(), "fit").size(), std::size_t{4});
        QCOMPARE(files(folder(), "leaks").size(), std::size_t{1});
        const auto after = judged(kept(), again);
        VERIFY_OK(after);
        QVERIFY(again.names.empty());
        QVERIFY(essence(*before) == essence(*after));
        QVERIFY(after->notes.size() == before->notes.size() + 1);
        for (std::size_t i = 0; i < before->models.size(); ++i)
            if (before->models[i].id == "nbeats")
                QCOMPARE(after->models[i].seconds, before->models[i].seconds);
    }

    /// As after kill -9: some files are there, one of them damaged.
    void onlyWhatIsMissingIsMade() {
        Fitted alone, rest;
        const auto whole = judged({}, alone);
        VERIFY_OK(whole);
        QVERIFY(files(folder(), "fit").empty());
        fillFolder();
        const auto all = files(folder(), "fit");
        fs::remove(all[0]);
        std::fstream(all[1], std::ios::in | std::ios::out | std::ios::binary).seekp(200).put('!');
        fs::resize_file(all[2], fs::file_size(all[2]) / 2);
        const auto report = judged(kept(), rest);
        VERIFY_OK(report);
        QCOMPARE(rest.names.size(), std::size_t{3});
        QVERIFY(essence(*whole) == essence(*report));
    }

    void stoppedEvaluationsGoOn() {
        Fitted alone, rest;
        const auto whole = judged({}, alone);
        VERIFY_OK(whole);
        Fitted stopped;
        stopped.context.onMetric = [&](std::string_view name, std::int64_t, double) {
            if (name.find("fold_2") != name.npos)
                stopped.context.stop(jobs::StopRequest::Discard);
        };
        const auto cancelled = judged(kept(), stopped);
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        const auto done = files(folder(), "fit").size();
        QVERIFY(done >= 1 && done < 4);
        const auto report = judged(kept(), rest);
        VERIFY_OK(report);
        QCOMPARE(rest.names.size(), 4 - done);
        QVERIFY(essence(*whole) == essence(*report));
    }

    void anotherQuestionIsAskedAnew() {
        fillFolder();
        Fitted otherData, otherParams, otherSeeds, otherBorders, otherCosts;
        VERIFY_OK(judged(kept(KeptFits::Use::Whatever, "other data"), otherData));
        QCOMPARE(otherData.names.size(), std::size_t{4});
        VERIFY_OK(judged(kept(), otherParams, smallPlan(), 61));
        QCOMPARE(otherParams.names.size(), std::size_t{4});
        auto plan = smallPlan();
        plan.seeds = {1, 3};
        VERIFY_OK(judged(kept(), otherSeeds, plan));
        QCOMPARE(otherSeeds.names.size(), std::size_t{2});
        plan = smallPlan();
        plan.embargo = 5;
        VERIFY_OK(judged(kept(), otherBorders, plan));
        QCOMPARE(otherBorders.names.size(), std::size_t{4});
        plan = smallPlan();
        plan.costBasisPoints = 20; // no training knows of it
        VERIFY_OK(judged(kept(), otherCosts, plan));
        QVERIFY(otherCosts.names.empty());
    }

    void canBeToldToTrain() {
        fillFolder();
        Fitted anew;
        VERIFY_OK(judged(kept(KeptFits::Use::Nothing), anew));
        QCOMPARE(anew.names.size(), std::size_t{4});
    }

    void canBeToldNotToTrain() {
        Fitted none, all;
        const auto empty = judged(kept(KeptFits::Use::Only), none);
        QVERIFY(!empty);
        QCOMPARE(empty.error().code, ErrorCode::NotFound);
        QVERIFY(none.names.empty());
        fillFolder();
        VERIFY_OK(judged(kept(KeptFits::Use::Only), all));
        QVERIFY(all.names.empty());
        fs::remove(files(folder(), "leaks").front());
        QVERIFY(!judged(kept(KeptFits::Use::Only), all));
    }

    void prunesWhatWasNotUsedForLongest() {
        const auto keeper = kept();
        const std::vector<LeakCheck> checks{{"labels", "Labels", true, std::string(1000, 'x')}};
        const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
        for (const char* key : {"a", "b", "c"}) {
            keeper.keep(key, checks);
            fs::last_write_time(folder() / (std::string(key) + ".leaks"), old);
        }
        QVERIFY(keeper.leaks("a")); // used now
        fs::last_write_time(folder() / "b.leaks", old - std::chrono::hours(1));
        keeper.prune(2500);
        QVERIFY(keeper.leaks("a") && !keeper.leaks("b") && keeper.leaks("c"));
    }
};

LOOM_TEST(KeptFitsTest)
#include "test_kept_fits.moc"
