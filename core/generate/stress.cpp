// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/stress.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/date.h"
#include "base/random.h"

namespace loom::generate {

namespace {

/// Fewer than this of the paths wanted, or of a hundred, say nothing about a conditional law.
constexpr std::size_t kFewestMet = 100;
/// Returns drawn before a condition counts as too rare.
constexpr std::size_t kMostValues = 200'000'000;

Status check(const std::vector<std::string>& assets, const StressPlan& plan) {
    const auto bad = [](std::string why) { return fail(ErrorCode::InvalidInput, std::move(why)); };
    if (plan.count < 1 || plan.length < 1)
        return bad("Ask for at least one path of at least one day.");
    if (plan.falls.empty() == !plan.volatility)
        return bad("Give either falls of assets or a share of the most volatile paths.");
    for (const auto& fall : plan.falls) {
        if (fall.asset >= assets.size())
            return bad(fmt::format("There is no asset number {}; the model has {}.", fall.asset + 1,
                                   assets.size()));
        if (!(fall.fall > 0 && fall.fall < 1))
            return bad(fmt::format("A fall of {:g} % is none; give more than 0 and less than 100.",
                                   100 * fall.fall));
    }
    if (plan.volatility && !(plan.volatility->share > 0 && plan.volatility->share < 1))
        return bad("The share of the most volatile paths lies above 0 and below 1.");
    if (plan.steering.kind == Steering::Kind::LikeDays ||
        plan.steering.kind == Steering::Kind::Between)
        return bad("Days like given ones are drawn on their own, not together with a condition.");
    return {};
}

bool meets(std::span<const float> path, std::size_t assets, const FallOnADay& fall) {
    const auto limit = static_cast<float>(std::log1p(-fall.fall));
    for (std::size_t at = fall.asset; at < path.size(); at += assets)
        if (path[at] <= limit)
            return true;
    return false;
}

double volatility(std::span<const float> path, std::size_t assets) {
    double sum = 0;
    for (std::size_t at = 0; at < path.size(); at += assets) {
        const auto day = path.subspan(at, assets);
        const double mean =
            std::accumulate(day.begin(), day.end(), 0.0) / static_cast<double>(assets);
        sum += mean * mean;
    }
    return std::sqrt(sum / static_cast<double>(path.size() / assets));
}

/// Draws the free paths in batches that stay well within memory; batch by batch with a seed of its
/// own, so that the number of batches changes nothing.
class FreeDraw {
  public:
    FreeDraw(const Generator& generator, std::size_t assets, const StressPlan& plan,
             jobs::JobContext& context)
        : m_generator(generator), m_plan(plan), m_context(context) {
        constexpr std::size_t kBatchValues = 8'000'000; // 32 MB of floats
        m_batch = std::clamp<std::size_t>(kBatchValues / (plan.length * assets), 1, 20'000);
    }
    std::size_t batch() const { return m_batch; }

    Result<Sample> next() {
        return m_generator.sample({.count = m_batch,
                                   .length = m_plan.length,
                                   .seed = Rng(m_plan.seed).stream(m_index++).engine()(),
                                   .device = m_plan.device,
                                   .steering = m_plan.steering},
                                  m_context);
    }

  private:
    const Generator& m_generator;
    const StressPlan& m_plan;
    jobs::JobContext& m_context;
    std::size_t m_batch = 1;
    std::uint64_t m_index = 0;
};

void append(std::span<const float> path, Paths& to) {
    to.returns.insert(to.returns.end(), path.begin(), path.end());
    ++to.count;
}

std::string fallsText(const std::vector<std::string>& assets, const StressPlan& plan) {
    std::string out;
    for (const auto& fall : plan.falls)
        out += fmt::format("{}{} falls by {:g} % or more", out.empty() ? "" : " and ",
                           assets[fall.asset], 100 * fall.fall);
    return out + (plan.length == 1 ? " on the day" : " on a day of the path");
}

Result<StressSample> drawFalls(const Generator& generator, const std::vector<std::string>& assets,
                               const StressPlan& plan, jobs::JobContext& context) {
    StressSample out;
    auto& kept = out.sample.paths;
    kept.length = plan.length;
    kept.assets = assets.size();
    FreeDraw draw(generator, assets.size(), plan, context);
    // Long paths of many assets: a minute of drawing, not an hour.
    const std::size_t most = std::min(
        plan.mostDraws, std::max(draw.batch(), kMostValues / (plan.length * assets.size())));
    while (kept.count < plan.count && out.draws < most) {
        const auto batch = draw.next();
        if (!batch)
            return batch.error();
        out.sample.report.values += batch->report.values;
        out.sample.report.boundedValues += batch->report.boundedValues;
        for (std::size_t i = 0; i < batch->paths.count; ++i) {
            const auto path = batch->paths.path(i);
            if (!std::all_of(plan.falls.begin(), plan.falls.end(), [&](const FallOnADay& fall) {
                    return meets(path, assets.size(), fall);
                }))
                continue;
            ++out.met;
            if (kept.count < plan.count)
                append(path, kept);
        }
        out.draws += batch->paths.count;
        context.progress(
            static_cast<double>(kept.count) / static_cast<double>(plan.count),
            fmt::format("{} of {} paths kept of {} drawn", kept.count, plan.count, out.draws));
    }
    if (kept.count < std::min(plan.count, kFewestMet))
        return fail(ErrorCode::NoData,
                    fmt::format("Of {} paths of the model {} {} it that {}. That is too rare to "
                                "draw from: ask for a smaller fall, longer paths or scaled tails.",
                                out.draws, kept.count == 0 ? "none" : std::to_string(kept.count),
                                kept.count == 1 ? "has" : "have", fallsText(assets, plan)));
    out.description = fmt::format("Paths on which {}: {:.3g} % of {} free paths of the model.",
                                  fallsText(assets, plan), 100 * out.share(), out.draws);
    if (kept.count < plan.count)
        out.description +=
            fmt::format(" Only {} of the {} asked for were found.", kept.count, plan.count);
    return out;
}

struct Scored {
    double volatility = 0;
    std::vector<float> path;
};

Result<StressSample> drawVolatile(const Generator& generator,
                                  const std::vector<std::string>& assets, const StressPlan& plan,
                                  jobs::JobContext& context) {
    const double share = plan.volatility->share;
    const auto draws = static_cast<std::size_t>(std::ceil(static_cast<double>(plan.count) / share));
    if (draws > plan.mostDraws)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} paths of the most volatile {:g} % need {} draws, more than the "
                                "{} allowed. Ask for fewer paths or a larger share.",
                                plan.count, 100 * share, draws, plan.mostDraws));
    StressSample out;
    std::vector<Scored> top;
    FreeDraw draw(generator, assets.size(), plan, context);
    const auto higher = [](const Scored& a, const Scored& b) {
        return a.volatility > b.volatility;
    };
    while (out.draws < draws) {
        const auto batch = draw.next();
        if (!batch)
            return batch.error();
        out.sample.report.values += batch->report.values;
        out.sample.report.boundedValues += batch->report.boundedValues;
        const std::size_t used = std::min(batch->paths.count, draws - out.draws);
        for (std::size_t i = 0; i < used; ++i) {
            const auto path = batch->paths.path(i);
            const double score = volatility(path, assets.size());
            if (top.size() == plan.count && score <= top.front().volatility)
                continue;
            if (top.size() == plan.count) { // a heap whose front is the calmest of the kept
                std::pop_heap(top.begin(), top.end(), higher);
                top.pop_back();
            }
            top.push_back({score, {path.begin(), path.end()}});
            std::push_heap(top.begin(), top.end(), higher);
        }
        out.draws += used;
        context.progress(static_cast<double>(out.draws) / static_cast<double>(draws),
                         fmt::format("{} of {} paths drawn", out.draws, draws));
    }
    std::sort(top.begin(), top.end(), higher);
    auto& kept = out.sample.paths;
    kept.length = plan.length;
    kept.assets = assets.size();
    for (const auto& scored : top)
        append(scored.path, kept);
    out.met = kept.count;
    out.description = fmt::format(
        "The most volatile {:.3g} % of {} free paths of the model (root mean square of the equally "
        "weighted daily return {:.3g} % or more).",
        100 * out.share(), out.draws, 100 * top.back().volatility);
    return out;
}

} // namespace

