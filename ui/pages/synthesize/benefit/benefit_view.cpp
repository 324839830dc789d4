// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/benefit/benefit_view.h"

#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/synthesize/benefit/arm_curves.h"
#include "ui/pages/synthesize/benefit/benefit_form.h"
#include "ui/pages/synthesize/benefit/benefit_models.h"
#include "ui/pages/synthesize/scenarios/learn_from.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/generator_slots.h"

namespace loom::ui {

namespace {

/// A tick only when every question of the study is answered with yes, a square when one harms.
generate::Verdict verdictOf(const studies::AugmentReport& report) {
    generate::Verdict out;
    out.judgement = generate::Judgement::Pass;
    for (const auto& one : report.comparisons) {
        if (!one.question)
            continue;
        if (one.answer == studies::AugmentAnswer::Worse)
            out.judgement = generate::Judgement::Fail;
        else if (one.answer != studies::AugmentAnswer::Yes &&
                 out.judgement == generate::Judgement::Pass)
            out.judgement = generate::Judgement::Borderline;
    }
    // The first sentence is the question.
    const auto end = report.verdict.find_first_of("?.");
    const auto cut = end == std::string::npos ? report.verdict.size() : end + 1;
    out.claim = report.verdict.substr(0, cut);
    out.evidence = cut < report.verdict.size() ? report.verdict.substr(cut + 1) : std::string();
    return out;
}

FrameWords words() {
    return {.name = QStringLiteral("benefit"),
            .verb = BenefitView::tr("Judge"),
            .busy = BenefitView::tr("Judging"),
            .stop = {.keep = BenefitView::tr("Stop and Keep Done"),
                     .keepTip = BenefitView::tr("Judges the windows that are ready")},
            .stopped = BenefitView::tr("The study was stopped"),
            .failed = BenefitView::tr("The study could not be finished"),
            .purpose = BenefitView::tr("Find out whether synthetic days improve a portfolio."),
            .need = BenefitView::tr("Over rolling windows weights are fitted on real days, on real "
                                    "and synthetic ones and on synthetic ones alone, and judged on "
                                    "the real days that follow. Needs a panel.")};
}

void fitHeight(QTableView* table) {
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setFixedHeight(kTwoLineHeader + table->model()->rowCount() * kTableRow);
}

} // namespace

BenefitView::BenefitView(PageServices& services, QWidget* parent)
    : StudyFrame(services, words(), parent), m_form(new BenefitForm(this)) {
    setForm(m_form);
    connect(m_form, &BenefitForm::edited, this, [this] { showState(); });
    connect(addCommand(QStringLiteral("benefit_export"), tr("Report as CSV…")),
            &QPushButton::clicked, this, [this] { askAndExport(); });
    setResult(buildContent());
    showState();
}

QWidget* BenefitView::buildContent() {
    auto* content = new QWidget(this);
    m_verdict = new VerdictBar(content);
    m_verdict->setObjectName(QStringLiteral("benefit_verdict"));
    buildTables(content);
    m_curves = new ArmCurves(content);
    m_notes = new QLabel(content);
    m_notes->setObjectName(QStringLiteral("benefit_notes"));
    m_notes->setWordWrap(true);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_notes->setContentsMargins(16, 8, 16, 8);
    setMuted(m_notes);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addWidget(m_armTable);
    column->addWidget(m_curves);
    column->addWidget(m_differenceTable);
    column->addWidget(m_notes);
    column->addStretch(1);
    return content;
}

void BenefitView::buildTables(QWidget* content) {
    m_arms = new ArmsModel(this);
    m_armTable = plainTable(QStringLiteral("benefit_arms"), tr("Portfolios"), m_arms, content,
                            {.headerHeight = kTwoLineHeader});
    for (int column = ArmsModel::Sharpe; column < ArmsModel::ColumnCount; ++column) {
        const bool coarse = column == ArmsModel::Return || column == ArmsModel::Volatility ||
                            column == ArmsModel::Holdings;
        m_armTable->setItemDelegateForColumn(
            column, new NumberDelegate(coarse ? 1 : 2, SignStyle::Plain, m_armTable));
    }
    m_swatches = new ArmDelegate(m_armTable);
    m_armTable->setItemDelegateForColumn(ArmsModel::Portfolio, m_swatches);
    m_differences = new DifferencesModel(this);
    m_differenceTable =
        plainTable(QStringLiteral("benefit_differences"), tr("Differences of Sharpe ratios"),
                   m_differences, content, {.headerHeight = kTwoLineHeader});
    for (int column = DifferencesModel::Difference; column <= DifferencesModel::PValue; ++column) {
        const bool isSigned =
            column != DifferencesModel::Error && column != DifferencesModel::PValue;
        m_differenceTable->setItemDelegateForColumn(
            column,
            new NumberDelegate(column == DifferencesModel::PValue ? 3 : 2,
                               isSigned ? SignStyle::Signed : SignStyle::Plain, m_differenceTable));
    }
    for (QTableView* table : {m_armTable, m_differenceTable})
        connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
                [this, table] { chooseArms(table); });
}

