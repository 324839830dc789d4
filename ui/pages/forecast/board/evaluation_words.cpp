// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/evaluation_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "ui/bridge/sentence.h"
#include "ui/bridge/text.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using forecast::Standing;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::EvaluationWords", text);
}

QString capitalised(QString text) {
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

QString claimOf(const forecast::ModelScores& best) {
    const QString title = qstr(best.title);
    switch (best.standing) {
    case Standing::Better:
        return words("%1 is better than the last value.").arg(title);
    case Standing::Worse:
        return words("%1 is worse than the last value.").arg(title);
    case Standing::Indistinct:
    case Standing::Baseline:
        break;
    }
    return words("%1 is not better than the last value.").arg(title);
}

/// The words of the report behind "N-BEATS: Better than last value: ".
QString evidenceOf(const QString& verdict, const forecast::ModelScores& best) {
    const QString start = qstr(best.title) + u": "_s;
    QString rest = verdict.startsWith(start) ? verdict.mid(start.size()) : verdict;
    const auto colon = rest.indexOf(u": "_s);
    if (best.standing != Standing::Indistinct && colon >= 0)
        rest = rest.mid(colon + 2); // the claim says it; of two alike the words say more
    return capitalised(rest);
}

} // namespace

generate::Verdict evaluationVerdict(const forecast::EvaluationReport& report) {
    using generate::Judgement;
    const QString whole = qstr(report.verdict);
    const auto best = std::ranges::find(report.models, false, &forecast::ModelScores::baseline);
    const auto leak = std::ranges::find(report.leaks, false, &forecast::LeakCheck::passed);
    if (leak != report.leaks.end())
        return {.judgement = Judgement::Fail,
                .claim = str(words("These scores are not to be trusted: a leak test failed.")),
                .evidence = str(sentence(qstr(leak->title) + u": "_s + qstr(leak->finding)) + u' ' +
                                whole)};
    if (best == report.models.end())
        return {.judgement = Judgement::NotJudged,
                .claim = str(words("Only baselines were evaluated.")),
                .evidence = str(capitalised(whole.section(u"; "_s, 1)))};
    return {.judgement = best->standing == Standing::Better ? Judgement::Pass : Judgement::Fail,
            .claim = str(claimOf(*best)),
            .evidence = str(evidenceOf(whole, *best))};
}

QString boardFootnote(const forecast::EvaluationReport& report) {
    const QString origins = formatCount(qint64(report.origins));
    const bool overlap = report.independent + 0.5 < static_cast<double>(report.origins);
    return (overlap ? words("%1 overlapping origins are worth about %2 independent ones.")
                          .arg(origins, formatNumber(report.independent, 0))
                    : words("%1 origins, none of which overlap.").arg(origins)) +
           u' ' +
           words("DM: squared error in units of volatility, variance for overlap, small-sample "
                 "corrected. Bold: best in column.");
}

QString pairFootnote() {
    return words("p-values of Diebold and Mariano, two-sided. Triangle up: the model of the row is "
                 "better than the baseline of the column (p below 0.05); down: it is worse. With "
                 "many pairs some are below 0.05 by chance.");
}

QString tradingFootnote(const forecast::EvaluationReport& report) {
    const bool atOpens = !report.models.empty() && report.models.front().trading.atOpens;
    const QString step = qstr(forecast::stepWord(report.frequency));
    return words("Each asset's part is invested while its forecast is up and cash otherwise, "
                 "decided at the close of every %1, traded at the %2; costs are %3 basis points of "
                 "what is traded. First seed.")
        .arg(report.horizon == 1 ? step : words("%1 %2s").arg(report.horizon).arg(step),
             atOpens ? words("next open") : words("next close"),
             QString::number(report.plan.costBasisPoints));
}

QString assetFootnote(const forecast::ModelScores& model) {
    const auto ahead =
        std::ranges::count_if(model.assets, [](const auto& asset) { return asset.skill > 0; });
    return words("%1 is nearer than the last value on %2 of %3 assets (skill above 0). Intervals "
                 "allow for overlap. First seed.")
        .arg(qstr(model.title))
        .arg(ahead)
        .arg(model.assets.size());
}

} // namespace loom::ui
