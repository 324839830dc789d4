// SPDX-License-Identifier: GPL-3.0-or-later
// The indicators of the Market page: adding, changing, removing, undoing, the workspace.
#include <QJsonArray>
#include <QUndoStack>

#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/pages/market/indicator_dialog.h"
#include "ui/pages/market/indicator_list.h"
#include "ui/pages/market/indicator_step.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"

namespace loom::ui {

void MarketPage::buildIndicatorSection(FormSheet& sheet) {
    m_indicatorList = new IndicatorList(&sheet);
    sheet.addWide(m_indicatorList);
    connect(m_indicatorList, &IndicatorList::addWanted, this, &MarketPage::addIndicator);
    connect(m_indicatorList, &IndicatorList::changeWanted, this, &MarketPage::changeIndicator);
    connect(m_indicatorList, &IndicatorList::removeWanted, this, [this](int index) {
        auto after = m_prices->indicators();
        const QString label = qstr(after[static_cast<std::size_t>(index)].label());
        after.erase(after.begin() + index);
        editIndicators(tr("Remove %1").arg(label), std::move(after));
    });
    connect(m_prices, &PriceView::indicatorsShown, m_indicatorList,
            [this] { showIndicatorList(); });
    showIndicatorList();
}

void MarketPage::showIndicatorList() {
    if (m_indicatorList)
        m_indicatorList->setIndicators(m_prices->indicators(), m_prices->indicatorProblems());
}

void MarketPage::addIndicator() {
    auto* dialog = new IndicatorDialog(m_indicators, {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        auto after = m_prices->indicators();
        after.push_back(*dialog->indicator());
        editIndicators(tr("Add %1").arg(qstr(dialog->indicator()->label())), std::move(after));
    });
    dialog->open();
}

void MarketPage::changeIndicator(int index) {
    const auto at = static_cast<std::size_t>(index);
    auto* dialog = new IndicatorDialog(m_indicators, m_prices->indicators()[at], this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, at] {
        auto after = m_prices->indicators();
        if (at >= after.size())
            return;
        after[at] = *dialog->indicator();
        const QString label = qstr(after[at].label());
        editIndicators(tr("Change to %1").arg(label), std::move(after));
    });
    dialog->open();
}

void MarketPage::editIndicators(const QString& words, std::vector<indicators::Indicator> after) {
    host().undoStack().push(
        new IndicatorStep(words, this, m_prices->indicators(), std::move(after),
                          [this](const std::vector<indicators::Indicator>& shown) {
                              m_prices->setIndicators(shown);
                              showIndicatorList();
                              Q_EMIT stateEdited();
                          }));
}

/// Texts that a newer program wrote and this one cannot read are left out. Two averages had ticks
/// of their own once, on from the start: workspaces of that time bring them back as indicators, and
/// a page without a state starts with them.
void MarketPage::restoreIndicators(const QJsonObject& state) {
    QStringList texts;
    for (const auto& [key, text] : {std::pair(QStringLiteral("sma20"), QStringLiteral("sma:20")),
                                    std::pair(QStringLiteral("sma50"), QStringLiteral("sma:50"))})
        if (state.value(key).toBool(!state.contains(QStringLiteral("indicators"))))
            texts << text;
    for (const auto& text : state.value(QStringLiteral("indicators")).toArray())
        texts << text.toString();
    texts.removeDuplicates();
    std::vector<indicators::Indicator> shown;
    for (const QString& text : texts)
        if (auto indicator = m_indicators.parse(str(text)))
            shown.push_back(std::move(*indicator));
    m_prices->setIndicators(shown);
    showIndicatorList();
}

} // namespace loom::ui
