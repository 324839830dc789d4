// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/common/symbol_suggestions.h"

#include <QCoreApplication>

#include "studies/workbench.h"
#include "ui/bridge/text.h"

namespace loom::ui {

std::vector<SymbolSuggestion> suggestSymbols(const studies::Workbench& workbench,
                                             const QString& words) {
    const QString cached = QCoreApplication::translate("loom::ui::SymbolSuggestions", "cached");
    std::vector<SymbolSuggestion> out;
    if (auto reader = workbench.marketReader())
        if (const auto found = reader->search(str(words), 8))
            for (const auto& state : *found)
                out.push_back({qstr(state.key.symbol), qstr(state.instrument.name), cached});
    for (const auto& listed : workbench.symbols().search(str(words), 8))
        out.push_back({qstr(listed.symbol), qstr(listed.name), qstr(listed.sector)});
    return out;
}

} // namespace loom::ui
