// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure.h"

namespace loom::app {

Status checkCharts() {
    return fail(ErrorCode::InvalidInput,
                "This build has no charts (it was made with QUANTLOOM_GUI=OFF), so --png is not "
                "there. Leave it out for the numbers, or use a build with the window.");
}

Result<bool> writeFigure(const studies::SynthesizeOutcome&, const std::filesystem::path&) {
    return false;
}

Status writeFigure(const std::shared_ptr<const studies::ForecastOutcome>&,
                   const std::filesystem::path&) {
    return checkCharts();
}

Status writeFigure(const std::shared_ptr<const studies::EvaluateOutcome>&,
                   const std::filesystem::path&) {
    return checkCharts();
}

Status writeFigure(const market::Series&, const std::vector<IndicatorResult>&, std::size_t,
                   const std::filesystem::path&) {
    return checkCharts();
}

Status writeFigure(const DiagnoseReport&, const studies::NumberColumn&, const std::vector<double>&,
                   const std::filesystem::path&) {
    return checkCharts();
}

Status writeFigure(const ExplainedForecast&, const std::filesystem::path&, jobs::JobContext&) {
    return checkCharts();
}

} // namespace loom::app
