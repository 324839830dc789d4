// SPDX-License-Identifier: GPL-3.0-or-later
// checkPanel(): what a panel must be before anything learns from it.
#include "generate/model_support.h"

#include "base/date.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace loom::generate {

namespace {

/// The training days of a panel, column by column.
class Columns {
  public:
    explicit Columns(const TrainingData& data)
        : m_data(data), m_values(data.training()), m_assets(data.assetCount()) {}

    std::size_t assets() const { return m_assets; }
    std::size_t days() const { return m_values.size() / m_assets; }
    double at(std::size_t day, std::size_t asset) const { return m_values[day * m_assets + asset]; }
    const std::string& name(std::size_t asset) const { return m_data.assets[asset]; }
    std::string day(std::size_t t) const {
        return t < m_data.dates.size() ? toIso(Date{m_data.dates[t]})
                                       : fmt::format("day {}", t + 1);
    }

  private:
    const TrainingData& m_data;
    std::span<const double> m_values;
    std::size_t m_assets;
};

Status invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

Status checkColumn(const Columns& panel, std::size_t asset, MissingReturns missing) {
    std::size_t present = 0;
    std::optional<double> first;
    bool moves = false;
    for (std::size_t t = 0; t < panel.days(); ++t) {
        const double r = panel.at(t, asset);
        if (std::isinf(r))
            return invalid(fmt::format("The return of {} on {} is infinite. Repair that price or "
                                       "leave the asset out.",
                                       panel.name(asset), panel.day(t)));
        if (std::isnan(r)) {
            if (missing == MissingReturns::Refused)
                return invalid(fmt::format("{} has no return on {}. Align the histories on the "
                                           "days they share, or leave the asset out.",
                                           panel.name(asset), panel.day(t)));
            continue;
        }
        ++present;
        moves = moves || (first && *first != r);
        first = first.value_or(r);
    }
    if (present == 0)
        return invalid(fmt::format("{} has no return on the training days. Leave it out or choose "
                                   "a period in which it was traded.",
                                   panel.name(asset)));
    if (!moves)
        return invalid(fmt::format("All {} returns of {} are equal, so there is nothing to learn "
                                   "from it. Leave it out.",
                                   present, panel.name(asset)));
    return {};
}

/// Two assets: never traded on the same day, or the same return on every shared day.
Status checkPair(const Columns& panel, std::size_t a, std::size_t b) {
    std::size_t shared = 0;
    for (std::size_t t = 0; t < panel.days(); ++t) {
        const double x = panel.at(t, a), y = panel.at(t, b);
        if (std::isnan(x) || std::isnan(y))
            continue;
        if (x != y)
            return {};
        ++shared;
    }
    if (shared == 0)
        return invalid(fmt::format("{} and {} share no day, so nothing can be learnt about the "
                                   "two together. Leave one out or choose another period.",
                                   panel.name(a), panel.name(b)));
    return invalid(fmt::format("{} and {} have equal returns on all {} days they share "
                               "(correlation 1). Leave one of them out.",
                               panel.name(a), panel.name(b), shared));
}

} // namespace

Status checkPanel(const TrainingData& data, std::size_t minimum, MissingReturns missing,
                  std::string_view title) {
    if (data.assetCount() < 2)
        return invalid(fmt::format("{} learns how assets move together and needs at least two; "
                                   "this data has one.",
                                   title));
    const Columns panel(data);
    if (panel.days() < minimum)
        return invalid(fmt::format("{} needs at least {} days of returns for {} assets, this part "
                                   "of the data has {}. Choose a longer period or fewer assets.",
                                   title, minimum, panel.assets(), panel.days()));
    for (std::size_t a = 0; a < panel.assets(); ++a)
        if (auto checked = checkColumn(panel, a, missing); !checked)
            return checked;
    for (std::size_t a = 0; a < panel.assets(); ++a)
        for (std::size_t b = a + 1; b < panel.assets(); ++b)
            if (auto checked = checkPair(panel, a, b); !checked)
                return checked;
    return {};
}

} // namespace loom::generate
