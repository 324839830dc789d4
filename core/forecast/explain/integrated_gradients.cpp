// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/explain/integrated_gradients.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loom::forecast {

namespace {

constexpr std::size_t kFirstPieces = 8;
/// Below this part of all that was shared out, a gap is the rounding of the networks' floats.
constexpr double kRounding = 1e-6;
constexpr double kAllowedMiss = 0.01;

/// A piece of the line from the baseline (0) to the window (1).
struct Piece {
    double from = 0, to = 0;
    double low = 0, high = 0;        ///< f at its ends
    std::vector<double> shares = {}; ///< gradient at the middle times its length
    double miss = 0;                 ///< sum of shares - (high - low)

    double middle() const { return (from + to) / 2; }
};

class Line {
  public:
    Line(const WindowFunction& function, std::size_t step)
        : m_function(function), m_step(step), m_width(function.inputs().size()) {
        std::vector<double> cuts;
        for (std::size_t i = 0; i <= kFirstPieces; ++i)
            cuts.push_back(static_cast<double>(i) / kFirstPieces);
        const auto values = function.values(points(cuts), step);
        for (std::size_t i = 0; i < kFirstPieces; ++i)
            m_pieces.push_back(
                {.from = cuts[i], .to = cuts[i + 1], .low = values[i], .high = values[i + 1]});
        m_base = values.front();
        m_forecast = values.back();
        measure(0);
    }

    IntegratedGradients result() const {
        IntegratedGradients out{.values = std::vector<double>(m_width, 0.0),
                                .forecast = m_forecast,
                                .base = m_base,
                                .gradients = m_gradients};
        for (const Piece& piece : m_pieces)
            for (std::size_t i = 0; i < m_width; ++i)
                out.values[i] += piece.shares[i];
        return out;
    }

    double missed() const {
        double sum = 0;
        for (const Piece& piece : m_pieces)
            sum += std::abs(piece.miss);
        return sum;
    }

    /// Halves the pieces that make up half of what is missed; false when no more may be.
    bool refine(std::size_t mostGradients) {
        std::ranges::stable_sort(m_pieces, std::greater(),
                                 [](const Piece& piece) { return std::abs(piece.miss); });
        const std::size_t most = (mostGradients - std::min(mostGradients, m_gradients)) / 2;
        const double enough = missed() / 2;
        std::size_t count = 0;
        for (double sum = 0; count < std::min(most, m_pieces.size()) && sum <= enough; ++count)
            sum += std::abs(m_pieces[count].miss);
        if (count == 0)
            return false;
        std::vector<double> middles;
        for (std::size_t i = 0; i < count; ++i)
            middles.push_back(m_pieces[i].middle());
        const auto values = m_function.values(points(middles), m_step);
        const std::size_t before = m_pieces.size() - count;
        for (std::size_t i = 0; i < count; ++i) {
            const Piece& old = m_pieces[i];
            const Piece left{.from = old.from, .to = middles[i], .low = old.low, .high = values[i]};
            const Piece right{.from = middles[i], .to = old.to, .low = values[i], .high = old.high};
            m_pieces.insert(m_pieces.end(), {left, right});
        }
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + static_cast<std::ptrdiff_t>(count));
        measure(before);
        return true;
    }

  private:
    /// Every input as present as the point says.
    std::vector<double> points(std::span<const double> at) const {
        std::vector<double> out(at.size() * m_width);
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = at[i / m_width];
        return out;
    }

    /// Of the pieces from this one on.
    void measure(std::size_t first) {
        const auto pieces = std::span(m_pieces).subspan(first);
        std::vector<double> middles;
        for (const Piece& piece : pieces)
            middles.push_back(piece.middle());
        const auto gradients = m_function.gradients(points(middles), m_step);
        m_gradients += middles.size();
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            Piece& piece = pieces[p];
            piece.miss = piece.low - piece.high;
            for (std::size_t i = 0; i < m_width; ++i) {
                piece.shares.push_back(gradients[p * m_width + i] * (piece.to - piece.from));
                piece.miss += piece.shares.back();
            }
        }
    }

    const WindowFunction& m_function;
    std::size_t m_step, m_width, m_gradients = 0;
    double m_base = 0, m_forecast = 0;
    std::vector<Piece> m_pieces;
};

bool goodEnough(const IntegratedGradients& found, double missed, double tolerance) {
    double size = 0;
    for (const double value : found.values)
        size += std::abs(value);
    const double allowed =
        std::max(tolerance * std::abs(found.forecast - found.base), kRounding * size);
    return std::abs(found.gap()) <= allowed && missed <= kAllowedMiss * size;
}

} // namespace

double IntegratedGradients::gap() const {
    return std::accumulate(values.begin(), values.end(), 0.0) - (forecast - base);
}

Result<IntegratedGradients> integratedGradients(const WindowFunction& function, std::size_t step,
                                                const GradientOptions& options,
                                                jobs::JobContext& context) {
    Line line(function, step);
    while (!context.shouldStop()) {
        auto found = line.result();
        if (goodEnough(found, line.missed(), options.tolerance) ||
            !line.refine(options.mostGradients))
            return found;
    }
    return fail(ErrorCode::Cancelled, "The explanation was stopped.");
}

} // namespace loom::forecast
