// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/explain/shapley.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/random.h"

namespace loom::forecast {

namespace {

constexpr std::size_t kBatch = 512; // forecasts between two looks at the stop request

Error stoppedError() {
    return fail(ErrorCode::Cancelled, "The explanation was stopped.");
}

/// Rows of presences that are filled one after another and evaluated together.
class Coalitions {
  public:
    Coalitions(const WindowFunction& function, std::size_t step, std::span<const InputGroup> groups)
        : m_function(function), m_step(step), m_groups(groups),
          m_empty(function.inputs().size(), 1.0) {
        for (const InputGroup& group : groups)
            set(m_empty, group, 0);
    }

    /// A coalition of those groups for which has(group) is true.
    template <class Has>
    void add(Has&& has) {
        m_rows.insert(m_rows.end(), m_empty.begin(), m_empty.end());
        const auto row = std::span(m_rows).last(m_empty.size());
        for (std::size_t g = 0; g < m_groups.size(); ++g)
            if (has(g))
                set(row, m_groups[g], 1);
    }

    /// The forecasts of the rows added since the last call.
    std::vector<double> evaluate() {
        auto out = m_function.values(m_rows, m_step);
        m_count += out.size();
        m_rows.clear();
        return out;
    }

    std::size_t evaluations() const { return m_count; }

  private:
    static void set(std::span<double> row, const InputGroup& group, double value) {
        for (const std::size_t place : group)
            row[place] = value;
    }

    const WindowFunction& m_function;
    std::size_t m_step;
    std::span<const InputGroup> m_groups;
    std::vector<double> m_empty, m_rows;
    std::size_t m_count = 0;
};

/// |S|! (n - |S| - 1)! / n! by the size of S.
std::vector<double> coalitionWeights(std::size_t n) {
    std::vector<double> out(n);
    for (std::size_t size = 0; size < n; ++size)
        out[size] = std::exp(std::lgamma(static_cast<double>(size) + 1) +
                             std::lgamma(static_cast<double>(n - size)) -
                             std::lgamma(static_cast<double>(n) + 1));
    return out;
}

Result<ShapleyValues> enumerated(Coalitions& coalitions, std::size_t n, jobs::JobContext& context) {
    const std::size_t all = std::size_t{1} << n;
    std::vector<double> f;
    for (std::size_t from = 0; from < all; from += kBatch) {
        if (context.shouldStop())
            return stoppedError();
        for (std::size_t mask = from; mask < std::min(all, from + kBatch); ++mask)
            coalitions.add([&](std::size_t g) { return (mask >> g & 1) != 0; });
        const auto values = coalitions.evaluate();
        f.insert(f.end(), values.begin(), values.end());
    }
    ShapleyValues out{.values = std::vector<double>(n, 0.0),
                      .standardErrors = std::vector<double>(n, 0.0),
                      .forecast = f.back(),
                      .base = f.front(),
                      .evaluations = coalitions.evaluations(),
                      .exact = true};
    const auto weights = coalitionWeights(n);
    for (std::size_t mask = 0; mask < all; ++mask)
        for (std::size_t g = 0; g < n; ++g)
            if ((mask >> g & 1) == 0)
                out.values[g] += weights[static_cast<std::size_t>(std::popcount(mask))] *
                                 (f[mask | std::size_t{1} << g] - f[mask]);
    return out;
}

/// Mean and variance of what each group adds, pair by pair (Welford 1962).
class PairMoments {
  public:
    explicit PairMoments(std::size_t groups) : m_mean(groups, 0.0), m_squares(groups, 0.0) {}

    void add(std::span<const double> values) {
        ++m_count;
        for (std::size_t g = 0; g < values.size(); ++g) {
            const double delta = values[g] - m_mean[g];
            m_mean[g] += delta / static_cast<double>(m_count);
            m_squares[g] += delta * (values[g] - m_mean[g]);
        }
    }

    std::size_t count() const { return m_count; }
    const std::vector<double>& mean() const { return m_mean; }
    std::vector<double> standardErrors() const {
        std::vector<double> out;
        const auto n = static_cast<double>(m_count);
        for (const double squares : m_squares)
            out.push_back(m_count < 2 ? kMissing : std::sqrt(squares / (n - 1) / n));
        return out;
    }

