// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/board/board_view.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/sentence.h"
#include "ui/bridge/text.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/empty_state.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/board/board_model.h"
#include "ui/pages/synthesize/board/model_gallery.h"
#include "ui/pages/synthesize/board/small_multiples.h"
#include "ui/pages/synthesize/verdict_bar.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kChooserWidth = 304;

QTableView* boardTable(BoardModel* model, QWidget* parent) {
    auto* table = plainTable(QStringLiteral("board_table"), BoardView::tr("Board of generators"),
                             model, parent, {.headerHeight = kTwoLineHeader});
    for (const int column :
         {BoardModel::Rank, BoardModel::Failed, BoardModel::Borderline, BoardModel::Passed})
        table->setItemDelegateForColumn(column, new NumberDelegate(0, SignStyle::Plain, table));
    table->setItemDelegateForColumn(BoardModel::Excess,
                                    new NumberDelegate(2, SignStyle::Plain, table));
    table->setItemDelegateForColumn(BoardModel::Copied,
                                    new NumberDelegate(1, SignStyle::Plain, table));
    table->setItemDelegateForColumn(BoardModel::Seconds,
                                    new NumberDelegate(2, SignStyle::Plain, table));
    table->setItemDelegateForColumn(BoardModel::Privacy, new VerdictDelegate(0, table));
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

} // namespace

