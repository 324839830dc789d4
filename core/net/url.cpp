// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "base/text.h"
#include "net/http_client.h"

namespace loom::net {

namespace {

constexpr std::array<std::string_view, 10> kSecretKeys{
    "crumb",  "token",    "key",       "apikey",    "api_key",
    "secret", "password", "signature", "sessionid", "gcrumb"};

bool isSecret(std::string_view key) {
    const std::string lower = toLower(key);
    return std::any_of(kSecretKeys.begin(), kSecretKeys.end(),
                       [&](std::string_view secret) { return lower == secret; });
}

std::string maskedQuery(std::string_view query) {
    std::string masked;
    for (const std::string_view pair : split(query, '&')) {
        if (!masked.empty())
            masked += '&';
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && isSecret(pair.substr(0, equals)))
            masked.append(pair.substr(0, equals)).append("=***");
        else
            masked += pair;
    }
    return masked;
}

/// Position and length of "user:password@" of the authority, length 0 without one.
std::pair<std::size_t, std::size_t> userInfo(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos)
        return {0, 0};
    const auto begin = scheme + 3;
    const auto end = std::min(url.find_first_of("/?#", begin), url.size());
    const auto at = url.substr(begin, end - begin).rfind('@');
    return {begin, at == std::string_view::npos ? 0 : at + 1};
}

} // namespace

std::string percentEncoded(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                                c == '~';
        if (unreserved) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kHex[byte >> 4];
            encoded += kHex[byte & 15];
        }
    }
    return encoded;
}

std::string withoutSecrets(std::string_view url) {
    const auto [begin, length] = userInfo(url);
    std::string shown{url.substr(0, begin)};
    shown += url.substr(begin + length);
    const auto question = shown.find('?');
    if (question == std::string::npos)
        return shown;
    return shown.substr(0, question + 1) +
           maskedQuery(std::string_view(shown).substr(question + 1));
}

std::string hostOf(std::string_view url) {
    const auto [begin, length] = userInfo(url);
    if (begin == 0)
        return {};
    const std::string_view rest = url.substr(begin + length);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.starts_with('[')) // IPv6
        return toLower(authority.substr(0, authority.find(']') + 1));
    return toLower(authority.substr(0, authority.find(':')));
}

} // namespace loom::net
