// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/privacy/distance_pane.h"

#include <QHBoxLayout>

#include <algorithm>

#include "stats/density.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"

namespace loom::ui {

namespace {

constexpr int kHeight = 264;
constexpr std::size_t kPoints = 200;     ///< of a density
constexpr double kFarShare = 0.98;       ///< the axis ends where so many windows are nearer
constexpr double kNarrowestKernel = 100; ///< parts of the axis; copies all lie at one place

const generate::PrivacyRow* rowOf(const generate::PrivacyReport& report, std::string_view id) {
    const auto found = std::find_if(report.rows.begin(), report.rows.end(),
                                    [id](const auto& row) { return row.id == id; });
    return found == report.rows.end() ? nullptr : &*found;
}

/// From evenly spaced quantiles.
double quantile(const std::vector<double>& quantiles, double share) {
    return quantiles[static_cast<std::size_t>(share * static_cast<double>(quantiles.size() - 1))];
}

Samples densityOf(const std::vector<double>& distances, double far) {
    Samples out;
    for (std::size_t i = 0; i <= kPoints; ++i)
        out.x.push_back(far * static_cast<double>(i) / static_cast<double>(kPoints));
    const double kernel = std::max(stats::silvermanBandwidth(distances), far / kNarrowestKernel);
    out.y = stats::kernelDensity(distances, out.x, kernel);
    return out;
}

/// Percent of windows nearer than x.
Samples sharesOf(const std::vector<double>& distances) {
    Samples out{.y = {}, .x = distances};
    for (std::size_t i = 0; i < distances.size(); ++i)
        out.y.push_back(100 * static_cast<double>(i) / static_cast<double>(distances.size() - 1));
    return out;
}

ChartView* pane(const QString& name, QWidget* parent) {
    auto* view = new ChartView(parent);
    view->setObjectName(name);
    view->setXAxis(XAxis::numeric(
        DistancePane::tr("distance to the nearest training window, standard deviations")));
    return view;
}

} // namespace

DistancePane::DistancePane(QWidget* parent)
    : QWidget(parent), m_densities(pane(QStringLiteral("distance_densities"), this)),
      m_shares(pane(QStringLiteral("distance_shares"), this)) {
    setObjectName(QStringLiteral("distance_pane"));
    setFixedHeight(kHeight);
    m_densities->setTitle(tr("Distances, density"));
    m_shares->setTitle(tr("Windows nearer than a distance, %"));
    m_shares->setLegendVisible(false);
    m_shares->setYAxis({.unit = QStringLiteral(" %"), .fromZero = true});
    auto* link = new ChartLink(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(1);
    for (ChartView* view : {m_densities, m_shares}) {
        view->setLink(link);
        row->addWidget(view);
    }
}

/// In the order they are drawn; the generator's last.
std::vector<DistancePane::Set> DistancePane::sets(const generate::PrivacyDistances& distances,
                                                  const QString& reference,
                                                  const QString& generator, int slot) const {
    std::vector<Set> all{{tr("Training"), distances.training, {Ink(Role::Real), 1.2, {2, 3}}},
                         {reference, distances.reference, LineStyle::benchmark()},
                         {tr("Holdout"), distances.holdout, LineStyle::real()},
                         {generator, distances.synthetic, LineStyle::generator(slot, 2)}};
    std::erase_if(all, [](const Set& set) { return set.distances.empty(); });
    return all;
}

void DistancePane::setReport(const generate::PrivacyReport& report, const QString& generator,
                             int slot) {
    const auto all = sets(report.distances, qstr(report.referenceModel), generator, slot);
    setVisible(!all.empty());
    if (all.empty())
        return;
    double far = 0;
    for (const Set& set : all)
        far = std::max(far, quantile(set.distances, kFarShare));
    showDensities(all, far);
    showShares(all, far, report);
    for (ChartView* view : {m_densities, m_shares}) {
        view->addLayer(std::make_unique<ReferenceLine>(
            ReferenceLine::Kind::Vertical, report.distances.nearDuplicate, tr("near duplicate")));
        view->setWindow({.x = {0, far}, .y = {}, .follows = false});
        view->refresh();
    }
}

void DistancePane::showDensities(const std::vector<Set>& sets, double far) {
    m_densities->clearLayers();
    for (const Set& set : sets)
        m_densities->addLayer(
            std::make_unique<LineLayer>(set.name, densityOf(set.distances, far), set.style));
    m_densities->setFooter(
        tr("Left of the dashed line lie the 5 % of training windows that are nearest to another."));
}

/// The curve of the generated windows fails where it runs above and left of a square.
void DistancePane::showShares(const std::vector<Set>& sets, double far,
                              const generate::PrivacyReport& report) {
    m_shares->clearLayers();
    for (const Set& set : sets)
        m_shares->addLayer(
            std::make_unique<LineLayer>(set.name, sharesOf(set.distances), set.style));
    const auto mark = [&](double x, double percent, Role role, Marker marker, const QString& name) {
        if (x <= far)
            m_shares->addLayer(std::make_unique<PointLayer>(name, Samples{.y = {percent}, .x = {x}},
                                                            Ink(role), marker, 8));
    };
    if (const auto* near = rowOf(report, "near_duplicates")) {
        const double x = report.distances.nearDuplicate;
        mark(x, 100 * near->warnAt, Role::Warning, Marker::Triangle, tr("Borderline beyond"));
        mark(x, 100 * near->failAt, Role::Danger, Marker::Square, tr("Fail beyond"));
    }
    const auto* memorized = rowOf(report, "memorization");
    if (memorized != nullptr && !report.distances.training.empty()) {
        const double typical = quantile(report.distances.training, 0.5);
        mark((1 - memorized->warnAt) * typical, 50, Role::Warning, Marker::Triangle,
             tr("Borderline beyond"));
        mark((1 - memorized->failAt) * typical, 50, Role::Danger, Marker::Square,
             tr("Fail beyond"));
    }
    m_shares->setFooter(
        tr("%1 above or left of a square fails: near duplicates at the dashed line, "
           "memorization at 50 %.")
            .arg(sets.back().name));
}

} // namespace loom::ui
