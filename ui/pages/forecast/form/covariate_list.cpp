// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/covariate_list.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

#include "studies/forecast_covariates.h"
#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/symbol_field.h"
#include "ui/pages/common/symbol_suggestions.h"
#include "ui/theme/icons.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::array kKinds{"return", "change", "level"};

/// What stands before the interval: "^VIX:level" of "^VIX:level@1d".
struct Parts {
    std::string symbol, kind, interval;
};

Parts partsOf(const std::string& text) {
    Parts out;
    const auto at = text.find('@');
    out.interval = at == std::string::npos ? "" : text.substr(at);
    const std::string rest = text.substr(0, at);
    const auto colon = rest.find(':');
    out.symbol = rest.substr(0, colon);
    out.kind = colon == std::string::npos ? kKinds.front() : rest.substr(colon + 1);
    return out;
}

std::string textOf(const Parts& parts) {
    return parts.symbol + ":" + parts.kind + parts.interval;
}

} // namespace

CovariateList::CovariateList(const studies::Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)),
      m_field(new SymbolField(
          [&workbench](const QString& words) { return suggestSymbols(workbench, words); }, this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_field->setObjectName(u"forecast_add_series"_s);
    m_field->setPlaceholderText(tr("Add a series, such as ^VIX"));
    m_field->setAccessibleName(tr("Add a series"));
    m_field->setToolTip(tr("Any cached series: what was known of it at each close is an input."));
    connect(m_field, &SymbolField::symbolChosen, this, &CovariateList::addSymbol);
    m_column->addWidget(m_field);
    showRows();
}

void CovariateList::setTexts(const std::vector<std::string>& texts) {
    m_texts = texts;
    showRows();
}

/// Indices and rates with a caret are levels of their own; prices say more by their return.
void CovariateList::addSymbol(const QString& symbol) {
    m_field->setSymbol({});
    const bool known = std::ranges::any_of(
        m_texts, [&](const auto& text) { return partsOf(text).symbol == str(symbol); });
    if (known)
        return;
    m_texts.push_back(textOf({.symbol = str(symbol), .kind = kKinds.front(), .interval = {}}));
    showRows();
    Q_EMIT edited();
}

void CovariateList::showRows() {
    if (m_rows != nullptr) { // a row's own button may be what asked for it
        m_rows->hide();
        for (QWidget* old : m_rows->findChildren<QWidget*>())
            old->setObjectName({});
        m_rows->deleteLater();
    }
    m_rows = new QWidget(this);
    (new QVBoxLayout(m_rows))->setContentsMargins(0, 0, 0, 0);
    for (std::size_t i = 0; i < m_texts.size(); ++i)
        addRow(i);
    m_column->insertWidget(0, m_rows);
    m_rows->setVisible(!m_texts.empty());
}

void CovariateList::addRow(std::size_t index) {
    const Parts parts = partsOf(m_texts[index]);
    const QString symbol = qstr(parts.symbol);
    auto* name = new ElidedLabel(m_rows);
    name->setFullText(symbol + qstr(parts.interval));
    auto* kind = new QComboBox(m_rows);
    kind->setObjectName(u"forecast_series_kind_%1"_s.arg(index));
    kind->setAccessibleName(tr("What is taken of %1").arg(symbol));
    kind->addItems({tr("Return"), tr("Change"), tr("Level")});
    kind->setItemData(0, tr("Logarithm of its value over that of the row before."),
                      Qt::ToolTipRole);
    kind->setItemData(1, tr("Its value less that of the row before: for rates and spreads."),
                      Qt::ToolTipRole);
    kind->setItemData(2, tr("Its value as it is."), Qt::ToolTipRole);
    const auto at = std::ranges::find(kKinds, parts.kind);
    kind->setCurrentIndex(at == kKinds.end() ? -1
                                             : static_cast<int>(std::distance(kKinds.begin(), at)));
    auto* remove = new QToolButton(m_rows);
    remove->setObjectName(u"forecast_series_remove_%1"_s.arg(index));
    remove->setIcon(themeIcon(u"close"_s));
    remove->setIconSize({14, 14});
    remove->setAutoRaise(true);
    remove->setToolTip(tr("Remove %1").arg(symbol));
    remove->setAccessibleName(remove->toolTip());
    connect(kind, &QComboBox::activated, this, [this, index](int chosen) {
        Parts changed = partsOf(m_texts[index]);
        changed.kind = kKinds[static_cast<std::size_t>(chosen)];
        m_texts[index] = textOf(changed);
        Q_EMIT edited();
    });
    connect(remove, &QToolButton::clicked, this, [this, index] {
        m_texts.erase(m_texts.begin() + static_cast<std::ptrdiff_t>(index));
        showRows();
        Q_EMIT edited();
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(name, 1);
    row->addWidget(kind);
    row->addWidget(remove);
    static_cast<QVBoxLayout*>(m_rows->layout())->addLayout(row);
}

} // namespace loom::ui
