// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/realised/realised_models.h"

#include <algorithm>
#include <cmath>

#include "studies/prediction_files.h"
#include "ui/bridge/text.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

namespace {

using predictions::Outcome;
using predictions::Prediction;
using predictions::TrackRecord;

const QString kDash = QStringLiteral("–");

std::optional<std::pair<double, double>> widest(const Prediction& one) {
    const auto coverages = predictions::coverages(one);
    return coverages.empty() ? std::nullopt : predictions::interval(one, coverages.back());
}

QString remark(const Prediction& one) {
    QStringList out;
    if (one.outcome == Outcome::NoSession)
        out << PredictionModel::tr("no session that day");
    else if (one.outcome == Outcome::Waiting)
        out << PredictionModel::tr("waits for its price");
    if (predictions::isAfterwards(one))
        out << PredictionModel::tr("written down afterwards");
    if (predictions::sawLater(one))
        out << PredictionModel::tr("model had seen later bars");
    return out.join(QStringLiteral(", "));
}

QString insideWord(const Prediction& one) {
    if (one.outcome != Outcome::Realised)
        return kDash;
    for (const double coverage : predictions::coverages(one)) {
        const auto range = *predictions::interval(one, coverage);
        if (one.realised >= range.first && one.realised <= range.second)
            return formatPercent(coverage, 0);
    }
    return predictions::coverages(one).empty() ? kDash : PredictionModel::tr("outside");
}

QString rangeText(const stats::Interval& range) {
    if (!std::isfinite(range.lower))
        return kDash;
    return RecordModel::tr("%1 to %2")
        .arg(formatPercent(range.lower, 0), formatPercent(range.upper, 0));
}

QString countText(std::size_t part, std::size_t all) {
    return RecordModel::tr("%1 of %2")
        .arg(formatCount(static_cast<qint64>(part)), formatCount(static_cast<qint64>(all)));
}

QString errorText(double value) {
    return std::isfinite(value) ? formatPercent(value / 100, 2) : kDash;
}

} // namespace

PredictionModel::PredictionModel(QObject* parent)
    : TableModel({{tr("Made at the\nclose of"), Holds::Words},
                  {tr("Step")},
                  {tr("Forecast\nfor"), Holds::Words},
                  {tr("Predicted\nprice")},
                  {tr("Interval\nfrom"), Holds::Number, tr("The widest interval of the forecast")},
                  {tr("Interval\nto"), Holds::Number, tr("The widest interval of the forecast")},
                  {tr("Realised\nprice"), Holds::Number,
                   tr("The last close of the forecast times the return that came: splits and "
                      "distributions in between change nothing")},
                  {tr("Error\n%"), Holds::Number, tr("100 ln(predicted / realised)")},
                  {tr("Inside"), Holds::Words, tr("The narrowest interval that holds the price")},
                  {tr("Model\nversion")},
                  {tr("Remark"), Holds::Words}},
                 parent) {}

void PredictionModel::setRows(std::vector<Prediction> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    m_decimals = m_rows.empty() ? 2 : priceDecimals(m_rows.front().lastClose);
    endResetModel();
}

QVariant PredictionModel::words(const Prediction& one, int column) const {
    const auto price = [this](double value) { return formatNumber(value, m_decimals); };
    const bool known = one.outcome == Outcome::Realised;
    switch (column) {
    case MadeAt:
        return qstr(studies::barText(one.key.madeAt, one.frequency));
    case Step:
        return formatCount(one.key.step);
    case Target:
        return qstr(studies::barText(one.target, one.frequency));
    case Value:
        return price(one.value);
    case Low:
        return widest(one) ? price(widest(one)->first) : kDash;
    case High:
        return widest(one) ? price(widest(one)->second) : kDash;
    case Realised:
        return known ? price(one.realised) : kDash;
    case Error:
        return known ? formatSigned(predictions::errorOf(one), 2) : kDash;
    case Inside:
        return insideWord(one);
    case Model:
        return formatCount(one.key.version);
    case Remark:
        return remark(one);
    default:
        return {};
    }
}

QVariant PredictionModel::cell(std::size_t row, int column, int role) const {
    const Prediction& one = m_rows[row];
    if (role == Qt::DisplayRole)
        return words(one, column);
    if (role == Qt::ToolTipRole)
        return tr("%1 version %2, run %3, written down %4")
            .arg(qstr(one.key.model), QString::number(one.key.version), qstr(one.run),
                 qstr(toIso(Timestamp{one.createdAt})));
    return {};
}

