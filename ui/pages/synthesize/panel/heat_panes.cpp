// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/panel/heat_panes.h"

#include <QGridLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/charts/cloud_layer.h"
#include "ui/charts/heat_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr double kPairPoint = 4; ///< pixels across

std::vector<double> valuesOf(const Eigen::MatrixXd& matrix, bool diagonal) {
    std::vector<double> out;
    out.reserve(static_cast<std::size_t>(matrix.size()));
    for (Eigen::Index r = 0; r < matrix.rows(); ++r)
        for (Eigen::Index c = 0; c < matrix.cols(); ++c)
            out.push_back(r == c && !diagonal ? kMissing : matrix(r, c));
    return out;
}

/// The largest difference between two assets, at least 0.1, rounded up to a tenth: the limits of
/// the difference map.
double differenceLimit(const Eigen::MatrixXd& difference) {
    double most = 0;
    for (Eigen::Index r = 0; r < difference.rows(); ++r)
        for (Eigen::Index c = 0; c < r; ++c)
            if (std::isfinite(difference(r, c)))
                most = std::max(most, std::abs(difference(r, c)));
    return std::clamp(std::ceil(most * 10) / 10, 0.1, 1.0);
}

QString gapWords(const std::vector<std::string>& assets, const HeatPair& pair) {
    Eigen::Index a = -1, b = -1;
    double most = -1;
    for (Eigen::Index r = 0; r < pair.real.rows(); ++r)
        for (Eigen::Index c = 0; c < r; ++c)
            if (const double gap = std::abs(pair.generated(r, c) - pair.real(r, c)); gap > most) {
                most = gap;
                a = r;
                b = c;
            }
    if (a < 0)
        return {};
    return HeatPanes::tr("Largest gap: %1 × %2, %3 real, %4 generated.")
        .arg(qstr(assets[static_cast<std::size_t>(a)]), qstr(assets[static_cast<std::size_t>(b)]),
             formatNumber(pair.real(a, b), 2), formatNumber(pair.generated(a, b), 2));
}

ChartView* paneOf(const QString& name, QWidget* parent) {
    auto* view = new ChartView(parent);
    view->setObjectName(name);
    view->setEmptyText(HeatPanes::tr("Comparing real with generated…"));
    return view;
}

} // namespace

HeatPanes::HeatPanes(const QString& name, Arrangement arrangement, QWidget* parent)
    : QWidget(parent) {
    setObjectName(name);
    m_real = paneOf(name + QStringLiteral("_real"), this);
    m_generated = paneOf(name + QStringLiteral("_generated"), this);
    m_difference = paneOf(name + QStringLiteral("_difference"), this);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(1);
    grid->addWidget(m_real, 0, 0);
    grid->addWidget(m_generated, 0, 1);
    if (arrangement == Arrangement::Row) {
        grid->addWidget(m_difference, 0, 2);
    } else {
        m_pairs = paneOf(name + QStringLiteral("_pairs"), this);
        m_pairs->setLegendVisible(false);
        grid->addWidget(m_difference, 1, 0);
        grid->addWidget(m_pairs, 1, 1);
    }
    for (ChartView* view : views()) {
        connect(view, &ChartView::cellPointed, this, [this](std::optional<CellRef> cell) {
            for (ChartView* other : views())
                other->setCell(cell);
        });
        connect(view, &ChartView::cellChosen, this, [this](CellRef cell) {
            if (cell.row != cell.column)
                Q_EMIT pairChosen(cell.row, cell.column);
        });
    }
}

void HeatPanes::show(const std::vector<std::string>& assets, const HeatPair& pair,
                     const QString& generator, int slot) {
    m_remark = gapWords(assets, pair);
    fill(m_real, tr("%1, real").arg(pair.quantity), assets, pair.real, pair, false);
    fill(m_generated, tr("%1, %2").arg(pair.quantity, generator), assets, pair.generated, pair,
         false);
    fill(m_difference, tr("Generated minus real"), assets, pair.generated - pair.real, pair, true);
    if (m_pairs != nullptr)
        showPairs(pair, generator, slot);
}

/// A generator that keeps every dependence has all its points on the diagonal.
void HeatPanes::showPairs(const HeatPair& pair, const QString& generator, int slot) {
    std::vector<float> real, generated;
    for (Eigen::Index r = 0; r < pair.real.rows(); ++r)
        for (Eigen::Index c = 0; c < r; ++c) {
            real.push_back(static_cast<float>(pair.real(r, c)));
            generated.push_back(static_cast<float>(pair.generated(r, c)));
        }
    m_pairs->clearLayers();
    m_pairs->setTitle(tr("Every pair: %1 against real").arg(generator));
    m_pairs->setXAxis(XAxis::numeric(tr("real across, generated upwards; dashed: equal")));
    m_pairs->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Diagonal, 0));
    const auto* cloud = m_pairs->addLayer(std::make_unique<CloudLayer>(
        generator, std::move(real), std::move(generated), Ink::ofGenerator(slot, 0.7), kPairPoint));
    // One range for both axes, so that the diagonal is where they are equal.
    Range range = cloud->xExtent();
    const Range upwards = cloud->yExtent(range, Scale::Linear);
    range.include(upwards.lo);
    range.include(upwards.hi);
    const double room = std::max(0.02, 0.04 * range.span());
    range = {range.lo - room, range.hi + room};
    m_pairs->setWindow({.x = range, .y = range, .follows = false});
    m_pairs->refresh();
}

void HeatPanes::fill(ChartView* view, const QString& title, const std::vector<std::string>& assets,
                     const Eigen::MatrixXd& shown, const HeatPair& pair, bool difference) {
    QStringList names;
    for (const auto& asset : assets)
        names << qstr(asset);
    HeatTable table{.rows = names, .columns = names, .values = valuesOf(shown, pair.diagonal)};
    table.quantity = difference ? tr("Difference") : pair.quantity;
    if (difference) {
        const double limit = differenceLimit(shown);
        table.limits = {-limit, limit};
        table.more = {{tr("Real"), valuesOf(pair.real, true)},
                      {tr("Generated"), valuesOf(pair.generated, true)}};
    } else if (!pair.diagonal) {
        // Shares of joint extremes: from none to all.
        table.ramp = Ramp::Sequential;
        table.limits = {0, 1};
    }
    view->clearLayers();
    view->setTitle(title);
    view->setXAxis(XAxis::named(names, tr("asset")));
    view->addLayer(std::make_unique<HeatLayer>(std::move(table)));
    view->setCell(std::nullopt);
    view->refresh();
}

} // namespace loom::ui
