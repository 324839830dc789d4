// SPDX-License-Identifier: GPL-3.0-or-later
// Notices on screen. A Banner crosses a page (recovery, restated data, verdict of a whole screen);
// a ToastStack shows up to three messages at the bottom right of its parent. Never modal.
#pragma once

#include <QFrame>
#include <QList>

#include "ui/forms/notice.h"

class QHBoxLayout;
class QTimer;

namespace loom::ui {

/// 30 high with a title only, 44 with a text; 3-px bar in the status colour, shape, words, actions,
/// close. Object names: banner_action_0 …, banner_close.
class Banner final : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(const Notice& notice, QWidget* parent = nullptr);
    const Notice& notice() const { return m_notice; }

  Q_SIGNALS:
    void dismissed();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Notice m_notice;
};

/// 384 wide; leaves after 8 s unless it carries actions, details or an error. Hovering keeps it.
class Toast final : public QFrame {
    Q_OBJECT
  public:
    Toast(const Notice& notice, QWidget* parent);
    const Notice& notice() const { return m_notice; }

  Q_SIGNALS:
    void dismissed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    Notice m_notice;
    QTimer* m_timer = nullptr;
};

/// Keeps toasts stacked 16 px from the right and bottom edge of the area, newest below, at most
/// three: an older one without error leaves first. Equal notices in a row are shown once.
class ToastStack final : public QObject {
    Q_OBJECT
  public:
    /// area: the widget the toasts lie over (the page area, so that they stay above the docks).
    explicit ToastStack(QWidget* area);

    void show(const Notice& notice);
    QList<Toast*> toasts() const { return m_toasts; }
    void clear();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void remove(Toast* toast);
    void arrange();

    QWidget* m_area;
    QList<Toast*> m_toasts;
};

} // namespace loom::ui
