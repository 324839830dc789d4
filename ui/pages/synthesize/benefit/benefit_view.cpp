// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/benefit/benefit_view.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/empty_state.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/number_field.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/benefit/benefit_models.h"
#include "ui/pages/synthesize/scenarios/learn_from.h"
#include "ui/pages/synthesize/verdict_bar.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kChooserWidth = 304;

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

void fitHeight(QTableView* table) {
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setFixedHeight(kTwoLineHeader + table->model()->rowCount() * kTableRow);
}

} // namespace

BenefitView::BenefitView(PageServices& services, QWidget* parent)
    : QWidget(parent), m_services(services) {
    setObjectName(QStringLiteral("benefit_view"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildChooser());
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(buildContent(), 1);
    row->addLayout(column, 1);
    connect(&m_services.jobs, &JobModel::dataChanged, this, [this] { showState(); });
    check();
}

QWidget* BenefitView::buildChooser() {
    auto* side = new Bar(Role::Surface, Qt::RightEdge, this);
    side->setFixedWidth(kChooserWidth);
    auto* sheet = new FormSheet(side);
    sheet->addSection(tr("Does it help?"));
    const studies::AugmentPlan usual;
    const auto add = [&](Field& to, const char* name, const QString& label, NumberField::Kind kind,
                         std::pair<double, double> limits, double value, const QString& unit,
                         const QString& help) {
        to.field = new NumberField(kind, sheet);
        to.field->setObjectName(QString::fromLatin1(name));
        to.field->setRange(limits.first, limits.second);
        to.field->setUnit(unit);
        to.field->setValue(value);
        to.lo = limits.first;
        to.hi = limits.second;
        to.row = sheet->addRow(label, to.field, help);
        connect(to.field, &NumberField::valueEdited, this, [this] { check(); });
    };
    using Kind = NumberField::Kind;
    add(m_factor, "benefit_factor", tr("Factor"), Kind::Integer, {1, 1000},
        static_cast<double>(usual.factor), {}, tr("Synthetic days for every real one."));
    add(m_window, "benefit_window", tr("Window"), Kind::Integer, {20, 100'000},
        static_cast<double>(usual.window), tr("days"), tr("Real days each fit sees."));
    add(m_step, "benefit_step", tr("Step"), Kind::Integer, {1, 100'000},
        static_cast<double>(usual.step), tr("days"),
        tr("Days until the next fit; the weights are judged on them."));
    add(m_cost, "benefit_cost", tr("Costs"), Kind::Real, {0, 1000}, usual.costBasisPoints, tr("bp"),
        tr("Of what is traded, at every change."));
    add(m_riskFree, "benefit_risk_free", tr("Risk-free"), Kind::Real, {-50, 100},
        100 * usual.riskFreeRate, tr("% a year"), tr("Simple rate, subtracted in Sharpe ratios."));
    add(m_resamples, "benefit_resamples", tr("Resamples"), Kind::Integer, {99, 1'000'000},
        static_cast<double>(usual.resamples), {}, tr("Of the paired test."));
    m_source = new LearnFrom(QStringLiteral("benefit_source"), sheet);
    sheet->addRow(tr("Days of"), m_source,
                  tr("The data of the study, or the rows of a stored set."));
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] { check(); });
    m_storeAs = new QLineEdit(sheet);
    m_storeAs->setObjectName(QStringLiteral("benefit_store_as"));
    m_storeAs->setMaxLength(250);
    m_storeAs->setPlaceholderText(tr("not kept"));
    sheet->addRow(tr("Keep as"), m_storeAs,
                  tr("A name under which real and synthetic days of the last window are kept as a "
                     "scenario set."));
    auto* area = new QScrollArea(side);
    area->setWidget(sheet);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_start = new QPushButton(side);
    m_start->setObjectName(QStringLiteral("benefit_button"));
    connect(m_start, &QPushButton::clicked, this, [this] { run(); });
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 8, 16, 8);
    foot->addWidget(m_start);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 1, 0);
    column->setSpacing(0);
    column->addWidget(area, 1);
    column->addLayout(foot);
    return side;
}

