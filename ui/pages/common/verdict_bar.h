// SPDX-License-Identifier: GPL-3.0-or-later
// The verdict above a scorecard: bar in the status colour, shape, claim, evidence. One line that a
// click or Return opens to the whole evidence; the tool tip has it too. Interface thread.
#pragma once

#include <QWidget>

#include "generate/fidelity.h"

namespace loom::ui {

class VerdictBar final : public QWidget {
    Q_OBJECT
  public:
    explicit VerdictBar(QWidget* parent = nullptr);
    void setVerdict(const generate::Verdict& verdict);
    /// All lines (for pictures) or one.
    void setExpanded(bool expanded);
    bool isExpanded() const { return m_expanded; }
    const QString& claim() const { return m_claim; }
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    int claimRight() const;
    bool fitsOneLine(int width) const;
    QRect evidenceRect(int width) const;
    generate::Judgement m_judgement = generate::Judgement::NotJudged;
    QString m_claim, m_evidence;
    bool m_expanded = false;
};

} // namespace loom::ui
