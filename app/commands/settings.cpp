// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/command.h"
#include "base/text.h"
#include "market/market_settings.h"

namespace loom::app {

namespace {

struct SettingsOptions {
    std::optional<double> rate;
    std::optional<std::size_t> inFlight;
    std::vector<std::string> addClosures;
    std::vector<std::string> removeClosures;
};

Result<market::MarketSettings> changed(market::MarketSettings settings,
                                       const SettingsOptions& options) {
    settings.requestsPerSecond = options.rate.value_or(settings.requestsPerSecond);
    settings.maxInFlight = options.inFlight.value_or(settings.maxInFlight);
    auto added = market::parseClosures(market::closuresText(settings.closures) + " " +
                                       join(options.addClosures, " "));
    if (!added)
        return std::move(added).error();
    const auto removed = market::parseClosures(join(options.removeClosures, " "));
    if (!removed)
        return removed.error();
    for (const Date day : *removed)
        if (std::erase(*added, day) == 0)
            return fail(ErrorCode::NotFound, toIso(day) + " is not among the closures you added.");
    settings.closures = *std::move(added);
    return settings;
}

Status run(const SettingsOptions& options, CommandEnvironment& environment, Json& result) {
    const auto opened = environment.workbench();
    if (!opened)
        return opened.error();
    studies::Workbench& workbench = **opened;
    const auto before = workbench.marketSettings();
    const auto settings = changed(before, options);
    if (!settings)
        return settings.error();
    if (*settings != before)
        if (Status saved = workbench.setMarketSettings(*settings); !saved)
            return saved;
    result["requests_per_second"] = settings->requestsPerSecond;
    result["max_in_flight"] = settings->maxInFlight;
    result["closures"] = Json::array();
    for (const Date day : settings->closures)
        result["closures"].push_back(toIso(day));
    const Console& console = environment.console();
    console.print("Requests per second       {}", settings->requestsPerSecond);
    console.print("Requests at the same time {}", settings->maxInFlight);
    console.print("Closures you added        {}",
                  settings->closures.empty() ? "none" : market::closuresText(settings->closures));
    return {};
}

} // namespace

void register_settings(CommandList& list) {
    list.add({.name = "settings",
              .summary = "Show or change how online prices are asked for, and exchange closures",
              .example = "quantloom settings --rate 4 --add-closure 2027-01-29",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<SettingsOptions>();
                  verb.add_option("--rate", options->rate,
                                  "Requests per second at most, 0.5 to 8 (default 8)");
                  verb.add_option("--in-flight", options->inFlight,
                                  "Requests at the same time at most, 1 to 10 (default 6)");
                  verb.add_option("--add-closure", options->addClosures,
                                  "A day on which the New York exchange is closed, YYYY-MM-DD");
                  verb.add_option("--remove-closure", options->removeClosures,
                                  "Take back a closure that was added");
                  return [options](CommandEnvironment& environment, Json& result) {
                      return run(*options, environment, result);
                  };
              }});
}

} // namespace loom::app
