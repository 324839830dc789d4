// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/market_settings.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "market/calendar.h"

namespace loom::market {

namespace {

constexpr const char* kRate = "requests_per_second";
constexpr const char* kInFlight = "max_in_flight";
constexpr const char* kClosures = "closures";

Error invalid(std::string message) {
    return fail(ErrorCode::InvalidInput, std::move(message));
}

Result<MarketSettings> fromJson(const Json& json) {
    if (!json.is_object())
        return invalid("it is no JSON object");
    MarketSettings settings;
    for (const auto& [key, value] : json.items()) {
        if (key == kRate && value.is_number()) {
            settings.requestsPerSecond = value.get<double>();
        } else if (key == kInFlight && value.is_number_unsigned()) {
            settings.maxInFlight = value.get<std::size_t>();
        } else if (key == kClosures && value.is_array()) {
            std::string text;
            for (const Json& day : value)
                text += (day.is_string() ? day.get<std::string>() : day.dump()) + "\n";
            auto closures = parseClosures(text);
            if (!closures)
                return std::move(closures).error();
            settings.closures = *std::move(closures);
        } else {
            return invalid(
                fmt::format("\"{}\" is no setting, or its value is of the wrong kind", key));
        }
    }
    if (Status fits = checkMarketSettings(settings); !fits)
        return std::move(fits).error();
    return settings;
}

} // namespace

Status checkMarketSettings(const MarketSettings& settings) {
    if (!(settings.requestsPerSecond >= kMinRequestsPerSecond &&
          settings.requestsPerSecond <= kMaxRequestsPerSecond))
        return invalid(fmt::format("The requests per second must be from {} to {}.",
                                   kMinRequestsPerSecond, kMaxRequestsPerSecond));
    if (settings.maxInFlight < 1 || settings.maxInFlight > kMaxInFlight)
        return invalid(
            fmt::format("The requests at the same time must be from 1 to {}.", kMaxInFlight));
    return {};
}

Result<std::vector<Date>> parseClosures(std::string_view text) {
    const auto known = Calendar::xnys();
    if (!known)
        return known.error();
    std::string list(text);
    std::ranges::replace_if(
        list, [](char c) { return c == ',' || c == ';' || c == '\n' || c == '\t'; }, ' ');
    std::vector<Date> days;
    for (const std::string_view word : split(list, ' ')) {
        if (trim(word).empty())
            continue;
        const auto day = parseIsoDate(trim(word));
        if (!day)
            return invalid(
                fmt::format("\"{}\" is not a date. Write it as 2027-01-29.", word.substr(0, 40)));
        if (const auto why = known->closure(*day))
            return invalid(fmt::format("{} needs no entry: the exchange is closed already ({}).",
                                       toIso(*day), *why));
        days.push_back(*day);
    }
    std::ranges::sort(days);
    const auto twice = std::ranges::unique(days);
    days.erase(twice.begin(), twice.end());
    return days;
}

std::string closuresText(const std::vector<Date>& closures) {
    std::vector<std::string> words;
    for (const Date day : closures)
        words.push_back(toIso(day));
    return join(words, ", ");
}

Result<MarketSettings> loadMarketSettings(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return MarketSettings{};
    const auto text = readFile(file);
    if (!text)
        return text.error();
    const auto json = parseJson(*text);
    auto settings = json ? fromJson(*json) : Result<MarketSettings>(json.error());
    if (!settings)
        return std::move(settings).error().during("read the settings in " + file.string());
    return settings;
}

Status saveMarketSettings(const std::filesystem::path& file, const MarketSettings& settings) {
    Json days = Json::array();
    for (const Date day : settings.closures)
        days.push_back(toIso(day));
    const Json json{{kRate, settings.requestsPerSecond},
                    {kInFlight, settings.maxInFlight},
                    {kClosures, std::move(days)}};
    return writeFileAtomic(file, json.dump(2) + "\n");
}

} // namespace loom::market
