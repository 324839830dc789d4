// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/window_rows.h"

#include <algorithm>

#include "learn/detail/lstm_layers.h"

namespace loom::learn::detail {

void toSteps(const RowBlock& samples, int steps, RowBlock& out) {
    const std::size_t rows = LstmLayers::stepRows(samples.rows());
    const int features = samples.columns() / steps;
    out.resize(rows * static_cast<std::size_t>(steps), features);
    for (int t = 0; t < steps; ++t)
        for (std::size_t r = 0; r < rows; ++r) {
            float* to = out.row(static_cast<std::size_t>(t) * rows + r).data();
            if (r < samples.rows())
                std::copy_n(samples.row(r).data() + product(t, features), features, to);
            else
                std::fill_n(to, features, 0.0F);
        }
}

void toSamples(const RowBlock& bySteps, std::size_t samples, int steps, RowBlock& out) {
    const std::size_t rows = LstmLayers::stepRows(samples);
    const int features = bySteps.columns();
    out.resize(samples, steps * features);
    for (int t = 0; t < steps; ++t)
        for (std::size_t r = 0; r < samples; ++r)
            std::copy_n(bySteps.row(static_cast<std::size_t>(t) * rows + r).data(), features,
                        out.row(r).data() + product(t, features));
}

DenseShape headShape(int inputs, const std::vector<int>& hidden, int outputs) {
    DenseShape shape{{inputs}};
    shape.widths.insert(shape.widths.end(), hidden.begin(), hidden.end());
    shape.widths.push_back(outputs);
    return shape;
}

} // namespace loom::learn::detail
