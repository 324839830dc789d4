// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/indicator_list.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/form_sheet.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QToolButton* rowButton(const QString& name, const QString& icon, const QString& words,
                       QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(themeIcon(icon));
    button->setIconSize({14, 14});
    button->setAutoRaise(true);
    button->setToolTip(words);
    button->setAccessibleName(words);
    return button;
}

} // namespace

IndicatorList::IndicatorList(QWidget* parent) : QWidget(parent), m_rows(nullptr) {
    setObjectName(u"indicator_list"_s);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    auto* add = new QPushButton(tr("Add Indicator…"), this);
    add->setObjectName(u"add_indicator"_s);
    setLinkLike(add);
    connect(add, &QPushButton::clicked, this, &IndicatorList::addWanted);
    m_column->addWidget(add, 0, Qt::AlignLeft);
    setIndicators({}, {});
}

void IndicatorList::setIndicators(const std::vector<indicators::Indicator>& shown,
                                  const QStringList& problems) {
    if (m_rows) { // a row's own button may be what asked for it
        m_rows->hide();
        m_rows->setObjectName({});
        m_rows->deleteLater();
        for (QWidget* old : m_rows->findChildren<QWidget*>())
            old->setObjectName({});
    }
    m_rows = new QWidget(this);
    auto* column = new QVBoxLayout(m_rows);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (std::size_t i = 0; i < shown.size(); ++i)
        addRow(shown[i], static_cast<int>(i), problems.value(static_cast<qsizetype>(i)));
    m_column->insertWidget(0, m_rows);
    m_rows->setVisible(!shown.empty());
}

void IndicatorList::addRow(const indicators::Indicator& indicator, int index,
                           const QString& problem) {
    const QString label = qstr(indicator.label());
    auto* name = new ElidedLabel(m_rows);
    name->setFullText(label);
    name->setToolTip(qstr(indicator.info().title));
    auto* change = rowButton(u"indicator_change_%1"_s.arg(index), u"edit"_s,
                             tr("Change %1").arg(label), m_rows);
    auto* remove = rowButton(u"indicator_remove_%1"_s.arg(index), u"close"_s,
                             tr("Remove %1").arg(label), m_rows);
    connect(change, &QToolButton::clicked, this, [this, index] { Q_EMIT changeWanted(index); });
    connect(remove, &QToolButton::clicked, this, [this, index] { Q_EMIT removeWanted(index); });
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(name, 1);
    row->addWidget(change);
    row->addWidget(remove);
    auto* column = static_cast<QVBoxLayout*>(m_rows->layout());
    column->addLayout(row);
    auto* line = new ProblemLine(m_rows);
    line->setObjectName(u"indicator_problem_%1"_s.arg(index));
    line->setText(problem);
    column->addWidget(line);
}

} // namespace loom::ui
