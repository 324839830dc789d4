// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/augment.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "base/date.h"
#include "portfolio/long_only.h"
#include "stats/cross_section.h"
#include "stats/moments.h"
#include "studies/augment_verdict.h"
#include "studies/synthesize.h"

namespace loom::studies {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double kYear = 252;
constexpr std::size_t kFewestJudgedDays = 60;

/// Progress of one fit within the whole, and none of its metrics: they would overwrite each other.
class WindowContext final : public jobs::JobContext {
  public:
    WindowContext(jobs::JobContext& outer, std::size_t window, std::size_t windows)
        : m_outer(outer), m_window(window), m_windows(windows) {}
    jobs::StopRequest stopRequest() const override { return m_outer.stopRequest(); }
    void progress(double fraction, std::string_view) override {
        m_outer.progress((static_cast<double>(m_window) + std::clamp(fraction, 0.0, 1.0)) /
                             static_cast<double>(m_windows),
                         fmt::format("window {} of {}", m_window + 1, m_windows));
    }
    void metric(std::string_view, std::int64_t, double) override {}
    void log(jobs::LogLevel level, std::string_view text) override { m_outer.log(level, text); }

  private:
    jobs::JobContext& m_outer;
    std::size_t m_window, m_windows;
};

std::string dayText(const generate::TrainingData& panel, std::size_t day) {
    return panel.dates.empty() ? fmt::format("day {}", day + 1) : toIso(Date{panel.dates[day]});
}

/// A panel's days [from, to) as a model's whole training data.
generate::TrainingData daysOf(const generate::TrainingData& panel, std::size_t from,
                              std::size_t to) {
    const std::size_t n = panel.assetCount();
    generate::TrainingData out;
    out.assets = panel.assets;
    out.returns.assign(panel.returns.begin() + static_cast<std::ptrdiff_t>(from * n),
                       panel.returns.begin() + static_cast<std::ptrdiff_t>(to * n));
    if (!panel.dates.empty())
        out.dates.assign(panel.dates.begin() + static_cast<std::ptrdiff_t>(from),
                         panel.dates.begin() + static_cast<std::ptrdiff_t>(to));
    out.trainEnd = out.validationEnd = to - from;
    out.wholeWindow = true;
    return out;
}

void appendSimple(std::span<const double> logReturns, std::vector<double>& out) {
    for (const double r : logReturns)
        out.push_back(std::expm1(r));
}

struct Weights {
    VectorXd minimumVariance, maximumSharpe;
    bool fellBack = false;
};

Result<Weights> weightsFrom(const std::vector<double>& simple, std::size_t assets,
                            double dailyRate) {
    const stats::PanelView days{.days = simple.size() / assets, .assets = assets, .values = simple};
    const Eigen::MatrixXd covariance = stats::covarianceMatrix(days);
    VectorXd excess(static_cast<Index>(assets));
    for (std::size_t a = 0; a < assets; ++a)
        excess(static_cast<Index>(a)) = stats::mean(days.column(a)) - dailyRate;
    auto calm = portfolio::minimumVariance(covariance);
    if (!calm)
        return std::move(calm).error();
    auto best = portfolio::maximumSharpe(excess, covariance);
    if (!best && best.error().code != ErrorCode::NoData)
        return std::move(best).error();
    return Weights{.minimumVariance = calm->weights,
                   .maximumSharpe = best ? best->weights : calm->weights,
                   .fellBack = !best};
}

/// One portfolio through all windows.
class Ledger {
  public:
    Ledger(const generate::TrainingData& panel, double cost) : m_panel(panel), m_cost(cost) {}

    void hold(const VectorXd& target, std::size_t from, std::size_t until,
              std::vector<double>& returns) {
        const bool first = m_held.size() == 0;
        const double traded = first ? 1.0 : (target - m_held).cwiseAbs().sum();
        m_turnover += first ? 0 : traded;
        m_changes += first ? 0 : 1;
        m_held = target;
        double cost = m_cost * traded;
        for (std::size_t day = from; day < until; ++day) {
            VectorXd grown = m_held;
            for (Index a = 0; a < grown.size(); ++a)
                grown(a) *= std::exp(
                    m_panel.returns[day * m_panel.assetCount() + static_cast<std::size_t>(a)]);
            const double growth = grown.sum();
            returns.push_back((1 - cost) * growth - 1);
            m_held = grown / growth;
            cost = 0;
        }
    }
    double meanTurnover() const {
        return m_changes == 0 ? 0 : m_turnover / static_cast<double>(m_changes);
    }

