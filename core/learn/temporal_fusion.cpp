// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/temporal_fusion.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/last_step_attention.h"
#include "learn/detail/lstm_layers.h"
#include "learn/detail/variable_selection.h"
#include "learn/detail/window_rows.h"

namespace loom::learn {

using namespace detail;

namespace {

enum Site { kGate1, kEnrich, kGate2, kFeed, kGate3 }; // behind those of the selection

VariableSelection::Sizes selectOf(const TemporalFusionShape& s) {
    return {.variables = s.features, .width = s.width, .dropout = s.dropout, .firstSite = 0};
}

LstmSizes lstmOf(const TemporalFusionShape& s) {
    return {.inputs = s.width, .hidden = s.width, .layers = 1};
}

GatedSum::Sizes gateOf(const TemporalFusionShape& s, Site site) {
    return {.inputs = s.width,
            .outputs = s.width,
            .dropout = s.dropout,
            .site = selectOf(s).sites() + site};
}

GatedResidual::Sizes residualOf(const TemporalFusionShape& s, Site site) {
    return {.inputs = s.width,
            .hidden = s.width,
            .outputs = s.width,
            .dropout = s.dropout,
            .site = selectOf(s).sites() + site};
}

LastStepAttention::Sizes attentionOf(const TemporalFusionShape& s) {
    return {.steps = s.steps, .width = s.width, .heads = s.heads};
}

/// Where the parts begin in the flat vector.
struct Places {
    std::size_t select = 0, lstm = 0, gate1 = 0, enrich = 0, attention = 0, gate2 = 0, feed = 0,
                gate3 = 0, head = 0, end = 0;
};

Places addParameters(ParameterList& list, const TemporalFusionShape& s) {
    Places at;
    at.select = VariableSelection::addParameters(list, "select", selectOf(s));
    at.lstm = addLstmParameters(list, "lstm.", lstmOf(s));
    at.gate1 = GatedSum::addParameters(list, "gate1", gateOf(s, kGate1));
    at.enrich = GatedResidual::addParameters(list, "enrich", residualOf(s, kEnrich));
    at.attention = LastStepAttention::addParameters(list, "attention", attentionOf(s));
    at.gate2 = GatedSum::addParameters(list, "gate2", gateOf(s, kGate2));
    at.feed = GatedResidual::addParameters(list, "feed", residualOf(s, kFeed));
    at.gate3 = GatedSum::addParameters(list, "gate3", gateOf(s, kGate3));
    at.head = list.next();
    list.addLinear("head", s.width, s.outputs);
    at.end = list.next();
    return at;
}

Places placesOf(const TemporalFusionShape& shape) {
    ParameterList list;
    return addParameters(list, shape);
}

} // namespace

struct TemporalFusion::Parts {
    Parts(const TemporalFusionShape& s, const Places& places)
        : at(places), select(selectOf(s), at.select), lstm(lstmOf(s), at.lstm),
          gate1(gateOf(s, kGate1), at.gate1), enrich(residualOf(s, kEnrich), at.enrich),
          attention(attentionOf(s), at.attention), gate2(gateOf(s, kGate2), at.gate2),
          feed(residualOf(s, kFeed), at.feed), gate3(gateOf(s, kGate3), at.gate3),
          head(s.width, s.outputs, at.head, at.head + product(s.width, s.outputs)) {}

