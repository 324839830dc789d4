// SPDX-License-Identifier: GPL-3.0-or-later
// What every forecaster of the registry does with data that are short, still, full of holes or of
// another kind.
#include "contract/forecaster_contract.h"
#include "support/test_case.h"

#include <QString>

using namespace loom;
using namespace loom::tests;

class ForecasterDataContract : public QObject {
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
    /// Prices that never move: refused in words, or forecast to stay.
    void constantPricesAreRefusedOrStay_data() { addRows(); }
    void constantPricesAreRefusedOrStay() {
        const auto& info = current();
        auto data = rawMarket(shapeOf(info));
        std::ranges::fill(data.closes, 100.0);
        std::ranges::fill(data.opens, 100.0);
        VERIFY_OK(data.finish());
        const auto model = fit(info, data);
        if (!model) {
            QCOMPARE(model.error().code, ErrorCode::InvalidInput);
            QVERIFY(model.error().message.ends_with('.'));
            return;
        }
        QVERIFY(!info.trains);
        const auto out = forecasts(**model, data, originsOf(info, data));
        QVERIFY(!out.points.empty());
        QVERIFY(std::ranges::all_of(out.points, [](double v) { return v == 0 || std::isnan(v); }));
    }

    /// Too short a past: refused in words that say how many rows it takes, or nothing to learn.
    void aShortPastIsRefusedInWords_data() { addRows(); }
    void aShortPastIsRefusedInWords() {
        const auto& info = current();
        const auto data = sampleMarket(shapeOf(info));
        for (const std::size_t rows : {std::size_t{1}, std::size_t{2}, windowOf(info, data)}) {
            jobs::PlainJobContext context;
            const auto model = info.fit(data, {.trainTo = rows}, optionsOf(info), context);
            if (model) {
                const auto out = forecasts(**model, data, originsOf(info, data));
                QVERIFY(!info.trains && allFinite(out.points));
                continue;
            }
            QCOMPARE(model.error().code, ErrorCode::InvalidInput);
            const auto& text = model.error().message;
            QVERIFY2(std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; }) &&
                         text.ends_with('.'),
                     text.c_str());
        }
    }

    /// Missing bars: a fit in spite of them or a refusal in words; never a number made up for an
    /// origin without a price, never anything infinite.
    void missingBarsStayMissing_data() { addRows(); }
    void missingBarsStayMissing() {
        const auto& info = current();
        auto data = rawMarket(shapeOf(info));
        const std::size_t rows = data.rows(), gap = rows * 9 / 10;
        for (const std::size_t row : {rows / 10, rows / 3, gap, gap + 1})
            data.closes[row] = data.opens[row] = kMissing;
        VERIFY_OK(data.finish());
        const auto model = fit(info, data);
        if (!model) {
            QCOMPARE(model.error().code, ErrorCode::InvalidInput);
            QVERIFY(model.error().message.ends_with('.'));
            return;
        }
        const std::vector<std::size_t> origins{gap - 1, gap, gap + 1, rows - 1};
        const auto out = forecasts(**model, data, origins);
        QCOMPARE(out.origins.size(), origins.size());
        QVERIFY(allFinite(out.point(0, 0)));
        QVERIFY(allMissing(out.point(1, 0)) && allMissing(out.point(2, 0)));
        QVERIFY(std::ranges::none_of(out.points, [](double v) { return std::isinf(v); }));
    }

    /// One asset lists mid-sample, another never trades: the rest is forecast as if they were not.
    void assetsMayBeginLate_data() {
        addRows([](const ForecasterInfo& info) { return !info.jointAssets; });
    }
    void assetsMayBeginLate() {
        const auto& info = current();
        auto shape = shapeOf(info);
        shape.assets = 3;
        auto data = rawMarket(shape);
        const std::size_t rows = data.rows(), start = rows / 4;
        std::fill_n(data.closes.begin() + static_cast<std::ptrdiff_t>(rows), start, kMissing);
        std::fill_n(data.opens.begin() + static_cast<std::ptrdiff_t>(rows), start, kMissing);
        std::fill_n(data.closes.begin() + static_cast<std::ptrdiff_t>(2 * rows), rows, kMissing);
        std::fill_n(data.opens.begin() + static_cast<std::ptrdiff_t>(2 * rows), rows, kMissing);
        VERIFY_OK(data.finish());
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const std::vector<std::size_t> origins{start - 1, start + windowOf(info, data), rows - 1};
        const auto out = forecasts(**model, data, origins);
        QCOMPARE(out.origins.size(), origins.size());
        QVERIFY(allMissing(out.point(0, 1)));
        QVERIFY(allFinite(out.point(1, 1)) && allFinite(out.point(2, 1)));
        QVERIFY(allFinite(out.point(1, 0)) && allFinite(out.point(2, 0)));
        for (std::size_t i = 0; i < origins.size(); ++i)
            QVERIFY(allMissing(out.point(i, 2)));
    }

    /// A model that was trained says so when the data are of another kind.
    void otherDataAreRefusedInWords_data() {
        addRows([](const ForecasterInfo& info) { return info.kind == ForecasterKind::Model; });
        if (std::ranges::none_of(m_registry.all(), [](const auto& info) {
                return info.kind == ForecasterKind::Model;
            }))
            QTest::newRow("none") << QString();
    }
    void otherDataAreRefusedInWords() {
        QFETCH(QString, id);
        if (id.isEmpty())
            QSKIP("Only baselines here");
        const auto& info = current();
        const auto shape = shapeOf(info);
        const auto data = sampleMarket(shape);
        const auto model = fit(info, data);
        VERIFY_OK(model);
        const auto refused = [&](MarketShape other) {
            const auto wrong = sampleMarket(other);
            const std::vector<std::size_t> last{wrong.rows() - 1};
            jobs::PlainJobContext context;
            const auto out = (*model)->forecast(wrong, last, context);
            return !out && out.error().code == ErrorCode::InvalidInput &&
                   out.error().message.ends_with('.');
        };
        auto other = shape;
        other.frequency = Frequency::Week1;
        QVERIFY(refused(other));
        other = shape;
        other.horizon = kHorizon + 1;
        QVERIFY(refused(other));
        if (info.usesFeatures) {
            other = shape;
            other.features += 1;
            QVERIFY(refused(other));
        }
        if (info.jointAssets) {
            other = shape;
            other.assets += 1;
            QVERIFY(refused(other));
        }
    }

  private:
    ForecasterRegistry m_registry = makeForecasterRegistry();
};

LOOM_TEST(ForecasterDataContract)
#include "test_forecaster_data.moc"
