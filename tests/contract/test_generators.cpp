// SPDX-License-Identifier: GPL-3.0-or-later
// What every generator of the registry promises, whatever it is.
#include "support/test_case.h"

#include "base/random.h"
#include "generate/generator.h"

#include <QString>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

using namespace loom;
using namespace loom::generate;

namespace {

/// Seeded returns with volatility clusters, in the range of a share index.
std::vector<double> marketLike(std::size_t days) {
    Rng rng(42);
    std::vector<double> out(days);
    double variance = 1e-4;
    for (double& r : out) {
        const double e = std::sqrt(variance) * rng.normal();
        r = 3e-4 + e;
        variance = 2e-6 + 0.1 * e * e + 0.88 * variance;
    }
    return out;
}

/// Series models learn from one asset, panel models from three that share a factor.
std::size_t assetsFor(const GeneratorInfo& info) {
    return info.minAssets == 1 ? 1 : std::max<std::size_t>(3, info.minAssets);
}

/// The returns as the only asset, or as the factor of a panel: everything that is wrong with them
/// is wrong with each asset.
TrainingData dataOf(const GeneratorInfo& info, const std::vector<double>& returns) {
    TrainingData data;
    data.trainEnd = returns.size();
    data.validationEnd = returns.size();
    data.wholeWindow = true;
    const std::size_t assets = assetsFor(info);
    if (assets == 1) {
        data.returns = returns;
        return data;
    }
    Rng rng(7);
    const bool moves =
        std::adjacent_find(returns.begin(), returns.end(), std::not_equal_to<>()) != returns.end();
    for (std::size_t a = 0; a < assets; ++a)
        data.assets.push_back("A" + std::to_string(a));
    for (const double r : returns)
        for (std::size_t a = 0; a < assets; ++a)
            data.returns.push_back(r + (moves ? 0.004 * rng.normal() : 0.0));
    return data;
}

/// Asks to discard from the given look at the stop request on, and counts what happens after. Also
/// measures the longest time between two looks, which is how long a stop can take.
class StoppingContext final : public jobs::JobContext {
  public:
    static constexpr int kNever = std::numeric_limits<int>::max();

    explicit StoppingContext(int looks) : m_stopAt(looks) {}
    jobs::StopRequest stopRequest() const override {
        const std::lock_guard lock(m_mutex);
        const auto now = Clock::now();
        m_longest = std::max(m_longest, now - m_last);
        m_last = now;
        return m_looks++ < m_stopAt ? jobs::StopRequest::None : jobs::StopRequest::Discard;
    }
    void progress(double, std::string_view) override { report(); }
    void metric(std::string_view, std::int64_t, double) override { report(); }
    void log(jobs::LogLevel, std::string_view) override { report(); }

    int looks() const { return m_looks; }
    int looksAfter() const { return m_looks - m_stopAt - 1; }
    int reportsAfter() const { return m_reportsAfter; }
    double longestSeconds() const { return std::chrono::duration<double>(m_longest).count(); }

  private:
    using Clock = std::chrono::steady_clock;
    void report() {
        const std::lock_guard lock(m_mutex);
        m_reportsAfter += m_looks > m_stopAt ? 1 : 0;
    }

    const int m_stopAt;
    mutable std::mutex m_mutex;
    mutable int m_looks = 0;
    int m_reportsAfter = 0;
    mutable Clock::time_point m_last = Clock::now();
    mutable Clock::duration m_longest{};
};

} // namespace

class GeneratorContract : public QObject {
    Q_OBJECT

    using Fitted = Result<std::unique_ptr<Generator>>;

    static FitOptions optionsOf(const GeneratorInfo& info, std::uint64_t seed = 5) {
        FitOptions options;
        options.seed = seed;
        options.device = "cpu";
        auto params = validated(info.params, info.testParams);
        if (params)
            options.params = std::move(*params);
        return options;
    }

    std::size_t enoughDays(const GeneratorInfo& info) const {
        return std::max<std::size_t>(
            600, info.minimumReturns(optionsOf(info).params, assetsFor(info)) + 50);
    }

    Fitted fit(const GeneratorInfo& info, std::uint64_t seed = 5) const {
        jobs::PlainJobContext context;
        return info.fit(dataOf(info, marketLike(enoughDays(info))), optionsOf(info, seed), context);
    }

    static std::vector<float> sampled(const Generator& generator, std::uint64_t seed) {
        jobs::PlainJobContext context;
        auto sample =
            generator.sample({.count = 5, .length = 300, .seed = seed, .device = "cpu"}, context);
        return sample ? sample->paths.returns : std::vector<float>{};
    }