    Places at;
    VariableSelection select;
    LstmLayers lstm;
    GatedSum gate1;
    GatedResidual enrich;
    LastStepAttention attention;
    GatedSum gate2;
    GatedResidual feed;
    GatedSum gate3;
    Linear head;
};

struct TemporalFusion::Space final : Network::Workspace {
    StepRows rows;
    RowBlock steps;
    VariableSelection::Space select;
    LstmLayers::Space lstm;
    GatedSum::Space gate1, gate2, gate3;
    GatedResidual::Space enrich, feed;
    LastStepAttention::Space attention;
    RowBlock lastEnriched, lastHidden; ///< the last steps of the two skips
    RowBlock answers;
    RowBlock answersGradient, gradient1, gradient2, skipGradient, attentionSkipGradient,
        enrichedGradient, hiddenGradient, lstmGradient, selectedGradient, lstmInputGradient,
        stepsGradient;
    AlignedBuffer scratch;
};

std::vector<Parameter> TemporalFusionShape::parameters() const {
    ParameterList list;
    addParameters(list, *this);
    return list.take();
}

TemporalFusion::TemporalFusion(TemporalFusionShape shape)
    : m_shape(shape), m_parameters(m_shape.parameters()),
      m_parts(std::make_unique<Parts>(m_shape, placesOf(m_shape))) {}

TemporalFusion::~TemporalFusion() = default;

double TemporalFusion::multiplyAdds() const {
    return m_shape.steps * static_cast<double>(parameterCount());
}

std::vector<float> TemporalFusion::initial(std::uint64_t seed) const {
    std::vector<float> flat(parameterCount());
    const std::span<float> all(flat);
    const Places& at = m_parts->at;
    const auto piece = [&](std::size_t from, std::size_t to) {
        return all.subspan(from, to - from);
    };
    Rng rng(seed);
    VariableSelection::initialise(piece(at.select, at.lstm), selectOf(m_shape), rng);
    fillUniform(piece(at.lstm, at.gate1), 1 / std::sqrt(m_shape.width), rng);
    GatedSum::initialise(piece(at.gate1, at.enrich), gateOf(m_shape, kGate1), rng);
    GatedResidual::initialise(piece(at.enrich, at.attention), residualOf(m_shape, kEnrich), rng);
    LastStepAttention::initialise(piece(at.attention, at.gate2), attentionOf(m_shape), rng);
    GatedSum::initialise(piece(at.gate2, at.feed), gateOf(m_shape, kGate2), rng);
    GatedResidual::initialise(piece(at.feed, at.gate3), residualOf(m_shape, kFeed), rng);
    GatedSum::initialise(piece(at.gate3, at.head), gateOf(m_shape, kGate3), rng);
    fillUniform(piece(at.head, at.end), 1 / std::sqrt(m_shape.width), rng);
    return flat;
}

void TemporalFusion::setWeightPiece(std::size_t, std::span<const float> flat) {
    assert(flat.size() == parameterCount());
    m_parts->select.setWeights(flat);
    m_parts->lstm.setWeights(flat);
    m_parts->gate1.setWeights(flat);
    m_parts->enrich.setWeights(flat);
    m_parts->attention.setWeights(flat);
    m_parts->gate2.setWeights(flat);
    m_parts->feed.setWeights(flat);
    m_parts->gate3.setWeights(flat);
    m_parts->head.setWeights(flat);
}

std::unique_ptr<Network::Workspace> TemporalFusion::workspace() const {
    return std::make_unique<Space>();
}

void TemporalFusion::forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                             const Pass& pass) const {
    assert(inputs.columns() == this->inputs());
    auto& s = static_cast<Space&>(workspace);
    s.rows = {
        .rows = inputs.rows(), .rowsAStep = LstmLayers::stepRows(inputs.rows()), .pass = pass};
    toSteps(inputs, m_shape.steps, s.steps);
    const RowBlock& selected = m_parts->select.forward(s.steps, s.rows, s.select);
    const RowBlock& read = m_parts->lstm.forward(selected, s.rows.rows, s.lstm, pass);
    const RowBlock& hidden = m_parts->gate1.forward(read, selected, s.rows, s.gate1);
    const RowBlock& enriched = m_parts->enrich.forward(hidden, s.rows, s.enrich);
    // From here on the last step alone.
    const RowBlock& looked = m_parts->attention.forward(enriched, s.rows, s.attention);
    copyLastStep(enriched, s.rows.rowsAStep, s.lastEnriched);
    copyLastStep(hidden, s.rows.rowsAStep, s.lastHidden);
    const RowBlock& attended = m_parts->gate2.forward(looked, s.lastEnriched, s.rows, s.gate2);
    const RowBlock& fed = m_parts->feed.forward(attended, s.rows, s.feed);
    const RowBlock& out = m_parts->gate3.forward(fed, s.lastHidden, s.rows, s.gate3);
    m_parts->head.forward(out, s.answers, Activation::None);
    outputs.resize(inputs.rows(), m_shape.outputs);
    for (std::size_t r = 0; r < inputs.rows(); ++r)
        std::copy_n(s.answers.row(r).data(), m_shape.outputs, outputs.row(r).data());
}

