// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/board_tables.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/pages/forecast/board/model_styles.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using Best = ScoreColumn::Best;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::BoardTables", text);
}

/// How far a number is from the best there can be; NaN stays.
double distance(const ScoreColumn& column, double number) {
    switch (column.best) {
    case Best::Smallest:
        return number;
    case Best::Largest:
        return -number;
    case Best::Nearest:
        return std::abs(number - column.target);
    case Best::None:
        break;
    }
    return kMissing;
}

/// Those that cannot be told from the best as written are best too; none when most of them are.
void markBest(ScoreTable& table, std::size_t index, const ScoreColumn& column) {
    double best = kMissing;
    QString written;
    for (const auto& row : table.rows) {
        const double own = distance(column, row.cells[index].number);
        if (std::isnan(own) || own >= best)
            continue;
        best = own;
        written = row.cells[index].text;
    }
    const auto isBest = [&](const ScoreRow& row) {
        return std::isfinite(row.cells[index].number) && row.cells[index].text == written;
    };
    const auto count = static_cast<std::size_t>(std::ranges::count_if(table.rows, isBest));
    if (2 * count > table.rows.size())
        return;
    for (auto& row : table.rows)
        row.cells[index].strong = isBest(row);
}

bool isShown(const ScoreColumn& column, const QStringList& chosen) {
    return column.group.isEmpty() || chosen.contains(column.head.id);
}

ScoreCell nameCell(const forecast::ModelScores& model, const ModelStyles& styles) {
    ScoreCell cell{.text = qstr(model.title)};
    cell.quiet = model.baseline;
    cell.line = styles.find(model.id)->second;
    return cell;
}

/// A long name on two lines, broken where the halves are most alike.
QString broken(const QString& title) {
    qsizetype best = -1;
    for (qsizetype i = title.indexOf(u' '); i >= 0; i = title.indexOf(u' ', i + 1))
        if (best < 0 || std::abs(2 * i - title.size()) < std::abs(2 * best - title.size()))
            best = i;
    QString out = title;
    if (best < 0 || title.size() < 9)
        return out.prepend(u'\n');
    out[best] = u'\n';
    return out;
}

ScoreRow tradingRow(const QString& id, ScoreCell name, const forecast::TradingResult& trading) {
    ScoreRow row{.id = id, .cells = {std::move(name)}};
    row.cells.push_back(numberCell(100 * trading.cumulative, 1, true));
    row.cells.push_back(numberCell(100 * trading.annualReturn, 2, true));
    row.cells.push_back(numberCell(100 * trading.annualVolatility, 2));
    row.cells.push_back(numberCell(trading.sharpe, 2, true));
    row.cells.push_back(numberCell(100 * trading.maxDrawdown, 1));
    row.cells.push_back(numberCell(100 * trading.turnover, 1));
    row.cells.push_back(numberCell(static_cast<double>(trading.returns.size()), 0));
    return row;
}

} // namespace

const forecast::ModelScores* findModel(const forecast::EvaluationReport& report,
                                       const QString& id) {
    const auto at = std::ranges::find(report.models, str(id), &forecast::ModelScores::id);
    return at == report.models.end() ? nullptr : &*at;
}

QStringList defaultColumns(const forecast::EvaluationReport& report, ScoreTarget target) {
    QStringList out;
    for (const auto& column : scoreColumns(report, target))
        if (column.byDefault)
            out << column.head.id;
    return out;
}

ScoreTable modelTable(const forecast::EvaluationReport& report, ScoreTarget target,
                      const QStringList& chosen) {
    ScoreTable table;
    auto columns = scoreColumns(report, target);
    std::erase_if(columns, [&](const auto& column) { return !isShown(column, chosen); });
    for (const auto& column : columns)
        table.heads.push_back(column.head);
    for (const auto& model : report.models) {
        ScoreRow row{.id = qstr(model.id)};
        for (const auto& column : columns)
            row.cells.push_back(column.cell(model));
        table.rows.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < columns.size(); ++i)
        markBest(table, i, columns[i]);
    return table;
}

