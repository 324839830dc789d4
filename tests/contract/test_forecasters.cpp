// SPDX-License-Identifier: GPL-3.0-or-later
// What every forecaster of the registry promises, whatever it is.
#include "contract/forecaster_contract.h"
#include "support/test_case.h"

#include <QString>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

using namespace loom;
using namespace loom::tests;

namespace {

/// Asks to discard from the given look at the stop request on and counts what happens after.
class StoppingContext final : public jobs::JobContext {
  public:
    static constexpr int kNever = std::numeric_limits<int>::max();

    explicit StoppingContext(int looks) : m_stopAt(looks) {}
    jobs::StopRequest stopRequest() const override {
        const std::lock_guard lock(m_mutex);
        return m_looks++ < m_stopAt ? jobs::StopRequest::None : jobs::StopRequest::Discard;
    }
    void progress(double, std::string_view) override {}
    void metric(std::string_view, std::int64_t, double) override {}
    void log(jobs::LogLevel, std::string_view) override {}

    int looks() const { return m_looks; }
    int looksAfter() const { return m_looks - m_stopAt - 1; }

  private:
    const int m_stopAt;
    mutable std::mutex m_mutex;
    mutable int m_looks = 0;
};

/// Other prices and features from a row on.
ForecastData withOtherFuture(const ForecastData& data, std::size_t from) {
    ForecastData out = data;
    Rng rng(99);
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        for (std::size_t row = from; row < data.rows(); ++row) {
            out.closes[a * data.rows() + row] *= std::exp(0.1 * rng.normal());
            out.opens[a * data.rows() + row] *= std::exp(0.1 * rng.normal());
            for (std::size_t f = 0; f < data.featureCount(); ++f)
                out.features[(a * data.rows() + row) * data.featureCount() + f] += rng.normal();
        }
    [[maybe_unused]] const bool fine = out.finish().ok();
    return out;
}

} // namespace

class ForecasterContract : public QObject {
    Q_OBJECT

    void addRows(bool (*wanted)(const ForecasterInfo&) = nullptr) const {
        QTest::addColumn<QString>("id");
        for (const auto& info : m_registry.all())
            if (wanted == nullptr || wanted(info))
                QTest::newRow(info.id.c_str()) << QString::fromStdString(info.id);
    }

    const ForecasterInfo& current() const {
        QFETCH(QString, id);
        return *m_registry.find(id.toStdString());
    }

  private Q_SLOTS:
    void registryIsSortedAndDescribed() {
        std::string previous;
        for (const auto& info : m_registry.all()) {
            QVERIFY(previous < info.id);
            previous = info.id;
            QVERIFY(!info.title.empty() && !info.reference.empty() && !info.summary.empty());
            QVERIFY(info.fit && info.load && info.window);
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
        QVERIFY(m_registry.find("no_such_forecaster") == nullptr);
        for (const char* id : {"last_value", "drift", "mean", "always_up", "seasonal_naive"})
            QVERIFY2(m_registry.find(id) != nullptr, id);
    }

    void forecastsHaveTheirShapeAndAreFinite_data() { addRows(); }
    void forecastsHaveTheirShapeAndAreFinite() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const auto origins = originsOf(info, data);
        jobs::PlainJobContext context;
        const auto out = (*model)->forecast(data, origins, context);
        VERIFY_OK(out);
        QCOMPARE(out->assets, data.assetCount());
        QCOMPARE(out->horizon, kHorizon);
        QVERIFY(out->origins == origins);
        QCOMPARE(out->points.size(), origins.size() * data.assetCount() * kHorizon);
        QVERIFY(allFinite(out->points));
        QVERIFY(std::ranges::all_of(out->points, [](double v) { return std::abs(v) < 1; }));
        QCOMPARE(out->quantiles.size(), out->points.size() * out->levels.size());
        if (!info.quantiles)
            QVERIFY(out->levels.empty());
        if (info.kind == ForecasterKind::Model)
            QVERIFY(!(*model)->facts().empty());
        const auto none = (*model)->forecast(data, {}, context);
        VERIFY_OK(none);
        QVERIFY(none->points.empty());
    }

    void quantilesAreOrdered_data() {
        addRows([](const ForecasterInfo& info) { return info.quantiles; });
        if (std::ranges::none_of(m_registry.all(), &ForecasterInfo::quantiles))
            QTest::newRow("none") << QString();
    }
    void quantilesAreOrdered() {
        QFETCH(QString, id);
        if (id.isEmpty())
            QSKIP("No forecaster here learns quantiles");
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const auto out = forecasts(**model, data, originsOf(info, data));
        QVERIFY(out.levels == optionsOf(info).levels);
        QVERIFY(!out.quantiles.empty() && allFinite(out.quantiles));
        for (std::size_t at = 0; at < out.quantiles.size(); at += out.levels.size())
            QVERIFY(
                std::ranges::is_sorted(std::span(out.quantiles).subspan(at, out.levels.size())));
    }

