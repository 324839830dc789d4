// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data_settings.h"

#include "market/market_settings.h"
#include "studies/batch_forecast.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"

namespace loom::ui {

DataSettings dataSettings(studies::Workbench& workbench) {
    DataSettings out;
    out.load = [&workbench] {
        const auto settings = workbench.marketSettings();
        return DataChoices{.requestsPerSecond = settings.requestsPerSecond,
                           .maxInFlight = static_cast<int>(settings.maxInFlight),
                           .closures = qstr(market::closuresText(settings.closures))};
    };
    out.checkClosures = [](const QString& text) {
        const auto closures = market::parseClosures(str(text));
        return closures ? QString() : qstr(closures.error().message);
    };
    out.save = [&workbench](const DataChoices& choices) {
        auto closures = market::parseClosures(str(choices.closures));
        if (!closures)
            return qstr(closures.error().message);
        const Status saved = workbench.setMarketSettings(
            {.requestsPerSecond = choices.requestsPerSecond,
             .maxInFlight = static_cast<std::size_t>(choices.maxInFlight),
             .closures = *std::move(closures)});
        return saved ? QString() : qstr(saved.error().message);
    };
    out.inbox = qstr(studies::inboxFolder(workbench).string());
    return out;
}

} // namespace loom::ui
