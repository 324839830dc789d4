// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/board/board_view.h"

#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/sentence.h"
#include "ui/bridge/text.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/synthesize/board/board_model.h"
#include "ui/pages/synthesize/board/model_gallery.h"
#include "ui/pages/synthesize/board/small_multiples.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

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

/// Why some stand lower than their failed rows say.
QString repeatingHistory(const studies::CompareOutcome& outcome) {
    QStringList titles;
    for (const auto& row : outcome.board)
        if (studies::repeatsHistory(row))
            titles << qstr(outcome.report.columns[row.column].title);
    return titles.isEmpty()
               ? QString()
               : BoardView::tr("Ranked with one more row failed, because they repeat history: %1.")
                     .arg(titles.join(QStringLiteral(", ")));
}

FrameWords words() {
    return {.name = QStringLiteral("compare"),
            .verb = BoardView::tr("Compare"),
            .busy = BoardView::tr("Comparing"),
            .stop = {.keep = BoardView::tr("Stop and Keep Done"),
                     .keepTip = BoardView::tr(
                         "Judges the generators that are ready, leaves out the others")},
            .stopped = BoardView::tr("The comparison was stopped"),
            .failed = BoardView::tr("The comparison could not be finished"),
            .purpose = BoardView::tr("Choose generators on the left to compare them."),
            .need = BoardView::tr("All are fitted to the same training part, judged on the same "
                                  "test part beside the same rivals, controls and noise floor, "
                                  "and ranked.")};
}

} // namespace

BoardView::BoardView(PageServices& services, QWidget* parent)
    : StudyFrame(services, words(), parent),
      m_gallery(new ModelGallery(services.workbench.generators(), this)) {
    setForm(m_gallery);
    connect(m_gallery, &ModelGallery::edited, this, [this] { showState(); });
    connect(addCommand(QStringLiteral("compare_export"), tr("Board as CSV…")),
            &QPushButton::clicked, this, &BoardView::exportBoard);
    setResult(buildResult());
    showState();
}

QWidget* BoardView::buildResult() {
    auto* content = new QWidget(this);
    m_verdict = new VerdictBar(content);
    m_verdict->setObjectName(QStringLiteral("compare_verdict"));
    m_model = new BoardModel(this);
    m_table = boardTable(m_model, content);
    m_notes = new QLabel(content);
    m_notes->setObjectName(QStringLiteral("compare_notes"));
    m_notes->setWordWrap(true);
    m_notes->setContentsMargins(16, 8, 16, 8);
    setMuted(m_notes);
    m_pictures = new SmallMultiples(services().jobs, content);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addWidget(m_table);
    column->addWidget(m_notes);
    column->addWidget(m_pictures);
    column->addStretch(1);
    return content;
}

void BoardView::setStudy(const studies::SynthesizeStudy& study, std::size_t assets, bool usable) {
    m_study = {.name = {},
               .data = study.data,
               .split = study.split,
               .models = {},
               .evaluation = study.evaluation,
               .seed = study.seed,
               .device = study.device,
               .retrain = study.retrain};
    m_usable = usable;
    m_gallery->setAssets(assets);
    showState();
}

void BoardView::start() {
    auto study = m_study;
    study.models = m_gallery->choices();
    study.device = str(services().settings.device());
    startJob<CompareOutcomePtr>(
        {.title = str(tr("Comparison of %1, %2")
                          .arg(study.models.size())
                          .arg(qstr(studies::dataTitle(study.data)))),
         .kind = "compare",
         .lane = jobs::Lane::Training},
        [&workbench = services().workbench, study](jobs::JobContext& context) {
            return studies::runCompare(workbench, study, context);
        },
        [this](CompareOutcomePtr outcome) { setOutcome(std::move(outcome)); });
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
    if (const QString repeating = repeatingHistory(*m_outcome); !repeating.isEmpty())
        notes << repeating;
    m_notes->setText(notes.join(u' '));
    m_pictures->setOutcome(m_outcome);
    showResult(true);
}

StudyFrame::State BoardView::state() const {
    const auto count = m_gallery->choices().size();
    State now;
    now.command = count == 1 ? tr("Judge 1 Generator") : tr("Compare %1 Generators").arg(count);
    now.blocked = !m_usable    ? tr("Fix the Study to Compare")
                  : count == 0 ? tr("Choose a Generator")
                               : QString();
    now.title =
        m_outcome ? qstr(studies::dataTitle(m_outcome->study.data)) : tr("Nothing compared yet");
    now.words =
        m_outcome
            ? tr("scored on %1")
                  .arg(qstr(m_outcome->data.spanText(m_outcome->scoredFrom, m_outcome->scoredTo)))
            : qstr(studies::dataTitle(m_study.data));
    return now;
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
