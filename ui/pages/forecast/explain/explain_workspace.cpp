// SPDX-License-Identifier: GPL-3.0-or-later
// What a workspace file keeps of the explanations.
#include <algorithm>

#include "ui/pages/forecast/explain/attention_pane.h"
#include "ui/pages/forecast/explain/attribution_pane.h"
#include "ui/pages/forecast/explain/explain_view.h"
#include "ui/theme/controls.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList kTabCodes{u"decomposition"_s, u"attention"_s, u"attribution"_s};
const QStringList kMethodCodes{u"ig"_s, u"shapley"_s};
const QStringList kBaselineCodes{u"mean"_s, u"last"_s};
const QStringList kPlayerCodes{u"features"_s, u"lags"_s, u"inputs"_s};

} // namespace

QJsonObject ExplainView::saveState() const {
    const auto options = m_attribution->options();
    return {{u"attention"_s, m_attention->chosen()},
            {u"baseline"_s, kBaselineCodes[static_cast<int>(options.baseline)]},
            {u"fresh_weights"_s, options.freshWeights},
            {u"method"_s, kMethodCodes[static_cast<int>(options.method)]},
            {u"origin"_s, m_wanted.origin},
            {u"other_seeds"_s, options.otherSeeds},
            {u"players"_s, kPlayerCodes[static_cast<int>(options.players)]},
            {u"step"_s, static_cast<int>(options.step)},
            {u"symbol"_s, m_wanted.symbol},
            {u"tab"_s, kTabCodes[currentTab()]}};
}

void ExplainView::restoreState(const QJsonObject& state) {
    const auto code = [&](const QString& key, const QStringList& codes) {
        return std::max(0, static_cast<int>(codes.indexOf(state[key].toString())));
    };
    m_attribution->setOptions(
        {.method = static_cast<forecast::ExplainMethod>(code(u"method"_s, kMethodCodes)),
         .baseline = static_cast<forecast::Baseline>(code(u"baseline"_s, kBaselineCodes)),
         .players = static_cast<forecast::Players>(code(u"players"_s, kPlayerCodes)),
         .step = static_cast<std::size_t>(std::max(0, state[u"step"_s].toInt())),
         .freshWeights = state[u"fresh_weights"_s].toBool(true),
         .otherSeeds = state[u"other_seeds"_s].toBool(true)});
    m_attention->choose(state[u"attention"_s].toString());
    m_wanted = {.symbol = state[u"symbol"_s].toString(), .origin = state[u"origin"_s].toString()};
    m_tabs->setCurrentIndex(code(u"tab"_s, kTabCodes));
    if (m_forecast)
        readPlace();
}

} // namespace loom::ui
