// SPDX-License-Identifier: GPL-3.0-or-later
// One libcurl easy handle with what it received, reused from request to request. Only for
// http_client.cpp; lives on the thread of the fetch.
#pragma once

#include <curl/curl.h>
#include <memory>
#include <optional>
#include <string>

#include "net/http_client.h"

namespace loom::net::detail {

struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ShareDeleter {
    void operator()(CURLSH* share) const { curl_share_cleanup(share); }
};
struct SlistDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using EasyPtr = std::unique_ptr<CURL, EasyDeleter>;
using MultiPtr = std::unique_ptr<CURLM, MultiDeleter>;
using SharePtr = std::unique_ptr<CURLSH, ShareDeleter>;
using SlistPtr = std::unique_ptr<curl_slist, SlistDeleter>;

/// Why no usable answer came.
struct TransportFailure {
    std::string words;     ///< "query2.finance.yahoo.com did not answer within 20 s"
    bool retryable = true; ///< asking again may help
};

class Transfer {
  public:
    /// settings, share and headers must outlive the transfer.
    Transfer(const HttpSettings& settings, CURLSH* share, curl_slist* headers);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return m_easy.get(); }
    /// Forgets the last answer and aims at the URL.
    void aim(const std::string& url);
    /// After the end of the transfer with CURLE_OK: the answer, moved out.
    HttpResponse takeResponse();
    /// After the end with any other code.
    TransportFailure failure(CURLcode code) const;
    double milliseconds() const;

    std::size_t index = 0; ///< of the request in its batch
    int attempt = 1;
    Seconds started{0};
    Timestamp at;
    std::string url;

  private:
    static std::size_t onBody(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onHeader(char* data, std::size_t size, std::size_t count, void* self);

    const HttpSettings& m_settings;
    EasyPtr m_easy;
    HttpResponse m_response;
    bool m_tooLarge = false;
    char m_error[CURL_ERROR_SIZE] = {};
};

} // namespace loom::net::detail
