// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/synthesize_page.h"

#include <QAction>
#include <QFileDialog>
#include <QJsonDocument>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "base/files.h"
#include "generate/fidelity_files.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_export.h"
#include "ui/forms/empty_state.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/synthesize/study_form.h"
#include "ui/pages/synthesize/training_view.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

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

} // namespace

SynthesizePage::SynthesizePage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("synthesize"), host, parent), m_services(services),
      m_stack(new QStackedWidget(this)), m_training(new TrainingView(services.jobs, this)),
      m_fidelity(new FidelityView(this)) {
    auto* empty = new EmptyState(
        QStringLiteral("synthesize"),
        tr("Train a generator on real prices and see whether its paths can be trusted."),
        tr("The bundled S&P 500 is ready; Quick takes less than a minute."),
        tr("Train and Generate"), this);
    connect(empty, &EmptyState::triggered, this, [this] { run(); });
    m_stack->addWidget(empty);
    m_stack->addWidget(m_training);
    m_stack->addWidget(m_fidelity);
    m_fidelity->setUndoStack(&host.undoStack());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    buildActions();
    updateState();
}

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
    m_stopAction = add(QStringLiteral("action_stop_keep"), tr("Stop and Keep Best"), {},
                       [this] { m_services.jobs.stop(m_job, jobs::StopRequest::KeepBest); });
    m_saveStudyAction =
        add(QStringLiteral("action_save_study"), tr("Save Study As…"), {}, [this] { saveStudy(); });
    m_exportPaths = add(QStringLiteral("action_export_paths"), tr("Paths as CSV…"), {}, [this] {
        exportText(tr("Export paths"), QStringLiteral("paths.csv"),
                   [this] { return generate::toWideCsv(m_fidelity->outcome()->sample.paths); });
    });
    m_exportReport = add(QStringLiteral("action_export_report"), tr("Report as CSV…"), {}, [this] {
        exportText(tr("Export report"), QStringLiteral("report.csv"),
                   [this] { return generate::toCsv(m_fidelity->outcome()->report); });
    });
    m_exportCurves = add(QStringLiteral("action_export_curves"), tr("Curves as CSV…"), {}, [this] {
        exportText(tr("Export curves"), QStringLiteral("curves.csv"),
                   [this] { return generate::toCsv(m_fidelity->outcome()->curves); });
    });
    m_exportFigure = add(QStringLiteral("action_export_figure"),
                         tr("Price Chart as PNG, SVG or PDF…"), {}, [this] { exportFigure(); });
}

QWidget* SynthesizePage::createInspector() {
    m_inspector =
        new InspectorSheet(tr("Train and Generate"), QStringLiteral("train_button"), tr("Train"));
    m_form = new StudyForm(m_services.workbench, m_inspector);
    m_inspector->add(m_form);
    m_inspector->menu()->addAction(m_saveStudyAction);
    connect(m_inspector->primaryButton(), &QPushButton::clicked, this, [this] { run(); });
    connect(m_form, &StudyForm::problemCountChanged, m_inspector, &InspectorSheet::setProblemCount);
    connect(m_form, &StudyForm::edited, this, [this] {
        updateState();
        Q_EMIT stateEdited();
    });
    if (!m_pendingStudy.is_null())
        if (const auto study = studies::synthesizeStudyFromJson(m_pendingStudy))
            m_form->load(*study);
    updateState();
    return m_inspector;
}

QList<QWidget*> SynthesizePage::createHeaderWidgets() {
    m_pathNumber = new QSpinBox;
    m_pathNumber->setObjectName(QStringLiteral("path_number"));
    m_pathNumber->setRange(0, 0);
    m_pathNumber->setSpecialValueText(tr("No single path"));
    m_pathNumber->setPrefix(tr("Path "));
    m_pathNumber->setToolTip(tr("Step through single synthetic paths"));
    m_pathNumber->setAccessibleName(tr("Single path"));
    connect(m_pathNumber, &QSpinBox::valueChanged, this,
            [this](int value) { m_fidelity->highlightPath(value - 1); });
    m_switch = new SegmentedSwitch({tr("Training"), tr("Fidelity")});
    m_switch->setObjectName(QStringLiteral("view_switch"));
    connect(m_switch, &SegmentedSwitch::currentIndexChanged, this,
            [this](int index) { show(index == 0 ? TrainingViewIndex : FidelityViewIndex); });
    auto* exportButton = new QPushButton(tr("Export…"));
    exportButton->setObjectName(QStringLiteral("export_button"));
    exportButton->setIcon(themeIcon(QStringLiteral("export")));
    exportButton->setMenu(exportMenu(exportButton));
    updateState();
    return {m_pathNumber, m_switch, exportButton};
}

QMenu* SynthesizePage::exportMenu(QWidget* parent) {
    auto* menu = new QMenu(parent);
    menu->addActions({m_exportPaths, m_exportReport, m_exportCurves, m_exportFigure});
    return menu;
}

QList<QAction*> SynthesizePage::menuActions(MenuPlace place) const {
    switch (place) {
    case MenuPlace::File:
        return {m_exportPaths, m_exportReport, m_exportCurves, m_exportFigure};
    case MenuPlace::Study:
        return {m_runAction, m_saveStudyAction};
    case MenuPlace::Run:
        return {m_stopAction};
    case MenuPlace::View:
    case MenuPlace::Tools:
        return {};
    }
    return {};
}

