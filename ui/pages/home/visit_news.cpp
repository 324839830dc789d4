// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/visit_news.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <string>

#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/pages/run_mark.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::size_t kMostLines = 4; ///< of one kind; the rest is counted
constexpr qsizetype kMostNames = 3;

QString word(const char* text) {
    return QCoreApplication::translate("loom::ui::VisitNews", text);
}

struct Span {
    std::int64_t since, until;
    /// Stored to the second: the whole second counts.
    bool has(Timestamp at) const {
        return at.seconds * 1000 + 999 >= since && at.seconds * 1000 <= until;
    }
};

QString endWords(tracking::RunStatus status) {
    switch (status) {
    case tracking::RunStatus::Finished:
        return word("%1 finished");
    case tracking::RunStatus::Failed:
        return word("%1 failed");
    default:
        return word("%1 was stopped");
    }
}

void addRuns(studies::Workbench& workbench, const Span& span, std::vector<VisitNews>& news) {
    const std::string filter = "attributes.end_time >= " + std::to_string(span.since) +
                               " AND attributes.end_time <= " + std::to_string(span.until);
    const auto runs = workbench.tracking().search({.filter = filter, .limit = kMostLines});
    const auto count = workbench.tracking().count({.filter = filter});
    if (!runs || !count)
        return;
    for (const auto& run : *runs)
        news.push_back({.mark = runMark(run.status),
                        .text = endWords(run.status).arg(qstr(run.name)),
                        .run = qstr(run.id.value),
                        .symbol = {}});
    if (const auto more = *count - static_cast<std::int64_t>(runs->size()); more > 0)
        news.push_back(
            {.text = word("%1 more runs ended").arg(formatCount(more)), .run = {}, .symbol = {}});
}

/// "AAPL, MSFT, ^GSPC and 9 more".
QString namesOf(const QStringList& symbols) {
    const auto more = symbols.size() - kMostNames;
    const QString names = symbols.mid(0, kMostNames).join(u", "_s);
    return more > 0 ? word("%1 and %2 more").arg(names).arg(more) : names;
}

void addSeries(studies::Workbench& workbench, const Span& span, std::vector<VisitNews>& news) {
    auto reader = workbench.marketReader();
    if (!reader)
        return;
    const auto list = reader->list();
    if (!list)
        return;
    QStringList updated;
    QStringList restated;
    QStringList gapped;
    for (const auto& state : *list) {
        const QString symbol = qstr(state.key.symbol);
        if (state.lastOk && span.has(*state.lastOk))
            updated << symbol;
        if (state.restatements > 0)
            if (const auto all = reader->restatements(state.key);
                all && std::any_of(all->begin(), all->end(),
                                   [&](const auto& r) { return span.has(r.noticed); }))
                restated << symbol;
        if (state.openGaps > 0)
            if (const auto all = reader->gaps(state.key);
                all && std::any_of(all->begin(), all->end(), [&](const auto& g) {
                    return g.state == market::GapState::Open && span.has(g.noticed);
                }))
                gapped << symbol;
    }
    const auto add = [&](Mark mark, const char* text, const QStringList& symbols) {
        if (!symbols.isEmpty())
            news.push_back({.mark = mark,
                            .text = word(text).arg(namesOf(symbols)),
                            .run = {},
                            .symbol = symbols.front()});
    };
    add(Mark::Warning, "Sessions are missing: %1", gapped);
    add(Mark::Warning, "The source changed stored history: %1", restated);
    add(Mark::Ok, "Updated: %1", updated);
}

/// What needs a look comes first.
int rank(Mark mark) {
    return mark == Mark::Danger ? 0 : mark == Mark::Warning ? 1 : 2;
}

} // namespace

std::vector<VisitNews> visitNews(studies::Workbench& workbench, std::int64_t since,
                                 std::int64_t until) {
    std::vector<VisitNews> news;
    const Span span{since, until};
    addRuns(workbench, span, news);
    addSeries(workbench, span, news);
    std::stable_sort(news.begin(), news.end(), [](const VisitNews& a, const VisitNews& b) {
        return rank(a.mark) < rank(b.mark);
    });
    return news;
}

} // namespace loom::ui
