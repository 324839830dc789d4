// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/explain/attention.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <fmt/format.h>

#include "base/csv.h"

namespace loom::forecast {

namespace {

/// Square matrices row by row.
std::vector<double> product(std::span<const double> a, std::span<const double> b,
                            std::size_t size) {
    std::vector<double> out(size * size, 0.0);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t k = 0; k < size; ++k)
            for (std::size_t j = 0; j < size; ++j)
                out[i * size + j] += a[i * size + k] * b[k * size + j];
    return out;
}

/// Rows are divided by their sums: floats add up to one but for their rounding.
std::vector<double> meanOfHeads(const AttentionMaps& maps, std::size_t layer) {
    const std::size_t cells = maps.size * maps.size;
    std::vector<double> out(cells, 0.0);
    for (std::size_t head = 0; head < maps.heads; ++head)
        for (std::size_t i = 0; i < cells; ++i)
            out[i] += static_cast<double>(maps.weights[(layer * maps.heads + head) * cells + i]);
    for (std::size_t row = 0; row < maps.size; ++row) {
        const auto here = std::span(out).subspan(row * maps.size, maps.size);
        double sum = 0;
        for (const double weight : here)
            sum += weight;
        for (double& weight : here)
            weight /= sum;
    }
    return out;
}

std::vector<double> withResidual(std::vector<double> map, std::size_t size) {
    for (double& weight : map)
        weight /= 2;
    for (std::size_t i = 0; i < size; ++i)
        map[i * size + i] += 0.5;
    return map;
}

void csvRows(CsvWriter& csv, const std::string& name, std::span<const double> map,
             const std::vector<std::string>& labels) {
    for (std::size_t i = 0; i < map.size(); ++i) {
        csv.cell(name).cell(labels[i / labels.size()]).cell(labels[i % labels.size()]);
        csv.cell(map[i]).endRow();
    }
}

} // namespace

AttentionView attentionView(const AttentionMaps& maps) {
    assert(maps.weights.size() == maps.layers * maps.heads * maps.size * maps.size);
    AttentionView out{.labels = maps.labels, .heads = {}, .rollout = {}, .read = {}};
    for (std::size_t layer = 0; layer < maps.layers; ++layer) {
        out.heads.push_back(meanOfHeads(maps, layer));
        auto own = withResidual(out.heads.back(), maps.size);
        out.rollout = layer == 0 ? std::move(own) : product(own, out.rollout, maps.size);
    }
    out.read.assign(maps.size, 0.0);
    for (std::size_t row = 0; row < maps.size; ++row)
        for (std::size_t column = 0; column < maps.size; ++column)
            out.read[column] += maps.reading[row] * out.rollout[row * maps.size + column];
    out.features = maps.features;
    out.selected.assign(maps.features.size(), 0.0);
    for (std::size_t i = 0; i < maps.selection.size(); ++i)
        out.selected[i % out.features.size()] +=
            static_cast<double>(maps.selection[i]) / static_cast<double>(maps.size);
    return out;
}

double rowError(const AttentionMaps& maps) {
    double worst = 0;
    for (std::size_t from = 0; from < maps.weights.size(); from += maps.size) {
        double sum = 0;
        for (std::size_t i = 0; i < maps.size; ++i)
            sum += static_cast<double>(maps.weights[from + i]);
        worst = std::max(worst, std::abs(sum - 1));
    }
    return worst;
}

Json toJson(const AttentionView& view) {
    Json out{{"labels", view.labels},
             {"layers", view.heads},
             {"rollout", view.rollout},
             {"read", view.read}};
    if (!view.features.empty()) {
        out["features"] = view.features;
        out["selected"] = view.selected;
    }
    return out;
}

std::string toCsv(const AttentionView& view) {
    CsvWriter csv;
    csv.row({"map", "looking", "looked_at", "weight"});
    for (std::size_t layer = 0; layer < view.heads.size(); ++layer)
        csvRows(csv, fmt::format("layer {}", layer + 1), view.heads[layer], view.labels);
    csvRows(csv, "rollout", view.rollout, view.labels);
    for (std::size_t i = 0; i < view.read.size(); ++i) {
        csv.cell("read").cell("answer").cell(view.labels[i]);
        csv.cell(view.read[i]).endRow();
    }
    for (std::size_t i = 0; i < view.features.size(); ++i) {
        csv.cell("selected").cell("answer").cell(view.features[i]);
        csv.cell(view.selected[i]).endRow();
    }
    return csv.text();
}

} // namespace loom::forecast
