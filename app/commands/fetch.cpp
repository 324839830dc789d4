// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/format.h"

namespace loom::app {

namespace {

struct FetchOptions {
    std::vector<std::string> symbols;
    std::string interval = "1d";
    bool sp500 = false;
    bool all = false;
    bool reload = false;
    bool resume = false;
};

Result<std::vector<market::UpdateTarget>> targetsOf(const FetchOptions& options,
                                                    studies::Workbench& workbench) {
    const auto interval = market::intervalFromCode(options.interval);
    if (!interval)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("\"{}\" is not an interval; use 1m, 5m, 15m, 1h or 1d", options.interval));
    std::string text;
    for (const auto& symbol : options.symbols)
        text += symbol + "\n";
    if (options.sp500)
        for (const auto& listed : workbench.symbols().all())
            text += listed.symbol + "\n";
    if (options.all) {
        auto reader = workbench.marketReader();
        if (!reader)
            return std::move(reader).error();
        const auto list = reader->list();
        if (!list)
            return list.error();
        for (const auto& state : *list)
            if (state.key.source == "yahoo" && state.key.interval == *interval)
                text += state.key.symbol + "\n";
    }
    const market::SymbolInput input = market::parseSymbols(text);
    if (!input.errors.empty())
        return fail(ErrorCode::InvalidInput, input.errors.front());
    if (input.symbols.empty())
        return fail(ErrorCode::InvalidInput,
                    "no symbol was given; name some, or use --sp500 or --all");
    std::vector<market::UpdateTarget> targets;
    for (const auto& symbol : input.symbols)
        targets.push_back({symbol, *interval});
    return targets;
}

Json toJson(const market::SymbolOutcome& outcome) {
    return {{"symbol", outcome.target.symbol},
            {"interval", market::intervalCode(outcome.target.interval)},
            {"outcome", updateKindId(outcome.kind)},
            {"inserted", outcome.counts.inserted},
            {"changed", outcome.counts.changed},
            {"unchanged", outcome.counts.unchanged},
            {"words", outcome.words},
            {"notes", outcome.notes}};
}

/// The run's own exit: why it stopped, else the worst of a single symbol asked for.
Status statusOf(const market::UpdateReport& report) {
    if (report.stopped) {
        Error stopped = *report.stopped;
        if (stopped.code == ErrorCode::Refused || stopped.code == ErrorCode::Unreachable)
            stopped.message += " \"quantloom fetch --resume\" does so.";
        return stopped;
    }
    if (report.outcomes.size() != 1)
        return {};
    const auto& only = report.outcomes.front();
    switch (only.kind) {
    case market::UpdateKind::UnknownSymbol:
        return fail(ErrorCode::UnknownSymbol, only.words);
    case market::UpdateKind::NoData:
        return fail(ErrorCode::NoData, only.words);
    case market::UpdateKind::Refused:
        return fail(ErrorCode::Refused, only.words);
    case market::UpdateKind::Unreachable:
        return fail(ErrorCode::Unreachable, only.words);
    case market::UpdateKind::Reused:
    case market::UpdateKind::Failed:
        return fail(ErrorCode::Io, only.words);
    default:
        return {};
    }
}

Status run(const FetchOptions& options, CommandEnvironment& environment, Json& result) {
    const auto opened = environment.workbench();
    if (!opened)
        return opened.error();
    studies::Workbench& workbench = **opened;
    ConsoleJobContext context("fetch");
    auto report = Result<market::UpdateReport>(market::UpdateReport{});
    if (options.resume) {
        report = workbench.resumeUpdate(context);
    } else {
        const auto targets = targetsOf(options, workbench);
        if (!targets)
            return targets.error();
        report = workbench.updateMarket(*targets, {.reload = options.reload}, context);
    }
    if (!report)
        return report.error();
    result["summary"] = report->summary;
    result["requests"] = report->requests;
    result["symbols"] = Json::array();
    for (const auto& outcome : report->outcomes) {
        result["symbols"].push_back(toJson(outcome));
        environment.console().print("{:<10} {}", outcome.target.symbol, outcome.words);
        for (const auto& note : outcome.notes)
            environment.console().print("{:<10} - {}", "", note);
    }
    environment.console().line(report->summary);
    return statusOf(*report);
}

} // namespace

void register_fetch(CommandList& list) {
    list.add(
        {.name = "fetch",
         .summary = "Bring prices up to date from Yahoo Finance into the local cache",
         .example = "quantloom fetch AAPL MSFT ^GSPC --interval 1d",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto options = std::make_shared<FetchOptions>();
             verb.add_option("SYMBOLS", options->symbols,
                             "Symbols as Yahoo writes them: AAPL, BRK-B, ^GSPC");
             verb.add_option("--interval", options->interval, "1m, 5m, 15m, 1h or 1d (default 1d)");
             verb.add_flag("--sp500", options->sp500, "All symbols of the bundled S&P 500 list");
             verb.add_flag("--all", options->all, "Every symbol fetched before at this interval");
             verb.add_flag("--reload", options->reload, "Fetch all history again");
             verb.add_flag("--resume", options->resume, "Go on with an interrupted update");
             return [options](CommandEnvironment& environment, Json& result) {
                 return run(*options, environment, result);
             };
         }});
}

} // namespace loom::app