void TemporalFusion::backward(const RowBlock& inputs, Workspace& workspace,
                              const RowBlock& outputGradient, std::span<float> gradient,
                              RowBlock* inputGradient) const {
    auto& s = static_cast<Space&>(workspace);
    s.answersGradient.resize(s.rows.rowsAStep, m_shape.outputs);
    s.answersGradient.zero();
    for (std::size_t r = 0; r < inputs.rows(); ++r)
        std::copy_n(outputGradient.row(r).data(), m_shape.outputs, s.answersGradient.row(r).data());
    m_parts->head.weightGradient(s.gate3.out, s.answersGradient, gradient, s.scratch);
    m_parts->head.inputGradient(s.answersGradient, s.gradient1);
    // The last step's way; what its skips give is added below.
    RowBlock& aroundAll = s.skipGradient;
    m_parts->gate3.backward(m_parts->feed.output(s.feed), s.rows, s.gate3, s.gradient1, gradient,
                            s.gradient2, aroundAll);
    m_parts->feed.backward(s.gate2.out, s.rows, s.feed, s.gradient2, gradient, s.gradient1);
    RowBlock& looked = s.gradient2;
    RowBlock& aroundAttention = s.attentionSkipGradient;
    m_parts->gate2.backward(s.attention.out, s.rows, s.gate2, s.gradient1, gradient, looked,
                            aroundAttention);
    const RowBlock& enriched = m_parts->enrich.output(s.enrich);
    m_parts->attention.backward(enriched, s.rows, s.attention, looked, gradient,
                                s.enrichedGradient);
    addToLastStep(aroundAttention, s.enrichedGradient);
    // All steps.
    m_parts->enrich.backward(s.gate1.out, s.rows, s.enrich, s.enrichedGradient, gradient,
                             s.hiddenGradient);
    addToLastStep(aroundAll, s.hiddenGradient);
    m_parts->gate1.backward(s.lstm.layers.back().out, s.rows, s.gate1, s.hiddenGradient, gradient,
                            s.lstmGradient, s.selectedGradient);
    m_parts->lstm.backward(s.select.selected, s.lstm, s.lstmGradient, gradient,
                           &s.lstmInputGradient);
    float* __restrict sum = s.selectedGradient.data();
    const float* __restrict more = s.lstmInputGradient.data();
    const std::size_t count =
        s.selectedGradient.rows() * static_cast<std::size_t>(s.selectedGradient.stride());
    for (std::size_t i = 0; i < count; ++i)
        sum[i] += more[i];
    m_parts->select.backward(s.steps, s.rows, s.select, s.selectedGradient, gradient,
                             inputGradient != nullptr ? &s.stepsGradient : nullptr);
    if (inputGradient != nullptr)
        toSamples(s.stepsGradient, inputs.rows(), m_shape.steps, *inputGradient);
}

std::vector<float> TemporalFusion::attention(const Workspace& workspace, std::size_t sample,
                                             int head) const {
    const auto& s = static_cast<const Space&>(workspace);
    return m_parts->attention.fullMap(m_parts->enrich.output(s.enrich), s.rows, s.attention, sample,
                                      head);
}

std::vector<float> TemporalFusion::selection(const Workspace& workspace, std::size_t sample) const {
    const auto& s = static_cast<const Space&>(workspace);
    std::vector<float> out;
    for (int t = 0; t < m_shape.steps; ++t) {
        const auto row =
            s.select.weights.row(static_cast<std::size_t>(t) * s.rows.rowsAStep + sample);
        out.insert(out.end(), row.begin(), row.end());
    }
    return out;
}

} // namespace loom::learn
