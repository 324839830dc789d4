// SPDX-License-Identifier: GPL-3.0-or-later
// The stored forms of the window makers, one function a kind; each throws Json::exception.
#pragma once

#include "forecast/neural/window_maker.h"

namespace loom::forecast {

std::unique_ptr<WindowMaker> readPathWindow(const Json& json);
std::unique_ptr<WindowMaker> readFeatureWindow(const Json& json);
std::unique_ptr<WindowMaker> readJointWindow(const Json& json);

/// Asset volatilities by name, and the middle one for an asset that was not trained on.
class VolatilityTable {
  public:
    static VolatilityTable fitted(const ForecastData& data, const FitSpan& span);
    double of(const std::string& asset) const;
    Json toJson() const;
    static VolatilityTable fromJson(const Json& json);

  private:
    std::vector<std::string> m_assets; ///< sorted
    std::vector<double> m_values;
    double m_middle = 0;
};

} // namespace loom::forecast
