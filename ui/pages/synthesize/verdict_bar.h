// SPDX-License-Identifier: GPL-3.0-or-later
// The verdict above a scorecard: bar in the status colour, shape, claim, evidence. Interface
// thread.
#pragma once

#include <QWidget>

#include "generate/fidelity.h"

namespace loom::ui {

class VerdictBar final : public QWidget {
    Q_OBJECT
  public:
    explicit VerdictBar(QWidget* parent = nullptr);
    void setVerdict(const generate::Verdict& verdict);
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QRect evidenceRect(int width) const;
    generate::Judgement m_judgement = generate::Judgement::NotJudged;
    QString m_claim, m_evidence;
};

} // namespace loom::ui