void SynthesizePage::show(View view) {
    m_stack->setCurrentIndex(view);
    updateState();
}

void SynthesizePage::updateState() {
    const bool hasOutcome = m_fidelity->outcome() != nullptr;
    for (QAction* action : {m_exportPaths, m_exportReport, m_exportCurves, m_exportFigure})
        action->setEnabled(hasOutcome);
    m_stopAction->setEnabled(m_running);
    m_runAction->setEnabled(!m_running);
    if (m_switch) {
        const QSignalBlocker blocker(m_switch);
        m_switch->setChoiceEnabled(1, hasOutcome);
        m_switch->setChoiceEnabled(0, m_job.value > 0);
        m_switch->setCurrentIndex(m_stack->currentIndex() == FidelityViewIndex ? 1 : 0);
    }
    if (m_pathNumber)
        m_pathNumber->setVisible(hasOutcome && m_stack->currentIndex() == FidelityViewIndex);
    if (m_inspector)
        m_inspector->setBlocked(m_running ? tr("Training…") : QString());
    if (m_form) {
        const bool edited =
            hasOutcome && m_form->json() != studies::toJson(m_fidelity->outcome()->study);
        Q_EMIT inspectorTitleChanged(tr("Study"),
                                     m_form->symbol() + (edited ? tr(", edited") : QString()));
    }
}

void SynthesizePage::run() {
    if (m_running || !m_form)
        return;
    const auto study = m_form->study();
    if (!study)
        return;
    const auto* info = m_services.workbench.generators().find(study->model.id);
    const QString title =
        tr("%1, %2, seed %3").arg(qstr(info->title), qstr(study->data.symbol)).arg(study->seed);
    m_running = true;
    m_job = m_services.jobs.start<OutcomePtr>(
        {.title = str(title),
         .kind = "synthesize",
         .lane = info->trains ? jobs::Lane::Training : jobs::Lane::Light,
         .open = [this] { host().showPage(id()); },
         .retry = [this] { run(); }},
        [&workbench = m_services.workbench, study = *study](jobs::JobContext& job) {
            return studies::runSynthesize(workbench, study, job);
        },
        this, [this](Result<OutcomePtr> outcome) { finished(std::move(outcome)); });
    m_training->follow(m_job, title);
    show(TrainingViewIndex);
    Q_EMIT statusTextChanged();
}

void SynthesizePage::finished(Result<OutcomePtr> outcome) {
    m_running = false;
    if (outcome) {
        showOutcome(std::move(*outcome));
    } else if (outcome.error().code == ErrorCode::Cancelled) {
        host().showToast({.severity = Severity::Info,
                          .title = tr("Training was stopped"),
                          .text = tr("Nothing was kept.")});
        show(m_fidelity->outcome() ? FidelityViewIndex : EmptyView);
    } else {
        report(tr("The study could not be finished"), outcome.error());
        show(m_fidelity->outcome() ? FidelityViewIndex : EmptyView);
    }
    updateState();
}

void SynthesizePage::showOutcome(OutcomePtr outcome) {
    const auto& set = *outcome->dataset;
    setSubtitle(tr("%1, daily close, %2 to %3")
                    .arg(qstr(outcome->study.data.symbol), qstr(toIso(set.dates.front())),
                         qstr(toIso(set.dates.back()))));
    QStringList notes;
    for (const auto& note : outcome->notes)
        notes << qstr(note);
    host().showBanner(
        id(), QStringLiteral("origin"),
        {.severity = Severity::Info, .title = notes.value(0), .text = notes.mid(1).join(u' ')});
    if (m_pathNumber) {
        m_pathNumber->setRange(
            0, static_cast<int>(std::min<std::size_t>(outcome->sample.paths.count, 1000)));
        m_pathNumber->setValue(0);
    }
    m_fidelity->setOutcome(std::move(outcome));
    show(FidelityViewIndex);
}

void SynthesizePage::report(const QString& title, const Error& error) {
    host().showToast(errorNotice(title, error));
}

void SynthesizePage::exportText(const QString& title, const QString& name,
                                const std::function<std::string()>& text) {
    const QString path = QFileDialog::getSaveFileName(this, title, name, tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    const auto saved = writeFileAtomic(str(path), text());
    if (!saved)
        report(tr("The file was not written"), saved.error());
    else
        host().showToast({.severity = Severity::Ok, .title = tr("Exported"), .text = path});
}

void SynthesizePage::exportFigure() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export figure"), QStringLiteral("synthetic.png"),
                                     tr("Figures (*.png *.svg *.pdf)"));
    if (path.isEmpty())
        return;
    const auto saved = exportImage(*m_fidelity->priceChart(), path);
    if (!saved)
        report(tr("The figure was not written"), saved.error());
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

QJsonObject SynthesizePage::saveState() const {
    QJsonObject state;
    if (m_form)
        state[QStringLiteral("study")] = toQt(m_form->json());
    return state;
}

void SynthesizePage::restoreState(const QJsonObject& state) {
    openStudy(state.value(QStringLiteral("study")).toObject());
}

bool SynthesizePage::openSymbol(const QString& symbol) {
    if (m_form)
        m_form->setSymbol(symbol);
    return m_form != nullptr;
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
    return m_form ? tr("Seed %1").arg(m_form->json().value("seed", std::int64_t{1})) : QString();
}

} // namespace loom::ui
