// SPDX-License-Identifier: GPL-3.0-or-later
// A forecast given by a formula of the presences, with derivatives by the formula's author.
#pragma once

#include <functional>

#include "forecast/explain/input_model.h"

namespace loom::tests {

class Formula final : public forecast::WindowFunction {
  public:
    using Value = std::function<double(std::span<const double>)>;
    using Gradient = std::function<void(std::span<const double>, std::span<double>)>;

    Formula(std::size_t inputs, Value value, Gradient gradient = {})
        : m_value(std::move(value)), m_gradient(std::move(gradient)) {
        for (std::size_t i = 0; i < inputs; ++i)
            m_inputs.push_back({.feature = "f" + std::to_string(i), .lag = 0});
    }

    const std::vector<forecast::InputPlace>& inputs() const override { return m_inputs; }
    std::vector<double> values(std::span<const double> presence, std::size_t) const override {
        std::vector<double> out;
        for (std::size_t from = 0; from < presence.size(); from += m_inputs.size())
            out.push_back(m_value(presence.subspan(from, m_inputs.size())));
        return out;
    }
    std::vector<double> gradients(std::span<const double> presence, std::size_t) const override {
        std::vector<double> out(presence.size());
        for (std::size_t from = 0; from < presence.size(); from += m_inputs.size())
            m_gradient(presence.subspan(from, m_inputs.size()),
                       std::span(out).subspan(from, m_inputs.size()));
        return out;
    }

  private:
    std::vector<forecast::InputPlace> m_inputs;
    Value m_value;
    Gradient m_gradient;
};

/// Each input by itself.
inline std::vector<forecast::InputGroup> singles(std::size_t count) {
    std::vector<forecast::InputGroup> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back({i});
    return out;
}

} // namespace loom::tests
