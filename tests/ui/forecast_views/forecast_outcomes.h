// SPDX-License-Identifier: GPL-3.0-or-later
// Small forecasts and evaluations for views, made once: N-BEATS on the bundled S&P 500, an
// LSTM-Transformer on three bundled factor funds by the week, and a made-up stock in 5-minute bars.
#pragma once

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/random.h"
#include "studies/forecast_run.h"
#include "studies/workbench.h"
#include "ui/pages/forecast/outcomes.h"

namespace loom::tests {

class ForecastOutcomes {
  public:
    static ForecastOutcomes& instance() {
        static ForecastOutcomes made;
        return made;
    }

    studies::Workbench& workbench() { return *m_workbench; }
    /// Empty, or what went wrong first.
    const std::string& problem() const { return m_problem; }

    /// Ten days of ^GSPC from 2020-04-17.
    ui::ForecastPtr index() {
        return forecast(m_index, {.data = indexData(), .model = smallNBeats()});
    }
    /// The same model over rolling origins, every third day.
    ui::EvaluatePtr indexEvaluation() {
        studies::EvaluateStudy study{.data = indexData(), .models = {smallNBeats()}};
        study.plan.folds = 2;
        study.plan.seeds = {1};
        study.plan.originEvery = 3;
        return evaluation(m_indexEvaluation, study);
    }
    /// Two weeks of three funds.
    ui::ForecastPtr funds() {
        return forecast(m_funds, {.data = fundData(), .model = smallTransformer()});
    }
    ui::EvaluatePtr fundEvaluation() {
        studies::EvaluateStudy study{.data = fundData(), .models = {smallTransformer()}};
        study.plan.folds = 2;
        study.plan.seeds = {1};
        return evaluation(m_fundEvaluation, study);
    }
    /// An hour of MADE in 5-minute steps, from the middle of a session.
    ui::ForecastPtr minutes() {
        if (!m_minutes)
            store(madeMinutes());
        studies::ForecastSelection data;
        data.symbols = {"MADE"};
        data.frequency = forecast::Frequency::Minute5;
        data.horizon = 12;
        return forecast(m_minutes, {.data = data, .model = {.id = "ridge", .preset = ""}});
    }

    static studies::ModelChoice smallNBeats() {
        return {.id = "nbeats",
                .preset = "quick",
                .params = {{"steps", 40}, {"stacks", 2}, {"width", 16}, {"layers", 2}}};
    }
    static studies::ModelChoice smallTransformer() {
        return {.id = "lstm_transformer",
                .preset = "quick",
                .params = {{"steps", 30},
                           {"hidden", 8},
                           {"heads", 2},
                           {"feed_forward", 8},
                           {"window", 12},
                           {"batch", 32}}};
    }

  private:
    ForecastOutcomes() {
        auto opened = studies::openWorkbench({.dataDir = m_folder.path().toStdString()});
        if (opened)
            m_workbench = std::move(*opened);
        else
            m_problem = opened.error().text();
    }

    static studies::ForecastSelection indexData() {
        studies::ForecastSelection out;
        out.symbols = {"^GSPC"};
        out.from = parseIsoDate("2014-01-02").value();
        out.horizon = 10;
        return out;
    }
    static studies::ForecastSelection fundData() {
        studies::ForecastSelection out;
        out.symbols = {"MTUM", "QUAL", "USMV"};
        out.frequency = forecast::Frequency::Week1;
        out.horizon = 2;
        out.alignment = studies::Alignment::Inner;
        return out;
    }

    /// Twenty sessions of March 2020 and half of one more: a random walk of 0.1 % a bar, and 1 %
    /// overnight.
    market::Series madeMinutes() const {
        market::Series out;
        out.instrument = {.symbol = "MADE",
                          .name = "Made up",
                          .exchange = "NYQ",
                          .type = "EQUITY",
                          .currency = "USD",
                          .timeZone = "America/New_York"};
        out.interval = market::Interval::Minute5;
        out.source = "import";
        const auto& calendar = *m_workbench->calendar();
        constexpr std::size_t kSessions = 21, kLastBars = 40;
        Rng rng(7);
        double price = 100;
        Date day = Date::fromYmd(2020, 3, 2);
        for (std::size_t s = 0; s < kSessions; ++s, day = calendar.nextSession(day).date) {
            const auto slots = calendar.slots(day, out.interval);
            price *= std::exp(0.01 * rng.normal());
            for (std::size_t i = 0; i < (s + 1 < kSessions ? slots.size() : kLastBars); ++i) {
                const double open = price;
                price *= std::exp(0.001 * rng.normal());
                out.bars.push_back({.time = slots[i],
                                    .open = open,
                                    .high = std::max(open, price) * 1.0002,
                                    .low = std::min(open, price) / 1.0002,
                                    .close = price,
                                    .volume = 1000});
            }
        }
        return out;
    }

    void store(const market::Series& series) {
        const auto stored = m_workbench->importSeries(std::span(&series, 1));
        if (!stored && m_problem.empty())
            m_problem = stored.error().text();
    }
    ui::ForecastPtr forecast(ui::ForecastPtr& kept, const studies::ForecastStudy& study) {
        if (kept)
            return kept;
        jobs::PlainJobContext context;
        auto made = studies::runForecast(*m_workbench, study, context);
        if (made)
            kept = *made;
        else if (m_problem.empty())
            m_problem = made.error().text();
        return kept;
    }
    ui::EvaluatePtr evaluation(ui::EvaluatePtr& kept, const studies::EvaluateStudy& study) {
        if (kept)
            return kept;
        jobs::PlainJobContext context;
        auto made = studies::runEvaluate(*m_workbench, study, context);
        if (made)
            kept = *made;
        else if (m_problem.empty())
            m_problem = made.error().text();
        return kept;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<studies::Workbench> m_workbench;
    std::string m_problem;
    ui::ForecastPtr m_index, m_funds, m_minutes;
    ui::EvaluatePtr m_indexEvaluation, m_fundEvaluation;
};

} // namespace loom::tests
