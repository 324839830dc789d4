// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_http.h"

#include <cstdlib>
#include <map>
#include <string_view>
#include <zlib.h>

namespace loom::tests {

namespace {
constexpr int kOldestBrowser = 120;
}

std::string gzipped(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

bool isCurrent(const std::string& userAgent) {
    if (userAgent.empty())
        return false;
    for (const std::string_view browser : {"Chrome/", "Firefox/"}) {
        const auto found = userAgent.find(browser);
        if (found != std::string::npos)
            return std::atoi(userAgent.c_str() + found + browser.size()) >= kOldestBrowser;
    }
    return true;
}

std::optional<std::int64_t> rangeDays(const std::string& range) {
    static const std::map<std::string, std::int64_t> kRanges{
        {"1d", 1},   {"5d", 7},    {"1mo", 31},   {"3mo", 92},    {"6mo", 183}, {"1y", 366},
        {"2y", 731}, {"5y", 1827}, {"10y", 3653}, {"max", 36000}, {"ytd", 366}};
    const auto found = kRanges.find(range);
    return found == kRanges.end() ? std::nullopt : std::optional(found->second);
}

} // namespace loom::tests
