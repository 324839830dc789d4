// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation as tables: models by metrics, each against each baseline, the trading rule, one
// model asset by asset. Pure functions.
#pragma once

#include <QStringList>

#include "forecast/evaluation/report.h"
#include "ui/pages/forecast/board/score_columns.h"

namespace loom::ui {

/// chosen: ids of columns, in any order; best of each column bold.
ScoreTable modelTable(const forecast::EvaluationReport& report, ScoreTarget target,
                      const QStringList& chosen);
QStringList defaultColumns(const forecast::EvaluationReport& report, ScoreTarget target);

/// p-values of Diebold and Mariano, a row a model, a column a baseline.
ScoreTable pairTable(const forecast::EvaluationReport& report);

/// hold: the account that always holds everything, first.
ScoreTable tradingTable(const forecast::EvaluationReport& report,
                        const forecast::TradingResult& hold);
inline const QString kHoldId = QStringLiteral("buy_and_hold");

/// Empty when there is no such model.
ScoreTable assetTable(const forecast::EvaluationReport& report, const QString& model);

const forecast::ModelScores* findModel(const forecast::EvaluationReport& report, const QString& id);

} // namespace loom::ui