QWidget* BenefitView::buildHead() {
    auto* head = new Bar(Role::Raised, Qt::BottomEdge, this);
    m_title = new QLabel(head);
    m_title->setFont(typeFont(Type::Section));
    m_state = new ElidedLabel(head);
    m_state->setObjectName(QStringLiteral("benefit_state"));
    const auto add = [&](const QString& name, const QString& text, auto&& slot) {
        auto* button = new QPushButton(text, head);
        button->setObjectName(name);
        connect(button, &QPushButton::clicked, this, slot);
        return button;
    };
    m_keep = add(QStringLiteral("benefit_keep"), tr("Stop and Keep Done"),
                 [this] { m_services.jobs.stop(m_job, jobs::StopRequest::KeepBest); });
    m_keep->setToolTip(tr("Judges the windows that are ready"));
    m_discard = add(QStringLiteral("benefit_discard"), tr("Stop and Discard"),
                    [this] { m_services.jobs.stop(m_job, jobs::StopRequest::Discard); });
    m_export = add(QStringLiteral("benefit_export"), tr("Report as CSV…"), [this] {
        const QString folder = QFileDialog::getExistingDirectory(
            this, tr("Folder for report, daily returns and weights"));
        if (folder.isEmpty())
            return;
        if (const auto saved = exportTo(folder); !saved)
            Q_EMIT noticeRequested(errorNotice(tr("The files were not written"), saved.error()));
        else
            Q_EMIT noticeRequested(
                {.severity = Severity::Ok, .title = tr("Exported"), .text = folder});
    });
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(16, 7, 16, 7);
    row->setSpacing(12);
    row->addWidget(m_title);
    row->addWidget(m_state, 1);
    row->addWidget(m_keep);
    row->addWidget(m_discard);
    row->addWidget(m_export);
    return head;
}

QWidget* BenefitView::buildContent() {
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new EmptyState(
        QStringLiteral("synthesize"), tr("Find out whether synthetic days improve a portfolio."),
        tr("Over rolling windows weights are fitted on real days, on real and synthetic ones and "
           "on synthetic ones alone, and judged on the real days that follow. Needs a panel."),
        {}, m_stack));
    auto* content = new QWidget(m_stack);
    m_verdict = new VerdictBar(content);
    m_verdict->setObjectName(QStringLiteral("benefit_verdict"));
    m_arms = new ArmsModel(this);
    m_armTable = plainTable(QStringLiteral("benefit_arms"), tr("Portfolios"), m_arms, content,
                            {.headerHeight = kTwoLineHeader});
    for (int column = ArmsModel::Sharpe; column < ArmsModel::ColumnCount; ++column) {
        const bool coarse = column == ArmsModel::Return || column == ArmsModel::Volatility ||
                            column == ArmsModel::Holdings;
        m_armTable->setItemDelegateForColumn(
            column, new NumberDelegate(coarse ? 1 : 2, SignStyle::Plain, m_armTable));
    }
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
    column->addSpacing(16);
    column->addWidget(m_differenceTable);
    column->addWidget(m_notes);
    column->addStretch(1);
    auto* area = new QScrollArea(m_stack);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(area);
    return m_stack;
}

void BenefitView::setStudy(const studies::SynthesizeStudy& study, bool usable) {
    m_study = study;
    m_usable = usable;
    showState();
}

bool BenefitView::hasPanel() const {
    return m_source->selection().has_value() || m_study.data.isPanel();
}

void BenefitView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_services.jobs.start<StoredSets>(
        {.title = str(tr("Read scenario sets")), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench](jobs::JobContext&) {
            return readStoredSets(workbench);
        },
        this,
        [this](Result<StoredSets> stored) {
            if (stored)
                m_source->setSets(stored->sets);
            showState();
        });
}

int BenefitView::problemCount() const {
    int count = 0;
    for (const Field* one : {&m_factor, &m_window, &m_step, &m_cost, &m_riskFree, &m_resamples})
        count += one->row->problem().isEmpty() ? 0 : 1;
    return count;
}

void BenefitView::check() {
    if (m_resamples.row == nullptr)
        return; // still being built
    for (const Field* one : {&m_factor, &m_window, &m_step, &m_cost, &m_riskFree, &m_resamples}) {
        const auto value = one->field->value();
        const bool fits = value && *value >= one->lo && *value <= one->hi;
        one->row->setProblem(fits ? QString() : rangeWords(one->lo, one->hi));
    }
    if (m_stack)
        showState();
}