  private:
    const generate::TrainingData& m_panel;
    double m_cost;
    VectorXd m_held; ///< weights now; empty before the first purchase
    double m_turnover = 0;
    std::size_t m_changes = 0;
};

struct Fitter {
    const generate::GeneratorInfo& info;
    const Params& params;
    const generate::TrainingData& panel;
    const AugmentPlan& plan;

    double dailyRate() const { return plan.riskFreeRate / kYear; }

    /// Synthetic days, log returns, plan.factor for each real one.
    Result<std::vector<double>> synthetic(const generate::TrainingData& window, std::size_t index,
                                          jobs::JobContext& context) const {
        const generate::FitOptions options{
            .params = params, .seed = plan.seed + index, .device = plan.device};
        const auto model = info.fit(window, options, context);
        if (!model)
            return model.error();
        const auto sample = (*model)->sample({.count = plan.factor,
                                              .length = window.days(),
                                              .seed = plan.seed + index,
                                              .device = plan.device},
                                             context);
        if (!sample)
            return sample.error();
        return std::vector<double>(sample->paths.returns.begin(), sample->paths.returns.end());
    }

    Result<AugmentWindow> fit(std::size_t from, std::size_t until, std::size_t index,
                              std::vector<std::size_t>& fallbacks,
                              jobs::JobContext& context) const {
        const std::size_t to = from + plan.window;
        const auto window = daysOf(panel, from, to);
        const auto drawn = synthetic(window, index, context);
        if (!drawn)
            return drawn.error();
        std::vector<double> real, both, made;
        appendSimple(window.returns, real);
        appendSimple(*drawn, made);
        both = real;
        both.insert(both.end(), made.begin(), made.end());
        AugmentWindow out{.from = from, .to = to, .until = until, .weights = {}};
        out.weights.resize(kAugmentArms);
        const std::size_t assets = panel.assetCount();
        const std::vector<double>* sources[] = {&real, &both, &made};
        for (std::size_t i = 0; i < 3; ++i) {
            auto weights = weightsFrom(*sources[i], assets, dailyRate());
            if (!weights)
                return std::move(weights).error();
            out.weights[i] = weights->minimumVariance;
            out.weights[3 + i] = weights->maximumSharpe;
            fallbacks[3 + i] += weights->fellBack ? 1 : 0;
        }
        const auto n = static_cast<Index>(assets);
        out.weights.back() = VectorXd::Constant(n, 1 / static_cast<double>(assets));
        return out;
    }
};

Status measure(AugmentArm& arm, const AugmentReport& report) {
    std::vector<double> excess = arm.returns;
    for (double& r : excess)
        r -= report.plan.riskFreeRate / kYear;
    const auto sharpe = portfolio::sharpeRatio(excess, kYear);
    if (!sharpe)
        return sharpe.error();
    arm.sharpe = *sharpe;
    const auto m = stats::moments(std::span<const double>(arm.returns));
    arm.annualReturn = kYear * m.mean;
    arm.annualVolatility = std::sqrt(kYear) * m.stdev;
    for (const auto& window : report.windows)
        arm.holdings += static_cast<double>(
            (window.weights[static_cast<std::size_t>(arm.id)].array() > 1e-3).count());
    arm.holdings /= static_cast<double>(report.windows.size());
    return {};
}

Status judge(const generate::TrainingData& panel, const std::vector<std::size_t>& fallbacks,
             AugmentReport& report) {
    for (std::size_t i = 0; i < kAugmentArms; ++i) {
        AugmentArm arm;
        arm.id = static_cast<AugmentArmId>(i);
        arm.fallbacks = fallbacks[i];
        Ledger ledger(panel, report.plan.costBasisPoints * 1e-4);
        for (const auto& window : report.windows)
            ledger.hold(window.weights[i], window.to, window.until, arm.returns);
        arm.turnover = ledger.meanTurnover();
        if (auto measured = measure(arm, report); !measured)
            return std::move(measured).error().during("judge " + std::string(armTitle(arm.id)));
        report.arms.push_back(std::move(arm));
    }
    if (!panel.dates.empty())
        report.dates.assign(
            panel.dates.begin() + static_cast<std::ptrdiff_t>(report.windows.front().to),
            panel.dates.begin() + static_cast<std::ptrdiff_t>(report.windows.back().until));
    return {};
}

} // namespace

