// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scenarios/scenario_view.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/scenarios/learn_from.h"
#include "ui/pages/synthesize/scenarios/scenario_form.h"
#include "ui/shell/settings.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr int kSetsShown = 6; ///< rows of the list before it scrolls
constexpr std::size_t kShocks = 12;

QString sizeWords(const generate::ScenarioSet& set) {
    const auto count = [](std::size_t value) { return formatCount(static_cast<qint64>(value)); };
    return ScenarioView::tr("%1 paths of %2, %3 assets, %4")
        .arg(count(set.count()),
             set.length() == 1 ? ScenarioView::tr("one day")
                               : ScenarioView::tr("%1 days").arg(count(set.length())),
             count(set.assets()), scenarioKind(set.card()));
}

FrameWords words() {
    return {.name = QStringLiteral("scenario"),
            .verb = ScenarioView::tr("Draw"),
            .busy = ScenarioView::tr("Drawing"),
            .stopped = ScenarioView::tr("The scenarios were stopped"),
            .failed = ScenarioView::tr("No scenario set was made"),
            .purpose = ScenarioView::tr("No scenario set is stored yet."),
            .need = ScenarioView::tr("The form on the left draws one from the study's generator, "
                                     "freely or under a condition: a fall of an asset, the most "
                                     "volatile paths, days like a crash.")};
}

} // namespace

ScenarioView::ScenarioView(PageServices& services, QWidget* parent)
    : StudyFrame(services, words(), parent), m_form(new ScenarioForm(this)) {
    setForm(m_form);
    connect(m_form, &ScenarioForm::edited, this, [this] { showState(); });
    m_export = addCommand(QStringLiteral("scenario_export"), tr("Set as CSV…"));
    m_export->setToolTip(
        tr("Path, day, kind and one column an asset, with the data card beside it"));
    connect(m_export, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getSaveFileName(
            this, tr("Export"), QStringLiteral("scenarios.csv"), tr("CSV files (*.csv)"));
        if (!path.isEmpty())
            exportSet(path);
    });
    setResult(buildContent());
    showState();
}

QWidget* ScenarioView::buildContent() {
    auto* content = new QWidget(this);
    m_sets = new SetsModel(this);
    m_setTable = plainTable(QStringLiteral("scenario_sets"), tr("Scenario sets"), m_sets, content);
    m_setTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_card = new QLabel(content);
    m_card->setObjectName(QStringLiteral("scenario_card"));
    m_card->setWordWrap(true);
    m_card->setTextFormat(Qt::PlainText);
    m_card->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_card->setContentsMargins(16, 8, 16, 8);
    m_stress = new StressModel(this);
    m_stressTable =
        plainTable(QStringLiteral("scenario_stress"), tr("What the set does to each asset"),
                   m_stress, content, {.headerHeight = kTwoLineHeader});
    for (int column = StressModel::MeanReal; column < StressModel::ColumnCount; ++column)
        m_stressTable->setItemDelegateForColumn(
            column, new NumberDelegate(column <= StressModel::MeanSet ? 3 : 2, SignStyle::Plain,
                                       m_stressTable));
    connect(m_setTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { showChosen(); });
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_setTable);
    column->addWidget(m_card);
    column->addWidget(m_stressTable, 1);
    return content;
}

void ScenarioView::setStudy(const studies::SynthesizeStudy& study, const QString& modelTitle,
                            bool usable) {
    m_study.data = study.data;
    m_study.model = study.model;
    m_study.seed = study.seed;
    m_usable = usable;
    if (const auto* info = services().workbench.generators().find(study.model.id))
        m_form->setGenerator(*info, modelTitle);
    showState();
}

void ScenarioView::setData(studies::StudyData days) {
    m_data = std::move(days);
    const bool known = m_data.series || m_data.panel;
    m_form->setShocks(known ? studies::worstDays(m_data.data(), kShocks)
                            : std::vector<studies::ShockDay>{});
    if (isVisible())
        showChosen();
}

void ScenarioView::start() {
    auto study = m_study;
    m_form->read(study);
    study.device = str(services().settings.device());
    startJob<ScenarioOutcomePtr>(
        {.title = str(tr("Scenarios of %1").arg(qstr(studies::dataTitle(study.data)))),
         .kind = "scenarios",
         .lane = jobs::Lane::Training},
        [&workbench = services().workbench, study](jobs::JobContext& context) {
            return studies::runScenarios(workbench, study, context);
        },
        [this](const ScenarioOutcomePtr& outcome) { refresh(outcome->stored.run.value); });
}

void ScenarioView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

/// Reads the stored sets again; chooses the one of this run, or keeps the choice.
void ScenarioView::refresh(const std::string& choose) {
    const OpenSet* before = chosen();
    const std::string wanted = !choose.empty() ? choose : before ? before->stored.run.value : "";
    services().jobs.start<StoredSets>(
        {.title = str(tr("Read scenario sets")), .kind = "read", .quiet = true},
        [&workbench = services().workbench](jobs::JobContext&) {
            return readStoredSets(workbench);
        },
        this,
        [this, wanted](Result<StoredSets> stored) {
            if (!stored) {
                Q_EMIT noticeRequested(
                    errorNotice(tr("The scenario sets could not be read"), stored.error()));
                return;
            }
            m_form->setStored(*stored);
            m_sets->setSets(std::move(stored->sets));
            const auto& sets = m_sets->sets();
            const auto found = std::find_if(sets.begin(), sets.end(), [&](const OpenSet& set) {
                return set.stored.run.value == wanted;
            });
            showResult(!sets.empty());
            m_setTable->setFixedHeight(m_setTable->horizontalHeader()->sizeHint().height() +
                                       kTableRow * std::clamp(m_sets->rowCount(), 1, kSetsShown));
            fitColumns(m_setTable, SetsModel::Name);
            if (!sets.empty())
                m_setTable->selectRow(found == sets.end() ? 0
                                                          : static_cast<int>(found - sets.begin()));
            showState();
        });
}

