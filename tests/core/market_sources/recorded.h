// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded answers of yahoo_json (origin and licences: README.md beside them).
#pragma once

#include <QtTest>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "market/sources/yahoo_repair.h"

namespace loom::tests {

inline std::filesystem::path recordedFolder() {
    return std::filesystem::path(LOOM_TEST_DATA) / "yahoo_json";
}

/// Status and body of a recorded answer; yf2 files wrap them, the others are bare bodies.
inline net::HttpResponse recorded(const std::string& file) {
    net::HttpResponse response;
    response.status = 200;
    const auto text = readFile(recordedFolder() / file);
    if (!text.ok())
        return response;
    const Json json = Json::parse(*text);
    response.body = *text;
    if (json.is_object() && json.contains("response")) {
        const Json& inner = json.at("response");
        response.status = inner.value("status", 200);
        response.body =
            inner.contains("bodyJson") ? inner.at("bodyJson").dump() : inner.value("bodyText", "");
        response.finalUrl = json.at("request").value("url", "");
    }
    return response;
}

/// Every recorded chart answer.
inline std::vector<std::string> recordedCharts() {
    std::vector<std::string> files;
    for (const char* folder : {"yf2", "yfrs", "embedded"})
        for (const auto& entry : std::filesystem::directory_iterator(recordedFolder() / folder)) {
            const std::string name = entry.path().filename().string();
            if (name.find("chart") != std::string::npos)
                files.push_back(std::string(folder) + "/" + name);
        }
    std::sort(files.begin(), files.end());
    return files;
}

/// The whole of time, seen long afterwards: nothing is cut and nothing is provisional.
inline market::YahooWindow anyTime(market::Interval interval) {
    return {.interval = interval,
            .from = {-4'000'000'000},
            .to = {4'000'000'000},
            .now = {3'900'000'000}};
}

} // namespace loom::tests

#define SKIP_WITHOUT_RECORDED()                                                                    \
    if (!std::filesystem::exists(::loom::tests::recordedFolder()))                                 \
    QSKIP("The recorded Yahoo answers are not beside this checkout.")
