// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/tcn_shape.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace loom::learn {

namespace {

/// Collects parameters one behind the other.
class Layout {
  public:
    void add(std::string name, std::vector<std::size_t> shape) {
        m_list.push_back({std::move(name), std::move(shape), m_next});
        m_next += m_list.back().count();
    }
    void convolution(const std::string& name, std::size_t taps, std::size_t in, std::size_t out) {
        add(name + ".weight", {taps, in, out});
        add(name + ".bias", {out});
    }
    void slope(const std::string& name) { add(name + ".slope", {1}); }
    std::vector<Parameter> take() { return std::move(m_list); }

  private:
    std::vector<Parameter> m_list;
    std::size_t m_next = 0;
};

} // namespace

std::size_t Parameter::count() const {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

std::size_t TcnShape::receptiveField() const {
    return 1 + 2 * ((std::size_t{1} << blocks) - 1);
}

std::vector<Parameter> TcnShape::parameters() const {
    const auto h = static_cast<std::size_t>(hidden);
    const auto in = static_cast<std::size_t>(inputs);
    Layout layout;
    for (int b = 0; b <= blocks; ++b) {
        const std::string block = fmt::format("block{}", b);
        const std::size_t taps = b == 0 ? 1 : 2;
        layout.convolution(block + ".first", taps, b == 0 ? in : h, h);
        layout.slope(block + ".first");
        layout.convolution(block + ".second", taps, h, h);
        layout.slope(block + ".second");
        if (b == 0)
            layout.convolution(block + ".residual", 1, in, h);
        layout.slope(block + ".out");
        layout.convolution(block + ".skip", 1, h, h);
    }
    layout.slope("head");
    layout.convolution("head", 1, h, static_cast<std::size_t>(outputs));
    return layout.take();
}

std::size_t TcnShape::parameterCount() const {
    const auto list = parameters();
    return list.back().offset + list.back().count();
}

std::vector<float> initialParameters(const TcnShape& shape, Rng& rng) {
    std::vector<float> values(shape.parameterCount());
    double bound = 0;
    for (const Parameter& p : shape.parameters()) {
        const auto piece = std::span(values).subspan(p.offset, p.count());
        if (p.name.ends_with(".slope")) {
            std::fill(piece.begin(), piece.end(), 0.25F);
            continue;
        }
        if (p.shape.size() == 3) // a bias follows its weight and shares the bound
            bound = 1 / std::sqrt(static_cast<double>(p.shape[0] * p.shape[1]));
        for (float& v : piece)
            v = static_cast<float>(bound * (2 * rng.uniform() - 1));
    }
    return values;
}

void boundSlopes(const TcnShape& shape, std::span<float> parameters) {
    for (const Parameter& p : shape.parameters())
        if (p.name.ends_with(".slope"))
            parameters[p.offset] = std::max(parameters[p.offset], kSmallestSlope);
}

} // namespace loom::learn
