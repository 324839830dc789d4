// SPDX-License-Identifier: GPL-3.0-or-later
// A simulated series with volatility clusters and a Quant GAN so small that its training takes
// milliseconds: it says nothing about quality, only about the way there. Thread rule: one test.
#pragma once

#include "base/random.h"
#include "generate/generator.h"

#include <QString>

#include <cmath>

namespace loom::generate {

inline TrainingData simulated(std::size_t days = 400) {
    TrainingData data;
    Rng rng(3);
    double variance = 1e-4;
    for (std::size_t i = 0; i < days; ++i) {
        const double r = std::sqrt(variance) * rng.normal();
        variance = 5e-6 + 0.1 * r * r + 0.85 * variance;
        data.returns.push_back(r);
    }
    data.trainEnd = days * 6 / 10;
    data.validationEnd = days * 8 / 10;
    return data;
}

struct Setup {
    GeneratorRegistry registry = makeGeneratorRegistry();
    const GeneratorInfo* info;
    FitOptions options;
    jobs::PlainJobContext context;

    explicit Setup(const QString& id, Json changes = Json::object()) {
        info = registry.find(id.toStdString());
        Json values = info->testParams;
        values.update(changes);
        options.params = *validated(info->params, values);
        options.seed = 11;
        options.device = "cpu";
    }
    Result<std::unique_ptr<Generator>> fit(const TrainingData& data) {
        return info->fit(data, options, context);
    }
};

inline std::vector<float> draw(const Generator& model, std::size_t count, std::size_t length,
                               std::uint64_t seed) {
    jobs::PlainJobContext context;
    auto sample = model.sample({.count = count, .length = length, .seed = seed}, context);
    return sample ? sample->paths.returns : std::vector<float>{};
}

} // namespace loom::generate
