// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/data.h"

#include <algorithm>
#include <cassert>

namespace loom::forecast {

namespace {

Error broken(const char* what) {
    return fail(ErrorCode::Internal, std::string("Forecast data: ") + what);
}

/// The first `to` of every block of `from` values.
template <class T>
std::vector<T> cutBlocks(const std::vector<T>& values, std::size_t from, std::size_t to) {
    std::vector<T> out;
    if (values.empty())
        return out;
    out.reserve(values.size() / from * to);
    for (std::size_t at = 0; at < values.size(); at += from)
        out.insert(out.end(), values.begin() + static_cast<std::ptrdiff_t>(at),
                   values.begin() + static_cast<std::ptrdiff_t>(at + to));
    return out;
}

/// Counts before each row, per asset: rows + 1 numbers.
template <class Missing>
std::vector<std::uint32_t> countsBefore(std::size_t assets, std::size_t rows, Missing&& missing) {
    std::vector<std::uint32_t> out(assets * (rows + 1), 0);
    for (std::size_t a = 0; a < assets; ++a)
        for (std::size_t row = 0; row < rows; ++row) {
            const std::size_t at = a * (rows + 1) + row;
            out[at + 1] = out[at] + (missing(a, row) ? 1U : 0U);
        }
    return out;
}

FitSpan::Origins originsOf(std::size_t from, std::size_t labelFrom, std::size_t labelTo,
                           std::size_t window, std::size_t horizon) {
    FitSpan::Origins out;
    out.from =
        std::max(from + std::max<std::size_t>(window, 1), std::max<std::size_t>(labelFrom, 1)) - 1;
    out.to = labelTo > horizon ? labelTo - horizon : 0;
    return out;
}

} // namespace

Status ForecastData::finish() {
    const std::size_t cells = assets.size() * rows();
    if (assets.empty() || times.empty() || horizon == 0)
        return broken("no assets, no rows or no horizon");
    if (closes.size() != cells || (!opens.empty() && opens.size() != cells) ||
        features.size() != cells * featureCount() || sessions.size() != rows() ||
        (!slots.empty() && slots.size() != rows()) ||
        (!labelRows.empty() && labelRows.size() != rows()))
        return broken("shapes differ");
    if (!std::is_sorted(times.begin(), times.end(), std::less_equal<>()))
        return broken("rows are not in order of time");
    m_logs.resize(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        if (closes[i] <= 0 || std::isinf(closes[i]))
            return broken("a close is not a positive number");
        m_logs[i] = std::log(closes[i]);
    }
    m_gaps = countsBefore(assets.size(), rows(), [this](std::size_t a, std::size_t row) {
        return std::isnan(closes[a * rows() + row]);
    });
    m_featureGaps = countsBefore(assets.size(), rows(), [this](std::size_t a, std::size_t row) {
        const auto values = feature(a, row);
        return std::any_of(values.begin(), values.end(),
                           [](double v) { return !std::isfinite(v); });
    });
    return {};
}

std::size_t ForecastData::missingIn(std::size_t asset, std::size_t from, std::size_t to) const {
    const std::size_t at = asset * (rows() + 1);
    return m_gaps[at + to] - m_gaps[at + from];
}

bool ForecastData::featuresComplete(std::size_t asset, std::size_t from, std::size_t to) const {
    const std::size_t at = asset * (rows() + 1);
    return m_featureGaps[at + to] == m_featureGaps[at + from];
}

double ForecastData::outcome(std::size_t asset, std::size_t row, std::size_t step) const {
    if (row + step >= rows())
        return kMissing;
    const auto log = logs(asset);
    return log[row + step] - log[row];
}

double ForecastData::label(std::size_t asset, std::size_t row, std::size_t step) const {
    return outcome(asset, labelRows.empty() ? row : labelRows[row], step);
}

ForecastData ForecastData::truncated(std::size_t to) const {
    assert(to <= rows() && labelRows.empty());
    ForecastData out = *this;
    const std::size_t from = rows();
    out.times.resize(to);
    out.sessions.resize(to);
    if (!slots.empty())
        out.slots.resize(to);
    out.closes = cutBlocks(closes, from, to);
    out.opens = cutBlocks(opens, from, to);
    if (featureCount() > 0)
        out.features = cutBlocks(features, from * featureCount(), to * featureCount());
    out.m_logs = cutBlocks(m_logs, from, to);
    out.m_gaps = cutBlocks(m_gaps, from + 1, to + 1);
    out.m_featureGaps = cutBlocks(m_featureGaps, from + 1, to + 1);
    return out;
}

FitSpan::Origins FitSpan::training(std::size_t window, std::size_t horizon) const {
    return originsOf(from, from, trainTo, window, horizon);
}

FitSpan::Origins FitSpan::validation(std::size_t window, std::size_t horizon) const {
    if (validationTo <= validationFrom)
        return {};
    return originsOf(from, validationFrom, validationTo, window, horizon);
}

} // namespace loom::forecast
