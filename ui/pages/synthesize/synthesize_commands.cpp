// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the page Synthesize: its actions and menus, exports, what the window asks for.
#include <QAction>
#include <QFileDialog>
#include <QJsonDocument>
#include <QMenu>

#include <fmt/format.h>

#include "base/files.h"
#include "generate/fidelity_files.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_export.h"
#include "ui/pages/synthesize/figure_export.h"
#include "ui/pages/synthesize/study_form.h"
#include "ui/pages/synthesize/synthesize_page.h"

namespace loom::ui {

namespace {

QJsonObject toQt(const Json& json) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(json.dump())).object();
}

Json fromQt(const QJsonObject& object) {
    const auto text = QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
    const auto parsed = parseJson(text);
    return parsed ? *parsed : Json::object();
}

/// One day a row, one asset a column.
std::string panelCsv(const std::vector<std::string>& assets, const generate::Paths& paths) {
    std::string out = "path,day";
    for (const auto& asset : assets)
        out += ',' + asset;
    out += '\n';
    for (std::size_t i = 0; i < paths.count; ++i) {
        const auto path = paths.path(i);
        for (std::size_t day = 0; day < paths.length; ++day) {
            out += fmt::format("{},{}", i + 1, day + 1);
            for (std::size_t a = 0; a < paths.assets; ++a)
                out += fmt::format(",{:.7g}", path[day * paths.assets + a]);
            out += '\n';
        }
    }
    return out;
}

QString scaleCode(Scale scale) {
    return scale == Scale::Log       ? QStringLiteral("log")
           : scale == Scale::Indexed ? QStringLiteral("indexed")
                                     : QStringLiteral("linear");
}

Scale scaleFromCode(const QString& code) {
    return code == u"linear" ? Scale::Linear : code == u"indexed" ? Scale::Indexed : Scale::Log;
}

} // namespace

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
    m_panelExports = {m_exports[0], m_exports[1]};
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
    if (outcome->panel && what != Export::Paths && what != Export::Report)
        return fail(ErrorCode::InvalidInput,
                    "the pictures and curves of a panel are exported from the menu of each chart");
    const auto write = [&path](const std::string& text) {
        return writeFileAtomic(str(path), text);
    };
    switch (what) {
    case Export::Paths:
        return write(outcome->panel ? panelCsv(outcome->panel->symbols, outcome->sample.paths)
                                    : generate::toWideCsv(outcome->sample.paths));
    case Export::Report:
        return write(generate::toCsv(outcome->report));
    case Export::Curves:
        return write(generate::toCsv(outcome->curves));
    case Export::Figure:
        return exportFigure(*m_fidelity, path);
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

QJsonObject SynthesizePage::saveState() const {
    QJsonObject state;
    if (m_form)
        state[QStringLiteral("study")] = toQt(m_form->json());
    state[QStringLiteral("scale")] = scaleCode(m_fidelity->priceChart()->scale());
    return state;
}

void SynthesizePage::restoreState(const QJsonObject& state) {
    m_fidelity->priceChart()->setScale(
        scaleFromCode(state.value(QStringLiteral("scale")).toString()));
    openStudy(state.value(QStringLiteral("study")).toObject());
}

bool SynthesizePage::openSymbol(const QString& symbol) {
    if (!m_form)
        return false;
    m_form->setSymbol(symbol);
    show(DataView);
    return true;
}

bool SynthesizePage::openStudy(const QJsonObject& object) {
    if (object.isEmpty())
        return false;
    m_pendingStudy = fromQt(object);
    const auto study = studies::synthesizeStudyFromJson(m_pendingStudy);
    if (!study)
        return false;
    if (m_form)
        m_form->load(*study);
    return true;
}

QString SynthesizePage::statusText() const {
    return m_form ? tr("Seed %1").arg(m_form->draft().seed) : QString();
}

} // namespace loom::ui