  private:
    std::size_t m_count = 0;
    std::vector<double> m_mean, m_squares;
};

using Order = std::vector<std::size_t>;

Order randomOrder(std::size_t n, Rng rng) {
    Order out(n);
    std::iota(out.begin(), out.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i) // Fisher and Yates
        std::swap(out[i - 1], out[rng.below(i)]);
    return out;
}

/// The coalitions on the way from nothing to all in this order, both ends left out.
void addPath(Coalitions& coalitions, const Order& order) {
    std::vector<char> present(order.size(), 0);
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
        present[order[i]] = 1;
        coalitions.add([&](std::size_t g) { return present[g] != 0; });
    }
}

/// Half of what each group added on that way.
void takePath(std::span<const double> between, const Order& order, double base, double forecast,
              std::span<double> out) {
    double before = base;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double after = i < between.size() ? between[i] : forecast;
        out[order[i]] += (after - before) / 2;
        before = after;
    }
}

Result<ShapleyValues> sampled(Coalitions& coalitions, std::size_t n, const ShapleyOptions& options,
                              jobs::JobContext& context) {
    coalitions.add([](std::size_t) { return false; });
    coalitions.add([](std::size_t) { return true; });
    const auto ends = coalitions.evaluate();
    const std::size_t path = n - 1; // forecasts of an order
    const std::size_t together =
        std::max<std::size_t>(1, kBatch / std::max<std::size_t>(1, 2 * path));
    const Rng rng(options.seed);
    PairMoments moments(n);
    while (moments.count() < options.pairs && !context.shouldStop()) {
        std::vector<Order> orders;
        const std::size_t until = std::min(options.pairs, moments.count() + together);
        for (std::size_t pair = moments.count(); pair < until; ++pair) {
            orders.push_back(randomOrder(n, rng.stream(pair)));
            orders.emplace_back(orders.back().rbegin(), orders.back().rend());
        }
        for (const Order& order : orders)
            addPath(coalitions, order);
        const auto values = coalitions.evaluate();
        for (std::size_t i = 0; i < orders.size(); i += 2) {
            std::vector<double> added(n, 0.0);
            for (const std::size_t k : {i, i + 1})
                takePath(std::span(values).subspan(k * path, path), orders[k], ends[0], ends[1],
                         added);
            moments.add(added);
        }
        context.progress(static_cast<double>(moments.count()) / static_cast<double>(options.pairs),
                         fmt::format("{} of {} pairs of orders", moments.count(), options.pairs));
    }
    if (moments.count() == 0 || context.stopRequest() == jobs::StopRequest::Discard)
        return stoppedError();
    return ShapleyValues{.values = moments.mean(),
                         .standardErrors = moments.standardErrors(),
                         .forecast = ends[1],
                         .base = ends[0],
                         .evaluations = coalitions.evaluations(),
                         .pairs = moments.count(),
                         .stopped = moments.count() < options.pairs};
}

} // namespace

double ShapleyValues::gap() const {
    return std::accumulate(values.begin(), values.end(), 0.0) - (forecast - base);
}

Result<ShapleyValues> shapleyValues(const WindowFunction& function, std::size_t step,
                                    std::span<const InputGroup> groups,
                                    const ShapleyOptions& options, jobs::JobContext& context) {
    const std::size_t n = groups.size();
    if (n == 0 || options.pairs == 0)
        return fail(ErrorCode::InvalidInput,
                    "Shapley values need at least one group of inputs and one pair of orders.");
    if (options.way == ShapleyWay::Exact && n > kMostExactGroups)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} groups are too many to enumerate (at most {}): sample them.", n,
                                kMostExactGroups));
    Coalitions coalitions(function, step, groups);
    const bool cheap =
        n <= kMostExactGroups && (std::size_t{1} << n) <= 2 + 2 * options.pairs * (n - 1);
    const bool exact =
        options.way == ShapleyWay::Exact || (options.way == ShapleyWay::Auto && (n == 1 || cheap));
    return exact ? enumerated(coalitions, n, context) : sampled(coalitions, n, options, context);
}

} // namespace loom::forecast
