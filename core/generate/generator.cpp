// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/generator.h"

#include <algorithm>
#include <cassert>

namespace loom::generate {

void registerAll_models(GeneratorRegistry& registry);

namespace {

std::span<const double> daysOf(const TrainingData& data, std::size_t from, std::size_t to) {
    const std::size_t end = std::min(to, data.days());
    const std::size_t begin = std::min(from, end);
    return std::span(data.returns)
        .subspan(begin * data.assetCount(), (end - begin) * data.assetCount());
}

} // namespace

Paths Paths::ofAsset(std::size_t asset) const {
    Paths out{.count = count, .length = length, .returns = {}};
    out.returns.reserve(count * length);
    for (std::size_t at = asset; at < returns.size(); at += assets)
        out.returns.push_back(returns[at]);
    return out;
}

std::span<const double> TrainingData::training() const {
    return daysOf(*this, 0, wholeWindow ? days() : trainEnd);
}

std::span<const double> TrainingData::validation() const {
    return wholeWindow ? training() : daysOf(*this, trainEnd, validationEnd);
}

std::span<const double> TrainingData::test() const {
    return wholeWindow ? training() : daysOf(*this, validationEnd, days());
}

void GeneratorRegistry::add(GeneratorInfo info) {
    assert(find(info.id) == nullptr);
    const auto place = std::lower_bound(
        m_infos.begin(), m_infos.end(), info.id,
        [](const GeneratorInfo& known, const std::string& id) { return known.id < id; });
    m_infos.insert(place, std::move(info));
}

const GeneratorInfo* GeneratorRegistry::find(std::string_view id) const {
    const auto found = std::find_if(m_infos.begin(), m_infos.end(),
                                    [&](const GeneratorInfo& info) { return info.id == id; });
    return found == m_infos.end() ? nullptr : &*found;
}

GeneratorRegistry makeGeneratorRegistry() {
    GeneratorRegistry registry;
    registerAll_models(registry);
    return registry;
}

} // namespace loom::generate
