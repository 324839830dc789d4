// SPDX-License-Identifier: GPL-3.0-or-later
// The picture of a split: the series with its parts, a lane for each fold, names and counts below,
// and the handles of its borders. Interface thread.
#pragma once

#include <QWidget>

#include <array>
#include <optional>
#include <vector>

#include "ui/charts/line_layer.h"
#include "ui/pages/forecast/split/split_editor.h"
#include "ui/pages/forecast/split/split_labels.h"
#include "ui/pages/forecast/split/split_picture.h"

namespace loom::ui {

class SplitHandle;

class SplitCanvas final : public QWidget {
    Q_OBJECT
  public:
    explicit SplitCanvas(QWidget* parent);

    void setSeries(const SplitEditor::Series& series);
    /// A refused split shows the series and these words.
    void setPicture(Result<SplitPicture> picture, const forecast::EvaluationPlan& plan);
    void setReadOnly(bool readOnly);
    /// Why a border goes no further; empty: it does.
    void setStopped(const QString& words);

    const std::optional<SplitPicture>& picture() const { return m_picture; }
    SplitHandle* handle(SplitBorder border) const {
        return m_handles[static_cast<std::size_t>(border)];
    }
    /// As they are drawn now; empty without a split.
    std::vector<SplitBlock> blocks() const;
    double xOf(double row) const;
    double rowAt(double x) const;
    /// "2015-12-31", "2025-07-03 13:00" within the day (UTC).
    QString dateOf(std::size_t row) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {240, sizeHint().height()}; }

  Q_SIGNALS:
    void grabbed();
    /// The share that the pointer asks for.
    void wanted(loom::ui::SplitBorder border, double share);
    void dropped();
    void cancelled();
    void stepped(loom::ui::SplitBorder border, double hundredths);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QRectF plot() const;
    QRectF lane(std::size_t index) const;
    double labelsTop() const;
    std::vector<std::size_t> lanes() const;
    void placeHandles();
    std::vector<SplitWords> words() const;
    QString borderWords(SplitBorder border) const;
    QString tip(const QPointF& at) const;
    QString foldTip(std::size_t fold) const;
    QString partTip(const SplitPart& part) const;
    std::optional<SplitBorder> held() const;
    void paintParts(QPainter& painter, Tone tone) const;
    void paintLock(QPainter& painter, Tone tone) const;
    void paintSeries(QPainter& painter, Tone tone);
    void paintLanes(QPainter& painter, Tone tone) const;
    void paintBlocks(QPainter& painter, Tone tone) const;
    void paintBorders(QPainter& painter, Tone tone) const;
    void paintBubble(QPainter& painter, Tone tone) const;
    void paintRefusal(QPainter& painter, Tone tone) const;

    Samples m_samples; ///< logarithms of the closes
    std::vector<std::int64_t> m_times;
    bool m_intraday = false;
    std::vector<QPolygonF> m_runs; ///< of the series; made when first painted at a size
    std::optional<SplitPicture> m_picture;
    forecast::EvaluationPlan m_plan;
    QString m_refusal, m_stopped;
    bool m_readOnly = false;
    std::array<SplitHandle*, kSplitBorders> m_handles{};
};

} // namespace loom::ui
