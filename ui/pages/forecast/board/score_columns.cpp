// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/score_columns.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "forecast/evaluation/verdict.h"
#include "ui/bridge/text.h"
#include "ui/pages/forecast/board/model_styles.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using forecast::ModelScores;
using Best = ScoreColumn::Best;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::ScoreColumns", text);
}

QString twoLines(const QString& name, const QString& unit) {
    return name + u'\n' + unit;
}

QString groupOf(const std::string& id) {
    for (const char* name : {"mase", "rmsse", "r2_naive"})
        if (id == name)
            return words("Scaled errors");
    for (const char* start : {"crps", "pinball", "coverage", "width", "winkler"})
        if (id.starts_with(start))
            return words("Distribution");
    return id == "direction" ? words("Direction") : words("Errors");
}

/// 0: always shown. The larger, the sooner it goes where there is no room.
int keepOf(const std::string& id) {
    return id == "mae" ? 6 : id.starts_with("crps") ? 5 : id.starts_with("coverage") ? 4 : 3;
}

ScoreCell metricCell(const ModelScores& model, const MetricLook& look) {
    const auto at = model.metrics.find(look.key);
    if (at == model.metrics.end())
        return numberCell(kMissing, 0);
    const auto& score = at->second;
    auto cell = numberCell(look.factor * score.value, look.decimals, look.isSigned);
    cell.tip = qstr(model.title) + u", "_s + look.name + u": "_s + cell.text + u' ' + look.unit;
    if (score.bySeed.size() > 1)
        cell.tip += u'\n' + words("Over %1 seeds from %2 to %3")
                                .arg(score.bySeed.size())
                                .arg(formatNumber(look.factor * score.low, look.decimals),
                                     formatNumber(look.factor * score.high, look.decimals));
    return cell;
}

ScoreColumn metricColumn(const MetricLook& look, const forecast::EvaluationReport& report) {
    using stats::ForecastBetter;
    const auto percent = [&](double share) { return QString::number(100 * share); };
    const bool firstCover =
        !report.plan.coverages.empty() &&
        qstr(look.id) == u"coverage_"_s + percent(report.plan.coverages.front());
    ScoreColumn out{.group = groupOf(look.id), .name = look.name};
    out.head = {.id = qstr(look.id),
                .title = twoLines(look.name, look.unit),
                .tip = look.tip,
                .largestFirst = look.better == ForecastBetter::Higher,
                .keep = keepOf(look.id)};
    out.byDefault = look.id == "rmse" || look.id == "mae" || look.id == "crps_quantiles" ||
                    look.id == "r2_naive" || firstCover;
    if (look.id == "rmse")
        out.head.keep = 0;
    out.best = look.better == ForecastBetter::Lower    ? Best::Smallest
               : look.better == ForecastBetter::Higher ? Best::Largest
                                                       : Best::Nearest;
    out.target = look.target;
    out.cell = [look](const ModelScores& model) { return metricCell(model, look); };
    return out;
}

/// A column of one number of each model.
ScoreColumn plainColumn(const QString& group, const QString& id, const QString& name,
                        const QString& unit, const QString& tip, int decimals,
                        std::function<double(const ModelScores&)> value, Best best = Best::None,
                        bool isSigned = false) {
    ScoreColumn out{.group = group, .name = name};
    out.head = {.id = id,
                .title = twoLines(name, unit),
                .tip = tip,
                .largestFirst = best == Best::Largest,
                .keep = 3};
    out.best = best;
    out.cell = [=](const ModelScores& model) {
        return numberCell(value(model), decimals, isSigned);
    };
    return out;
}

QString directionTip(const forecast::Direction& direction) {
    if (std::isnan(direction.accuracy))
        return qstr(direction.note);
    QString text =
        words("95 % interval %1 to %2 %, on %3 independent observations\nBase rate %4 %")
            .arg(formatNumber(100 * direction.low, 1), formatNumber(100 * direction.high, 1),
                 formatNumber(direction.effective, 0), formatNumber(100 * direction.baseRate, 1));
    if (std::isfinite(direction.pValue))
        text += u'\n' + words("Pesaran-Timmermann p = %1").arg(formatNumber(direction.pValue, 3));
    return text;
}

