// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

#include <cmath>

namespace loom::learn::detail {

namespace {

/// On [sample, step, feature] or [sample, feature].
class TorchFusion {
  public:
    TorchFusion(const TemporalFusionShape& shape, const TorchPieces& pieces,
                const TorchDropout& dropout)
        : m_shape(shape), m_pieces(pieces), m_dropout(dropout) {}

    at::Tensor forward(const at::Tensor& x) const {
        const int sites = 1 + m_shape.features;
        const at::Tensor selected = select(x);
        const at::Tensor hidden = gatedSum(
            "gate1", sites, torchLstm(m_pieces, "lstm.", 1, 0, selected, m_dropout), selected);
        const at::Tensor enriched = gatedResidual("enrich", sites + 1, hidden);
        const at::Tensor attended =
            gatedSum("gate2", sites + 2, attend(enriched), enriched.select(1, -1));
        const at::Tensor fed = gatedResidual("feed", sites + 3, attended);
        return m_pieces.linear("head", gatedSum("gate3", sites + 4, fed, hidden.select(1, -1)));
    }

  private:
    at::Tensor select(const at::Tensor& x) const {
        // [sample, step, variable, width]
        const at::Tensor embedded =
            x.unsqueeze(-1) * m_pieces.at("select.embed.weight") + m_pieces.at("select.embed.bias");
        const at::Tensor weights =
            at::softmax(gatedResidual("select.weights", 0, embedded.flatten(2)), -1);
        at::Tensor out;
        for (int j = 0; j < m_shape.features; ++j) {
            const at::Tensor own =
                gatedResidual("select.variable" + std::to_string(j), 1 + j, embedded.select(2, j));
            const at::Tensor part = weights.select(2, j).unsqueeze(-1) * own;
            out = j == 0 ? part : out + part;
        }
        return out;
    }
    at::Tensor attend(const at::Tensor& x) const {
        const std::int64_t depth = m_shape.width / m_shape.heads;
        const auto project = [&](const char* name, const at::Tensor& from) {
            return at::linear(from, m_pieces.at(std::string("attention.") + name + ".weight"));
        };
        const auto heads = [&](const at::Tensor& of) {
            return of.view({of.size(0), of.size(1), m_shape.heads, depth}).transpose(1, 2);
        };
        const at::Tensor queries = heads(project("query", x.narrow(1, x.size(1) - 1, 1)));
        const at::Tensor keys = heads(project("key", x));
        const at::Tensor maps = at::softmax(at::matmul(queries, keys.transpose(-2, -1)) /
                                                std::sqrt(static_cast<double>(depth)),
                                            -1);
        const at::Tensor context = at::matmul(maps.mean(1), project("value", x));
        return project("out", context).select(1, 0);
    }
    at::Tensor gatedSum(const std::string& name, int site, const at::Tensor& x,
                        const at::Tensor& skip) const {
        const at::Tensor dropped =
            m_dropout && m_shape.dropout > 0 ? m_dropout(site, x, m_shape.dropout) : x;
        const at::Tensor sum = skip + at::glu(m_pieces.linear(name + ".glu", dropped), -1);
        return at::layer_norm(sum, {sum.size(-1)}, m_pieces.at(name + ".norm.weight"),
                              m_pieces.at(name + ".norm.bias"), 1e-5);
    }
    at::Tensor gatedResidual(const std::string& name, int site, const at::Tensor& x) const {
        const at::Tensor inner =
            m_pieces.linear(name + ".fc2", at::elu(m_pieces.linear(name + ".fc1", x)));
        const bool same = x.size(-1) == m_pieces.at(name + ".norm.weight").size(0);
        return gatedSum(name, site, inner, same ? x : m_pieces.linear(name + ".skip", x));
    }

    const TemporalFusionShape& m_shape;
    const TorchPieces& m_pieces;
    const TorchDropout& m_dropout;
};

} // namespace

at::Tensor torchForward(const TemporalFusionShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout) {
    return TorchFusion(shape, pieces, dropout)
        .forward(x.view({x.size(0), shape.steps, shape.features}));
}

} // namespace loom::learn::detail

namespace loom::learn {

std::unique_ptr<detail::TorchTwin> TemporalFusion::twin() const {
    return detail::makeTwin(m_shape);
}

} // namespace loom::learn
