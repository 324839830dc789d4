// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_faults.h"

#include <utility>

namespace loom::tests {

namespace {

constexpr const char* kDownPage = "<html><title>Will be right back</title></html>";

} // namespace

void FakeFaultPlan::add(FakeFault fault, int times, std::string symbol) {
    m_planned.push_back({fault, times, std::move(symbol)});
}

void FakeFaultPlan::refuse(FakeRefusal refusal) {
    m_refusal = std::move(refusal);
    m_refusalCount = 0;
}

FakeFault FakeFaultPlan::next(const std::string& symbol, std::optional<std::string>& retryAfter) {
    for (Planned& planned : m_planned) {
        if (planned.times > 0 && (planned.symbol.empty() || planned.symbol == symbol)) {
            --planned.times;
            return planned.fault;
        }
    }
    if (!m_refusal)
        return FakeFault::None;
    const int place = m_refusalCount++;
    if (place < m_refusal->served)
        return FakeFault::None;
    retryAfter = m_refusal->retryAfter;
    if (place + 1 >= m_refusal->served + m_refusal->refused) {
        m_refusalCount = 0;
        if (m_refusal->once)
            m_refusal.reset();
    }
    return FakeFault::TooManyRequests;
}

void answerWithFault(FakeFault fault, const httplib::Request& request,
                     httplib::Response& response) {
    switch (fault) {
    case FakeFault::TooManyRequests:
        response.status = 429;
        return response.set_content("Edge: Too Many Requests", "text/plain");
    case FakeFault::Unauthorized:
        response.status = 401;
        return response.set_content(R"({"finance":{"result":null,"error":{"code":"Unauthorized",)"
                                    R"("description":"Invalid Crumb"}}})",
                                    kFakeJsonType);
    case FakeFault::HtmlError:
        response.status = 502;
        return response.set_content(kDownPage, "text/html");
    case FakeFault::ServerError:
        response.status = 503;
        return;
    case FakeFault::Consent:
        return response.set_redirect("/v2/collectConsent?sessionId=3_cc-session_0");
    case FakeFault::RepeatedRedirect:
        return response.set_redirect(request.target);
    case FakeFault::Drop:
        return response.set_content_provider(
            1000, kFakeJsonType,
            [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
    default:
        return response.set_content(kDownPage, "text/html");
    }
}

void answerTruncated(const std::string& body, httplib::Response& response) {
    response.set_content_provider(body.size(), kFakeJsonType,
                                  [body](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                      if (offset > 0)
                                          return false;
                                      sink.write(body.data(), body.size() / 2);
                                      return true;
                                  });
}

} // namespace loom::tests
