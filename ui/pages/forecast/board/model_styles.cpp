// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/model_styles.h"

#include <array>

namespace loom::ui {

namespace {

const std::array<QList<qreal>, 6> kModelDashes{
    QList<qreal>{},           QList<qreal>{8, 3},        QList<qreal>{4, 2},
    QList<qreal>{8, 3, 2, 3}, QList<qreal>{12, 3, 4, 3}, QList<qreal>{2, 2}};
const std::array<QList<qreal>, 6> kBaselineDashes{
    QList<qreal>{6, 3},       QList<qreal>{2, 3},  QList<qreal>{8, 3, 2, 3},
    QList<qreal>{4, 2, 1, 2}, QList<qreal>{10, 3}, QList<qreal>{3, 3}};

} // namespace

ModelStyles modelStyles(const forecast::EvaluationReport& report) {
    ModelStyles out;
    for (const auto& model : report.models)
        out[model.id] = model.baseline ? LineStyle{Role::Benchmark, 1.2, {6, 3}}
                                       : LineStyle{Role::Forecast, 2, {}};
    std::size_t models = 0, baselines = 0; // in the order of the ids
    for (auto& [id, style] : out) {
        if (id == "last_value")
            style.dash = {1, 3};
        else if (style.ink.role == Role::Forecast)
            style.dash = kModelDashes[models++ % kModelDashes.size()];
        else
            style.dash = kBaselineDashes[baselines++ % kBaselineDashes.size()];
    }
    return out;
}

LineStyle holdStyle() {
    return {Role::Real, 1.2, {}};
}

} // namespace loom::ui
