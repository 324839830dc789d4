// SPDX-License-Identifier: GPL-3.0-or-later
// How standard widgets look: buttons, inputs, boxes, rows, headers, menus, docks, scroll bars, in
// every state of the specification with a visible focus. Colours come from the palette's tone, so
// one style serves both themes. Installed by Theme; pages use controls.h instead.
#pragma once

#include <QProxyStyle>

class QStyleHintReturn;
class QStyleOption;
class QStyleOptionComplex;

namespace loom::ui {

class Style final : public QProxyStyle {
    Q_OBJECT
  public:
    Style();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                         SubControl subControl, const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QIcon standardIcon(StandardPixmap pixmap, const QStyleOption* option,
                       const QWidget* widget) const override;
    void polish(QWidget* widget) override;
    void unpolish(QWidget* widget) override;
    /// Of tables' viewports: which row the pointer is on.
    bool eventFilter(QObject* watched, QEvent* event) override;
    using QProxyStyle::polish;
    using QProxyStyle::unpolish;
};

/// Dynamic properties that controls.h sets and the style reads.
inline constexpr char kPrimaryProperty[] = "loomPrimary";
inline constexpr char kLinkProperty[] = "loomLink";
inline constexpr char kInvalidProperty[] = "loomInvalid";
inline constexpr char kSegmentProperty[] = "loomSegment";
/// Of a table, a QObject*: the table beside it that shows the same rows; they are lit together.
inline constexpr char kSameRowsProperty[] = "loomSameRows";

} // namespace loom::ui
