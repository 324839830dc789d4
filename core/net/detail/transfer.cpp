// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/detail/transfer.h"

#include <cmath>
#include <fmt/format.h>

#include "base/text.h"

namespace loom::net::detail {

namespace {

long asMilliseconds(Seconds seconds) {
    return std::lround(seconds.count() * 1000);
}

template <class Value>
void setOption(CURL* easy, CURLoption option, Value value) {
    curl_easy_setopt(easy, option, value);
}

} // namespace

Transfer::Transfer(const HttpSettings& settings, CURLSH* share, curl_slist* headers)
    : m_settings(settings), m_easy(curl_easy_init()) {
    CURL* easy = m_easy.get();
    setOption(easy, CURLOPT_SHARE, share);
    setOption(easy, CURLOPT_PRIVATE, static_cast<void*>(this));
    setOption(easy, CURLOPT_USERAGENT, settings.userAgent.c_str());
    setOption(easy, CURLOPT_HTTPHEADER, headers);
    setOption(easy, CURLOPT_ACCEPT_ENCODING, "");
    setOption(easy, CURLOPT_COOKIEFILE, "");
    setOption(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    setOption(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    setOption(easy, CURLOPT_FOLLOWLOCATION, 1L);
    setOption(easy, CURLOPT_MAXREDIRS, 5L);
    setOption(easy, CURLOPT_HTTP_VERSION,
              static_cast<long>(settings.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    if (!settings.cipherList.empty())
        setOption(easy, CURLOPT_SSL_CIPHER_LIST, settings.cipherList.c_str());
    setOption(easy, CURLOPT_CONNECTTIMEOUT_MS, asMilliseconds(settings.connectTimeout));
    setOption(easy, CURLOPT_TIMEOUT_MS, asMilliseconds(settings.totalTimeout));
    setOption(easy, CURLOPT_LOW_SPEED_LIMIT, settings.lowSpeedBytesPerSecond);
    setOption(easy, CURLOPT_LOW_SPEED_TIME, settings.lowSpeedSeconds);
    setOption(easy, CURLOPT_NOSIGNAL, 1L);
    // A stop must not wait for a name server: the resolver's thread is left to end by itself.
    setOption(easy, CURLOPT_QUICK_EXIT, 1L);
    setOption(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    setOption(easy, CURLOPT_WRITEDATA, static_cast<void*>(this));
    setOption(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    setOption(easy, CURLOPT_HEADERDATA, static_cast<void*>(this));
    setOption(easy, CURLOPT_ERRORBUFFER, static_cast<char*>(m_error));
}

void Transfer::aim(const std::string& to) {
    url = to;
    m_response = {};
    m_tooLarge = false;
    m_error[0] = '\0';
    setOption(m_easy.get(), CURLOPT_URL, url.c_str());
}

HttpResponse Transfer::takeResponse() {
    long status = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    const char* finalUrl = nullptr;
    curl_easy_getinfo(m_easy.get(), CURLINFO_EFFECTIVE_URL, &finalUrl);
    m_response.status = static_cast<int>(status);
    m_response.finalUrl = finalUrl != nullptr ? finalUrl : url;
    return std::move(m_response);
}

TransportFailure Transfer::failure(CURLcode code) const {
    const std::string host = hostOf(url);
    const std::string detail = m_error[0] != '\0' ? m_error : curl_easy_strerror(code);
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {fmt::format("the name {} was not found; there is no network, or a filter blocks it",
                            host)};
    case CURLE_COULDNT_CONNECT:
        return {fmt::format("no connection to {} could be made", host)};
    case CURLE_OPERATION_TIMEDOUT:
        return {fmt::format("{} was too slow ({})", host, detail)};
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2_STREAM:
        return {fmt::format("{} ended the connection before its answer was complete", host)};
    case CURLE_PEER_FAILED_VERIFICATION:
        return {fmt::format("the identity of {} could not be verified ({}); a proxy may stand in "
                            "between",
                            host, detail),
                false};
    case CURLE_TOO_MANY_REDIRECTS:
        return {fmt::format("{} redirects in a circle", host), false};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return {fmt::format("\"{}\" is not a web address", withoutSecrets(url)), false};
    case CURLE_WRITE_ERROR:
        if (m_tooLarge)
            return {fmt::format("the answer of {} is larger than {} MB", host,
                                m_settings.maxBodyBytes >> 20),
                    false};
        [[fallthrough]];
    default:
        return {fmt::format("{}: {}", host, detail)};
    }
}

double Transfer::milliseconds() const {
    curl_off_t micros = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_TOTAL_TIME_T, &micros);
    return static_cast<double>(micros) / 1000;
}

std::size_t Transfer::onBody(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t bytes = size * count;
    if (transfer.m_response.body.size() + bytes > transfer.m_settings.maxBodyBytes) {
        transfer.m_tooLarge = true;
        return 0;
    }
    transfer.m_response.body.append(data, bytes);
    return bytes;
}

std::size_t Transfer::onHeader(char* data, std::size_t size, std::size_t count, void* self) {
    auto& response = static_cast<Transfer*>(self)->m_response;
    const std::string_view line{data, size * count};
    if (line.starts_with("HTTP/")) // the first line of each answer of a redirect chain
        response.headers.clear();
    else if (const auto colon = line.find(':'); colon != std::string_view::npos)
        response.headers[toLower(trim(line.substr(0, colon)))] =
            std::string(trim(line.substr(colon + 1)));
    return size * count;
}

} // namespace loom::net::detail
