// SPDX-License-Identifier: GPL-3.0-or-later
// The change of the last bar beside the last price: triangle, amount and share in the gain or loss
// colour. Interface thread.
#pragma once

#include <QWidget>

namespace loom::ui {

class ChangeLabel final : public QWidget {
    Q_OBJECT
  public:
    explicit ChangeLabel(QWidget* parent = nullptr);

    /// Against the close before; NaN when there is none: nothing is shown.
    void setCloses(double last, double before);
    const QString& text() const { return m_text; }
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    double m_change = 0;
    QString m_text;
};

} // namespace loom::ui
