// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_filter_bar.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QVBoxLayout>

#include "base/result.h"
#include "ui/bridge/text.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

RunFilterBar::RunFilterBar(QWidget* parent)
    : QWidget(parent), m_filter(new QLineEdit(this)),
      m_differing(new QCheckBox(tr("Only differing parameters"), this)),
      m_deltas(new QCheckBox(tr("Change from baseline"), this)),
      m_deleted(new QCheckBox(tr("Deleted"), this)), m_count(new QLabel(this)),
      m_problem(new StatusLabel(this)) {
    m_filter->setObjectName(QStringLiteral("run_filter"));
    m_filter->setPlaceholderText(
        tr("Filter, for example metrics.acf_abs < 0.05 and params.model = 'quantgan'"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_differing->setObjectName(QStringLiteral("only_differing"));
    m_differing->setChecked(true);
    m_deltas->setObjectName(QStringLiteral("show_deltas"));
    m_deltas->setChecked(true);
    m_deleted->setObjectName(QStringLiteral("show_deleted"));
    m_count->setObjectName(QStringLiteral("run_count"));
    setMuted(m_count);
    m_problem->setObjectName(QStringLiteral("filter_problem"));
    m_problem->hide();
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(16, 8, 16, 8);
    bar->setSpacing(16);
    bar->addWidget(m_filter, 1);
    for (QWidget* widget : {static_cast<QWidget*>(m_differing), static_cast<QWidget*>(m_deltas),
                            static_cast<QWidget*>(m_deleted), static_cast<QWidget*>(m_count)})
        bar->addWidget(widget);
    auto* below = new QHBoxLayout;
    below->setContentsMargins(16, 0, 16, 0);
    below->addWidget(m_problem);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addLayout(below);
    connectParts();
}

void RunFilterBar::connectParts() {
    connect(m_filter, &QLineEdit::editingFinished, this, &RunFilterBar::asked);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            Q_EMIT asked();
    });
    auto* clear = new QShortcut(QKeySequence(Qt::Key_Escape), m_filter);
    clear->setContext(Qt::WidgetShortcut);
    connect(clear, &QShortcut::activated, m_filter, &QLineEdit::clear);
    connect(m_deleted, &QCheckBox::toggled, this, &RunFilterBar::asked);
    connect(m_differing, &QCheckBox::toggled, this, &RunFilterBar::differingOnlyChanged);
    connect(m_deltas, &QCheckBox::toggled, this, &RunFilterBar::deltasChanged);
}

QString RunFilterBar::filter() const {
    return m_filter->text();
}

bool RunFilterBar::showsDeleted() const {
    return m_deleted->isChecked();
}

void RunFilterBar::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void RunFilterBar::clearFilter() {
    m_filter->clear();
}

void RunFilterBar::setCounts(std::int64_t found, std::int64_t all) {
    m_count->setText(found != all ? tr("%1 of %2 runs").arg(formatCount(found), formatCount(all))
                     : all == 1   ? tr("1 run")
                                  : tr("%1 runs").arg(formatCount(all)));
}

void RunFilterBar::setProblem(const Error* error) {
    setInvalid(m_filter, error != nullptr);
    m_problem->setVisible(error != nullptr);
    if (error == nullptr)
        return;
    QString words = qstr(error->message);
    while (words.endsWith(u'.'))
        words.chop(1);
    m_problem->setStatus(Mark::Danger,
                         tr("%1. The table keeps the last filter that worked.").arg(words));
}

void RunFilterBar::saveTo(QJsonObject& state) const {
    state[QStringLiteral("filter")] = m_filter->text();
    state[QStringLiteral("differing_only")] = m_differing->isChecked();
    state[QStringLiteral("deltas")] = m_deltas->isChecked();
    state[QStringLiteral("deleted")] = m_deleted->isChecked();
}

void RunFilterBar::restoreFrom(const QJsonObject& state) {
    m_filter->setText(state.value(QStringLiteral("filter")).toString());
    m_differing->setChecked(state.value(QStringLiteral("differing_only")).toBool(true));
    m_deltas->setChecked(state.value(QStringLiteral("deltas")).toBool(true));
    m_deleted->setChecked(state.value(QStringLiteral("deleted")).toBool());
}

} // namespace loom::ui
