// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/batch_forecast.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/text.h"
#include "studies/batch_model.h"
#include "studies/batch_prices.h"
#include "studies/usual_horizon.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using forecast::Frequency;
using ForecastPtr = std::shared_ptr<const ForecastOutcome>;

constexpr std::size_t kNamed = 4;

std::string namesInWords(const std::vector<std::string>& symbols) {
    if (symbols.size() <= kNamed)
        return join(symbols, ", ");
    return fmt::format("{} and {} more", join(std::span(symbols).first(kNamed - 1), ", "),
                       symbols.size() - kNamed + 1);
}

Result<BatchNeed> needOf(const std::vector<market::Series>& series) {
    const auto code = market::intervalCode(series.front().interval);
    const auto frequency = forecast::frequencyFromCode(code);
    if (!frequency)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The file holds {} bars; forecasts are made of 5m, 15m, 1h or 1d "
                                "bars.",
                                code));
    BatchNeed need{.frequency = *frequency, .horizon = usualHorizon(*frequency)};
    for (const auto& one : series)
        need.symbols.push_back(one.instrument.symbol);
    return need;
}

/// Earlier forecasts of the symbols that have met their prices.
std::int64_t realisedOf(const Workbench& workbench, const std::vector<std::string>& symbols) {
    auto store = predictions::PredictionStore::open(workbench.paths().workstationDb);
    const auto groups = store ? store->groups() : std::move(store).error();
    std::int64_t count = 0;
    if (groups)
        for (const auto& group : *groups)
            if (std::ranges::find(symbols, group.symbol) != symbols.end())
                count += group.realised;
    return count;
}

class BatchRun {
  public:
    BatchRun(Workbench& workbench, const BatchOptions& options, jobs::JobContext& context)
        : m_workbench(workbench), m_options(options), m_context(context) {}

    Result<BatchOutcome> run(const std::filesystem::path& file, const std::string& name);

  private:
    Status readAndStore(const std::filesystem::path& file, const std::string& name);
    Result<ForecastPtr> forecast();
    Result<std::optional<ForecastPtr>> byRegistered();
    Result<ForecastPtr> byTraining();
    Result<ForecastPtr> by(const ModelOrigin& origin);

    Workbench& m_workbench;
    const BatchOptions& m_options;
    jobs::JobContext& m_context;
    BatchNeed m_need;
    ForecastTarget m_target;
    BatchOutcome m_out;
};

Status BatchRun::readAndStore(const std::filesystem::path& file, const std::string& name) {
    m_context.progress(-1, "reading " + name);
    auto prices = readBatchPrices(file, name, m_workbench.clock().now());
    if (!prices)
        return std::move(prices).error();
    auto need = needOf(prices->series);
    if (!need)
        return std::move(need).error();
    m_need = *std::move(need);
    m_out.notes = std::move(prices->notes);
    const auto before = realisedOf(m_workbench, m_need.symbols);
    if (auto stored = storePrices(m_workbench, prices->series); !stored)
        return stored;
    m_out.realised.realised =
        static_cast<std::size_t>(realisedOf(m_workbench, m_need.symbols) - before);
    Date last = prices->series.front().bars.back().date();
    for (const auto& one : prices->series)
        last = std::max(last, one.bars.back().date());
    m_target = {.symbols = m_need.symbols, .source = "import", .to = last};
    return {};
}

Result<ForecastPtr> BatchRun::by(const ModelOrigin& origin) {
    auto outcome = predictOn(m_workbench, origin, m_target, m_context);
    if (!outcome)
        return outcome;
    const auto& paths = (*outcome)->next.paths;
    const auto empty = [](const PredictedPath& path) { return path.steps.empty(); };
    if (std::ranges::all_of(paths, empty))
        return fail(ErrorCode::NoData, fmt::format("{} cannot forecast {} now: {}", origin.name,
                                                   paths.front().symbol, paths.front().why));
    return outcome;
}

Result<std::optional<ForecastPtr>> BatchRun::byRegistered() {
    constexpr std::size_t kMostTried = 8;
    const auto fitting = fittingModels(m_workbench, m_need);
    if (!fitting)
        return fitting.error();
    for (std::size_t i = 0; i < std::min(fitting->size(), kMostTried); ++i) {
        const auto& model = (*fitting)[i];
        auto outcome = by(model.origin);
        if (outcome) {
            if (!model.own)
                m_out.notes.push_back(
                    fmt::format("{} was trained on {}, not on {}: judge it before you trust it.",
                                model.origin.name, namesInWords(model.study.data.symbols),
                                namesInWords(m_need.symbols)));
            return std::optional(*std::move(outcome));
        }
        const auto code = outcome.error().code;
        if (code == ErrorCode::Cancelled || code == ErrorCode::OutOfMemory)
            return std::move(outcome).error();
        m_context.log(jobs::LogLevel::Info,
                      fmt::format("{} version {} does not fit: {}", model.origin.name,
                                  model.origin.version, outcome.error().message));
    }
    return std::optional<ForecastPtr>();
}

