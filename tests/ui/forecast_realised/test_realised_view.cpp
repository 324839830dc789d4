// SPDX-License-Identifier: GPL-3.0-or-later
// The dashboard of stored forecasts over the bundled KO: what it shows, how it follows the choices,
// what it writes, and pictures to be looked at. The forecasts are made up: drift of the last 60
// days with a normal interval, so that their record is known beforehand.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "predictions/prediction_store.h"
#include "studies/workbench.h"
#include "support/test_case.h"
#include "ui/bridge/job_model.h"
#include "ui/forecast_realised/fake_host.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/forecast/realised/realised_models.h"
#include "ui/pages/forecast/realised/realised_panes.h"
#include "ui/pages/forecast/realised/realised_view.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;
using predictions::Prediction;

namespace {

/// Forecasts of `steps` days made at every bar from `first` on, of the model's drift.
std::vector<Prediction> drifts(const market::Series& series, std::size_t first, std::size_t until,
                               std::int64_t steps) {
    std::vector<Prediction> out;
    for (std::size_t t = first; t < until; ++t) {
        const double drift = std::log(series.bars[t].close / series.bars[t - 60].close) / 60;
        for (std::int64_t k = 1; k <= steps; ++k) {
            const std::size_t at = t + static_cast<std::size_t>(k);
            const std::int64_t target = at < series.bars.size()
                                            ? series.bars[at].time
                                            : series.bars.back().time + 86'400 * k;
            const double value = series.bars[t].close * std::exp(drift * static_cast<double>(k));
            const double spread = 0.013 * std::sqrt(static_cast<double>(k));
            out.push_back({.key = {.symbol = "KO",
                                   .madeAt = series.bars[t].time,
                                   .model = "drift KO 1d",
                                   .version = 1,
                                   .step = k},
                           .createdAt = series.bars[t].time + 80'000,
                           .trainedTo = series.bars[first].time,
                           .run = "r",
                           .source = series.source,
                           .adjustment = market::Adjustment::AsStored,
                           .target = target,
                           .value = value,
                           .quantiles = {{0.025, value * std::exp(-1.96 * spread)},
                                         {0.1, value * std::exp(-1.28 * spread)},
                                         {0.9, value * std::exp(1.28 * spread)},
                                         {0.975, value * std::exp(1.96 * spread)}},
                           .lastClose = series.bars[t].close});
        }
    }
    return out;
}

} // namespace

class RealisedViewTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<studies::Workbench> m_workbench;
    std::unique_ptr<jobs::JobQueue> m_queue;
    std::unique_ptr<JobModel> m_jobs;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<PageServices> m_services;
    std::unique_ptr<FakeHost> m_host;

    void record(const std::vector<Prediction>& rows) {
        auto store = predictions::PredictionStore::open(m_workbench->paths().workstationDb);
        VERIFY_OK(store);
        VERIFY_OK(store->record(rows));
    }
    std::unique_ptr<RealisedView> view() {
        auto out = std::make_unique<RealisedView>(*m_services, *m_host);
        out->resize(1000, 740);
        out->show();
        return out;
    }
    market::Series series() const { return m_workbench->loadSeries({.symbol = "KO"}).value(); }
    /// 40 forecasts of ten days, the last ones not realised, and one of another model.
    void recordMany() {
        const auto ko = series();
        const std::size_t n = ko.bars.size();
        record(drifts(ko, n - 40, n, 10));
        auto other = drifts(ko, n - 1, n, 10);
        for (auto& one : other)
            one.key.model = "lstm KO 1d";
        record(other);
    }
    void shoot(QWidget& widget, const QString& state) {
        QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
        for (const auto mode : {ThemeMode::Dark, ThemeMode::Light}) {
            testTheme().setMode(mode);
            QTest::qWait(40); // charts repaint once a frame
            QVERIFY(widget.grab().save(u"%1/realised_%2_%3_%4_%5x.png"_s.arg(
                QStringLiteral(LOOM_SCREENSHOTS), state, QString::number(widget.width()),
                themeModeCode(mode), QString::number(widget.devicePixelRatio()))));
        }
    }

  private Q_SLOTS:
    void init() {
        testTheme();
        m_folder = std::make_unique<QTemporaryDir>();
        auto opened = studies::openWorkbench({.dataDir = m_folder->path().toStdString()});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
        m_queue = std::make_unique<jobs::JobQueue>();
        m_jobs = std::make_unique<JobModel>(*m_queue, nullptr, std::chrono::milliseconds{1});
        m_settings = std::make_unique<Settings>(m_folder->filePath(u"quantloom.ini"_s));
        m_host = std::make_unique<FakeHost>();
        m_services =
            std::make_unique<PageServices>(PageServices{*m_workbench, *m_jobs, *m_settings});
    }
    void cleanup() {
        m_jobs.reset();
        m_queue.reset();
    }

    void saysWhatToDoWhileThereIsNothing() {
        auto shown = view();
        QTRY_VERIFY(shown->data() != nullptr);
        QVERIFY(shown->data()->groups.empty());
        QVERIFY(!shown->findChild<QTableView*>(u"realised_table"_s)->isVisible());
        shoot(*shown, u"empty"_s);
        QVERIFY(m_host->toasts.empty());
    }

    void showsTheForecastsBesideWhatCame() {
        recordMany();
        auto shown = view();
        QTRY_VERIFY(shown->data() != nullptr);
        auto* table = shown->findChild<QTableView*>(u"realised_table"_s);
        QAbstractItemModelTester tester(table->model());
        // The latest forecast decides when nobody has chosen; both end with the series.
        shown->choose(u"KO"_s, u"drift KO 1d"_s);
        QTRY_COMPARE(table->model()->rowCount(), 40);
        QTRY_COMPARE(shown->data()->shown.model, std::string("drift KO 1d"));
        const auto cell = [&](int row, int column) {
            return table->model()->index(row, column).data().toString();
        };
        QCOMPARE(cell(0, PredictionModel::Realised), u"–"_s); // newest first
        QCOMPARE(cell(0, PredictionModel::Remark), u"waits for its price"_s);
        QVERIFY(cell(1, PredictionModel::Realised) != u"–"_s);
        auto* steps = shown->findChild<QComboBox*>(u"realised_step"_s);
        QCOMPARE(steps->count(), 10);
        steps->setCurrentIndex(9);
        QCOMPARE(cell(9, PredictionModel::Realised), u"–"_s);
        QVERIFY(cell(10, PredictionModel::Realised) != u"–"_s);
        QCOMPARE(cell(10, PredictionModel::Step), u"10"_s);
        // 30 ten-day forecasts made day by day hold three that do not overlap.
        QVERIFY2(shown->verdictBar()->claim().contains(u"Too few"_s),
                 qPrintable(shown->verdictBar()->claim()));
        auto* record = shown->findChild<QTableView*>(u"realised_record"_s)->model();
        QCOMPARE(record->index(1, 0).data().toString(), u"Inside the 80 % interval"_s);
        for (ChartView* pane : shown->panes()->stack())
            QVERIFY2(!pane->layers().empty(), qPrintable(pane->objectName()));
        QVERIFY(!shown->panes()->parts()->layers().empty());
        shoot(*shown, u"full"_s);
        shown->resize(660, 560);
        shoot(*shown, u"narrow"_s);
        shown->resize(1000, 1500);
        shoot(*shown, u"all"_s);
        QVERIFY(m_host->toasts.empty());
    }

    void keepsItsChoices() {
        recordMany();
        auto shown = view();
        QTRY_VERIFY(shown->data() != nullptr);
        QSignalSpy edited(shown.get(), &RealisedView::stateEdited);
        shown->choose(u"KO"_s, u"drift KO 1d"_s);
        QTRY_COMPARE(shown->data()->shown.model, std::string("drift KO 1d"));
        shown->findChild<QComboBox*>(u"realised_step"_s)->setCurrentIndex(4);
        shown->findChild<SegmentedSwitch*>(u"realised_which"_s)->setCurrentIndex(1);
        QVERIFY(edited.count() >= 2);
        const auto state = shown->saveState();
        shown = view();
        shown->restoreState(state);
        QTRY_VERIFY(shown->data() != nullptr &&
                    shown->data()->shown.model == std::string("drift KO 1d"));
        QTRY_COMPARE(shown->findChild<QComboBox*>(u"realised_step"_s)->currentIndex(), 4);
        QCOMPARE(shown->saveState(), state);
        shown->restoreState({{u"symbol"_s, u"GONE"_s}, {u"step"_s, 99}}); // of an older file
        QTRY_COMPARE(shown->findChild<QComboBox*>(u"realised_step"_s)->currentIndex(), 0);
    }

    void forecastsWrittenDownAfterwardsAreSetApart() {
        const auto ko = series();
        const std::size_t n = ko.bars.size();
        auto rows = drifts(ko, n - 40, n - 20, 3);
        for (std::size_t i = 0; i < rows.size() / 2; ++i)
            rows[i].createdAt = ko.bars.back().time; // half of them
        record(rows);
        auto shown = view();
        QTRY_VERIFY(shown->data() != nullptr);
        auto* table = shown->findChild<QTableView*>(u"realised_table"_s);
        QTRY_COMPARE(table->model()->rowCount(), 20);
        QCOMPARE(table->model()->index(19, PredictionModel::Remark).data().toString(),
                 u"written down afterwards"_s);
        shown->findChild<SegmentedSwitch*>(u"realised_which"_s)->setCurrentIndex(1);
        QCOMPARE(table->model()->rowCount(), 10);
    }

    void exportsWhatTheTableShows() {
        auto shown = view();
        QTRY_VERIFY(shown->data() != nullptr);
        QVERIFY(!shown->exportTable(m_folder->filePath(u"none.csv"_s)));
        recordMany();
        shown->choose(u"KO"_s, u"drift KO 1d"_s);
        QTRY_VERIFY(!shown->predictions()->predictions().empty());
        const QString file = m_folder->filePath(u"rows.csv"_s);
        VERIFY_OK(shown->exportTable(file));
        const auto text = readFile(file.toStdString());
        VERIFY_OK(text);
        QCOMPARE(std::ranges::count(*text, '\n'), 41);
        QVERIFY(text->starts_with("symbol,made_at,step,date,price"));
    }

    /// A forecast of a symbol whose bars are gone is still shown, and says why there is no line.
    void withoutBars() {
        const auto ko = series();
        auto rows = drifts(ko, ko.bars.size() - 5, ko.bars.size() - 2, 2);
        for (auto& one : rows)
            one.key.symbol = "GONE";
        record(rows);
        auto shown = view();
        QTRY_VERIFY(shown->data() != nullptr);
        QTRY_COMPARE(shown->data()->shown.symbol, std::string("GONE"));
        QVERIFY(shown->data()->prices == nullptr);
        shoot(*shown, u"no_bars"_s);
    }
};

LOOM_TEST(RealisedViewTest)
#include "test_realised_view.moc"