const OpenSet* ScenarioView::chosen() const {
    const int row = m_setTable->currentIndex().row();
    return row < 0 || row >= m_sets->rowCount() ? nullptr
                                                : &m_sets->sets()[static_cast<std::size_t>(row)];
}

bool ScenarioView::sameAssets(const generate::ScenarioSet& set) const {
    if (m_data.panel)
        return m_data.panel->symbols == set.card().assets;
    return m_data.series && set.assets() == 1 && set.card().assets.front() == m_study.data.symbol;
}

void ScenarioView::showChosen() {
    const OpenSet* one = chosen();
    const auto number = ++m_request;
    m_export->setEnabled(one != nullptr && one->set != nullptr);
    showState();
    if (!one || !one->set) {
        m_stress->setFigures({}, {});
        m_card->setText(one ? tr("The file of this set is damaged. Make the set again.")
                            : QString());
        return;
    }
    const auto real = sameAssets(*one->set) ? m_data : studies::StudyData{};
    services().jobs.start<Details>(
        {.title = str(tr("Read %1").arg(qstr(one->stored.name))), .kind = "read", .quiet = true},
        [set = one->set, real](jobs::JobContext&) -> Result<Details> {
            if (auto whole = set->verify(); !whole)
                return std::move(whole).error();
            Details out;
            out.figures = studies::figuresOf(*set);
            if (real.series || real.panel)
                out.real = studies::figuresOf(real.data());
            if (real.panel)
                out.correlations = studies::compareCorrelations(real.data(), *set);
            return out;
        },
        this,
        [this, number, open = *one](Result<Details> details) {
            if (number != m_request)
                return;
            if (details)
                showDetails(open, std::move(*details));
            else
                m_card->setText(qstr(details.error().message));
        });
}

void ScenarioView::showDetails(const OpenSet& open, Details details) {
    const auto& card = open.set->card();
    QStringList words{qstr(card.description)};
    words << tr("Generator %1, seed %2.").arg(qstr(open.generator)).arg(card.seed);
    if (const auto share = card.details.find("accepted_share"); share != card.details.end())
        words << tr("The condition holds for %1 of the model's free paths.")
                     .arg(formatPercent(share->get<double>(), 3));
    if (details.correlations)
        words << tr("Correlations differ from the real ones by %1 a pair (root mean square); real "
                    "even against odd days %2, first against second half %3.")
                     .arg(formatNumber(details.correlations->rms, 3),
                          formatNumber(details.correlations->floorSampling, 3),
                          formatNumber(details.correlations->floorHalves, 3));
    else if (details.real.empty())
        words << tr("Choose the same assets in the study to see the real days beside it.");
    if (details.figures.paths < open.set->count())
        words << tr("Figures of the first %1 paths.")
                     .arg(formatCount(static_cast<qint64>(details.figures.paths)));
    m_card->setText(words.join(u' '));
    m_stress->setFigures(std::move(details.figures.assets), std::move(details.real));
    fitColumns(m_stressTable, StressModel::Asset);
}

QString ScenarioView::cardWords() const {
    return m_card->text();
}

void ScenarioView::exportSet(const QString& path) {
    const OpenSet* one = chosen();
    if (!one || !one->set)
        return;
    const QFileInfo file(path);
    const QString card =
        file.path() + u'/' + file.completeBaseName() + QStringLiteral("_card.json");
    services().jobs.start<bool>(
        {.title = str(tr("Export %1").arg(qstr(one->stored.name))), .kind = "export"},
        [set = one->set, stored = one->stored, path = str(path),
         card = str(card)](jobs::JobContext&) -> Result<bool> {
            if (auto whole = set->verify(); !whole)
                return std::move(whole).error();
            const auto words = readFile(stored.file.parent_path() / "card.json");
            if (!words)
                return words.error();
            if (auto saved = writeFileAtomic(path, studies::toCsv(*set)); !saved)
                return std::move(saved).error();
            if (auto saved = writeFileAtomic(card, *words); !saved)
                return std::move(saved).error();
            return true;
        },
        this,
        [this, path, card, real = studies::isAugmented(one->set->card())](Result<bool> done) {
            if (!done)
                Q_EMIT noticeRequested(errorNotice(tr("The set was not exported"), done.error()));
            else
                Q_EMIT noticeRequested(
                    {.severity = real ? Severity::Warning : Severity::Ok,
                     .title = real ? tr("Exported: path 1 holds real data, do not share this file")
                                   : tr("Exported"),
                     .text = tr("%1, %2").arg(path, QFileInfo(card).fileName())});
        });
}

StudyFrame::State ScenarioView::state() const {
    const OpenSet* one = chosen();
    State now;
    now.command = tr("Make Scenario Set");
    now.blocked = m_usable ? QString() : tr("Fix the Study to Draw");
    now.problems = m_form->problemCount();
    now.title = one ? qstr(one->stored.name) : tr("Scenario sets");
    now.words = one && one->set ? sizeWords(*one->set) : QString();
    return now;
}

} // namespace loom::ui