    void addRows(bool (*wanted)(const GeneratorInfo&) = nullptr) const {
        QTest::addColumn<QString>("id");
        for (const auto& info : m_registry.all())
            if (wanted == nullptr || wanted(info))
                QTest::newRow(info.id.c_str()) << QString::fromStdString(info.id);
    }

    const GeneratorInfo& current() const {
        QFETCH(QString, id);
        return *m_registry.find(id.toStdString());
    }

  private Q_SLOTS:
    void registryIsSortedAndDescribed() {
        QVERIFY(m_registry.all().size() >= 6);
        std::string previous;
        for (const auto& info : m_registry.all()) {
            QVERIFY(previous < info.id);
            previous = info.id;
            QVERIFY(!info.title.empty() && !info.reference.empty() && !info.summary.empty());
            QVERIFY(info.fit && info.load && info.minimumReturns);
            VERIFY_OK(validated(info.params, Json::object()));
            VERIFY_OK(validated(info.params, info.testParams));
            for (const auto& preset : info.presets)
                VERIFY_OK(validated(info.params, preset.values));
            std::set<std::string> keys;
            for (const auto& spec : info.params) {
                QVERIFY2(keys.insert(spec.key).second, spec.key.c_str());
                QVERIFY(!problemWith(spec, spec.defaultValue));
            }
        }
        QVERIFY(m_registry.find("no_such_generator") == nullptr);
    }

    void samplesHaveTheirShapeAndAreFinite_data() { addRows(); }
    void samplesHaveTheirShapeAndAreFinite() {
        const auto generator = fit(current());
        VERIFY_OK(generator);
        jobs::PlainJobContext context;
        for (const std::size_t length : {1U, 40U, 700U}) {
            const auto sample =
                (*generator)
                    ->sample({.count = 3, .length = length, .seed = 1, .device = "cpu"}, context);
            VERIFY_OK(sample);
            QCOMPARE(sample->paths.count, std::size_t{3});
            QCOMPARE(sample->paths.length, length);
            QCOMPARE(sample->paths.assets, assetsFor(current()));
            QCOMPARE(sample->paths.returns.size(), 3 * length * assetsFor(current()));
            QVERIFY(std::all_of(sample->paths.returns.begin(), sample->paths.returns.end(),
                                [](float r) { return std::isfinite(r); }));
            QCOMPARE(sample->report.values, 3 * length * assetsFor(current()));
        }
        QVERIFY(!(*generator)->facts().empty());
        QVERIFY(!(*generator)->sample({.count = 0, .length = 10}, context));
        QVERIFY(!(*generator)->sample({.count = 10, .length = 0}, context));
    }

    void equalSeedsGiveEqualBytes_data() { addRows(); }
    void equalSeedsGiveEqualBytes() {
        const auto first = fit(current());
        const auto second = fit(current());
        VERIFY_OK(first);
        VERIFY_OK(second);
        const auto paths = sampled(**first, 3);
        QVERIFY(!paths.empty());
        QVERIFY(paths == sampled(**first, 3));
        QVERIFY(paths == sampled(**second, 3));
        QVERIFY(paths != sampled(**first, 4));
        QCOMPARE((*first)->serialize().value(), (*second)->serialize().value());
    }

    void loadedGeneratorsContinueUnchanged_data() { addRows(); }
    void loadedGeneratorsContinueUnchanged() {
        const auto& info = current();
        const auto generator = fit(info);
        VERIFY_OK(generator);
        const auto bytes = (*generator)->serialize();
        VERIFY_OK(bytes);
        const auto again = info.load(*bytes);
        VERIFY_OK(again);
        QVERIFY(sampled(**generator, 9) == sampled(**again, 9));
        QCOMPARE((*again)->serialize().value(), *bytes);
    }

    void damagedBytesAreRefused_data() { addRows(); }
    void damagedBytesAreRefused() {
        const auto& info = current();
        const auto generator = fit(info);
        VERIFY_OK(generator);
        const std::string bytes = (*generator)->serialize().value();
        QVERIFY(!info.load({}));
        QVERIFY(!info.load("not a model"));
        for (const std::size_t part : {1U, 3U, 10U, 97U})
            QVERIFY(!info.load(std::string_view(bytes).substr(0, bytes.size() * part / 100)));
        QVERIFY(!info.load(std::string_view(bytes).substr(0, bytes.size() - 1)));
        for (int i = 0; i < 40; ++i) {
            std::string damaged = bytes;
            damaged[bytes.size() * static_cast<std::size_t>(i) / 40] ^= 0x10;
            QVERIFY2(!info.load(damaged), std::to_string(i).c_str());
        }
    }

