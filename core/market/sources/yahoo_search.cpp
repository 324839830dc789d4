// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "market/sources/yahoo.h"
#include "market/sources/yahoo_chart.h"

namespace loom::market {

namespace {

std::string textAt(const Json& entry, const char* key) {
    const auto found = entry.find(key);
    return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

} // namespace

Result<std::vector<SymbolMatch>> parseYahooSearch(const net::HttpResponse& response) {
    if (auto failure = yahooFailure(response))
        return *std::move(failure);
    const auto json = parseJson(response.body);
    if (!json.ok() || !json->is_object() || !json->contains("quotes") ||
        !json->at("quotes").is_array())
        return fail(ErrorCode::Unreachable, "Yahoo's search answer cannot be read.");
    std::vector<SymbolMatch> matches;
    for (const Json& entry : json->at("quotes")) {
        if (!entry.is_object() || textAt(entry, "symbol").empty())
            continue;
        SymbolMatch match{.symbol = textAt(entry, "symbol"),
                          .name = textAt(entry, "longname"),
                          .exchange = textAt(entry, "exchDisp"),
                          .type = textAt(entry, "quoteType")};
        if (match.name.empty())
            match.name = textAt(entry, "shortname");
        matches.push_back(std::move(match));
    }
    return matches;
}

} // namespace loom::market
