// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/column_chooser.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>
#include <QWidgetAction>

#include "ui/theme/controls.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

ColumnChooser::ColumnChooser(QWidget* parent)
    : QPushButton(tr("Columns"), parent), m_sheet(new QWidget),
      m_defaults(new QPushButton(tr("Show Default Columns"), m_sheet)) {
    setObjectName(u"board_columns"_s);
    setToolTip(tr("Which metrics the board shows"));
    auto* menu = new QMenu(this);
    auto* holder = new QWidgetAction(menu);
    holder->setDefaultWidget(m_sheet);
    menu->addAction(holder);
    setMenu(menu);
    setLinkLike(m_defaults);
    m_defaults->setObjectName(u"board_default_columns"_s);
    connect(m_defaults, &QPushButton::clicked, this, &ColumnChooser::defaultsRequested);
    auto* column = new QVBoxLayout(m_sheet);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(m_defaults, 0, Qt::AlignLeft);
}

void ColumnChooser::setColumns(const std::vector<ScoreColumn>& columns, const QStringList& chosen) {
    delete m_list;
    m_list = new QWidget(m_sheet);
    auto* grid = new QGridLayout(m_list);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(4);
    QStringList groups;
    QList<int> used;
    for (const auto& column : columns) {
        if (column.group.isEmpty())
            continue;
        if (!groups.contains(column.group)) {
            auto* title = new QLabel(column.group, m_list);
            title->setFont(typeFont(Type::BodyStrong));
            grid->addWidget(title, 0, static_cast<int>(groups.size()));
            groups << column.group;
            used << 1;
        }
        const auto group = groups.indexOf(column.group);
        auto* box = new QCheckBox(column.name, m_list);
        box->setObjectName(u"column_"_s + column.head.id);
        box->setToolTip(column.head.tip);
        box->setChecked(chosen.contains(column.head.id));
        grid->addWidget(box, used[group]++, static_cast<int>(group));
        connect(box, &QCheckBox::clicked, this, [this] {
            QStringList ticked;
            for (const auto* one : m_list->findChildren<QCheckBox*>())
                if (one->isChecked())
                    ticked << one->objectName().mid(7);
            Q_EMIT edited(ticked);
        });
    }
    static_cast<QVBoxLayout*>(m_sheet->layout())->insertWidget(0, m_list);
}

QCheckBox* ColumnChooser::box(const QString& id) const {
    return m_sheet->findChild<QCheckBox*>(u"column_"_s + id);
}

} // namespace loom::ui
