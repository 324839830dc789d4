// SPDX-License-Identifier: GPL-3.0-or-later
// Two real evaluations, made once a process: a small N-BEATS and an LSTM beside all baselines on
// the bundled S&P 500, and baselines alone on six bundled stocks.
#pragma once

#include <QTemporaryDir>

#include <string>

#include "studies/workbench.h"
#include "ui/pages/forecast/outcomes.h"

namespace loom::tests {

inline studies::EvaluateStudy indexStudy() {
    studies::EvaluateStudy study;
    study.data.symbols = {"^GSPC"};
    study.data.from = Date::fromYmd(2010, 1, 4);
    study.data.horizon = 10;
    study.models = {{.id = "nbeats",
                     .preset = "quick",
                     .params = {{"steps", 30}, {"stacks", 2}, {"width", 16}, {"layers", 2}}},
                    {.id = "lstm",
                     .preset = "quick",
                     .params = {{"window", 10}, {"hidden", 8}, {"steps", 30}}}};
    study.plan.folds = 2;
    study.plan.seeds = {1, 2};
    return study;
}

inline studies::EvaluateStudy stocksStudy() {
    studies::EvaluateStudy study;
    study.data.symbols = {"AAPL", "AMD", "BAC", "KO", "MSFT", "XOM"};
    study.data.from = Date::fromYmd(2014, 1, 2);
    study.data.horizon = 5;
    study.plan.folds = 2;
    return study;
}

struct SampleEvaluations {
    ui::EvaluatePtr index, stocks;
    std::string problem;
};

inline const SampleEvaluations& sampleEvaluations() {
    static const SampleEvaluations made = [] {
        SampleEvaluations out;
        const QTemporaryDir folder;
        auto workbench = studies::openWorkbench({.dataDir = folder.path().toStdString()});
        if (!workbench) {
            out.problem = workbench.error().text();
            return out;
        }
        jobs::PlainJobContext context;
        const auto run = [&](const studies::EvaluateStudy& study) {
            auto result = studies::runEvaluate(**workbench, study, context);
            if (!result)
                out.problem = result.error().text();
            return result ? *result : ui::EvaluatePtr();
        };
        out.index = run(indexStudy());
        out.stocks = run(stocksStudy());
        return out;
    }();
    return made;
}

} // namespace loom::tests
