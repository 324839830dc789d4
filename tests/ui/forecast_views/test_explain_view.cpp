// SPDX-License-Identifier: GPL-3.0-or-later
// The view of explanations: parts that add up, maps whose rows add up, shares that add up, and
// plain words where a model has none of them.
#include "support/test_case.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#include "ui/charts/chart_view.h"
#include "ui/charts/heat_layer.h"
#include "ui/charts/share_layer.h"
#include "ui/forecast_views/explain_desk.h"
#include "ui/pages/forecast/explain/attention_pane.h"
#include "ui/pages/forecast/explain/attribution_pane.h"
#include "ui/pages/forecast/explain/decomposition_pane.h"
#include "ui/pages/forecast/explain/grid_model.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

template <class T>
const T* layerOf(const ChartView& view) {
    for (Layer* layer : view.layers())
        if (const auto* found = dynamic_cast<const T*>(layer))
            return found;
    return nullptr;
}

double numberIn(QString text) {
    return text.replace(QChar(0x2212), u'-').toDouble();
}

} // namespace

class ExplainViewTest : public QObject {
    Q_OBJECT
    ForecastOutcomes& m_made = ForecastOutcomes::instance();

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_made.index() && m_made.funds() && m_made.minutes());
        QVERIFY2(m_made.problem().empty(), m_made.problem().c_str());
    }

    void partsAddUpToTheForecast() {
        ExplainDesk desk;
        auto& view = desk.view();
        view.setForecast(m_made.index());
        auto* pane = view.decomposition();
        QTRY_COMPARE(pane->model()->rowCount(), 10);
        QAbstractItemModelTester tester(pane->model());
        QVERIFY(view.words().isEmpty());
        QVERIFY(pane->words().contains(u"exactly"_s));
        constexpr int kSum = 1;
        const int columns = pane->model()->columnCount();
        QVERIFY(columns >= 4); // target, sum, two parts
        QCOMPARE(static_cast<int>(pane->views().size()), columns - 1);
        const auto& steps = m_made.index()->next.paths[0].steps;
        for (int k = 0; k < 10; ++k) {
            double parts = 0;
            for (int column = kSum + 1; column < columns; ++column)
                parts += numberIn(pane->model()->index(k, column).data().toString());
            const double shown = numberIn(pane->model()->index(k, kSum).data().toString());
            QVERIFY(std::abs(parts - shown) < 0.002); // rounded to thousandths
            QVERIFY(std::abs(shown - 100 * steps[static_cast<std::size_t>(k)].logReturn) < 6e-4);
        }
        QCOMPARE(pane->model()->index(0, 0).data().toString(), u"04-20"_s);
        QVERIFY(pane->model()->text({}).contains(u"05-01\t"_s));
        QVERIFY(!pane->model()->text({}).contains(QChar(0x2212)));
    }

    void whatAModelLacksIsSaid() {
        ExplainDesk desk;
        auto& view = desk.view();
        view.setForecast(m_made.funds()); // no parts
        QTRY_COMPARE(view.words(), u"This model does not add its forecast up from parts."_s);
        view.setForecast(m_made.index()); // no attention
        view.showTab(ExplainView::Attention);
        QTRY_COMPARE(view.words(), u"This model has no attention layers."_s);
        view.setForecast(m_made.minutes()); // no network
        view.showTab(ExplainView::Attribution);
        QTRY_VERIFY(view.words().contains(u"not a network"_s));
        QVERIFY(!view.findChild<QPushButton*>(u"explain_button"_s)->isEnabled());
        view.setForecast(m_made.index());
        QTRY_VERIFY(view.words().isEmpty());
        QVERIFY(view.findChild<QPushButton*>(u"explain_button"_s)->isEnabled());
    }

    /// A TFT weighs its features; what does not shows no empty chart.
    void weightsOfFeaturesHaveAChart() {
        forecast::AttentionMaps maps{.size = 2,
                                     .layers = 1,
                                     .heads = 1,
                                     .labels = {"2", "1"},
                                     .weights = {1, 0, 0.25, 0.75},
                                     .reading = {0, 1}};
        AttentionPane pane;
        pane.resize(900, 400);
        pane.show(maps);
        QVERIFY(pane.features()->isHidden());
        maps.features = {"return", "rsi:14", "volume"};
        maps.selection = {0.2F, 0.5F, 0.3F, 0.4F, 0.5F, 0.1F}; // [key][feature]
        pane.show(maps);
        QVERIFY(!pane.features()->isHidden());
        const auto* bars = layerOf<ShareLayer>(*pane.features());
        QVERIFY(bars != nullptr);
        const auto& shown = bars->content().bars;
        QCOMPARE(shown.size(), std::size_t{3});
        QCOMPARE(shown[0].name, u"rsi:14"_s);
        QVERIFY(std::abs(shown[0].value - 50) < 1e-4);
        QCOMPARE(shown[1].name, u"return"_s);
        QVERIFY(std::abs(shown[1].value - 30) < 1e-4);
    }

    void rowsOfAttentionAddUpToOne() {
        ExplainDesk desk;
        auto& view = desk.view();
        view.setForecast(m_made.funds());
        view.showTab(ExplainView::Attention);
        auto* pane = view.attention();
        QTRY_VERIFY(pane->choice()->count() > 0);
        // Rollout, then each layer with its mean and two heads.
        QCOMPARE((pane->choice()->count() - 1) % 3, 0);
        for (int i = 0; i < pane->choice()->count(); ++i) {
            pane->choose(pane->choice()->itemData(i).toString());
            const auto* heat = layerOf<HeatLayer>(*pane->map());
            QVERIFY(heat != nullptr);
            const auto size = heat->table().rows.size();
            QCOMPARE(size, 12); // the window
            for (int row = 0; row < size; ++row) {
                double sum = 0;
                for (int column = 0; column < size; ++column)
                    sum += heat->value({row, column});
                QVERIFY(std::abs(sum - 100) < 1e-3);
                QVERIFY(heat->table().limits.hi >= heat->value({row, 0}));
            }
        }
        const auto* weights = layerOf<ShareLayer>(*pane->weights());
        double sum = 0;
        for (const auto& bar : weights->content().bars)
            sum += bar.value;
        QVERIFY(std::abs(sum - 100) < 1e-3);
    }

    void sharesAddUpAndAreChecked() {
        ExplainDesk desk;
        auto& view = desk.view();
        view.setForecast(m_made.funds());
        view.showTab(ExplainView::Attribution);
        QTest::mouseClick(view.findChild<QPushButton*>(u"explain_button"_s), Qt::LeftButton);
        auto* pane = view.attribution();
        QTRY_VERIFY_WITH_TIMEOUT(pane->attribution() != nullptr, 60'000);
        const auto& shares = pane->attribution()->explanation;
        QCOMPARE(shares.step, std::size_t{2});
        const auto* bars = layerOf<ShareLayer>(*pane->bars());
        QVERIFY(bars != nullptr);
        double sum = 0, before = 1e9;
        for (const auto& bar : bars->content().bars) {
            sum += bar.value;
            QVERIFY(std::abs(bar.value) <= before);
            before = std::abs(bar.value);
        }
        const double difference = 100 * (shares.forecast - shares.base);
        QVERIFY(std::abs(sum - difference) <= 0.02 * std::abs(difference) + 1e-9);
        const auto* map = layerOf<HeatLayer>(*pane->map());
        QVERIFY(map != nullptr);
        double cells = 0;
        for (const double value : map->table().values)
            if (std::isfinite(value))
                cells += value;
        QVERIFY(std::abs(cells - sum) < 1e-9);
        QVERIFY(pane->checks()[0].startsWith(u"Step 2: forecast "_s));
        QVERIFY(pane->attribution()->fresh.has_value());
        QVERIFY2(pane->checks()[1].contains(u"5 networks with fresh weights"_s),
                 qPrintable(pane->checks()[1]));
        QVERIFY(pane->checks()[2].contains(u"No other seed"_s));

        // Another place: what was explained no longer holds.
        view.findChild<QLineEdit*>(u"explain_origin"_s)->setText(u"2022-03-01"_s);
        Q_EMIT view.findChild<QLineEdit*>(u"explain_origin"_s)->editingFinished();
        QVERIFY(pane->attribution() == nullptr);
        QCOMPARE(view.findChild<QLineEdit*>(u"explain_origin"_s)->text(), u"2022-02-25"_s);
    }

    void shapleyValuesOfGroups() {
        ExplainDesk desk;
        auto& view = desk.view();
        view.setForecast(m_made.funds());
        view.showTab(ExplainView::Attribution);
        auto* pane = view.attribution();
        pane->setOptions({.method = forecast::ExplainMethod::Shapley,
                          .players = forecast::Players::Features,
                          .step = 1,
                          .freshWeights = false,
                          .otherSeeds = false});
        view.explain();
        QTRY_VERIFY_WITH_TIMEOUT(pane->attribution() != nullptr, 60'000);
        QCOMPARE(pane->attribution()->explanation.step, std::size_t{1});
        QVERIFY(pane->attribution()->explanation.inputs.empty());
        QVERIFY(layerOf<HeatLayer>(*pane->map()) == nullptr);
        QVERIFY(layerOf<ShareLayer>(*pane->bars()) != nullptr);
        QVERIFY(pane->checks()[1].contains(u"Not compared"_s));
    }

    void aDayThatIsNoneIsRefused() {
        ExplainDesk desk;
        auto& view = desk.view();
        view.setForecast(m_made.index());
        auto* field = view.findChild<QLineEdit*>(u"explain_origin"_s);
        const auto before = view.place().origin;
        field->setText(u"yesterday"_s);
        Q_EMIT field->editingFinished();
        QCOMPARE(view.place().origin, before);
        QVERIFY(!field->toolTip().isEmpty());
        field->setText(u"2019-12-25"_s);
        Q_EMIT field->editingFinished();
        QCOMPARE(field->text(), u"2019-12-24"_s);
    }

    void stateComesBack() {
        ExplainDesk first, second;
        first.view().setForecast(m_made.funds());
        first.view().showTab(ExplainView::Attention);
        first.view().attribution()->setOptions({.method = forecast::ExplainMethod::Shapley,
                                                .baseline = forecast::Baseline::LastValue,
                                                .players = forecast::Players::Lags,
                                                .step = 1,
                                                .freshWeights = false});
        QTRY_VERIFY(first.view().attention()->choice()->count() > 0);
        first.view().attention()->choose(u"layer 1 head 2"_s);
        const auto state = first.view().saveState();
        second.view().restoreState(state);
        second.view().setForecast(m_made.funds());
        QTRY_VERIFY(second.view().attention()->choice()->count() > 0);
        QCOMPARE(second.view().saveState(), state);
        QCOMPARE(second.view().currentTab(), ExplainView::Attention);
    }
};

LOOM_TEST(ExplainViewTest)
#include "test_explain_view.moc"
