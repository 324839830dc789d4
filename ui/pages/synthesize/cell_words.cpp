// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/cell_words.h"

#include <QLabel>
#include <QModelIndex>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/pages/synthesize/scorecard_roles.h"
#include "ui/pages/synthesize/scorecard_table.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

QLabel* wrapped(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

CellWords::CellWords(ScorecardTable* table, QWidget* parent)
    : Bar(Role::Raised, Qt::TopEdge, parent), m_table(table),
      m_why(wrapped(QStringLiteral("cell_why"), this)),
      m_definition(wrapped(QStringLiteral("cell_definition"), this)) {
    setObjectName(QStringLiteral("cell_words"));
    setMuted(m_definition);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 6, 16, 6);
    column->setSpacing(2);
    column->addWidget(m_why);
    column->addWidget(m_definition);
    connect(table, &ScorecardTable::cellPointed, this, &CellWords::show);
    hide();
}

QString CellWords::why() const {
    return m_why->text();
}

QString CellWords::definition() const {
    return m_definition->text();
}

void CellWords::show(const QModelIndex& cell) {
    m_why->setText(cell.data(kWhyRole).toString());
    m_why->setVisible(!m_why->text().isEmpty());
    m_definition->setText(cell.data(kDefinitionRole).toString());
    setVisible(cell.isValid());
    // The table has become shorter: the row that was clicked stays in sight.
    if (cell.isValid())
        QTimer::singleShot(0, m_table,
                           [table = m_table] { table->scrollTo(table->currentIndex()); });
}

} // namespace loom::ui