Status checkAugmentation(const generate::GeneratorRegistry& generators,
                         const generate::TrainingData& panel, const AugmentPlan& plan) {
    const auto bad = [](std::string why) { return fail(ErrorCode::InvalidInput, std::move(why)); };
    const auto params = resolvedParams(
        generators, {.id = plan.generator, .preset = plan.preset, .params = plan.params});
    if (!params)
        return params.error();
    const auto& info = *generators.find(plan.generator);
    const std::size_t assets = panel.assetCount();
    if (assets < 2)
        return bad("One asset makes no portfolio. Give two or more.");
    if (info.control || info.maxAssets < assets || info.minAssets > assets)
        return bad(fmt::format("{} cannot make days of {} assets together; choose another "
                               "generator, for example vae or ppca.",
                               info.title, assets));
    if (plan.factor < 1 || plan.step < 1 || plan.window < 20)
        return bad("The factor and the step are 1 or more, the window 20 days or more.");
    for (std::size_t i = 0; i < panel.returns.size(); ++i)
        if (!std::isfinite(panel.returns[i]))
            return bad(fmt::format("The return of {} on {} is {}. Portfolios are fitted on days "
                                   "that all assets have: choose inner alignment or leave the "
                                   "asset out.",
                                   panel.assets[i % assets], dayText(panel, i / assets),
                                   std::isnan(panel.returns[i]) ? "missing" : "infinite"));
    if (const auto needed = info.minimumReturns(*params, assets); plan.window < needed)
        return bad(fmt::format("A window of {} days is too short: {} needs {} with these "
                               "parameters and {} assets.",
                               plan.window, info.title, needed, assets));
    if (panel.days() < plan.window + std::max(2 * plan.step, kFewestJudgedDays))
        return bad(fmt::format("{} days are too few: a window of {} and two steps of {} to judge "
                               "on (60 days at least) need {}. Choose a longer period or a "
                               "shorter window.",
                               panel.days(), plan.window, plan.step,
                               plan.window + std::max(2 * plan.step, kFewestJudgedDays)));
    return {};
}

Result<AugmentReport> computeAugmentation(const generate::GeneratorRegistry& generators,
                                          const generate::TrainingData& panel,
                                          const AugmentPlan& plan, jobs::JobContext& context) {
    if (auto checked = checkAugmentation(generators, panel, plan); !checked)
        return std::move(checked).error();
    const auto params = resolvedParams(
        generators, {.id = plan.generator, .preset = plan.preset, .params = plan.params});
    const auto& info = *generators.find(plan.generator);
    AugmentReport report;
    report.plan = plan;
    report.generatorTitle = info.title;
    report.assets = panel.assets;
    const Fitter fitter{info, *params, panel, plan};
    const std::size_t windows = (panel.days() - plan.window + plan.step - 1) / plan.step;
    std::vector<std::size_t> fallbacks(kAugmentArms, 0);
    for (std::size_t i = 0; i < windows; ++i) {
        WindowContext inner(context, i, windows);
        inner.progress(0, {});
        const std::size_t from = i * plan.step;
        const std::size_t until = std::min(from + plan.window + plan.step, panel.days());
        auto fallbacksNow = fallbacks;
        auto window = fitter.fit(from, until, i, fallbacksNow, inner);
        if (context.shouldStop()) // what was fitted then is not what the plan asks for
            break;
        if (!window)
            return std::move(window).error().during(fmt::format(
                "fit the window that ends on {}", dayText(panel, from + plan.window - 1)));
        fallbacks = fallbacksNow;
        report.windows.push_back(std::move(*window));
        context.metric("windows_done", static_cast<std::int64_t>(i + 1),
                       static_cast<double>(i + 1));
    }
    const std::size_t judged =
        report.windows.empty() ? 0 : report.windows.back().until - plan.window;
    if (context.stopRequest() == jobs::StopRequest::Discard || judged < kFewestJudgedDays)
        return fail(ErrorCode::Cancelled,
                    "The study was stopped before there was enough to judge.");
    context.progress(-1, "comparing Sharpe ratios");
    if (auto done = judge(panel, fallbacks, report); !done)
        return std::move(done).error();
    if (report.windows.size() < windows)
        report.notes.push_back(
            fmt::format("Stopped after {} of {} windows.", report.windows.size(), windows));
    if (auto done = answer(report); !done)
        return std::move(done).error();
    return report;
}

} // namespace loom::studies