studies::AugmentStudy BenefitView::draft() const {
    const auto number = [](const Field& field) { return field.field->value().value_or(field.lo); };
    const auto count = [&](const Field& field) { return static_cast<std::size_t>(number(field)); };
    studies::AugmentStudy out;
    out.data = m_source->selection().value_or(m_study.data);
    out.storeSetAs = str(m_storeAs->text().trimmed());
    out.plan.generator = m_study.model.id;
    out.plan.preset = m_study.model.preset;
    out.plan.params = m_study.model.params;
    out.plan.factor = count(m_factor);
    out.plan.window = count(m_window);
    out.plan.step = count(m_step);
    out.plan.costBasisPoints = number(m_cost);
    out.plan.riskFreeRate = number(m_riskFree) / 100;
    out.plan.resamples = count(m_resamples);
    out.plan.seed = m_study.seed;
    out.plan.device = str(m_services.settings.device());
    return out;
}

void BenefitView::run() {
    if (m_running || !m_usable || !hasPanel() || problemCount() > 0)
        return;
    m_running = true;
    m_job = m_services.jobs.start<AugmentOutcomePtr>(
        {.title = str(tr("Benefit for %1").arg(qstr(studies::dataTitle(draft().data)))),
         .kind = "augment",
         .lane = jobs::Lane::Training},
        [&workbench = m_services.workbench, study = draft()](jobs::JobContext& context)
            -> Result<AugmentOutcomePtr> { return studies::runAugment(workbench, study, context); },
        this, [this](Result<AugmentOutcomePtr> outcome) { finished(std::move(outcome)); });
    showState();
}

void BenefitView::finished(Result<AugmentOutcomePtr> outcome) {
    m_running = false;
    if (outcome) {
        m_outcome = std::move(*outcome);
        const auto& report = m_outcome->report;
        m_verdict->setVerdict(verdictOf(report));
        m_verdict->setExpanded(true);
        m_arms->setArms(report.arms);
        m_differences->setComparisons(report.comparisons);
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
        m_stack->setCurrentIndex(1);
    } else if (outcome.error().code == ErrorCode::Cancelled) {
        Q_EMIT noticeRequested({.severity = Severity::Info,
                                .title = tr("The study was stopped"),
                                .text = tr("Nothing was kept.")});
    } else {
        Q_EMIT noticeRequested(errorNotice(tr("The study could not be finished"), outcome.error()));
    }
    showState();
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

void BenefitView::showState() {
    const int problems = problemCount();
    const bool panel = hasPanel();
    m_start->setText(m_running       ? tr("Judging…")
                     : !panel        ? tr("Choose Several Assets")
                     : !m_usable     ? tr("Fix the Study to Judge")
                     : problems == 1 ? tr("Fix 1 Field to Judge")
                     : problems > 1  ? tr("Fix %1 Fields to Judge").arg(problems)
                                     : tr("Judge on Later Days"));
    m_start->setEnabled(!m_running && panel && m_usable && problems == 0);
    m_keep->setVisible(m_running);
    m_discard->setVisible(m_running);
    m_export->setVisible(!m_running && m_outcome != nullptr);
    const int row = m_running ? m_services.jobs.rowOf(m_job) : -1;
    if (m_running) {
        m_title->setText(tr("Judging"));
        m_state->setFullText(row >= 0 ? m_services.jobs.detail(row) : QString());
    } else if (m_outcome) {
        const auto& report = m_outcome->report;
        m_title->setText(qstr(report.generatorTitle));
        m_state->setFullText(
            tr("%1 assets, %2 windows, judged on %3 later days")
                .arg(formatCount(static_cast<qint64>(report.assets.size())),
                     formatCount(static_cast<qint64>(report.windows.size())),
                     formatCount(static_cast<qint64>(
                         report.arms.empty() ? 0 : report.arms.front().returns.size()))));
    } else {
        m_title->setText(tr("Nothing judged yet"));
        m_state->setFullText(qstr(studies::dataTitle(m_study.data)));
    }
}

} // namespace loom::ui