ScoreTable pairTable(const forecast::EvaluationReport& report) {
    const auto styles = modelStyles(report);
    ScoreTable table;
    table.heads.push_back(
        {.id = u"model"_s, .title = words("Model\np against each baseline"), .isNumber = false});
    for (const auto& other : report.models)
        if (other.baseline)
            table.heads.push_back({.id = qstr(other.id),
                                   .title = broken(qstr(other.title)),
                                   .tip = words("Against %1").arg(qstr(other.title))});
    for (const auto& model : report.models) {
        ScoreRow row{.id = qstr(model.id), .cells = {nameCell(model, styles)}};
        for (const auto& other : report.models) {
            if (!other.baseline)
                continue;
            const auto at =
                std::ranges::find(model.against, other.id, &forecast::AgainstBaseline::baseline);
            auto cell = at == model.against.end() ? numberCell(kMissing, 3) : comparisonCell(*at);
            if (at != model.against.end()) {
                const Mark mark = comparisonMark(*at);
                cell.mark = mark == Mark::Neutral ? std::nullopt : std::optional(mark);
                cell.quiet = mark == Mark::Neutral;
                cell.tip = words("%1 against %2").arg(qstr(model.title), qstr(other.title)) +
                           u'\n' + cell.tip;
            }
            row.cells.push_back(std::move(cell));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

ScoreTable tradingTable(const forecast::EvaluationReport& report,
                        const forecast::TradingResult& hold) {
    const auto styles = modelStyles(report);
    ScoreTable table;
    table.heads = {
        {.id = u"model"_s, .title = words("Account\nlong or cash, costs on"), .isNumber = false},
        {.id = u"cumulative"_s, .title = words("Return\n% in all"), .largestFirst = true},
        {.id = u"annual"_s,
         .title = words("Return\n% a year"),
         .tip = words("Geometric"),
         .largestFirst = true,
         .keep = 2},
        {.id = u"volatility"_s,
         .title = words("Volatility\n% a year"),
         .tip = words("Standard deviation of the returns of a period (n − 1) times the root of "
                      "periods a year"),
         .keep = 4},
        {.id = u"sharpe"_s,
         .title = words("Sharpe\nratio"),
         .tip = words("Mean over standard deviation times the root of periods a year, no interest"),
         .largestFirst = true},
        {.id = u"drawdown"_s,
         .title = words("Drawdown\n% at most"),
         .tip = words("Largest fall from a peak, at the ends of periods"),
         .keep = 3},
        {.id = u"turnover"_s,
         .title = words("Turnover\n% a change"),
         .tip = words("Mean share of the account that is traded when it may change"),
         .keep = 5},
        {.id = u"periods"_s,
         .title = words("Periods\ncount"),
         .tip = words("Decisions, a horizon apart"),
         .keep = 6}};
    ScoreCell name{.text = words("Buy and hold"), .aside = words("benchmark")};
    name.line = holdStyle();
    table.rows.push_back(tradingRow(kHoldId, std::move(name), hold));
    for (const auto& model : report.models)
        table.rows.push_back(tradingRow(qstr(model.id), nameCell(model, styles), model.trading));
    for (std::size_t i : {std::size_t{1}, std::size_t{2}, std::size_t{4}})
        markBest(table, i, {.best = Best::Largest});
    return table;
}

ScoreTable assetTable(const forecast::EvaluationReport& report, const QString& id) {
    ScoreTable table;
    const auto* model = findModel(report, id);
    if (model == nullptr)
        return table;
    table.heads = {
        {.id = u"asset"_s, .title = words("Asset\n%1").arg(qstr(model->title)), .isNumber = false},
        {.id = u"skill"_s,
         .title = words("Skill\n% vs last"),
         .tip = words("1 − squared error / squared error of the last value, all steps"),
         .largestFirst = true},
        {.id = u"direction"_s, .title = words("Direction\n% right"), .largestFirst = true},
        {.id = u"low"_s, .title = words("from\n95 % interval"), .keep = 2},
        {.id = u"high"_s, .title = words("to\n95 % interval"), .keep = 2},
        {.id = u"base"_s,
         .title = words("Base rate\n%"),
         .tip = words("What the better of always up and always down scores")},
        {.id = u"effective"_s,
         .title = words("Effective\nobs."),
         .tip = words("Independent observations that the overlapping ones are worth"),
         .keep = 3},
        {.id = u"pt_p"_s,
         .title = words("PT p\none-sided"),
         .tip = words("Pesaran and Timmermann (1992): is the direction better than chance?")}};
    for (const auto& asset : model->assets) {
        ScoreRow row{.id = qstr(asset.asset), .cells = {wordCell(qstr(asset.asset))}};
        const auto& d = asset.direction;
        row.cells.push_back(numberCell(100 * asset.skill, 2, true));
        for (const double share : {d.accuracy, d.low, d.high, d.baseRate})
            row.cells.push_back(numberCell(100 * share, 1));
        row.cells.push_back(numberCell(d.effective, 0));
        row.cells.push_back(numberCell(d.pValue, 3));
        row.cells.back().tip = qstr(d.note);
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace loom::ui
