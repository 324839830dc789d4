// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the page Synthesize: its actions and menus, exports, what the window asks for.
#include <QAction>
#include <QFileDialog>
#include <QMenu>

#include "base/files.h"
#include "generate/fidelity_files.h"
#include "studies/panel_csv.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_export.h"
#include "ui/pages/synthesize/figure_export.h"
#include "ui/pages/synthesize/panel/panel_view.h"
#include "ui/pages/synthesize/study_form.h"
#include "ui/pages/synthesize/synthesize_page.h"

namespace loom::ui {

void SynthesizePage::buildActions() {
    const auto add = [this](const QString& name, const QString& text, const QKeySequence& keys,
                            auto&& slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_runAction = add(QStringLiteral("action_train"), tr("Train and Generate"),
                      QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { run(); });
    m_retrainAction =
        add(QStringLiteral("action_retrain"), tr("Retrain"), {}, [this] { retrain(); });
    m_stopAction = add(QStringLiteral("action_stop_keep"), tr("Stop and Keep Best"), {},
                       [this] { stop(jobs::StopRequest::KeepBest); });
    m_discardAction = add(QStringLiteral("action_stop_discard"), tr("Stop and Discard"), {},
                          [this] { stop(jobs::StopRequest::Discard); });
    m_saveStudyAction =
        add(QStringLiteral("action_save_study"), tr("Save Study As…"), {}, [this] { saveStudy(); });
    m_exports = {
        exportAction(QStringLiteral("action_export_paths"), tr("Paths as CSV…"), Export::Paths,
                     QStringLiteral("paths.csv")),
        exportAction(QStringLiteral("action_export_report"), tr("Report as CSV…"), Export::Report,
                     QStringLiteral("report.csv")),
        exportAction(QStringLiteral("action_export_curves"), tr("Curves as CSV…"), Export::Curves,
                     QStringLiteral("curves.csv")),
        exportAction(QStringLiteral("action_export_figure"), tr("Whole Figure as PNG, SVG or PDF…"),
                     Export::Figure, QStringLiteral("fidelity.png")),
        exportAction(QStringLiteral("action_export_price_chart"),
                     tr("Price Chart as PNG, SVG or PDF…"), Export::PriceChart,
                     QStringLiteral("synthetic.png")),
    };
    m_panelExports = {m_exports[0], m_exports[1], m_exports[2], m_exports[3]};
}

QAction* SynthesizePage::exportAction(const QString& name, const QString& text, Export what,
                                      const QString& file) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    connect(action, &QAction::triggered, this, [this, what, file] { askAndExport(what, file); });
    return action;
}

QList<QAction*> SynthesizePage::menuActions(MenuPlace place) const {
    switch (place) {
    case MenuPlace::File:
        return m_exports;
    case MenuPlace::Study:
        return {m_runAction, m_retrainAction, m_saveStudyAction};
    case MenuPlace::Run:
        return {m_stopAction, m_discardAction};
    case MenuPlace::View:
    case MenuPlace::Tools:
        return {};
    }
    return {};
}

Status SynthesizePage::exportTo(Export what, const QString& path) {
    const OutcomePtr& outcome = m_outcome;
    if (!outcome)
        return fail(ErrorCode::NoData,
                    "nothing has been generated yet, so nothing can be exported");
    if (outcome->panel && what == Export::PriceChart)
        return fail(ErrorCode::InvalidInput, "a panel has no single price chart");
    if (outcome->panel && what == Export::Curves && !m_panel->figures())
        return fail(ErrorCode::NoData, "the curves of the panel are not there yet; try again in a "
                                       "moment");
    const auto write = [&path](const std::string& text) {
        return writeFileAtomic(str(path), text);
    };
    switch (what) {
    case Export::Paths:
        return write(outcome->panel
                         ? studies::panelPathsCsv(outcome->sample.paths, outcome->panel->symbols)
                         : generate::toWideCsv(outcome->sample.paths));
    case Export::Report:
        return write(generate::toCsv(outcome->report));
    case Export::Curves:
        return write(outcome->panel ? toCsv(*m_panel->figures())
                                    : generate::toCsv(outcome->curves));
    case Export::Figure:
        return outcome->panel ? exportFigure(*m_panel, path) : exportFigure(*m_fidelity, path);
    case Export::PriceChart:
        return exportImage(*m_fidelity->priceChart(), path);
    }
    return fail(ErrorCode::Internal, "unknown export");
}

void SynthesizePage::askAndExport(Export what, const QString& file) {
    const bool picture = what == Export::Figure || what == Export::PriceChart;
    const QString path = QFileDialog::getSaveFileName(this, tr("Export"), file,
                                                      picture ? tr("Figures (*.png *.svg *.pdf)")
                                                              : tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto saved = exportTo(what, path); !saved)
        report(tr("The file was not written"), saved.error());
    else
        host().showToast({.severity = Severity::Ok, .title = tr("Exported"), .text = path});
}

void SynthesizePage::saveStudy() {
    if (!m_form)
        return;
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save study"), QStringLiteral("study.json"), tr("Study files (*.json)"));
    if (path.isEmpty())
        return;
    if (const auto saved = writeFileAtomic(str(path), m_form->json().dump(2) + "\n"); !saved)
        report(tr("The study was not saved"), saved.error());
}

// --- What the window asks for. ---

bool SynthesizePage::openSymbol(const QString& symbol) {
    if (!m_form)
        return false;
    m_form->setSymbol(symbol);
    show(DataView);
    return true;
}

QString SynthesizePage::statusText() const {
    return m_form ? tr("Seed %1").arg(m_form->draft().seed) : QString();
}

} // namespace loom::ui