BoardView::BoardView(PageServices& services, QWidget* parent)
    : QWidget(parent), m_services(services) {
    setObjectName(QStringLiteral("board_view"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildChooser());
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(buildResult(), 1);
    row->addLayout(column, 1);
    connect(&m_services.jobs, &JobModel::dataChanged, this, [this] { showState(); });
    showState();
}

QWidget* BoardView::buildChooser() {
    auto* side = new Bar(Role::Surface, Qt::RightEdge, this);
    side->setFixedWidth(kChooserWidth);
    m_gallery = new ModelGallery(m_services.workbench.generators(), side);
    auto* area = new QScrollArea(side);
    area->setWidget(m_gallery);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_start = new QPushButton(side);
    m_start->setObjectName(QStringLiteral("compare_button"));
    connect(m_start, &QPushButton::clicked, this, [this] { run(); });
    connect(m_gallery, &ModelGallery::edited, this, [this] { showState(); });
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

QWidget* BoardView::buildHead() {
    auto* head = new Bar(Role::Raised, Qt::BottomEdge, this);
    m_title = new QLabel(head);
    m_title->setFont(typeFont(Type::Section));
    m_state = new ElidedLabel(head);
    m_state->setObjectName(QStringLiteral("compare_state"));
    m_keep = new QPushButton(tr("Stop and Keep Done"), head);
    m_keep->setObjectName(QStringLiteral("compare_keep"));
    m_keep->setToolTip(tr("Judges the generators that are ready, leaves out the others"));
    m_discard = new QPushButton(tr("Stop and Discard"), head);
    m_discard->setObjectName(QStringLiteral("compare_discard"));
    m_export = new QPushButton(tr("Board as CSV…"), head);
    m_export->setObjectName(QStringLiteral("compare_export"));
    connect(m_keep, &QPushButton::clicked, this,
            [this] { m_services.jobs.stop(m_job, jobs::StopRequest::KeepBest); });
    connect(m_discard, &QPushButton::clicked, this,
            [this] { m_services.jobs.stop(m_job, jobs::StopRequest::Discard); });
    connect(m_export, &QPushButton::clicked, this, &BoardView::exportBoard);
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

QWidget* BoardView::buildResult() {
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new EmptyState(
        QStringLiteral("synthesize"), tr("Choose generators on the left to compare them."),
        tr("All are fitted to the same training part, judged on the same test part beside the same "
           "rivals, controls and noise floor, and ranked."),
        {}, m_stack));
    auto* content = new QWidget(m_stack);
    m_verdict = new VerdictBar(content);
    m_verdict->setObjectName(QStringLiteral("compare_verdict"));
    m_model = new BoardModel(this);
    m_table = boardTable(m_model, content);
    m_notes = new QLabel(content);
    m_notes->setObjectName(QStringLiteral("compare_notes"));
    m_notes->setWordWrap(true);
    m_notes->setContentsMargins(16, 8, 16, 8);
    setMuted(m_notes);
    m_pictures = new SmallMultiples(m_services.jobs, content);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addWidget(m_table);
    column->addWidget(m_notes);
    column->addWidget(m_pictures);
    column->addStretch(1);
    auto* area = new QScrollArea(m_stack);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(area);
    return m_stack;
}

void BoardView::setStudy(const studies::SynthesizeStudy& study, bool usable) {
    m_study = {.name = {},
               .data = study.data,
               .split = study.split,
               .models = {},
               .evaluation = study.evaluation,
               .seed = study.seed,
               .device = study.device,
               .retrain = study.retrain};
    m_usable = usable;
    m_gallery->setAssets(study.data.isPanel() ? study.data.symbols.size() : 1);
    showState();
}

void BoardView::run() {
    auto study = m_study;
    study.models = m_gallery->choices();
    study.device = str(m_services.settings.device());
    if (m_running || !m_usable || study.models.empty())
        return;
    m_running = true;
    m_job = m_services.jobs.start<CompareOutcomePtr>(
        {.title = str(tr("Comparison of %1, %2")
                          .arg(study.models.size())
                          .arg(qstr(studies::dataTitle(study.data)))),
         .kind = "compare",
         .lane = jobs::Lane::Training},
        [&workbench = m_services.workbench, study](jobs::JobContext& context) {
            return studies::runCompare(workbench, study, context);
        },
        this, [this](Result<CompareOutcomePtr> outcome) { finished(std::move(outcome)); });
    showState();
}

void BoardView::finished(Result<CompareOutcomePtr> outcome) {
    m_running = false;
    if (outcome)
        setOutcome(std::move(*outcome));
    else if (outcome.error().code == ErrorCode::Cancelled)
        Q_EMIT noticeRequested({.severity = Severity::Info,
                                .title = tr("The comparison was stopped"),
                                .text = tr("Nothing was kept.")});
    else
        Q_EMIT noticeRequested(
            errorNotice(tr("The comparison could not be finished"), outcome.error()));
    showState();
}

void BoardView::setOutcome(CompareOutcomePtr outcome) {
    m_outcome = std::move(outcome);
    m_model->setOutcome(m_outcome);
    m_verdict->setVerdict(m_outcome->report.verdict);
    m_table->setFixedHeight(kTwoLineHeader + m_model->rowCount() * kTableRow);
    fitColumns(m_table, BoardModel::Name);
    QStringList notes;
    for (const auto& entry : m_outcome->entries)
        if (entry.failure)
            notes
                << tr("%1 was left out: %2.").arg(qstr(entry.title), qstr(entry.failure->message));
    for (const auto& note : m_outcome->notes)
        notes << sentence(qstr(note));
    m_notes->setText(notes.join(u' '));
    m_pictures->setOutcome(m_outcome);
    m_stack->setCurrentIndex(1);
}

void BoardView::showState() {
    const auto count = m_gallery->choices().size();
    m_start->setText(m_running    ? tr("Comparing…")
                     : !m_usable  ? tr("Fix the Study to Compare")
                     : count == 0 ? tr("Choose a Generator")
                     : count == 1 ? tr("Judge 1 Generator")
                                  : tr("Compare %1 Generators").arg(count));
    m_start->setEnabled(!m_running && m_usable && count > 0);
    m_keep->setVisible(m_running);
    m_discard->setVisible(m_running);
    m_export->setVisible(!m_running && m_outcome != nullptr);
    const int row = m_running ? m_services.jobs.rowOf(m_job) : -1;
    if (m_running) {
        m_title->setText(tr("Comparing"));
        m_state->setFullText(row >= 0 ? m_services.jobs.detail(row) : QString());
    } else if (m_outcome) {
        m_title->setText(qstr(studies::dataTitle(m_outcome->study.data)));
        m_state->setFullText(
            tr("scored on %1")
                .arg(qstr(m_outcome->data.spanText(m_outcome->scoredFrom, m_outcome->scoredTo))));
    } else {
        m_title->setText(tr("Nothing compared yet"));
        m_state->setFullText(qstr(studies::dataTitle(m_study.data)));
    }
}

void BoardView::exportBoard() {
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export"), QStringLiteral("board.csv"), tr("CSV files (*.csv)"));
    if (path.isEmpty() || !m_outcome)
        return;
    if (const auto saved = writeFileAtomic(str(path), studies::boardCsv(*m_outcome)); !saved)
        Q_EMIT noticeRequested(errorNotice(tr("The file was not written"), saved.error()));
    else
        Q_EMIT noticeRequested({.severity = Severity::Ok, .title = tr("Exported"), .text = path});
}

} // namespace loom::ui
