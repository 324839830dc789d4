// SPDX-License-Identifier: GPL-3.0-or-later
// A label that shortens its text with an ellipsis instead of widening its row; the whole text is in
// its tool tip and accessible name.
#pragma once

#include <QLabel>

namespace loom::ui {

class ElidedLabel final : public QLabel {
    Q_OBJECT
  public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    void setFullText(const QString& text);
    const QString& fullText() const { return m_text; }
    /// Where the ellipsis stands; at the end unless told otherwise.
    void setElideMode(Qt::TextElideMode mode);
    /// Pixels; with less room, and a text that does not fit, nothing is shown.
    void setLeastWidth(int width);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_text;
    Qt::TextElideMode m_mode = Qt::ElideRight;
    int m_leastWidth = 0;
};

} // namespace loom::ui
