// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the page Forecast: its actions and menus, exports, what the window asks for.
#include <QAction>
#include <QFileDialog>
#include <QMenu>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_export.h"
#include "ui/pages/forecast/board/evaluation_view.h"
#include "ui/pages/forecast/forecast_page.h"
#include "ui/pages/forecast/form/forecast_form.h"
#include "ui/pages/forecast/next/next_view.h"

namespace loom::ui {

void ForecastPage::buildActions() {
    const auto add = [this](const QString& name, const QString& text, const QKeySequence& keys,
                            auto&& slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_predictAction = add(QStringLiteral("action_predict"), tr("Predict Next"),
                          QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { predict(); });
    m_evaluateAction =
        add(QStringLiteral("action_evaluate"), tr("Evaluate"),
            QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return), [this] { evaluate(); });
    m_testAction = add(QStringLiteral("action_evaluate_test"), tr("Evaluate on Locked Test Rows…"),
                       {}, [this] { askForTestRows(); });
    m_retrainAction =
        add(QStringLiteral("action_forecast_retrain"), tr("Retrain"), {}, [this] { retrain(); });
    m_stopAction = add(QStringLiteral("action_forecast_stop_keep"), tr("Stop and Keep Best"), {},
                       [this] { stop(jobs::StopRequest::KeepBest); });
    m_discardAction = add(QStringLiteral("action_forecast_stop_discard"), tr("Stop and Discard"),
                          {}, [this] { stop(jobs::StopRequest::Discard); });
    m_saveStudyAction = add(QStringLiteral("action_forecast_save_study"), tr("Save Study As…"), {},
                            [this] { saveStudy(); });
    m_exports = {
        exportAction(QStringLiteral("action_export_predicted"), tr("Predicted Prices as CSV…"),
                     Export::Prices, QStringLiteral("next.csv")),
        exportAction(QStringLiteral("action_export_board"), tr("Board as CSV…"), Export::Board,
                     QStringLiteral("board.csv")),
        exportAction(QStringLiteral("action_export_forecasts"), tr("Judged Forecasts as CSV…"),
                     Export::Forecasts, QStringLiteral("forecasts.csv")),
        exportAction(QStringLiteral("action_export_forecast_chart"),
                     tr("Chart as PNG, SVG or PDF…"), Export::Chart,
                     QStringLiteral("forecast.png")),
    };
}

QAction* ForecastPage::exportAction(const QString& name, const QString& text, Export what,
                                    const QString& file) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    connect(action, &QAction::triggered, this, [this, what, file] { askAndExport(what, file); });
    return action;
}

QList<QAction*> ForecastPage::menuActions(MenuPlace place) const {
    switch (place) {
    case MenuPlace::File:
        return m_exports;
    case MenuPlace::Study:
        return {m_predictAction, m_evaluateAction, m_testAction, m_retrainAction,
                m_saveStudyAction};
    case MenuPlace::Run:
        return {m_stopAction, m_discardAction};
    case MenuPlace::View:
    case MenuPlace::Tools:
        return {};
    }
    return {};
}

Status ForecastPage::exportTo(Export what, const QString& path) {
    const auto write = [&path](const std::string& text) {
        return writeFileAtomic(str(path), text);
    };
    const Error none = fail(ErrorCode::NoData, "there is no such result yet, so nothing can be "
                                               "exported");
    switch (what) {
    case Export::Prices:
        return m_forecast
                   ? write(studies::toCsv(m_forecast->next, m_forecast->dataset.data->frequency))
                   : Status(none);
    case Export::Board:
        return m_evaluation ? m_board->exportTable(path) : Status(none);
    case Export::Forecasts:
        return m_evaluation ? write(forecast::forecastsCsv(m_evaluation->report,
                                                           *m_evaluation->dataset.data))
                            : Status(none);
    case Export::Chart:
        return m_forecast || m_evaluation ? exportImage(*m_next->chart(), path) : Status(none);
    }
    return fail(ErrorCode::Internal, "unknown export");
}

void ForecastPage::askAndExport(Export what, const QString& file) {
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export"), file,
        what == Export::Chart ? tr("Figures (*.png *.svg *.pdf)") : tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto saved = exportTo(what, path); !saved)
        report(tr("The file was not written"), saved.error());
    else
        host().showToast({.severity = Severity::Ok, .title = tr("Exported"), .text = path});
}

/// What Ctrl+Return would run; an evaluation's plan goes along with its own kind.
void ForecastPage::saveStudy() {
    if (!m_form)
        return;
    QString kind;
    const QString predicts = tr("Prediction (*.json)"), judges = tr("Evaluation (*.json)");
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save study"), QStringLiteral("study.json"),
                                     predicts + QStringLiteral(";;") + judges, &kind);
    if (path.isEmpty())
        return;
    const auto draft = m_form->draft();
    const Json study = kind == judges ? studies::toJson(evaluateStudy(draft, false))
                                      : studies::toJson(forecastStudy(draft));
    if (const auto saved = writeFileAtomic(str(path), study.dump(2) + "\n"); !saved)
        report(tr("The study was not saved"), saved.error());
}

// --- What the window asks for. ---

bool ForecastPage::openSymbol(const QString& symbol) {
    if (!m_form)
        return false;
    m_form->setSymbol(symbol);
    show(ForecastPane);
    return true;
}

QString ForecastPage::statusText() const {
    if (!m_form)
        return {};
    const auto seeds = m_form->draft().study.plan.seeds;
    if (seeds.empty())
        return {};
    QStringList numbers;
    for (const auto seed : seeds)
        numbers << QString::number(seed);
    return seeds.size() == 1 ? tr("Seed %1").arg(numbers.front())
                             : tr("Seeds %1").arg(numbers.join(QStringLiteral(", ")));
}

} // namespace loom::ui
