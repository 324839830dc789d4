// SPDX-License-Identifier: GPL-3.0-or-later
// What a page says about a standard control so that the style draws it by the specification, and
// the one control Qt lacks: the segmented switch. Interface thread.
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include "ui/theme/icons.h"

class QAbstractButton;
class QButtonGroup;
class QComboBox;
class QPushButton;

namespace loom::ui {

/// The one filled button of a page.
void setPrimary(QPushButton* button, bool primary = true);
/// A text button in the accent colour without a frame: "Open", "Retry", "Add Overlay…".
void setLinkLike(QAbstractButton* button);
/// Danger border around a line edit, spin box or combo box whose value is refused.
void setInvalid(QWidget* input, bool invalid);
/// Muted text (captions, units, conventions); follows the theme.
void setMuted(QWidget* label);

/// A status in shape, colour and word: the disc and "finished".
class StatusLabel final : public QWidget {
    Q_OBJECT
  public:
    explicit StatusLabel(QWidget* parent = nullptr);
    /// Ok and Neutral words are muted so that the rest stands out.
    void setStatus(Mark mark, const QString& word);
    QString word() const { return m_word; }
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Mark m_mark = Mark::Neutral;
    QString m_word;
};

/// One of a few choices side by side: "Linear | Log | =100". Left and Right move the choice. Where
/// there is no room for all of them it is a list that opens.
class SegmentedSwitch final : public QWidget {
    Q_OBJECT
  public:
    explicit SegmentedSwitch(const QStringList& choices, QWidget* parent = nullptr);

    int currentIndex() const;
    void setCurrentIndex(int index);
    void setChoiceEnabled(int index, bool enabled);
    bool isCollapsed() const { return m_collapsed; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// By the user or by setCurrentIndex.
    void currentIndexChanged(int index);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* m_parts = nullptr; ///< the choices side by side
    QButtonGroup* m_group = nullptr;
    QComboBox* m_list = nullptr;
    bool m_collapsed = false;
};

} // namespace loom::ui
