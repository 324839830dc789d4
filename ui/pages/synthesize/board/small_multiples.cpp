// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/board/small_multiples.h"

#include <QGridLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/heat_layer.h"
#include "ui/pages/synthesize/curve_layers.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr int kHeatHeight = 250;
constexpr int kHeatColumns = 2;
constexpr double kAcfLags = 120;
constexpr double kLeverageLags = 60;

HeatTable differenceTable(const PanelFigures& figures, double limit) {
    QStringList names;
    for (const auto& asset : figures.assets)
        names << qstr(asset);
    HeatTable table;
    table.rows = table.columns = names;
    table.limits = {-limit, limit};
    table.quantity = SmallMultiples::tr("Difference");
    std::vector<double> real, generated;
    for (Eigen::Index r = 0; r < figures.realCorrelation.rows(); ++r)
        for (Eigen::Index c = 0; c < figures.realCorrelation.cols(); ++c) {
            real.push_back(figures.realCorrelation(r, c));
            generated.push_back(figures.generatedCorrelation(r, c));
            table.values.push_back(generated.back() - real.back());
        }
    table.more = {{SmallMultiples::tr("Real"), real}, {SmallMultiples::tr("Generated"), generated}};
    return table;
}

} // namespace

SmallMultiples::SmallMultiples(JobModel& jobs, QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_grid(new QGridLayout(this)) {
    setObjectName(QStringLiteral("small_multiples"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);
}

std::vector<std::size_t> SmallMultiples::ranked() const {
    std::vector<std::size_t> out;
    for (const auto& row : m_outcome->board)
        if (row.entry)
            out.push_back(*row.entry);
    return out;
}

ChartView* SmallMultiples::addView(const QString& title, const QString& note, int row, int column) {
    auto* view = new ChartView(this);
    view->setPaneKind(PaneKind::Companion);
    view->setTitle(title);
    view->setNote(note);
    m_grid->addWidget(view, row, column);
    m_views.push_back(view);
    return view;
}

void SmallMultiples::setOutcome(std::shared_ptr<const studies::CompareOutcome> outcome) {
    m_outcome = std::move(outcome);
    qDeleteAll(m_views);
    m_views.clear();
    ++m_request;
    if (m_outcome->data.isPanel())
        requestPanels();
    else
        showSeries();
}

void SmallMultiples::showSeries() {
    int row = 0;
    for (const std::size_t entry : ranked()) {
        const auto& samples = m_outcome->curves.samples;
        const auto found = std::find_if(samples.begin(), samples.end(), [&](const auto& sample) {
            return sample.id == m_outcome->entries[entry].id;
        });
        if (found == samples.end())
            continue;
        const auto curves =
            only(m_outcome->curves, static_cast<std::size_t>(found - samples.begin()));
        const QString title = qstr(m_outcome->entries[entry].title);
        // The name once a row: beside a long one there is no room for a note.
        showDensity(*addView(title, tr("density"), row, 0), curves);
        showAcf(*addView(tr("ACF of r and |r|"), tr("lag in days"), row, 1), curves, kAcfLags);
        showLeverage(*addView(tr("Leverage"), tr("lag in days"), row, 2), curves, kLeverageLags);
        ++row;
    }
}

void SmallMultiples::requestPanels() {
    using All = std::vector<PanelFigures>;
    const auto number = m_request;
    m_jobs.start<All>(
        {.title = str(tr("Pictures of the comparison")), .kind = "read", .quiet = true},
        [outcome = m_outcome, order = ranked()](jobs::JobContext&) -> Result<All> {
            All figures;
            for (const std::size_t entry : order)
                figures.push_back(computePanelFigures(outcome->data.data(), outcome->scoredFrom,
                                                      outcome->scoredTo,
                                                      *outcome->entries[entry].paths));
            return figures;
        },
        this,
        [this, number](Result<All> figures) {
            if (figures && number == m_request)
                showPanels(*figures);
        });
}

void SmallMultiples::showPanels(const std::vector<PanelFigures>& figures) {
    double limit = 0.1;
    for (const auto& one : figures)
        limit = std::max(
            limit, (one.generatedCorrelation - one.realCorrelation)
                       .array()
                       .isFinite()
                       .select((one.generatedCorrelation - one.realCorrelation).array().abs(), 0.0)
                       .maxCoeff());
    limit = std::min(1.0, std::ceil(limit * 10) / 10);
    const auto order = ranked();
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const int at = static_cast<int>(i);
        auto* view =
            addView(qstr(m_outcome->entries[order[i]].title), tr("correlation, generated − real"),
                    at / kHeatColumns, at % kHeatColumns);
        view->setFixedHeight(kHeatHeight);
        HeatTable table = differenceTable(figures[i], limit);
        view->setXAxis(XAxis::named(table.rows, tr("asset")));
        view->addLayer(std::make_unique<HeatLayer>(std::move(table)));
        view->refresh();
    }
    for (ChartView* view : m_views)
        connect(view, &ChartView::cellPointed, this, [this](std::optional<CellRef> cell) {
            for (ChartView* other : m_views)
                other->setCell(cell);
        });
}

} // namespace loom::ui
