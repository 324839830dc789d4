// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/split/split_canvas.h"

#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

#include "base/date.h"
#include "ui/bridge/text.h"
#include "ui/pages/forecast/split/split_handle.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using Kind = SplitPart::Kind;

namespace {

constexpr double kPlotHeight = 56;
constexpr double kLaneTop = 4, kLaneHeight = 6, kLaneStep = 8;
constexpr double kLeader = 8; ///< room for the lines from parts to their words
constexpr std::size_t kMostLanes = 6;

QString nameOf(const SplitPart& part) {
    switch (part.kind) {
    case Kind::Training:
        return SplitCanvas::tr("Training");
    case Kind::Validation:
        return SplitCanvas::tr("Validation");
    case Kind::Scored:
        return SplitCanvas::tr("Scored");
    case Kind::Test:
        break;
    }
    return SplitCanvas::tr("Locked test");
}

QString originsWords(std::size_t count) {
    return count == 1 ? SplitCanvas::tr("1 origin")
                      : SplitCanvas::tr("%1 origins").arg(formatCount(qint64(count)));
}

} // namespace

SplitCanvas::SplitCanvas(QWidget* parent) : QWidget(parent) {
    setObjectName(u"split_canvas"_s);
    setAccessibleName(tr("Split of the data"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
    constexpr std::array kNames{u"split_validation", u"split_first", u"split_test"};
    for (int i = 0; i < kSplitBorders; ++i) {
        const auto border = static_cast<SplitBorder>(i);
        auto* handle = new SplitHandle(QString::fromUtf16(kNames[std::size_t(i)]), this);
        m_handles[static_cast<std::size_t>(i)] = handle;
        handle->hide();
        connect(handle, &SplitHandle::grabbed, this, &SplitCanvas::grabbed);
        connect(handle, &SplitHandle::dragged, this, [this, border](double x) {
            if (m_picture)
                Q_EMIT wanted(border, shareAt(*m_picture, border, rowAt(x)));
        });
        connect(handle, &SplitHandle::dropped, this, &SplitCanvas::dropped);
        connect(handle, &SplitHandle::cancelled, this, &SplitCanvas::cancelled);
        connect(handle, &SplitHandle::stepped, this,
                [this, border](double hundredths) { Q_EMIT stepped(border, hundredths); });
        connect(handle, &SplitHandle::focusChanged, this, [this] {
            m_stopped.clear();
            update();
        });
    }
}

void SplitCanvas::setSeries(const SplitEditor::Series& series) {
    m_times = series.times;
    m_intraday = forecast::isIntraday(series.frequency);
    m_samples = {};
    m_samples.y.reserve(series.closes.size());
    for (const double close : series.closes)
        m_samples.y.push_back(close > 0 ? std::log(close) : kMissing);
    m_runs.clear();
    m_picture.reset();
    update();
}

void SplitCanvas::setPicture(Result<SplitPicture> picture, const forecast::EvaluationPlan& plan) {
    m_plan = plan;
    m_refusal = picture ? QString() : qstr(picture.error().message);
    m_picture = picture ? std::optional(std::move(*picture)) : std::nullopt;
    setAccessibleDescription(m_refusal);
    updateGeometry();
    placeHandles();
    update();
}

void SplitCanvas::setReadOnly(bool readOnly) {
    m_readOnly = readOnly;
    placeHandles();
    update();
}

void SplitCanvas::setStopped(const QString& words) {
    m_stopped = words;
    update();
}

QRectF SplitCanvas::plot() const {
    return {0, 0, static_cast<double>(width()), kPlotHeight};
}

std::vector<std::size_t> SplitCanvas::lanes() const {
    return m_picture ? shownFolds(m_picture->folds.folds.size(), kMostLanes)
                     : std::vector<std::size_t>();
}

QRectF SplitCanvas::lane(std::size_t index) const {
    return {0, kPlotHeight + kLaneTop + kLaneStep * static_cast<double>(index), plot().width(),
            kLaneHeight};
}

double SplitCanvas::labelsTop() const {
    return lane(std::max<std::size_t>(lanes().size(), 1)).top() + kLeader;
}

QSize SplitCanvas::sizeHint() const {
    return {600, static_cast<int>(labelsTop() + 2 * kSplitLine)};
}

double SplitCanvas::xOf(double row) const {
    return m_times.empty() ? 0 : row / static_cast<double>(m_times.size()) * plot().width();
}

double SplitCanvas::rowAt(double x) const {
    return x / plot().width() * static_cast<double>(m_times.size());
}

QString SplitCanvas::dateOf(std::size_t row) const {
    if (m_times.empty())
        return {};
    const Timestamp time{m_times[std::min(row, m_times.size() - 1)]};
    const QString date = qstr(toIso(time.utcDate()));
    return m_intraday ? date + u' ' + qstr(toIso(time)).mid(11, 5) : date;
}

void SplitCanvas::placeHandles() {
    const auto at = [&](SplitBorder border) {
        return xOf(static_cast<double>(rowOf(*m_picture, border)));
    };
    for (int i = 0; i < kSplitBorders; ++i) {
        const auto border = static_cast<SplitBorder>(i);
        SplitHandle* grip = handle(border);
        // The first border of a look at the locked rows is where they begin.
        const bool shown =
            m_picture && !m_readOnly && !(border == SplitBorder::First && m_picture->opened);
        if (shown) {
            const double x = std::clamp(at(border), SplitHandle::kWidth / 2.0,
                                        plot().width() - SplitHandle::kWidth / 2.0);
            const double y =
                border == SplitBorder::Validation ? 3 : kPlotHeight - SplitHandle::kHeight - 3.0;
            grip->move(static_cast<int>(std::lround(x - SplitHandle::kWidth / 2.0)),
                       static_cast<int>(y));
            grip->setAccessibleName(borderWords(border));
            grip->setToolTip(borderWords(border) + u'\n' +
                             tr("Drag, or move with the arrow keys (Ctrl: small steps)."));
        }
        grip->setVisible(shown);
    }
}

void SplitCanvas::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_runs.clear();
    placeHandles();
}

QString SplitCanvas::borderWords(SplitBorder border) const {
    const double share = shareOf(m_plan, border);
    const QString part = formatPercent(share, 1);
    const QString date = dateOf(rowOf(*m_picture, border));
    switch (border) {
    case SplitBorder::Validation:
        return share <= 0 ? tr("No validation")
                          : tr("Validation from %1, %2 of each fit").arg(date, part);
    case SplitBorder::First:
        return tr("First border %1, %2 of the rows before the test").arg(date, part);
    case SplitBorder::Test:
        break;
    }
    return share <= 0 ? tr("No locked test")
                      : tr("Locked test from %1, %2 of all rows").arg(date, part);
}

std::optional<SplitBorder> SplitCanvas::held() const {
    for (int i = 0; i < kSplitBorders; ++i)
        if (const auto* grip = m_handles[static_cast<std::size_t>(i)];
            grip->isVisible() && grip->isHeld())
            return static_cast<SplitBorder>(i);
    return std::nullopt;
}

std::vector<SplitWords> SplitCanvas::words() const {
    std::vector<SplitWords> out;
    for (const auto& part : m_picture->parts) {
        const bool scored = part.kind == Kind::Scored;
        const std::size_t folds = m_picture->folds.folds.size();
        out.push_back(
            {.name = nameOf(part),
             .count = scored && folds > 1
                          ? tr("%1 in %2 folds").arg(originsWords(part.origins)).arg(folds)
                          : originsWords(part.origins),
             .dates = tr("%1 to %2").arg(dateOf(part.from), dateOf(part.to - 1)),
             .from = dateOf(part.from),
             .anchor = xOf(static_cast<double>(part.from))});
    }
    return out;
}

std::vector<SplitBlock> SplitCanvas::blocks() const {
    return m_picture ? placeBlocks(words(), 0, plot().width(), labelsTop())
                     : std::vector<SplitBlock>();
}

QString SplitCanvas::partTip(const SplitPart& part) const {
    QString text =
        tr("%1: %2, %3 to %4")
            .arg(nameOf(part), originsWords(part.origins), dateOf(part.from), dateOf(part.to - 1));
    if (part.kind == Kind::Test && !m_picture->opened)
        text += tr("\nNot scored and not looked at until you ask for it.");
    if (part.purgedAfter > 0)
        text +=
            tr("\nThen %1 rows are purged: what follows them would share outcomes (embargo %2).")
                .arg(formatCount(qint64(part.purgedAfter)))
                .arg(m_plan.embargo);
    return text;
}

QString SplitCanvas::foldTip(std::size_t index) const {
    const auto& fold = m_picture->folds.folds[index];
    QString text = tr("Fold %1 of %2\nTrained on %3 to %4")
                       .arg(index + 1)
                       .arg(m_picture->folds.folds.size())
                       .arg(dateOf(fold.span.from), dateOf(fold.span.trainTo - 1));
    if (fold.span.validationTo > fold.span.validationFrom)
        text += tr("\nValidated on %1 to %2")
                    .arg(dateOf(fold.span.validationFrom), dateOf(fold.span.validationTo - 1));
    return text + tr("\nScored on %1 to %2, %3")
                      .arg(dateOf(fold.scoreFrom), dateOf(fold.scoreTo - 1),
                           originsWords(fold.origins.size()));
}

QString SplitCanvas::tip(const QPointF& at) const {
    if (!m_picture)
        return m_refusal;
    const auto shown = lanes();
    for (std::size_t i = 0; i < shown.size(); ++i)
        if (lane(i).adjusted(0, -1, 0, 1).contains(at))
            return foldTip(shown[i]);
    const auto placed = blocks();
    for (std::size_t i = 0; i < placed.size(); ++i)
        if (placed[i].rect.contains(at))
            return partTip(m_picture->parts[i]);
    const auto row = static_cast<std::size_t>(std::max(0.0, rowAt(at.x())));
    for (const auto& part : m_picture->parts)
        if (row >= part.from && row < part.to + part.purgedAfter)
            return partTip(part);
    return {};
}

bool SplitCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), tip(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace loom::ui
