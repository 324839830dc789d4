// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/split/split_editor.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/pages/forecast/split/split_canvas.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

SplitEditor::SplitEditor(QWidget* parent)
    : QWidget(parent), m_words(new ElidedLabel(this)), m_lookMark(new QLabel(this)),
      m_lookWords(new QLabel(this)), m_canvas(new SplitCanvas(this)), m_empty(new QLabel(this)) {
    setObjectName(u"split_editor"_s);
    setAccessibleName(tr("Data split"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_empty->setText(tr("Choose data to see how they are split into training, validation and "
                        "scored rows."));
    m_empty->setWordWrap(true);
    setMuted(m_empty);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 6, 16, 8);
    column->setSpacing(6);
    column->addWidget(buildHead());
    column->addWidget(m_canvas);
    column->addWidget(m_empty);
    connect(m_canvas, &SplitCanvas::grabbed, this, [this] { m_before = m_plan; });
    connect(m_canvas, &SplitCanvas::wanted, this, [this](SplitBorder border, double share) {
        if (m_before) // another plan or other data have ended the drag otherwise
            move(border, share);
    });
    connect(m_canvas, &SplitCanvas::dropped, this, &SplitEditor::drop);
    connect(m_canvas, &SplitCanvas::cancelled, this, &SplitEditor::cancel);
    connect(m_canvas, &SplitCanvas::stepped, this, &SplitEditor::step);
    setLooks(0);
    showSplit();
}

QWidget* SplitEditor::buildHead() {
    auto* head = new QWidget(this);
    auto* title = new QLabel(tr("Data split"), head);
    title->setFont(typeFont(Type::BodyStrong));
    setMuted(m_words);
    m_lookMark->setFixedSize(14, 14);
    m_lookWords->setObjectName(u"split_looks"_s);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(title);
    row->addWidget(m_words, 1);
    row->addWidget(m_lookMark);
    row->addWidget(m_lookWords);
    return head;
}

void SplitEditor::setSeries(const Series& series) {
    m_before.reset();
    m_rows = series.times.size();
    m_name = series.name;
    m_canvas->setSeries(series);
    showSplit();
}

void SplitEditor::setPlan(const forecast::EvaluationPlan& plan, std::size_t horizon) {
    m_before.reset();
    m_plan = plan;
    m_horizon = horizon;
    showSplit();
}

void SplitEditor::setLooks(std::size_t testLooks) {
    m_looks = testLooks;
    m_lookWords->setText(testLooks == 0   ? tr("Test window never opened")
                         : testLooks == 1 ? tr("Test window opened once")
                                          : tr("Test window opened %1 times").arg(testLooks));
    m_lookWords->setToolTip(tr("Every look at the locked rows makes the next one worth less."));
    m_lookMark->setPixmap(
        themeIcon(u"lock"_s, testLooks == 0 ? Role::Muted : Role::Warning).pixmap(14, 14));
}

void SplitEditor::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setLooks(m_looks); // a label keeps its picture
}

void SplitEditor::setReadOnly(bool readOnly) {
    m_canvas->setReadOnly(readOnly);
}

void SplitEditor::showSplit() {
    const bool there = m_rows > 0;
    m_canvas->setVisible(there);
    m_empty->setVisible(!there);
    if (there)
        m_canvas->setPicture(splitPicture(m_rows, m_horizon, m_plan), m_plan);
    showHead();
}

void SplitEditor::showHead() {
    QStringList parts;
    if (!m_name.isEmpty())
        parts << m_name;
    if (m_rows > 0)
        parts << tr("%1 rows").arg(formatCount(qint64(m_rows)));
    if (const auto& picture = m_canvas->picture(); m_rows > 0 && picture) {
        parts << (m_plan.window == forecast::TrainWindow::Sliding ? tr("sliding window")
                                                                  : tr("expanding window"));
        if (m_plan.originEvery > 1)
            parts << tr("a forecast every %1 rows").arg(m_plan.originEvery);
    }
    m_words->setFullText(parts.join(u", "_s));
}

void SplitEditor::move(SplitBorder border, double share) {
    const auto moved = moveBorder(m_plan, m_rows, m_horizon, border, share);
    m_plan = moved.plan;
    showSplit();
    m_canvas->setStopped(qstr(moved.stopped));
}

void SplitEditor::step(SplitBorder border, double hundredths) {
    if (!m_canvas->picture())
        return;
    const auto before = m_plan;
    // The share of the first border grows to the right, the others to the left.
    const double direction = border == SplitBorder::First ? 1 : -1;
    move(border, shareOf(m_plan, border) + direction * hundredths / 100);
    if (!m_before && m_plan != before)
        Q_EMIT planEdited(m_plan);
}

void SplitEditor::drop() {
    const auto before = std::exchange(m_before, std::nullopt);
    m_canvas->setStopped({});
    if (before && *before != m_plan)
        Q_EMIT planEdited(m_plan);
}

void SplitEditor::cancel() {
    if (const auto before = std::exchange(m_before, std::nullopt)) {
        m_plan = *before;
        showSplit();
    }
    m_canvas->setStopped({});
}

} // namespace loom::ui