Result<StressSample> drawStress(const Generator& generator, const std::vector<std::string>& assets,
                                const StressPlan& plan, jobs::JobContext& context) {
    if (auto checked = check(assets, plan); !checked)
        return std::move(checked).error();
    auto out = plan.volatility ? drawVolatile(generator, assets, plan, context)
                               : drawFalls(generator, assets, plan, context);
    if (out)
        if (const auto steered = steeringText(plan.steering, assets.size()); !steered.empty())
            out->description += fmt::format(" The model itself was steered: {}.", steered);
    return out;
}

Result<std::vector<double>> rowsLike(const TrainingData& panel,
                                     const std::vector<std::int32_t>& dates) {
    if (panel.dates.empty())
        return fail(ErrorCode::InvalidInput, "The data have no dates to look a day up by.");
    std::vector<double> rows;
    const std::size_t n = panel.assetCount();
    for (const auto date : dates) {
        const auto at = std::lower_bound(panel.dates.begin(), panel.dates.end(), date);
        if (at == panel.dates.end() || *at != date) {
            const auto nearest = at == panel.dates.end() ? *(at - 1) : *at;
            return fail(ErrorCode::NoData,
                        fmt::format("There is no return on {}: the data run from {} to {}; the "
                                    "nearest day that has one is {}.",
                                    toIso(Date{date}), toIso(Date{panel.dates.front()}),
                                    toIso(Date{panel.dates.back()}), toIso(Date{nearest})));
        }
        const auto day = static_cast<std::size_t>(at - panel.dates.begin());
        for (std::size_t a = 0; a < n; ++a) {
            const double value = panel.returns[day * n + a];
            if (!std::isfinite(value))
                return fail(ErrorCode::NoData,
                            fmt::format("{} has no return on {}.",
                                        panel.assets.empty() ? "The series" : panel.assets[a],
                                        toIso(Date{date})));
            rows.push_back(value);
        }
    }
    return rows;
}

std::string steeringText(const Steering& steering, std::size_t assets) {
    const std::size_t days = steering.rows.size() / std::max<std::size_t>(assets, 1);
    switch (steering.kind) {
    case Steering::Kind::LikeDays:
        return fmt::format("days near {} given real day{}", days, days == 1 ? "" : "s");
    case Steering::Kind::Between:
        return "from one real day to another through the latent space";
    case Steering::Kind::TailScale:
        return fmt::format("latent or innovation scale multiplied by {:g}", steering.tailScale);
    case Steering::Kind::None:
        break;
    }
    return {};
}

} // namespace loom::generate
