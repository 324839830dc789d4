// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/price_pane.h"

#include <QCoreApplication>

#include "ui/bridge/text.h"
#include "ui/charts/mark_layers.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::PricePane", text);
}

std::vector<Span> spansOf(const studies::Dataset& set) {
    const auto& data = set.data;
    const std::size_t all = data.returns.size();
    const auto span = [&](SpanKind kind, std::size_t from, std::size_t to, const QString& name) {
        const QString detail =
            from < to ? words("%1 to %2, %3 returns")
                            .arg(qstr(toIso(set.dates[from + 1])), qstr(toIso(set.dates[to])),
                                 formatCount(static_cast<qint64>(to - from)))
                      : words("none");
        return Span{kind, static_cast<double>(from), static_cast<double>(to), name, detail};
    };
    if (data.wholeWindow)
        return {
            span(SpanKind::Training, 0, all, words("In-sample: training, selection and scoring"))};
    return {
        span(SpanKind::Training, 0, data.trainEnd, words("In-sample, training")),
        span(SpanKind::Validation, data.trainEnd, data.validationEnd, words("Validation")),
        span(SpanKind::Test, data.validationEnd, all, words("Test, never seen by the generator"))};
}

} // namespace

void prepareRealPrices(ChartView& view, const studies::Dataset& set, SpanNames spans) {
    auto times = std::make_shared<std::vector<std::int64_t>>();
    times->reserve(set.dates.size());
    for (const Date date : set.dates)
        times->push_back(Timestamp::atMidnightUtc(date).seconds);
    view.setXAxis(XAxis::sessions(std::move(times)));
    const QString symbol = qstr(set.instrument.symbol), currency = qstr(set.instrument.currency);
    view.setTitle(currency.isEmpty() ? words("Price of %1").arg(symbol)
                                     : words("Price of %1, %2").arg(symbol, currency));
    if (spans == SpanNames::Split)
        view.addLayer(std::make_unique<SpanLayer>(spansOf(set)));
}

LineLayer* addRealPrices(ChartView& view, const studies::Dataset& set) {
    auto* real = view.addLayer(std::make_unique<LineLayer>(
        words("Real close"), Samples{.y = set.closes}, LineStyle::real()));
    real->setLastTag(true);
    return real;
}

QString priceFooter(const studies::Dataset& set, const studies::DataSelection& selection) {
    const QString prices = selection.adjustment == market::Adjustment::AsStored
                               ? words("prices as stored")
                               : words("adjusted for dividends");
    return words("%1, %2, source %3.").arg(qstr(set.instrument.symbol), prices, qstr(set.source));
}

} // namespace loom::ui