RecordModel::RecordModel(QObject* parent)
    : TableModel({{tr("Record"), Holds::Words},
                  {tr("Value")},
                  {tr("95 % of the\nshare"), Holds::Number,
                   tr("Wilson's interval, by the forecasts that do not overlap")},
                  {tr("To hold\nagainst"), Holds::Number},
                  {tr("Count")}},
                 parent) {}

void RecordModel::setRecord(const TrackRecord& record) {
    beginResetModel();
    m_lines.clear();
    const auto& direction = record.direction;
    m_lines.push_back(
        {.name = tr("Direction right"),
         .value = std::isfinite(direction.accuracy) ? formatPercent(direction.accuracy, 0) : kDash,
         .range = rangeText(direction.interval),
         .reference =
             std::isfinite(direction.baseRate) ? formatPercent(direction.baseRate, 0) : kDash,
         .count = formatCount(static_cast<qint64>(direction.rows)),
         .tip = tr("Held against the better of always-up and always-down")});
    for (const auto& one : record.coverage)
        m_lines.push_back({.name = tr("Inside the %1 interval").arg(formatPercent(one.nominal, 0)),
                           .value = formatPercent(one.share, 0),
                           .range = rangeText(one.interval),
                           .reference = formatPercent(one.nominal, 0),
                           .count = countText(one.inside, one.count),
                           .tip = tr("Live coverage beside the promised one")});
    m_lines.push_back({.name = tr("Mean error, size"),
                       .value = errorText(record.mae),
                       .range = kDash,
                       .reference = errorText(record.lastMae),
                       .count = formatCount(static_cast<qint64>(record.realised)),
                       .tip = tr("Mean |error| of the log return; held against \"no change\"")});
    m_lines.push_back({.name = tr("Root mean square error"),
                       .value = errorText(record.rmse),
                       .range = kDash,
                       .reference = errorText(record.lastRmse),
                       .count = formatCount(static_cast<qint64>(record.realised)),
                       .tip = tr("Of the log return; held against \"no change\"")});
    endResetModel();
}

QVariant RecordModel::cell(std::size_t row, int column, int role) const {
    const Line& line = m_lines[row];
    if (role == Qt::ToolTipRole)
        return line.tip;
    if (role != Qt::DisplayRole)
        return {};
    const QString* const cells[] = {&line.name, &line.value, &line.range, &line.reference,
                                    &line.count};
    return *cells[column];
}

generate::Verdict recordVerdict(const TrackRecord& record, std::int64_t step,
                                const QString& stepWord) {
    const auto text = [](const QString& words) { return str(words); };
    generate::Verdict out;
    if (record.realised == 0) {
        out.claim = text(RecordModel::tr("No price has come yet."));
        out.evidence = text(RecordModel::tr("Forecasts that wait: %1. Fetch prices once their day "
                                            "is over; they are then filled in.")
                                .arg(formatCount(static_cast<qint64>(record.waiting))));
        return out;
    }
    QStringList evidence;
    evidence << RecordModel::tr("%1 of %2 forecasts %3 %4 ahead have met their price, %5 of them "
                                "apart from each other.")
                    .arg(formatCount(static_cast<qint64>(record.realised)),
                         formatCount(static_cast<qint64>(record.made)), formatCount(step),
                         step == 1 ? stepWord : stepWord + u's',
                         formatCount(static_cast<qint64>(record.apart)));
    evidence << RecordModel::tr("RMSE %1, %2 for no change.")
                    .arg(errorText(record.rmse), errorText(record.lastRmse));
    if (record.afterwards > 0)
        evidence << RecordModel::tr("%1 were written down when their price was known already: "
                                    "tests on older prices, no record of live forecasts.")
                        .arg(formatCount(static_cast<qint64>(record.afterwards)));
    if (record.sawLater > 0)
        evidence << RecordModel::tr("In %1 the model had been trained on later bars.")
                        .arg(formatCount(static_cast<qint64>(record.sawLater)));
    const bool better = record.skill > 0;
    const bool sure = record.direction.interval.lower > record.direction.baseRate;
    if (record.apart < kFewestApart) {
        out.judgement = generate::Judgement::NotJudged;
        out.claim = text(RecordModel::tr("Too few to judge."));
    } else if (better && sure) {
        out.judgement = generate::Judgement::Pass;
        out.claim = text(RecordModel::tr("Better than no change so far."));
    } else {
        out.judgement = better ? generate::Judgement::Borderline : generate::Judgement::Fail;
        out.claim = text(better ? RecordModel::tr("Smaller errors than no change, direction "
                                                  "not better than the base rate.")
                                : RecordModel::tr("Not better than no change."));
    }
    out.evidence = text(evidence.join(u' '));
    return out;
}

} // namespace loom::ui
