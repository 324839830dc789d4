// SPDX-License-Identifier: GPL-3.0-or-later
// One asset of a forecast and of an evaluation on a common axis: its closes, the forecast made at
// its last bar, what last value and drift say, and forecasts of the past with what happened.
// Everything that is forecast is a log return from the origin's close. Thread rule: immutable.
#pragma once

#include <QString>
#include <QTimeZone>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ui/pages/forecast/outcomes.h"

namespace loom::ui {

/// Quantiles and point of every step, 1 … H.
struct ForecastValues {
    std::size_t row = 0;           ///< of the origin, on the axis
    std::vector<double> median;    ///< [step]
    std::vector<double> levels;    ///< ascending
    std::vector<double> quantiles; ///< [step][level]; NaN: no interval yet
    std::vector<double> actual;    ///< [step] what happened; empty for the future, NaN: not known

    std::size_t horizon() const { return median.size(); }
    double quantile(std::size_t step, std::size_t level) const {
        return quantiles[step * levels.size() + level];
    }
};

class NextData {
  public:
    /// Assets of the forecast, or of the evaluation when there is no forecast.
    static std::vector<std::string> assetsOf(const ForecastPtr& forecast,
                                             const EvaluatePtr& evaluation);
    /// Past origins are left out, and why is said, when the evaluation is of another frequency or
    /// lacks the asset. Either may be null, not both.
    NextData(ForecastPtr forecast, EvaluatePtr evaluation, std::size_t asset);

    const QString& symbol() const { return m_symbol; }
    const QString& currency() const { return m_currency; }
    forecast::Frequency frequency() const { return m_frequency; }
    bool isIntraday() const { return forecast::isIntraday(m_frequency); }
    const QTimeZone& zone() const { return m_zone; }
    /// Rows of the history, then the steps of the forecast; shared with the axis.
    const std::shared_ptr<const std::vector<std::int64_t>>& times() const { return m_times; }
    /// [row] of the history, the last one is the origin of the forecast.
    const std::vector<double>& closes() const { return m_closes; }
    std::size_t lastRow() const { return m_closes.size() - 1; }
    double lastClose() const { return m_closes.back(); }
    /// The mean log return of a step over all history, as the baseline "drift" has it.
    double drift() const { return m_drift; }

    /// Nothing when the asset was not forecast; whyNot() then tells.
    const std::optional<ForecastValues>& next() const { return m_next; }
    const QString& whyNot() const { return m_whyNot; }

    struct Model {
        QString id, title;
        bool baseline = false;
    };
    /// Whose past forecasts are kept, in the order of the board.
    const std::vector<Model>& models() const { return m_models; }
    /// The model of the forecast when the evaluation has it, else the best that is no baseline.
    std::size_t defaultModel() const;
    struct Origin {
        std::size_t row = 0;   ///< on the axis
        std::size_t index = 0; ///< of the kept forecasts
    };
    /// At which this model has a forecast of this asset, ascending.
    std::vector<Origin> origins(std::size_t model) const;
    /// The forecast made there, one of origins(model).
    ForecastValues past(std::size_t model, Origin origin) const;
    /// Why there are no past origins although there is an evaluation.
    const QString& whyNoPast() const { return m_whyNoPast; }

    /// "2020-04-17", "2020-04-17 15:55" in the exchange's time.
    QString timeText(std::size_t place) const;
    /// "04-17", "15:55": within a table whose head tells the rest.
    QString shortTimeText(std::size_t place) const;

  private:
    void readForecast(std::size_t asset);
    void readHistory(const studies::ForecastDataset& set, std::size_t asset);
    void readEvaluation();

    ForecastPtr m_forecast;
    EvaluatePtr m_evaluation;
    QString m_symbol, m_currency;
    forecast::Frequency m_frequency = forecast::Frequency::Day1;
    QTimeZone m_zone;
    std::shared_ptr<const std::vector<std::int64_t>> m_times;
    std::vector<double> m_closes;
    double m_drift = 0;
    std::optional<ForecastValues> m_next;
    QString m_whyNot, m_whyNoPast;
    std::vector<Model> m_models;
    std::vector<const forecast::Forecasts*> m_kept; ///< one a model
    std::size_t m_evaluatedAsset = 0;
    std::vector<std::optional<std::size_t>> m_rowOf; ///< of each of the evaluation's rows
};

} // namespace loom::ui
