// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/explain/input_model.h"

#include <fmt/format.h>

namespace loom::forecast {

std::string lagInWords(std::size_t lag, Frequency frequency) {
    if (lag == 0)
        return "at the origin";
    return fmt::format("{} {}{} back", lag, stepWord(frequency), lag == 1 ? "" : "s");
}

std::string inWords(const InputPlace& place, Frequency frequency) {
    return fmt::format("{}, {}", place.feature, lagInWords(place.lag, frequency));
}

std::string_view baselineWord(Baseline baseline) {
    return baseline == Baseline::TrainingMean ? "training mean" : "last value";
}

} // namespace loom::forecast
