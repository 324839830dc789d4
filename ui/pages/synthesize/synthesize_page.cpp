// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/synthesize_page.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>

#include "studies/study_data.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/synthesize/benefit/benefit_form.h"
#include "ui/pages/synthesize/benefit/benefit_view.h"
#include "ui/pages/synthesize/board/board_view.h"
#include "ui/pages/synthesize/form/universe_view.h"
#include "ui/pages/synthesize/panel/panel_view.h"
#include "ui/pages/synthesize/path_step.h"
#include "ui/pages/synthesize/privacy/privacy_view.h"
#include "ui/pages/synthesize/scenarios/scenario_form.h"
#include "ui/pages/synthesize/scenarios/scenario_view.h"
#include "ui/pages/synthesize/study_form.h"
#include "ui/pages/synthesize/training_view.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

namespace loom::ui {

namespace {

constexpr int kReadDelayMs = 150;

/// What decides the result; name, device and how it was obtained do not.
studies::SynthesizeStudy essence(studies::SynthesizeStudy study) {
    study.name.clear();
    study.device = "auto";
    study.retrain = false;
    return study;
}

/// "AAPL, daily close, 2010-01-04 to 2020-04-17"; "panel.csv, 500 rows".
QString periodOf(const studies::DataSelection& selection, const studies::StudyData& data) {
    const QString title = qstr(studies::dataTitle(selection));
    const QString period = qstr(data.periodText());
    return selection.isFromCache() ? SynthesizePage::tr("%1, daily close, %2").arg(title, period)
                                   : SynthesizePage::tr("%1, %2").arg(title, period);
}

} // namespace

SynthesizePage::SynthesizePage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("synthesize"), host, parent), m_services(services),
      m_stack(new QStackedWidget(this)), m_preview(new PreviewView(this)),
      m_training(new TrainingView(services.jobs, this)), m_results(new QStackedWidget(this)),
      m_fidelity(new FidelityView(this)), m_panel(new PanelView(services.jobs, this)),
      m_privacy(new PrivacyView(this)), m_board(new BoardView(services, this)),
      m_scenarios(new ScenarioView(services, this)), m_benefit(new BenefitView(services, this)) {
    m_stack->addWidget(m_preview);
    m_stack->addWidget(m_training);
    m_results->addWidget(m_fidelity);
    m_results->addWidget(m_panel);
    m_stack->addWidget(m_results);
    m_stack->addWidget(m_privacy);
    m_stack->addWidget(m_board);
    m_stack->addWidget(m_scenarios);
    m_stack->addWidget(m_benefit);
    m_fidelity->setUndoStack(&host.undoStack());
    connect(m_preview, &PreviewView::runRequested, this, [this] { run(); });
    connect(m_preview, &PreviewView::marketRequested, this, [this](const QString& symbol) {
        this->host().openSymbol(QStringLiteral("market"), symbol);
    });
    connect(m_preview->universe(), &UniverseView::chosenEdited, this,
            [this](const std::vector<std::string>& symbols) {
                if (m_form)
                    m_form->setSymbols(symbols);
            });
    connect(m_preview, &PreviewView::fileRequested, this, [this] {
        if (m_form)
            m_form->askFile();
    });
    connect(m_privacy, &PrivacyView::shareRequested, this, &SynthesizePage::askAndShare);
    const auto toast = [this](const Notice& notice) { this->host().showToast(notice); };
    connect(m_board, &BoardView::noticeRequested, this, toast);
    connect(m_scenarios, &ScenarioView::noticeRequested, this, toast);
    connect(m_benefit, &BenefitView::noticeRequested, this, toast);
    connect(m_fidelity->priceChart(), &ChartView::scaleChanged, this, &Page::stateEdited);
    connect(m_scenarios->form(), &ScenarioForm::edited, this, &Page::stateEdited);
    connect(m_benefit->form(), &BenefitForm::edited, this, &Page::stateEdited);
    // What was fetched or imported meanwhile may be just what the form asks for.
    connect(&m_services.jobs, &JobModel::jobEnded, this, [this] {
        m_shownData.reset();
        dataEdited();
    });
    m_readDelay.setSingleShot(true);
    m_readDelay.setInterval(kReadDelayMs);
    connect(&m_readDelay, &QTimer::timeout, this, [this] { readData(); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    buildActions();
    updateState();
}

QWidget* SynthesizePage::createInspector() {
    m_inspector =
        new InspectorSheet(tr("Train and Generate"), QStringLiteral("train_button"), tr("Train"));
    m_form = new StudyForm(m_services.workbench, m_inspector);
    m_inspector->add(m_form);
    m_aboutResult = new FormSheet(m_inspector);
    m_aboutResult->addSection(tr("About this result"));
    m_notes = new QLabel(m_aboutResult);
    m_notes->setObjectName(QStringLiteral("result_notes"));
    m_notes->setWordWrap(true);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setMuted(m_notes);
    m_aboutResult->addWide(m_notes);
    m_aboutResult->hide();
    m_inspector->add(m_aboutResult);
    m_inspector->menu()->addActions({m_retrainAction, m_saveStudyAction});
    connect(m_inspector->primaryButton(), &QPushButton::clicked, this, [this] { run(); });
    connect(m_form, &StudyForm::problemCountChanged, this, [this](int count) {
        m_inspector->setProblemCount(count);
        updateCommand();
    });
    connect(m_form, &StudyForm::edited, this, [this] {
        dataEdited();
        updateState();
        Q_EMIT statusTextChanged();
        Q_EMIT stateEdited();
    });
    if (!m_pendingStudy.is_null())
        if (const auto study = studies::synthesizeStudyFromJson(m_pendingStudy))
            m_form->load(*study);
    readData();
    offerResume();
    // The window listens only once this has returned.
    QTimer::singleShot(0, this, [this] { updateState(); });
    return m_inspector;
}

QList<QWidget*> SynthesizePage::createHeaderWidgets() {
    m_pathNumber = new QSpinBox;
    m_pathNumber->setObjectName(QStringLiteral("path_number"));
    m_pathNumber->setRange(0, 0);
    m_pathNumber->setSpecialValueText(tr("All paths"));
    m_pathNumber->setPrefix(tr("Path "));
    m_pathNumber->setMinimumWidth(104);
    m_pathNumber->setKeyboardTracking(false);
    m_pathNumber->setToolTip(tr("Step through single synthetic paths with the arrow keys"));
    m_pathNumber->setAccessibleName(tr("Single path"));
    connect(m_pathNumber, &QSpinBox::valueChanged, this, [this](int value) { stepPath(value); });
    m_switch = new SegmentedSwitch({tr("Data"), tr("Training"), tr("Fidelity"), tr("Privacy"),
                                    tr("Compare"), tr("Scenarios"), tr("Benefit")});
    m_switch->setObjectName(QStringLiteral("view_switch"));
    connect(m_switch, &SegmentedSwitch::currentIndexChanged, this,
            [this](int index) { show(static_cast<View>(index)); });
    auto* exportButton = new QPushButton(tr("Export…"));
    exportButton->setObjectName(QStringLiteral("export_button"));
    exportButton->setIcon(themeIcon(QStringLiteral("export")));
    auto* menu = new QMenu(exportButton);
    menu->addActions(m_exports);
    exportButton->setMenu(menu);
    m_fidelity->priceChart()->setHeaderWidget(m_pathNumber);
    updateState();
    return {m_switch, exportButton};
}

SynthesizePage::View SynthesizePage::currentView() const {
    return static_cast<View>(m_stack->currentIndex());
}

void SynthesizePage::show(View view) {
    m_stack->setCurrentIndex(view);
    updateState();
}

bool SynthesizePage::isActive(const studies::SynthesizeStudy& study) const {
    return std::any_of(m_active.begin(), m_active.end(), [&](const Active& active) {
        return essence(active.study) == essence(study);
    });
}

void SynthesizePage::updateState() {
    const bool hasOutcome = m_outcome != nullptr;
    const bool isPanel = hasOutcome && m_outcome->panel != nullptr;
    for (QAction* action : m_exports)
        action->setEnabled(hasOutcome && (!isPanel || m_panelExports.contains(action)));
    m_stopAction->setEnabled(isRunning());
    m_discardAction->setEnabled(isRunning());
    if (m_switch) {
        const QSignalBlocker blocker(m_switch);
        m_switch->setChoiceEnabled(TrainingPane, m_followed);
        m_switch->setChoiceEnabled(FidelityPane, hasOutcome);
        m_switch->setChoiceEnabled(PrivacyPane, hasOutcome);
        m_switch->setCurrentIndex(currentView());
    }
    if (m_pathNumber)
        m_pathNumber->setVisible(hasOutcome && !isPanel && currentView() == FidelityPane);
    updateCommand();
    updateTitle();
}

void SynthesizePage::updateCommand() {
    if (!m_form || !m_inspector)
        return;
    const auto study = m_form->draft();
    const bool busy = isActive(study);
    const bool atOnce = m_registered && !study.retrain;
    const QString text = atOnce          ? tr("Generate")
                         : isRunning()   ? tr("Add to Queue")
                         : study.retrain ? tr("Retrain and Generate")
                                         : tr("Train and Generate");
    m_inspector->setButtonText(text);
    m_inspector->setBlocked(!busy ? QString() : atOnce ? tr("Generating…") : tr("Training…"));
    m_preview->setCommand(text, !busy && m_form->problemCount() == 0);
    m_runAction->setEnabled(!busy);
    m_retrainAction->setEnabled(!busy);
    const bool usable = m_form->problemCount() == 0;
    m_board->setStudy(study, m_form->assets(), usable);
    m_scenarios->setStudy(study, m_form->modelTitle(), usable);
    m_benefit->setStudy(study, usable);
}

void SynthesizePage::updateTitle() {
    if (!m_form)
        return;
    const bool edited = m_outcome && essence(m_form->draft()) != essence(m_outcome->study);
    Q_EMIT inspectorTitleChanged(tr("Study"),
                                 m_form->dataTitle() + (edited ? tr(", edited") : QString()));
}

// --- The data before anything is generated. ---

void SynthesizePage::dataEdited() {
    m_readDelay.start();
}

void SynthesizePage::readData() {
    if (!m_form)
        return;
    const auto study = m_form->draft();
    if (m_shownData && *m_shownData == study)
        return;
    m_shownData = study;
    const auto number = ++m_reading;
    m_services.jobs.start<Preview>(
        {.title = str(tr("Open %1").arg(m_form->dataTitle())), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench, study](jobs::JobContext&) -> Result<Preview> {
            return readPreview(workbench, study);
        },
        this,
        [this, number, study](Result<Preview> preview) {
            if (preview && number == m_reading)
                showData(study, *preview);
        });
}

void SynthesizePage::showData(const studies::SynthesizeStudy& study, const Preview& preview) {
    if (!m_form)
        return;
    m_registered = preview.registered.has_value();
    m_preview->show(preview, study, m_form->modelTitle(), m_form->expectation());
    if (preview.dataset)
        restoreDataRange();
    m_scenarios->setData({.series = preview.dataset, .panel = preview.panel});
    const QString why = preview.problem ? qstr(preview.problem->message) : QString();
    const bool known = preview.dataset || preview.panel;
    const bool cached = study.data.isFromCache();
    m_form->setDataProblems(known && cached ? QString() : why, known && cached ? why : QString());
    if (preview.panel && !cached)
        m_form->setFileAssets(preview.panel->assets());
    if (!m_outcome)
        setSubtitle(known    ? periodOf(study.data, {preview.dataset, preview.panel})
                    : cached ? tr("%1, not in the cache").arg(m_form->dataTitle())
                             : m_form->dataTitle());
    updateState();
}

// --- Runs. ---

void SynthesizePage::run() {
    if (!m_form)
        return;
    if (auto study = m_form->study())
        start(*study);
}

void SynthesizePage::retrain() {
    if (!m_form)
        return;
    if (auto study = m_form->study()) {
        study->retrain = true;
        start(*study);
    }
}

void SynthesizePage::showOutcome(OutcomePtr outcome) {
    m_outcome = std::move(outcome);
    setSubtitle(periodOf(m_outcome->study.data, {m_outcome->dataset, m_outcome->panel}));
    showOrigin(*m_outcome);
    if (m_outcome->panel) {
        m_panel->setOutcome(m_outcome,
                            *m_services.workbench.generators().find(m_outcome->study.model.id));
        m_results->setCurrentWidget(m_panel);
    } else {
        m_fidelity->setOutcome(m_outcome);
        m_results->setCurrentWidget(m_fidelity);
    }
    showPrivacy();
    if (m_pathNumber) {
        const QSignalBlocker blocker(m_pathNumber);
        m_pathNumber->setRange(0, m_fidelity->steppablePaths());
        m_pathNumber->setValue(0);
    }
    show(FidelityPane);
    restoreResultView();
}

/// Says where the model came from when that is not a complete training just now; every note is in
/// the Inspector.
void SynthesizePage::showOrigin(const studies::SynthesizeOutcome& outcome) {
    QStringList notes;
    for (const auto& note : outcome.notes)
        notes << qstr(note);
    if (m_notes) {
        m_notes->setText(notes.join(QStringLiteral("\n\n")));
        m_aboutResult->setVisible(!notes.isEmpty());
    }
    const auto& origin = outcome.origin;
    Notice notice{.title = tr("The training was stopped early and its best state kept."),
                  .text = tr("Retrain goes on where it stopped.")};
    if (origin.reused) {
        notice.title = tr("Generated at once from the registered model, version %1, trained %2.")
                           .arg(origin.version)
                           .arg(qstr(origin.trainedAt).left(10));
        notice.text = origin.dataChanged    ? tr("The stored prices have changed since.")
                      : origin.stoppedEarly ? tr("That training was stopped early.")
                                            : QString();
    }
    if (!origin.reused && !origin.stoppedEarly) {
        host().hideBanner(id(), QStringLiteral("origin"));
        return;
    }
    notice.severity =
        origin.dataChanged || origin.stoppedEarly ? Severity::Warning : Severity::Info;
    notice.actions = {{tr("Retrain"), [this, study = outcome.study] {
                           auto again = study;
                           again.retrain = true;
                           start(again);
                       }}};
    host().showBanner(id(), QStringLiteral("origin"), notice);
}

void SynthesizePage::report(const QString& title, const Error& error) {
    host().showToast(errorNotice(title, error));
}

// --- Single paths. ---

void SynthesizePage::stepPath(int path) {
    host().undoStack().push(new PathStep(this, m_fidelity->highlightedPath() + 1, path,
                                         [this](int number) { applyPath(number); }));
}

void SynthesizePage::applyPath(int path) {
    const int shown = std::clamp(path, 0, m_fidelity->steppablePaths());
    if (m_pathNumber) {
        const QSignalBlocker blocker(m_pathNumber);
        m_pathNumber->setValue(shown);
    }
    m_fidelity->highlightPath(shown - 1);
}

} // namespace loom::ui