Result<ForecastPtr> BatchRun::byTraining() {
    const std::string none = fmt::format("No registered model fits {} ({} bars, {} steps ahead).",
                                         namesInWords(m_need.symbols),
                                         forecast::frequencyWord(m_need.frequency), m_need.horizon);
    if (!m_options.train)
        return fail(ErrorCode::NotFound, none + " Train one first.");
    ForecastStudy study{
        .model = m_options.model, .seed = m_options.seed, .device = m_options.device};
    study.data.symbols = m_need.symbols;
    study.data.source = m_target.source;
    study.data.to = m_target.to;
    study.data.frequency = m_need.frequency;
    study.data.horizon = m_need.horizon;
    const bool daily = m_need.frequency == Frequency::Day1;
    const std::vector<std::string> features{daily ? "ten_day" : "return"};
    study.data.features = expandPresets(features);
    m_out.notes.push_back(none + " One was trained on the file's own history.");
    auto outcome = runForecast(m_workbench, study, m_context);
    if (!outcome && outcome.error().code != ErrorCode::Cancelled)
        return std::move(outcome).error().during(
            fmt::format("train {} on it, as no registered model fits", m_options.model.id));
    return outcome;
}

Result<ForecastPtr> BatchRun::forecast() {
    if (m_options.registered)
        return by(*m_options.registered);
    auto known = byRegistered();
    if (!known)
        return std::move(known).error();
    return *known ? Result<ForecastPtr>(**known) : byTraining();
}

Result<BatchOutcome> BatchRun::run(const std::filesystem::path& file, const std::string& name) {
    m_out.name = name;
    if (auto ready = readAndStore(file, name); !ready)
        return std::move(ready).error();
    auto outcome = forecast();
    if (!outcome)
        return std::move(outcome).error();
    if ((*outcome)->notKept)
        return *(*outcome)->notKept;
    const auto& trained = *(*outcome)->trained;
    for (const auto& path : (*outcome)->next.paths) {
        if (path.steps.empty())
            m_out.notes.push_back(fmt::format("{}: {}", path.symbol, path.why));
        else if (trained.trainedTo && *trained.trainedTo > path.madeAt)
            m_out.notes.push_back(fmt::format(
                "{} was trained on prices up to {}, later than the last bar of {} here ({}): this "
                "is no test of it.",
                trained.origin.name, toIso(Timestamp{*trained.trainedTo}.utcDate()), path.symbol,
                toIso(Timestamp{path.madeAt}.utcDate())));
    }
    m_out.recorded = (*outcome)->recorded;
    m_out.forecast = *std::move(outcome);
    return std::move(m_out);
}

std::string timeText(std::int64_t time, Frequency frequency) {
    return forecast::isIntraday(frequency) ? toIso(Timestamp{time})
                                           : toIso(Timestamp{time}.utcDate());
}

} // namespace

std::string BatchOutcome::words() const {
    const auto& next = forecast->next;
    std::vector<std::string> symbols;
    std::size_t steps = 0;
    for (const auto& path : next.paths)
        if (!path.steps.empty()) {
            symbols.push_back(path.symbol);
            steps = path.steps.size();
        }
    const auto& origin = forecast->trained->origin;
    std::string out =
        fmt::format("{}: next {} {}s by {} version {}{}.", namesInWords(symbols), steps,
                    forecast::stepWord(forecast->dataset.data->frequency), origin.name,
                    origin.version, origin.reused ? "" : ", trained now");
    if (realised.realised > 0)
        out += fmt::format(" {} earlier predictions met their prices.", realised.realised);
    return out;
}

Result<BatchOutcome> forecastFile(Workbench& workbench, const std::filesystem::path& file,
                                  const std::string& name, const BatchOptions& options,
                                  jobs::JobContext& context) {
    return BatchRun(workbench, options, context).run(file, name);
}

std::string toCsv(const BatchOutcome& outcome) {
    const auto& next = outcome.forecast->next;
    const auto& origin = outcome.forecast->trained->origin;
    const auto frequency = outcome.forecast->dataset.data->frequency;
    std::vector<std::string> header{"symbol",     "made_at", "step",    "date", "price",
                                    "last_close", "model",   "version", "run"};
    for (const double level : next.levels)
        header.push_back(fmt::format("q{:g}", level));
    CsvWriter out;
    out.row(header);
    for (const auto& path : next.paths)
        for (std::size_t k = 0; k < path.steps.size(); ++k) {
            const auto& step = path.steps[k];
            out.cell(path.symbol).cell(timeText(path.madeAt, frequency)).cell(k + 1);
            out.cell(timeText(step.time, frequency)).cell(step.price).cell(path.lastClose);
            out.cell(origin.name).cell(static_cast<long long>(origin.version));
            out.cell(outcome.forecast->run.value);
            for (const double q : step.quantiles)
                out.cell(q);
            out.endRow();
        }
    return out.text();
}

std::filesystem::path inboxFolder(const Workbench& workbench) {
    return workbench.paths().workstationDb.parent_path() / "inbox";
}

Result<predictions::Inbox> openInbox(const Workbench& workbench, std::chrono::milliseconds settle) {
    return predictions::Inbox::open({.folder = inboxFolder(workbench),
                                     .database = workbench.paths().workstationDb,
                                     .settle = settle});
}

Result<InboxRound> processInbox(Workbench& workbench, predictions::Inbox& inbox,
                                const BatchOptions& options, jobs::JobContext& context) {
    InboxRound round;
    const auto work = [&](const std::filesystem::path& file,
                          const std::string& name) -> Result<predictions::InboxResult> {
        auto outcome = forecastFile(workbench, file, name, options, context);
        if (!outcome)
            return std::move(outcome).error();
        predictions::InboxResult result{.files = {{".forecast.csv", toCsv(*outcome)}},
                                        .words = outcome->words()};
        round.outcomes.push_back(*std::move(outcome));
        return result;
    };
    auto report = inbox.process(work, [&] { return context.shouldStop(); });
    if (!report)
        return std::move(report).error();
    round.report = *std::move(report);
    context.progress(1, fmt::format("{} files", round.report.items.size()));
    return round;
}

} // namespace loom::studies