/// The curves of the chosen rows stand out; a choice in one table ends that in the other.
void BenefitView::chooseArms(QTableView* table) {
    const auto rows = table->selectionModel()->selectedRows();
    QTableView* other = table == m_armTable ? m_differenceTable : m_armTable;
    if (!rows.isEmpty() && other->selectionModel()->hasSelection()) {
        const QSignalBlocker blocker(other->selectionModel());
        other->clearSelection();
        other->viewport()->update();
    }
    std::set<studies::AugmentArmId> chosen;
    for (const QModelIndex& index : rows) {
        const auto row = static_cast<std::size_t>(index.row());
        if (table == m_armTable) {
            chosen.insert(m_arms->arms()[row].id);
        } else {
            chosen.insert(m_differences->comparisons()[row].first);
            chosen.insert(m_differences->comparisons()[row].second);
        }
    }
    m_curves->emphasise(chosen);
}

void BenefitView::setStudy(const studies::SynthesizeStudy& study, bool usable) {
    m_study = study;
    m_usable = usable;
    showState();
}

bool BenefitView::hasPanel() const {
    return m_form->source()->selection().has_value() || m_study.data.isPanel();
}

void BenefitView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    services().jobs.start<StoredSets>(
        {.title = str(tr("Read scenario sets")), .kind = "read", .quiet = true},
        [&workbench = services().workbench](jobs::JobContext&) {
            return readStoredSets(workbench);
        },
        this,
        [this](Result<StoredSets> stored) {
            if (stored)
                m_form->source()->setSets(stored->sets);
            showState();
        });
}

studies::AugmentStudy BenefitView::draft() const {
    studies::AugmentStudy out;
    out.data = m_study.data;
    out.plan.generator = m_study.model.id;
    out.plan.preset = m_study.model.preset;
    out.plan.params = m_study.model.params;
    out.plan.seed = m_study.seed;
    out.plan.device = str(services().settings.device());
    m_form->read(out);
    return out;
}

void BenefitView::start() {
    startJob<AugmentOutcomePtr>(
        {.title = str(tr("Benefit for %1").arg(qstr(studies::dataTitle(draft().data)))),
         .kind = "augment",
         .lane = jobs::Lane::Training},
        [&workbench = services().workbench, study = draft()](jobs::JobContext& context)
            -> Result<AugmentOutcomePtr> { return studies::runAugment(workbench, study, context); },
        [this](AugmentOutcomePtr outcome) { show(std::move(outcome)); });
}

void BenefitView::show(AugmentOutcomePtr outcome) {
    m_outcome = std::move(outcome);
    const auto& report = m_outcome->report;
    m_verdict->setVerdict(verdictOf(report));
    m_verdict->setExpanded(true);
    m_arms->setArms(report.arms);
    m_differences->setComparisons(report.comparisons);
    const int slot = generatorSlot(report.plan.generator);
    m_swatches->setSlot(slot);
    m_curves->setReport(report, slot);
    fitColumns(m_armTable, ArmsModel::Portfolio);
    fitColumns(m_differenceTable, DifferencesModel::Pair);
    fitHeight(m_armTable);
    fitHeight(m_differenceTable);
    QStringList notes;
    for (const auto& note : report.notes)
        notes << qstr(note);
    if (m_outcome->set)
        notes << tr("Kept as the scenario set %1.").arg(qstr(m_outcome->set->name));
    m_notes->setText(notes.join(u' '));
    showResult(true);
}

void BenefitView::askAndExport() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder for report, daily returns and weights"));
    if (folder.isEmpty())
        return;
    if (const auto saved = exportTo(folder); !saved)
        Q_EMIT noticeRequested(errorNotice(tr("The files were not written"), saved.error()));
    else
        Q_EMIT noticeRequested({.severity = Severity::Ok, .title = tr("Exported"), .text = folder});
}

Status BenefitView::exportTo(const QString& folder) const {
    if (!m_outcome)
        return fail(ErrorCode::NoData, "nothing has been judged yet, so nothing can be exported");
    const auto& report = m_outcome->report;
    const std::pair<QString, std::string> files[] = {
        {QStringLiteral("augment.csv"), studies::toCsv(report)},
        {QStringLiteral("returns.csv"), studies::returnsCsv(report)},
        {QStringLiteral("weights.csv"), studies::weightsCsv(report)}};
    for (const auto& [name, content] : files)
        if (auto saved = writeFileAtomic(str(QDir(folder).filePath(name)), content); !saved)
            return saved;
    return {};
}

StudyFrame::State BenefitView::state() const {
    State now;
    now.command = tr("Judge on Later Days");
    now.blocked = !hasPanel() ? tr("Choose Several Assets")
                  : !m_usable ? tr("Fix the Study to Judge")
                              : QString();
    now.problems = m_form->problemCount();
    if (!m_outcome) {
        now.title = tr("Nothing judged yet");
        now.words = qstr(studies::dataTitle(m_study.data));
        return now;
    }
    const auto& report = m_outcome->report;
    const auto count = [](std::size_t value) { return formatCount(static_cast<qint64>(value)); };
    now.title = qstr(report.generatorTitle);
    now.words = tr("%1 assets, %2 windows, judged on %3 later days")
                    .arg(count(report.assets.size()), count(report.windows.size()),
                         count(report.arms.empty() ? 0 : report.arms.front().returns.size()));
    return now;
}

} // namespace loom::ui