    void stoppingIsNoticed_data() { addRows(); }
    void stoppingIsNoticed() {
        const auto& info = current();
        StoppingContext atOnce(0);
        const auto stopped =
            info.fit(dataOf(info, marketLike(enoughDays(info))), optionsOf(info), atOnce);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        const auto generator = fit(info);
        VERIFY_OK(generator);
        StoppingContext soon(3);
        const auto sample =
            (*generator)->sample({.count = 4000, .length = 1000, .seed = 1, .device = "cpu"}, soon);
        QVERIFY(!sample);
        QCOMPARE(sample.error().code, ErrorCode::Cancelled);
    }

    void aStoppedFitEndsAtOnce_data() { addRows(); }
    void aStoppedFitEndsAtOnce() {
        const auto& info = current();
        const auto data = dataOf(info, marketLike(enoughDays(info)));
        StoppingContext whole(StoppingContext::kNever);
        VERIFY_OK(info.fit(data, optionsOf(info), whole));
        QVERIFY(whole.looks() > 0);
        if (info.trains) // at least once a step, or an epoch of several
            QVERIFY(whole.looks() >=
                    info.testParams.value("steps", info.testParams.value("epochs", 1)));
        for (const int stopAt : {0, whole.looks() / 2, whole.looks() - 1}) {
            StoppingContext context(stopAt);
            const auto fitted = info.fit(data, optionsOf(info), context);
            QVERIFY(!fitted);
            QCOMPARE(fitted.error().code, ErrorCode::Cancelled);
            // Every thread of two pieces of work may look once more before the fit returns.
            const int threads = static_cast<int>(std::thread::hardware_concurrency());
            QVERIFY2(context.looksAfter() <= 2 * threads + 4,
                     std::to_string(context.looksAfter()).c_str());
            QVERIFY(context.reportsAfter() <= 1); // the line of the step in hand
        }
    }

    void aTrainingOfFullSizeLooksAtTheStopRequest_data() {
        addRows([](const GeneratorInfo& info) { return info.trains; });
    }
    void aTrainingOfFullSizeLooksAtTheStopRequest() {
        const auto& info = current();
        auto options = optionsOf(info);
        const bool inSteps = std::ranges::any_of(
            info.params, [](const ParamSpec& spec) { return spec.key == "steps"; });
        auto params = validated(info.params, inSteps ? Json{{"steps", 4}, {"check_every", 4}}
                                                     : Json{{"epochs", 1}});
        VERIFY_OK(params);
        options.params = std::move(*params);
        StoppingContext context(StoppingContext::kNever);
        VERIFY_OK(info.fit(dataOf(info, marketLike(enoughDays(info))), options, context));
        QVERIFY(context.looks() >= 4);
        qInfo("%s: the longest time until a stop is seen is %.0f ms", info.id.c_str(),
              1000 * context.longestSeconds());
    }

    void unusableDataIsRefusedInWords_data() { addRows(); }
    void unusableDataIsRefusedInWords() {
        const auto& info = current();
        const auto options = optionsOf(info);
        const std::size_t minimum = info.minimumReturns(options.params, assetsFor(info));
        jobs::PlainJobContext context;
        const auto errorOf = [&](std::vector<double> returns) {
            const auto generator = info.fit(dataOf(info, returns), options, context);
            return generator ? std::string() : generator.error().text();
        };
        const std::string number = std::to_string(minimum);
        const std::string tooShort = errorOf(marketLike(minimum - 1));
        QVERIFY2(tooShort.find(number) != std::string::npos, tooShort.c_str());
        QVERIFY(!errorOf({}).empty());
        QVERIFY(!errorOf(std::vector<double>(enoughDays(info), 0.001)).empty());
        QVERIFY(!errorOf(std::vector<double>(enoughDays(info), 0.0)).empty());
        for (const double bad :
             {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            if (info.acceptsMissing && std::isnan(bad))
                continue;
            auto holed = marketLike(enoughDays(info));
            holed[17] = bad;
            QVERIFY(!errorOf(std::move(holed)).empty());
        }
        QVERIFY(errorOf(marketLike(minimum)).empty());
    }

  private:
    GeneratorRegistry m_registry = makeGeneratorRegistry();
};

LOOM_TEST(GeneratorContract)
#include "test_generators.moc"
