// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/hash.h"
#include "forecast/neural/neural_forecaster.h"
#include "jobs/job_parts.h"
#include "learn/training_engine.h"
#include "stats/parallel.h"

namespace loom::forecast {

namespace {

/// Members of up to so many weights gain more from a thread each than from sharing all threads.
constexpr std::size_t kSmallNetwork = 300'000;

std::string dataHash(const ForecastData& data) {
    Sha256 hash;
    hash.addValues(std::span<const std::int64_t>(data.times));
    hash.addValues(std::span<const double>(data.closes));
    hash.addValues(std::span<const double>(data.features));
    return hash.hex();
}

/// An asset that never moves has no unit to be measured in. A part too short to tell is left to the
/// count of samples.
Status checkMovement(const ForecastData& data, const FitSpan& span, bool joint) {
    constexpr std::size_t kTells = 20; // rows
    if (span.trainTo < span.from + kTells)
        return {};
    std::size_t moving = 0;
    for (std::size_t a = 0; a < data.assetCount(); ++a) {
        const bool moves = trainingVolatility(data, a, span) > 0;
        moving += moves ? 1 : 0;
        if (joint && !moves)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{} does not move in the training part, so there is nothing to "
                                    "learn of it. Leave it out or choose a longer period.",
                                    data.assets[a]));
    }
    if (moving > 0)
        return {};
    return fail(ErrorCode::InvalidInput, "No price moves in the training part, so there is nothing "
                                         "to learn. Choose other assets or a longer period.");
}

class NetworkFit {
  public:
    NetworkFit(FitPlan plan, const ForecastData& data, const FitSpan& span,
               const FitOptions& options, jobs::JobContext& context)
        : m_plan(std::move(plan)), m_data(data), m_span(span), m_options(options),
          m_context(context), m_hash(dataHash(data)),
          m_parts(context, m_plan.members.size(), "member"), m_errors(m_plan.members.size()),
          m_members(m_plan.members.size()) {}

    Result<NeuralForecaster::State> run();

  private:
    Status chooseDevice(const learn::Network& first);
    void train(std::size_t index, unsigned threads);
    std::string fingerprint(const MemberPlan& member) const;

    FitPlan m_plan;
    const ForecastData& m_data;
    const FitSpan& m_span;
    const FitOptions& m_options;
    jobs::JobContext& m_context;
    std::string m_hash;
    jobs::JobParts m_parts;
    std::vector<Status> m_errors;
    std::vector<NetworkMember> m_members;
    learn::Device m_device;
};

std::string NetworkFit::fingerprint(const MemberPlan& member) const {
    const Json what{
        {"id", m_plan.id},
        {"shape", member.shape},
        {"windows", member.windows->toJson()},
        {"params", toJson(m_options.params)},
        {"loss", std::string(lossCode(member.config.loss))},
        {"seed", member.seed},
        {"levels", m_options.levels},
        {"span", {m_span.from, m_span.trainTo, m_span.validationFrom, m_span.validationTo}},
        {"data", m_hash}};
    return sha256Hex(what.dump());
}

/// One for all members, which hardly differ in size.
Status NetworkFit::chooseDevice(const learn::Network& first) {
    const auto batch = static_cast<double>(m_plan.members.front().config.batch);
    auto chosen = learn::chooseTrainingDevice(m_options.device, batch * first.multiplyAdds());
    if (!chosen)
        return std::move(chosen).error();
    m_device = chosen->device;
    if (!chosen->note.empty())
        m_context.log(jobs::LogLevel::Info, chosen->note);
    return {};
}

void NetworkFit::train(std::size_t index, unsigned threads) {
    MemberPlan& plan = m_plan.members[index];
    NetworkMember& member = m_members[index];
    auto context = m_parts.part(index);
    const bool several = m_members.size() > 1;
    FitOptions options = m_options;
    options.seed = plan.seed;
    options.threads = threads;
    if (several && !options.checkpointFile.empty())
        options.checkpointFile += fmt::format(".{}", index + 1);
    if (std::error_code ignored; several) // one that had not begun has nothing to go on with
        options.mustResume =
            options.mustResume && std::filesystem::exists(options.checkpointFile, ignored);
    member.shape = plan.shape;
    member.network = m_plan.network(plan.shape);
    auto trained =
        trainNetwork({.network = *member.network,
                      .windows = *plan.windows,
                      .data = m_data,
                      .span = m_span,
                      .options = options,
                      .config = plan.config,
                      .device = m_device,
                      .levels = m_options.levels,
                      .title = m_plan.title,
                      .fingerprint = fingerprint(plan),
                      .metricPrefix = several ? fmt::format("member_{}/", index + 1) : ""},
                     context);
    if (!trained) {
        m_errors[index] = std::move(trained).error();
        return;
    }
    member.result = std::move(trained).value();
    member.windows = std::move(plan.windows);
    member.network->setWeights(member.result.weights);
}

Result<NeuralForecaster::State> NetworkFit::run() {
    if (auto moves = checkMovement(m_data, m_span, m_plan.joint); !moves)
        return std::move(moves).error();
    auto first = m_plan.network(m_plan.members.front().shape);
    if (auto chosen = chooseDevice(*first); !chosen)
        return std::move(chosen).error();
    const unsigned threads = m_options.threads == 0 ? learn::workerThreads() : m_options.threads;
    const std::size_t count = m_members.size();
    const std::size_t weights = first->parameterCount();
    first.reset();
    const bool sideBySide = count > 1 && threads > 1 && weights <= kSmallNetwork;
    const auto trainUnlessStopped = [&](std::size_t i, unsigned with) {
        if (i == 0 || !m_context.shouldStop())
            train(i, with);
    };
    if (sideBySide)
        stats::parallelFor(count, [&](std::size_t i) { trainUnlessStopped(i, 1); });
    else
        for (std::size_t i = 0; i < count; ++i)
            trainUnlessStopped(i, threads);
    for (Status& status : m_errors)
        if (!status)
            return std::move(status).error();
    if (m_context.stopRequest() == jobs::StopRequest::Discard) // seen between two members
        return fail(ErrorCode::Cancelled, "Training was stopped.");
    NeuralForecaster::State out{.id = m_plan.id,
                                .title = m_plan.title,
                                .kind = DataKind::of(m_data, m_plan.joint),
                                .levels = m_options.levels,
                                .members = {},
                                .network = m_plan.network};
    for (NetworkMember& member : m_members)
        if (member.windows)
            out.members.push_back(std::move(member));
    return out;
}

} // namespace

Result<NeuralForecaster::State> fitNetworks(FitPlan plan, const ForecastData& data,
                                            const FitSpan& span, const FitOptions& options,
                                            jobs::JobContext& context) {
    return NetworkFit(std::move(plan), data, span, options, context).run();
}

} // namespace loom::forecast
