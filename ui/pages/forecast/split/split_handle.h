// SPDX-License-Identifier: GPL-3.0-or-later
// The grip of a border on the split: drags, obeys the arrow keys while it has the focus (Ctrl for
// small steps, Page Up and Down for large ones, Home and End for as far as it goes), Escape lets a
// drag go. It moves nothing by itself. Interface thread.
#pragma once

#include <QWidget>

namespace loom::ui {

class SplitHandle final : public QWidget {
    Q_OBJECT
  public:
    explicit SplitHandle(const QString& name, QWidget* parent);
    /// In hand: dragged, or moved by the keys.
    bool isHeld() const { return m_dragged || (m_byKeys && hasFocus()); }

    static constexpr int kWidth = 14;
    static constexpr int kHeight = 22;

  Q_SIGNALS:
    void grabbed();
    /// x in pixels of the parent.
    void dragged(double x);
    void dropped();
    void cancelled();
    /// To the right by so many hundredths of a share; negative to the left.
    void stepped(double hundredths);
    void focusChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void finish(bool keep);

    bool m_dragged = false;
    bool m_byKeys = false; ///< the focus came by the keyboard, or a key has moved it
    double m_offset = 0;   ///< of the pointer from the border
};

} // namespace loom::ui
