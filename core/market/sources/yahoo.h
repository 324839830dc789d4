// SPDX-License-Identifier: GPL-3.0-or-later
// Yahoo Finance's chart service (v8) as a Source, and its symbol search. No cookie, no crumb. The
// service is unofficial and for personal use. Reference: market_data 1.1 to 1.11.
// Thread rule: as Source; trace() and rejectedAnswers() may be called from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "market/source.h"
#include "net/http_client.h"

namespace loom::market {

struct YahooSettings {
    /// The second host is used for a second try only, never to double the rate.
    std::vector<std::string> baseUrls{"https://query2.finance.yahoo.com",
                                      "https://query1.finance.yahoo.com"};
    net::HttpSettings http;

    /// The defaults, with QUANTLOOM_YAHOO_URL (one or more base URLs) and QUANTLOOM_YAHOO_PAUSES
    /// (seconds to wait after each refusal) if set; both separated by commas.
    static YahooSettings fromEnvironment();
};

/// An answer that could not be trusted, kept for diagnosis.
struct RejectedAnswer {
    Timestamp at;
    std::string symbol;
    std::string reason;
    std::string body; ///< at most 64 KiB
};

struct SymbolMatch {
    std::string symbol;
    std::string name;
    std::string exchange; ///< as displayed: "NASDAQ"
    std::string type;     ///< "EQUITY", "ETF", …
};

/// Reads the answer of the symbol search; entries without a symbol are left out.
Result<std::vector<SymbolMatch>> parseYahooSearch(const net::HttpResponse& response);

class YahooSource final : public Source {
  public:
    explicit YahooSource(YahooSettings settings = YahooSettings::fromEnvironment(),
                         std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>(),
                         std::shared_ptr<net::Waiter> waiter = net::systemWaiter());

    std::string id() const override { return "yahoo"; }
    std::string title() const override { return "Yahoo Finance"; }
    std::vector<Depth> depths() const override;
    Status fetch(const std::vector<FetchRequest>& requests, const OnAnswer& onAnswer,
                 jobs::JobContext& context) override;

    /// Symbols that match a name, a symbol's beginning or an ISIN; empty when there are none.
    Result<std::vector<SymbolMatch>> search(std::string_view text, jobs::JobContext& context);

    std::vector<net::RequestTrace> trace() const { return m_http.trace(); }
    /// The latest 10, oldest first.
    std::vector<RejectedAnswer> rejectedAnswers() const;

  private:
    class Batch;
    void keepRejected(const std::string& symbol, const std::string& reason,
                      const std::string& body);

    YahooSettings m_settings;
    std::shared_ptr<const Clock> m_clock;
    net::HttpClient m_http;
    mutable std::mutex m_mutex;
    std::vector<RejectedAnswer> m_rejected;
};

} // namespace loom::market
