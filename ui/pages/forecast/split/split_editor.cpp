// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/split/split_editor.h"

#include <QLabel>
#include <QVBoxLayout>

#include "ui/theme/controls.h"

namespace loom::ui {

SplitEditor::SplitEditor(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("split_editor"));
    setAccessibleName(tr("Data split"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 8);
    auto* words = new QLabel(tr("Choose data to see how they are split."), this);
    setMuted(words);
    column->addWidget(words);
}

void SplitEditor::setSeries(Series) {}

void SplitEditor::setPlan(const forecast::EvaluationPlan& plan, std::size_t) {
    m_plan = plan;
}

void SplitEditor::setLooks(std::size_t) {}

void SplitEditor::setReadOnly(bool) {}

} // namespace loom::ui
