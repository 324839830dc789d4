// SPDX-License-Identifier: GPL-3.0-or-later
// Technical indicators. A kind of indicator is one file in indicators/functions that registers an
// IndicatorInfo; an Indicator is a kind with its parameters and convention, as a spec text names
// it: "rsi:14", "macd:12,26,9", "bbands:20,width=2.5", "ema:20@tradingview". Charts, features of
// forecasters and the command line use nothing else. Thread rule: immutable once made.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/param_spec.h"
#include "indicators/stream.h"
#include "indicators/values.h"

namespace loom::indicators {

/// Whose seeding and special cases are used where authors differ.
enum class Convention {
    TaLib,       ///< TA-Lib 0.8, default settings
    TradingView, ///< Pine Script's built-in functions
    Original,    ///< the book or paper that the indicator is from
};

/// "talib", "tradingview", "original".
std::string_view conventionId(Convention convention);
/// "TA-Lib", "TradingView", "Original author".
std::string_view conventionTitle(Convention convention);
/// InvalidInput with the known names for another text.
Result<Convention> conventionFromId(std::string_view id);

/// The columns of a bar that an indicator reads; combine with |.
enum Inputs : unsigned {
    kSession = 1,
    kOpen = 2,
    kHigh = 4,
    kLow = 8,
    kClose = 16,
    kVolume = 32,
};

/// Where a chart draws it.
enum class Placement { Price, OwnPane };
enum class DrawStyle { Line, Histogram, Dots };

struct OutputInfo {
    std::string id;    ///< "signal"; empty for the output that carries the indicator's own name
    std::string title; ///< "Signal"
    DrawStyle style = DrawStyle::Line;
};

struct ConventionNote {
    Convention convention = Convention::TaLib;
    std::string text; ///< how values start and special cases are treated, in a sentence
};

struct Settings {
    Params params = {}; ///< complete: a value for every ParamSpec
    Convention convention = Convention::TaLib;

    /// A whole-number parameter, such as a period.
    std::size_t count(std::string_view key) const {
        return static_cast<std::size_t>(params.integer(key));
    }
};

struct IndicatorInfo {
    std::string id;                     ///< "rsi"
    std::string shortTitle;             ///< "RSI"
    std::string title;                  ///< "Relative strength index"
    std::string summary;                ///< what it shows, in a sentence
    std::string formula;                ///< in one line
    std::string reference;              ///< author, year, title
    std::vector<ParamSpec> params = {}; ///< in the order of the spec text
    /// Those that differ; the first is used where the one asked for is not among them.
    std::vector<ConventionNote> conventions = {};
    Placement placement = Placement::OwnPane;
    std::vector<double> guides = {};                     ///< levels drawn across the pane
    std::optional<std::pair<double, double>> range = {}; ///< values lie within, where bounded
    std::string unit = {};    ///< "price", "%", "volume", …; empty for a pure number
    unsigned inputs = kClose; ///< of Inputs
    std::vector<OutputInfo> outputs = {};
    /// Bars without a value at the start of an output.
    std::function<std::size_t(const Settings&, std::size_t output)> warmUp;
    std::function<std::unique_ptr<Stream>(const Settings&)> start;
    /// Why the parameters do not go together, in words; nothing when they do.
    std::function<std::optional<std::string>(const Params&)> problem = {};
    /// Logarithms are taken: prices must be above zero.
    std::function<bool(const Settings&)> needsPositivePrices = {};
};

/// One output over the bars: NaN for the first warmUp values, finite after.
struct Column {
    std::string name; ///< "macd_12_26_9_signal"
    std::size_t warmUp = 0;
    Values values = {};
};

struct Computed {
    std::vector<Column> columns = {};
    std::vector<std::string> warnings = {}; ///< what makes the values worth little, in sentences
};

class Indicator {
  public:
    /// settings: complete and valid for info (IndicatorRegistry::make checks them).
    Indicator(std::shared_ptr<const IndicatorInfo> info, Settings settings);

    const IndicatorInfo& info() const { return *m_info; }
    const Settings& settings() const { return m_settings; }
    /// "MACD 12, 26, 9", with the convention where it is not the kind's first.
    std::string label() const;
    /// The spec text with every parameter: "macd:12,26,9", "ema:20@tradingview".
    std::string text() const;
    /// Of each output: "macd_12_26_9", "macd_12_26_9_signal", …; safe as CSV headers.
    std::vector<std::string> columnNames() const;
    std::size_t warmUp(std::size_t output) const { return m_info->warmUp(m_settings, output); }
    /// The longest of the outputs.
    std::size_t warmUp() const;
    std::unique_ptr<Stream> start() const { return m_info->start(m_settings); }
    /// All outputs over all bars. InvalidInput in words for a needed column that is missing, has
    /// another length or holds a value that is not finite (or not positive, for logarithms).
    Result<Computed> compute(const Bars& bars) const;

  private:
    std::shared_ptr<const IndicatorInfo> m_info;
    Settings m_settings;
};

class IndicatorRegistry {
  public:
    void add(IndicatorInfo info);
    const std::vector<std::shared_ptr<const IndicatorInfo>>& all() const { return m_infos; }
    const IndicatorInfo* find(std::string_view id) const;

    /// convention: for kinds that know it; others keep their own.
    Result<Indicator> make(std::string_view id, const Json& params,
                           Convention convention = Convention::TaLib) const;
    /// Reads a spec text; a convention in it wins. InvalidInput says what is wrong, and what the
    /// kind or parameter nearest to an unknown name is.
    Result<Indicator> parse(std::string_view text, Convention convention = Convention::TaLib) const;

  private:
    Result<std::shared_ptr<const IndicatorInfo>> kindOf(std::string_view id) const;

    std::vector<std::shared_ptr<const IndicatorInfo>> m_infos; ///< by id
};

IndicatorRegistry makeIndicatorRegistry();

/// One spec text over bars, for callers that keep no registry.
Result<Computed> compute(std::string_view specText, const Bars& bars,
                         Convention convention = Convention::TaLib);

} // namespace loom::indicators