ScoreCell intervalCell(const forecast::Direction& direction) {
    if (std::isnan(direction.low))
        return numberCell(kMissing, 1);
    return {.text =
                formatNumber(100 * direction.low, 1) + u'–' + formatNumber(100 * direction.high, 1),
            .number = 100 * direction.low,
            .tip = directionTip(direction)};
}

void addDirection(std::vector<ScoreColumn>& columns) {
    const QString group = words("Direction");
    auto right = plainColumn(
        group, u"direction_horizon"_s, words("Direction"), words("% right"),
        words("Share of moves over the whole horizon whose direction was right\nA forecast of no "
              "move has no direction and is left out.\nHigher is better, but compare it with the "
              "base rate: how often the market went the more frequent way."),
        1, [](const ModelScores& m) { return 100 * m.direction.accuracy; }, Best::Largest);
    right.byDefault = true;
    right.cell = [](const ModelScores& model) {
        auto cell = numberCell(100 * model.direction.accuracy, 1);
        cell.tip = directionTip(model.direction);
        return cell;
    };
    columns.push_back(std::move(right));
    auto interval = plainColumn(
        group, u"direction_interval"_s, words("95 % interval"), words("% right"),
        words("Wilson's interval of the direction, as if only every horizon-th origin counted and "
              "all assets of a date as one"),
        1, {});
    interval.cell = [](const ModelScores& model) { return intervalCell(model.direction); };
    columns.push_back(std::move(interval));
    columns.push_back(plainColumn(group, u"direction_base"_s, words("Base rate"), u"%"_s,
                                  words("What the better of always up and always down scores"), 1,
                                  [](const ModelScores& m) { return 100 * m.direction.baseRate; }));
    columns.push_back(
        plainColumn(group, u"direction_n"_s, words("Effective"), words("obs."),
                    words("Independent observations that the overlapping ones are worth"), 0,
                    [](const ModelScores& m) { return m.direction.effective; }));
    columns.push_back(plainColumn(
        group, u"pt_p"_s, words("PT p"), words("one-sided"),
        words("Pesaran and Timmermann (1992): is the direction better than chance? With a variance "
              "for overlap; one asset only"),
        3, [](const ModelScores& m) { return m.direction.pValue; }));
}

void addCorrelation(std::vector<ScoreColumn>& columns) {
    const QString group = words("Correlation");
    const QString tip =
        words("Correlation of forecast and realised move over the horizon: across "
              "assets on each date when there are ten or more, over time otherwise");
    columns.push_back(plainColumn(
        group, u"ic"_s, words("IC"), words("Pearson"), tip, 3,
        [](const ModelScores& m) { return m.ic; }, Best::Largest, true));
    columns.push_back(plainColumn(
        group, u"rank_ic"_s, words("Rank IC"), words("Spearman"), tip, 3,
        [](const ModelScores& m) { return m.rankIc; }, Best::Largest, true));
    columns.push_back(plainColumn(group, u"ic_p"_s, words("IC p"), words("two-sided"),
                                  words("Of the IC, allowing for overlap"), 3,
                                  [](const ModelScores& m) { return m.icP; }));
}

void addTests(std::vector<ScoreColumn>& columns) {
    const QString group = words("Against the last value");
    columns.push_back(plainColumn(
        group, u"skill"_s, words("Skill"), words("% vs last"),
        words("1 − loss / loss of the last value\nThe loss that decides the order of the board: "
              "squared errors in units of each asset's training volatility times the root of the "
              "step"),
        2, [](const ModelScores& m) { return 100 * m.skill; }, Best::Largest, true));
    columns.push_back(plainColumn(
        group, u"dm_statistic"_s, words("DM"), words("statistic"),
        words("Diebold-Mariano statistic against the last value; negative: better"), 2,
        [](const ModelScores& m) {
            const auto* last = againstLast(m);
            return last == nullptr ? kMissing : last->statistic;
        },
        Best::None, true));
    auto p = plainColumn(
        group, u"dm_p"_s, words("DM p"), words("vs last value"),
        words("Could the difference from the last value be chance? Diebold and Mariano (1995) with "
              "a variance for overlap and Harvey's correction, two-sided"),
        3, {});
    p.byDefault = true;
    p.head.keep = 2;
    p.cell = [](const ModelScores& model) {
        const auto* last = againstLast(model);
        return last == nullptr ? numberCell(kMissing, 3) : comparisonCell(*last);
    };
    columns.push_back(std::move(p));
}

