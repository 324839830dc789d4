// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/neighbour_rows.h"

#include <cmath>

#include <fmt/format.h>

namespace loom::generate {

namespace {

constexpr std::size_t kNeighboursOfVote = 15;
constexpr std::size_t kNeighboursOfBall = 5;

FidelityRow rowOf(std::string id, std::string title, std::string convention, std::string source) {
    FidelityRow row;
    row.id = std::move(id);
    row.title = std::move(title);
    row.convention = std::move(convention);
    row.source = std::move(source);
    row.group = stats::MetricGroup::Classifier;
    return row;
}

} // namespace

std::vector<FidelityRow> neighbourRows(const NeighbourKind& kind) {
    const std::string most = fmt::format("at most {} {}s of each", kind.most, kind.point);
    return {
        rowOf(
            "c2st", "Classifier",
            fmt::format("|2 AUC - 1| of a vote of {} nearest {}s between real and generated, five "
                        "purged folds with {} days of embargo, {}, {}",
                        kNeighboursOfVote, kind.point, kind.embargo, most, kind.scale),
            "Lopez-Paz and Oquab 2017"),
        rowOf(
            "density", "Density",
            fmt::format("|density - 1|: how many real balls ({}th nearest {}) a generated {} lies "
                        "in, over {}; {}",
                        kNeighboursOfBall, kind.point, kind.point, kNeighboursOfBall, most),
            "Naeem et al. 2020, eq. 3"),
        rowOf("coverage", "Coverage",
              fmt::format("1 - share of real balls ({}th nearest {}) that hold a generated {}; {}",
                          kNeighboursOfBall, kind.point, kind.point, most),
              "Naeem et al. 2020, eq. 4")};
}

std::array<double, 3> neighbourScores(const stats::PointCloud& real,
                                      const stats::PointCloud& generated,
                                      const NeighbourKind& kind) {
    if (real.count <= kNeighboursOfBall || generated.count == 0)
        return {kNotANumber, kNotANumber, kNotANumber};
    const auto test = stats::classifierTwoSample(real, generated, kNeighboursOfVote, kind.embargo);
    const auto ball = stats::densityCoverage(real, generated, kNeighboursOfBall, kind.overlapping);
    return {std::abs(2 * test.auc - 1), std::abs(ball.density - 1), 1 - ball.coverage};
}

} // namespace loom::generate
