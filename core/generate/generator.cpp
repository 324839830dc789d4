// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/generator.h"

#include <algorithm>
#include <cassert>

namespace loom::generate {

void registerAll_models(GeneratorRegistry& registry);

std::span<const double> TrainingData::training() const {
    return wholeWindow ? std::span(returns)
                       : std::span(returns).first(std::min(trainEnd, returns.size()));
}

std::span<const double> TrainingData::validation() const {
    if (wholeWindow)
        return returns;
    const std::size_t end = std::min(validationEnd, returns.size());
    const std::size_t begin = std::min(trainEnd, end);
    return std::span(returns).subspan(begin, end - begin);
}

std::span<const double> TrainingData::test() const {
    if (wholeWindow)
        return returns;
    return std::span(returns).subspan(std::min(validationEnd, returns.size()));
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