    void equalSeedsGiveEqualBytes_data() { addRows(); }
    void equalSeedsGiveEqualBytes() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto origins = originsOf(info, data);
        const auto first = fit(info, data), second = fit(info, data);
        VERIFY_OK(first);
        VERIFY_OK(second);
        QCOMPARE((*first)->serialize().value(), (*second)->serialize().value());
        const auto out = forecasts(**first, data, origins);
        QVERIFY(!out.points.empty());
        QVERIFY(sameBytes(out.points, forecasts(**first, data, origins).points));
        QVERIFY(sameBytes(out.points, forecasts(**second, data, origins).points));
        if (info.trains) {
            const auto other = fit(info, data, 6);
            VERIFY_OK(other);
            QVERIFY(!sameBytes(out.points, forecasts(**other, data, origins).points));
        }
    }

    void theOrderOfOriginsDoesNotMatter_data() { addRows(); }
    void theOrderOfOriginsDoesNotMatter() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto model = fit(info, data);
        VERIFY_OK(model);
        auto origins = originsOf(info, data);
        const auto forwards = forecasts(**model, data, origins);
        std::ranges::reverse(origins);
        origins.push_back(origins.front()); // and one of them twice
        const auto backwards = forecasts(**model, data, origins);
        QCOMPARE(backwards.origins.size(), origins.size());
        for (std::size_t i = 0; i < origins.size(); ++i)
            for (std::size_t a = 0; a < data.assetCount(); ++a) {
                const std::size_t same = i + 1 == origins.size() ? forwards.origins.size() - 1
                                                                 : forwards.origins.size() - 1 - i;
                QVERIFY(nearlyEqual(backwards.point(i, a), forwards.point(same, a)));
            }
    }

    void loadedForecastersContinueUnchanged_data() { addRows(); }
    void loadedForecastersContinueUnchanged() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const auto bytes = (*model)->serialize();
        VERIFY_OK(bytes);
        const auto again = info.load(*bytes);
        VERIFY_OK(again);
        const auto origins = originsOf(info, data);
        const auto before = forecasts(**model, data, origins);
        const auto after = forecasts(**again, data, origins);
        QVERIFY(!before.points.empty());
        QVERIFY(sameBytes(before.points, after.points));
        QVERIFY(sameBytes(before.quantiles, after.quantiles));
        QCOMPARE((*again)->serialize().value(), *bytes);
        QCOMPARE((*again)->facts().size(), (*model)->facts().size());
    }

    void damagedBytesAreRefused_data() { addRows(); }
    void damagedBytesAreRefused() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const std::string bytes = (*model)->serialize().value();
        QVERIFY(!info.load({}));
        QVERIFY(!info.load("not a model"));
        for (const std::size_t part : {1U, 3U, 10U, 97U})
            QVERIFY(!info.load(std::string_view(bytes).substr(0, bytes.size() * part / 100)));
        QVERIFY(!info.load(std::string_view(bytes).substr(0, bytes.size() - 1)));
        for (std::size_t i = 0; i < 40; ++i) {
            std::string damaged = bytes;
            damaged[bytes.size() * i / 40] ^= 0x10;
            QVERIFY2(!info.load(damaged), std::to_string(i).c_str());
        }
        for (const auto& other : m_registry.all())
            if (other.id != info.id)
                QVERIFY2(!other.load(bytes), other.id.c_str());
    }

    void stoppingIsNoticed_data() { addRows(); }
    void stoppingIsNoticed() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        StoppingContext whole(StoppingContext::kNever);
        const auto model = info.fit(data, spanOf(data), optionsOf(info), whole);
        VERIFY_OK(model);
        if (info.trains) // at least once a step, or an epoch of several
            QVERIFY(whole.looks() >=
                    info.testParams.value("steps", info.testParams.value("epochs", 1)));
        // A fit that never looks has nothing to do.
        for (const int stopAt : {0, whole.looks() / 2, whole.looks() - 1}) {
            if (whole.looks() == 0)
                break;
            StoppingContext context(stopAt);
            const auto stopped = info.fit(data, spanOf(data), optionsOf(info), context);
            QVERIFY(!stopped);
            QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
            const int threads = static_cast<int>(std::thread::hardware_concurrency());
            QVERIFY2(context.looksAfter() <= 2 * threads + 4,
                     std::to_string(context.looksAfter()).c_str());
        }
        StoppingContext atOnce(0);
        const auto out = (*model)->forecast(data, originsOf(info, data), atOnce);
        QVERIFY(!out);
        QCOMPARE(out.error().code, ErrorCode::Cancelled);
    }

    void nothingAfterAnOriginIsRead_data() { addRows(); }
    void nothingAfterAnOriginIsRead() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const auto origins = originsOf(info, data);
        const auto whole = forecasts(**model, data, origins);
        QVERIFY(!whole.points.empty());
        for (std::size_t i = 0; i < origins.size(); ++i) {
            const std::vector<std::size_t> one{origins[i]};
            for (const auto& seen :
                 {data.truncated(origins[i] + 1), withOtherFuture(data, origins[i] + 1)}) {
                const auto out = forecasts(**model, seen, one);
                QVERIFY(!out.points.empty());
                for (std::size_t a = 0; a < data.assetCount(); ++a)
                    QVERIFY2(nearlyEqual(out.point(0, a), whole.point(i, a)),
                             std::to_string(origins[i]).c_str());
            }
        }
    }

    /// A baseline learns from the training part alone, a model may look at the validation part too.
    void nothingOutsideTheSpanIsLearned_data() { addRows(); }
    void nothingOutsideTheSpanIsLearned() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const auto span = spanOf(data);
        const std::size_t seen =
            info.kind == ForecasterKind::Baseline ? span.trainTo : span.validationTo;
        const auto again = fit(info, withOtherFuture(data, seen));
        VERIFY_OK(again);
        QCOMPARE((*again)->serialize().value(), (*model)->serialize().value());
    }

  private:
    ForecasterRegistry m_registry = makeForecasterRegistry();
};

LOOM_TEST(ForecasterContract)
#include "test_forecasters.moc"
