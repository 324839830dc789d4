// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/forecast_page.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>

#include "studies/forecast_model.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/forms/empty_state.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/forecast/board/evaluation_view.h"
#include "ui/pages/forecast/explain/explain_view.h"
#include "ui/pages/forecast/form/asset_dialog.h"
#include "ui/pages/forecast/form/forecast_form.h"
#include "ui/pages/forecast/form/form_fields.h"
#include "ui/pages/forecast/form/form_step.h"
#include "ui/pages/forecast/form/task_form.h"
#include "ui/pages/forecast/form/trained_models.h"
#include "ui/pages/forecast/history/history_view.h"
#include "ui/pages/forecast/next/next_view.h"
#include "ui/pages/forecast/realised/realised_view.h"
#include "ui/pages/forecast/split/split_editor.h"
#include "ui/pages/forecast/step_words.h"
#include "ui/pages/forecast/training/forecast_training.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

namespace loom::ui {

namespace {

constexpr int kReadDelayMs = 150;
constexpr int kLeastTop = 300; // px that the forecast keeps; what has no room then scrolls

} // namespace

ForecastPage::ForecastPage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("forecast"), host, parent), m_services(services),
      m_stack(new QStackedWidget(this)), m_top(new QStackedWidget), m_history(new HistoryView),
      m_next(new NextView), m_split(new SplitEditor), m_board(new EvaluationView),
      m_training(new ForecastTraining(services.jobs, services.workbench.forecasters(), this)),
      m_explain(new ExplainView(services, host, this)),
      m_realised(new RealisedView(services, host, this)) {
    m_stack->addWidget(buildForecastPane());
    m_stack->addWidget(m_training);
    m_stack->addWidget(m_explain);
    m_stack->addWidget(m_realised);
    m_next->setUndoStack(&host.undoStack());
    connectViews();
    // What was fetched or imported meanwhile may be just what the form asks for.
    connect(&m_services.jobs, &JobModel::jobEnded, this, [this] {
        m_stale = true;
        m_readDraft.reset();
        dataEdited();
        refreshModels();
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

/// What comes next above the split above the board; a low window scrolls.
QWidget* ForecastPage::buildForecastPane() {
    m_parts = new QSplitter(Qt::Vertical);
    m_parts->setObjectName(QStringLiteral("forecast_parts"));
    m_parts->setHandleWidth(1);
    m_parts->setChildrenCollapsible(false);
    m_top->setMinimumHeight(kLeastTop);
    m_top->addWidget(m_next);
    m_top->addWidget(m_history);
    m_parts->addWidget(m_top);
    m_parts->addWidget(m_split);
    m_parts->addWidget(m_board);
    m_parts->setStretchFactor(0, 5);
    m_parts->setStretchFactor(1, 0);
    m_parts->setStretchFactor(2, 4);
    m_parts->setSizes({280, 150, 224});
    connect(m_parts, &QSplitter::splitterMoved, this, &Page::stateEdited);
    auto* area = new QScrollArea(this);
    area->setWidget(m_parts);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

void ForecastPage::connectViews() {
    connect(m_next, &NextView::stateEdited, this, &Page::stateEdited);
    connect(m_next, &NextView::assetChanged, this, [this] { showSplit(); });
    connect(m_next, &NextView::runRequested, this, [this] { predict(); });
    connect(m_split, &SplitEditor::planEdited, this, [this](const forecast::EvaluationPlan& plan) {
        if (m_form)
            m_form->setPlan(plan);
    });
    for (const auto* empty : m_board->findChildren<EmptyState*>())
        if (empty->button() != nullptr)
            setPrimary(empty->button(), false); // the page's is in the Inspector
    connect(m_board, &EvaluationView::evaluateRequested, this, [this] { evaluate(); });
    connect(m_board, &EvaluationView::stateEdited, this, &Page::stateEdited);
    connect(m_explain, &ExplainView::stateEdited, this, &Page::stateEdited);
    connect(m_realised, &RealisedView::stateEdited, this, &Page::stateEdited);
}

QWidget* ForecastPage::createInspector() {
    m_inspector = new InspectorSheet(tr("Train and Predict Next"), QStringLiteral("predict_button"),
                                     tr("Train"));
    m_models = new TrainedModels(m_inspector);
    m_inspector->add(m_models);
    m_form = new ForecastForm(m_services.workbench, m_inspector);
    m_inspector->add(m_form);
    m_aboutResult = new FormSheet(m_inspector);
    m_aboutResult->addSection(tr("About this result"));
    m_notes = new FormWords(QStringLiteral("forecast_notes"), m_aboutResult);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_aboutResult->addWide(m_notes);
    m_aboutResult->hide();
    m_inspector->add(m_aboutResult);
    m_inspector->menu()->addActions(
        {m_evaluateAction, m_testAction, m_retrainAction, m_saveStudyAction});
    connect(m_inspector->primaryButton(), &QPushButton::clicked, this, [this] { predict(); });
    connect(m_models, &TrainedModels::predictRequested, this,
            [this](const studies::ModelOrigin& origin) { predictAgain(origin); });
    connect(m_models, &TrainedModels::allRequested, this,
            [this] { host().showPage(QStringLiteral("experiments")); });
    if (const auto draft = draftFromJson(m_pendingDraft))
        m_form->load(*draft);
    m_lastDraft = m_form->draft();
    connect(m_form, &ForecastForm::edited, this, [this] { formEdited(); });
    connect(m_form, &ForecastForm::chooseAssetsRequested, this, [this] { chooseAssets(); });
    readData();
    refreshModels();
    offerResume();
    // The window listens only once this has returned.
    QTimer::singleShot(0, this, [this] { updateState(); });
    return m_inspector;
}

QList<QWidget*> ForecastPage::createHeaderWidgets() {
    m_switch = new SegmentedSwitch({tr("Forecast"), tr("Training"), tr("Explain"), tr("Realised")});
    m_switch->setObjectName(QStringLiteral("forecast_view_switch"));
    m_switch->setAccessibleName(tr("View"));
    connect(m_switch, &SegmentedSwitch::currentIndexChanged, this,
            [this](int index) { show(static_cast<View>(index)); });
    m_evaluateButton = new QPushButton(tr("Evaluate"));
    m_evaluateButton->setObjectName(QStringLiteral("evaluate_button"));
    m_evaluateButton->setToolTip(
        tr("Judges the model beside all baselines over rolling origins (Ctrl+Shift+Return)"));
    connect(m_evaluateButton, &QPushButton::clicked, this, [this] { evaluate(); });
    auto* exportButton = new QPushButton(tr("Export…"));
    exportButton->setObjectName(QStringLiteral("forecast_export_button"));
    exportButton->setIcon(themeIcon(QStringLiteral("export")));
    auto* menu = new QMenu(exportButton);
    menu->addActions(m_exports);
    exportButton->setMenu(menu);
    updateState();
    return {m_switch, m_evaluateButton, exportButton};
}

ForecastForm* ForecastPage::form() const {
    return m_form;
}

ForecastPage::View ForecastPage::currentView() const {
    return static_cast<View>(m_stack->currentIndex());
}

void ForecastPage::show(View view) {
    m_stack->setCurrentIndex(view);
    if (view == RealisedPane)
        m_realised->refresh();
    updateState();
}

void ForecastPage::setCurrent(bool current) {
    if (current && currentView() == RealisedPane)
        m_realised->refresh();
}

// --- What the commands say. ---

void ForecastPage::updateState() {
    m_exports[static_cast<int>(Export::Prices)]->setEnabled(m_forecast != nullptr);
    m_exports[static_cast<int>(Export::Board)]->setEnabled(m_evaluation != nullptr);
    m_exports[static_cast<int>(Export::Forecasts)]->setEnabled(m_evaluation != nullptr);
    m_exports[static_cast<int>(Export::Chart)]->setEnabled(m_forecast || m_evaluation);
    m_stopAction->setEnabled(isRunning());
    m_discardAction->setEnabled(isRunning());
    if (m_switch) {
        const QSignalBlocker blocker(m_switch);
        m_switch->setChoiceEnabled(TrainingPane, m_followed);
        m_switch->setCurrentIndex(currentView());
    }
    updateCommand();
    updateTitle();
}

void ForecastPage::updateCommand() {
    if (!m_form || !m_inspector)
        return;
    const auto draft = m_form->draft();
    const auto study = forecastStudy(draft);
    const bool busy = isActive(study);
    const bool judging = isActive(evaluateStudy(draft, false));
    const bool atOnce = !m_form->modelTrains() || (m_data.registered && !study.retrain);
    const QString text = atOnce          ? tr("Predict Next")
                         : isRunning()   ? tr("Add to Queue")
                         : study.retrain ? tr("Retrain and Predict Next")
                                         : tr("Train and Predict Next");
    const int problems = m_form->problemCount();
    m_inspector->setProblemCount(problems);
    m_inspector->setButtonText(text);
    m_inspector->setBlocked(!busy ? QString() : atOnce ? tr("Predicting…") : tr("Training…"));
    m_next->setCommand(text, !busy && problems == 0);
    m_history->show(m_data.dataset, shownAsset(), text);
    m_top->setCurrentWidget(
        m_forecast || m_evaluation || !m_data.dataset ? static_cast<QWidget*>(m_next) : m_history);
    m_predictAction->setEnabled(!busy);
    m_retrainAction->setEnabled(!busy && m_form->modelTrains());
    m_evaluateAction->setEnabled(!judging);
    m_testAction->setEnabled(!judging && draft.study.plan.testShare > 0);
    if (m_evaluateButton) {
        m_evaluateButton->setEnabled(!judging && problems + m_form->judgingProblemCount() == 0);
        m_evaluateButton->setText(judging ? tr("Judging…") : tr("Evaluate"));
    }
}

bool ForecastPage::isShown(const studies::ForecastStudy& study) const {
    const auto resolved = [this](const studies::ForecastStudy& one) {
        auto what = essence(one);
        if (const auto params =
                studies::resolvedParams(m_services.workbench.forecasters(), what.model)) {
            what.model.params = toJson(*params);
            what.model.preset.clear();
        }
        return what;
    };
    return m_forecast && resolved(study) == resolved(m_forecast->study);
}

void ForecastPage::updateTitle() {
    if (!m_form)
        return;
    const bool edited = m_forecast && !isShown(forecastStudy(m_form->draft()));
    Q_EMIT inspectorTitleChanged(tr("Study"),
                                 m_form->dataTitle() + (edited ? tr(", edited") : QString()));
    if (!m_forecast) {
        setSubtitle(m_form->problemCount() == 0 ? m_form->taskWords() : m_form->dataTitle());
        return;
    }
    const auto& set = m_forecast->dataset;
    setSubtitle(tr("%1, next %2 from %3")
                    .arg(qstr(studies::dataTitle(m_forecast->study.data)),
                         stepsWords(set.data->horizon, set.data->frequency),
                         qstr(set.timeText(set.data->rows() - 1))));
}

// --- The form. ---

void ForecastPage::formEdited() {
    const auto draft = m_form->draft();
    if (!m_applying && draft != m_lastDraft)
        host().undoStack().push(new FormStep(this, m_lastDraft, draft,
                                             [this](const auto& wanted) { applyDraft(wanted); }));
    m_lastDraft = draft;
    m_split->setPlan(draft.study.plan, draft.study.data.horizon);
    dataEdited();
    updateState();
    Q_EMIT statusTextChanged();
    Q_EMIT stateEdited();
}

void ForecastPage::applyDraft(const ForecastDraft& draft) {
    if (!m_form)
        return;
    m_applying = true;
    m_form->load(draft);
    m_applying = false;
}

void ForecastPage::chooseAssets() {
    auto* dialog =
        new AssetDialog(m_services.workbench, m_form->interval(), m_form->symbols(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (m_form)
            m_form->setSymbols(dialog->symbols());
    });
    connect(dialog, &AssetDialog::fileRequested, this, [this] {
        if (m_form)
            m_form->askFile();
    });
    connect(dialog, &AssetDialog::marketRequested, this,
            [this](const QString& symbol) { host().openSymbol(QStringLiteral("market"), symbol); });
    dialog->open();
}

// --- The data before anything is run. ---

void ForecastPage::dataEdited() {
    m_readDelay.start();
}

void ForecastPage::readData() {
    if (!m_form)
        return;
    const auto draft = m_form->draft();
    if (m_readDraft && *m_readDraft == draft)
        return;
    if (m_readRunning) {
        m_readAgain = true;
        return;
    }
    m_readDraft = draft;
    m_readRunning = true;
    const DataPreview known = std::exchange(m_stale, false) ? DataPreview{} : m_data;
    m_services.jobs.start<DataPreview>(
        {.title = str(tr("Open %1").arg(m_form->dataTitle())), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench, draft, known](jobs::JobContext&)
            -> Result<DataPreview> { return readDataPreview(workbench, draft, known); },
        this,
        [this, draft](Result<DataPreview> preview) {
            m_readRunning = false;
            const bool isNewest = m_form && m_form->draft() == draft;
            if (preview && isNewest)
                showData(*preview);
            if (std::exchange(m_readAgain, false))
                readData();
        });
}

void ForecastPage::showData(const DataPreview& preview) {
    m_data = preview;
    if (preview.problem)
        m_form->setDataProblem(*preview.problem);
    else
        m_form->setData(preview.dataset->data->rows());
    m_split->setLooks(preview.testLooks);
    showSplit();
    updateState();
}

/// The asset on screen when the form's data have it, else the first.
std::size_t ForecastPage::shownAsset() const {
    const auto shown = static_cast<std::size_t>(std::max(0, m_next->asset()));
    if (!m_data.dataset || !m_forecast || shown >= m_forecast->dataset.data->assetCount())
        return 0;
    const auto& assets = m_data.dataset->data->assets;
    const auto at = std::ranges::find(assets, m_forecast->dataset.data->assets[shown]);
    return at == assets.end() ? 0 : static_cast<std::size_t>(at - assets.begin());
}

void ForecastPage::showSplit() {
    if (!m_form || !m_data.dataset) {
        m_split->setSeries({});
        return;
    }
    const auto& rows = *m_data.dataset->data;
    const std::size_t asset = shownAsset();
    const auto from = rows.closes.begin() + static_cast<std::ptrdiff_t>(asset * rows.rows());
    m_split->setSeries({.times = rows.times,
                        .closes = {from, from + static_cast<std::ptrdiff_t>(rows.rows())},
                        .name = qstr(rows.assets[asset]),
                        .frequency = rows.frequency});
    const auto draft = m_form->draft();
    m_split->setPlan(draft.study.plan, draft.study.data.horizon);
}

void ForecastPage::refreshModels() {
    using Found = std::vector<studies::ModelOrigin>;
    if (!m_models)
        return;
    m_services.jobs.start<Found>(
        {.title = str(tr("List the trained models")), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench](jobs::JobContext&) {
            return studies::ForecastLibrary(workbench.tracking(), workbench.forecasters()).all();
        },
        this,
        [this](Result<Found> found) {
            if (found && m_models)
                m_models->setModels(*found);
        });
}

} // namespace loom::ui
