// SPDX-License-Identifier: GPL-3.0-or-later
// What linked panes share: the visible stretch of x, the crosshair and its reference point, and
// left and right margins so that equal x stand above each other. Put every pane of a stack on one
// link. Interface thread.
#pragma once

#include <QList>
#include <QObject>

#include <optional>

#include "ui/charts/scale.h"

namespace loom::ui {

struct Margins {
    int left = 0;
    int right = 0;
    friend bool operator==(const Margins&, const Margins&) = default;
};

class ChartLink final : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    /// Empty until a pane has set it.
    Range xRange() const { return m_range; }
    void setXRange(const Range& range);

    std::optional<double> crosshair() const { return m_crosshair; }
    void setCrosshair(std::optional<double> x);

    /// The reference point of a difference; nullopt: none.
    std::optional<double> mark() const { return m_mark; }
    void setMark(std::optional<double> x);

    /// A pane says what it needs and gets the widest of all.
    void requestMargins(const QObject* pane, const Margins& wanted);
    void forget(const QObject* pane);
    Margins margins() const { return m_margins; }
    /// In the order in which they joined.
    QList<const QObject*> panes() const;

  Q_SIGNALS:
    void xRangeChanged();
    void crosshairChanged();
    void markChanged();
    void marginsChanged();

  private:
    void updateMargins();

    Range m_range;
    std::optional<double> m_crosshair;
    std::optional<double> m_mark;
    struct Pane {
        const QObject* pane;
        Margins wanted;
    };
    QList<Pane> m_panes;
    Margins m_margins;
};

} // namespace loom::ui