void addCost(std::vector<ScoreColumn>& columns) {
    const QString group = words("Cost");
    columns.push_back(plainColumn(group, u"seeds"_s, words("Seeds"), words("trained"),
                                  words("Models that do not train have one"), 0,
                                  [](const ModelScores& m) { return double(m.seeds); }));
    columns.push_back(plainColumn(
        group, u"seconds"_s, words("Time"), u"s"_s,
        words("Fits and forecasts, all folds and seeds"), 2,
        [](const ModelScores& m) { return m.seconds; }, Best::None));
}

ScoreColumn nameColumn(const forecast::EvaluationReport& report) {
    const auto styles = modelStyles(report);
    const QString where = report.plan.test ? words("locked test") : words("development rows");
    const QString step = qstr(forecast::stepWord(report.frequency));
    ScoreColumn out{.name = words("Model")};
    out.head = {
        .id = u"model"_s,
        .title = twoLines(words("Model"),
                          report.horizon == 1
                              ? words("%1, 1 %2 ahead").arg(where, step)
                              : words("%1, %2 %3s ahead").arg(where).arg(report.horizon).arg(step)),
        .isNumber = false};
    out.cell = [styles](const ModelScores& model) {
        ScoreCell cell{.text = qstr(model.title), .tip = qstr(model.verdict)};
        if (model.seeds > 1)
            cell.text += words(", %1 seeds").arg(model.seeds);
        cell.aside = model.baseline ? words("baseline") : QString();
        cell.quiet = model.baseline;
        cell.line = styles.find(model.id)->second;
        return cell;
    };
    return out;
}

ScoreColumn verdictColumn() {
    ScoreColumn out{.name = words("Verdict")};
    out.head = {.id = u"verdict"_s,
                .title = twoLines(words("Verdict"), words("vs last value")),
                .tip = words("Better or worse when p is below 0.05"),
                .isNumber = false};
    out.cell = [](const ModelScores& model) {
        const auto* last = againstLast(model);
        if (last == nullptr)
            return ScoreCell{.text = words("reference"), .mark = Mark::Neutral, .quiet = true};
        const Mark mark = comparisonMark(*last);
        ScoreCell cell{.text = mark == Mark::Up     ? words("better")
                               : mark == Mark::Down ? words("worse")
                               : last->identical    ? words("the same")
                                                    : words("no difference"),
                       .tip = qstr(model.verdict)};
        cell.mark = mark == Mark::Up ? Mark::Ok : mark == Mark::Down ? Mark::Danger : Mark::Neutral;
        cell.quiet = mark == Mark::Neutral;
        return cell;
    };
    return out;
}

} // namespace

const forecast::AgainstBaseline* againstLast(const ModelScores& model) {
    const auto at =
        std::ranges::find(model.against, "last_value", &forecast::AgainstBaseline::baseline);
    return at == model.against.end() ? nullptr : &*at;
}

Mark comparisonMark(const forecast::AgainstBaseline& against) {
    if (against.identical || !(against.pValue < forecast::kSignificance))
        return Mark::Neutral;
    return against.statistic < 0 ? Mark::Up : Mark::Down;
}

ScoreCell comparisonCell(const forecast::AgainstBaseline& against) {
    ScoreCell cell = numberCell(against.pValue, 3);
    if (against.identical)
        cell.text = words("same");
    else if (against.pValue < 0.001)
        cell.text = u"< "_s + formatNumber(0.001, 3);
    cell.tip = against.identical ? words("It forecasts the same.")
               : std::isnan(against.pValue)
                   ? qstr(against.note)
                   : words("Loss %1 %; DM statistic %2, p = %3")
                         .arg(formatSigned(-100 * against.skill, 2),
                              formatSigned(against.statistic, 2), formatNumber(against.pValue, 4));
    return cell;
}

std::vector<ScoreColumn> scoreColumns(const forecast::EvaluationReport& report,
                                      ScoreTarget target) {
    std::vector<ScoreColumn> out{nameColumn(report)};
    const auto looks = metricLooks(report, target);
    for (const auto& look : looks)
        if (look.id != "direction")
            out.push_back(metricColumn(look, report));
    addDirection(out);
    for (const auto& look : looks)
        if (look.id == "direction")
            out.push_back(metricColumn(look, report));
    addCorrelation(out);
    addCost(out);
    addTests(out);
    out.push_back(verdictColumn());
    return out;
}

} // namespace loom::ui
