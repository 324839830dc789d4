// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/fetch_notice.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

using market::UpdateKind;

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::FetchNotice", text);
}

bool has(const market::UpdateReport& report, UpdateKind kind) {
    return std::ranges::any_of(report.outcomes,
                               [kind](const auto& outcome) { return outcome.kind == kind; });
}

bool isFine(UpdateKind kind) {
    return kind == UpdateKind::UpToDate || kind == UpdateKind::Loaded ||
           kind == UpdateKind::Updated || kind == UpdateKind::Reloaded;
}

bool stoppedBy(const market::UpdateReport& report, ErrorCode code) {
    return report.stopped && report.stopped->code == code;
}

/// A restatement or a hole is told even when everything arrived.
Notice whatWentWell(const market::UpdateReport& report) {
    const bool restated = std::ranges::any_of(
        report.outcomes, [](const auto& outcome) { return outcome.restatements > 0; });
    const bool holes = std::ranges::any_of(report.outcomes,
                                           [](const auto& outcome) { return outcome.missing > 0; });
    Notice notice{.severity = restated || holes ? Severity::Warning : Severity::Ok,
                  .title = restated ? words("Prices are up to date, history was restated")
                           : holes  ? words("Prices are up to date, sessions are missing")
                                    : words("Prices are up to date"),
                  .text = qstr(report.summary)};
    if (report.outcomes.size() == 1) {
        const auto& only = report.outcomes.front();
        notice.text = qstr(only.words);
        if (restated)
            notice.text += u' ' + qstr(only.notes.front());
        else if (holes)
            notice.text += words(" Sessions missing: %1.").arg(only.missing);
    }
    return notice;
}

Notice whatWentWrong(const market::UpdateReport& report) {
    const QString said = report.outcomes.empty() ? QString() : qstr(report.outcomes.front().words);
    const QString symbol =
        report.outcomes.empty() ? QString() : qstr(report.outcomes.front().target.symbol);
    if (stoppedBy(report, ErrorCode::Cancelled))
        return {.severity = Severity::Info,
                .title = words("The update was stopped"),
                .text = words("%1 What was fetched is kept.").arg(qstr(report.summary))};
    if (stoppedBy(report, ErrorCode::Refused) || has(report, UpdateKind::Refused))
        return {.severity = Severity::Warning,
                .title = words("Fetch refused by the source"),
                .text = words("%1 The cache is still used.")
                            .arg(report.stopped ? qstr(report.stopped->message) : said)};
    if (stoppedBy(report, ErrorCode::Unreachable) || has(report, UpdateKind::Unreachable))
        return {.severity = Severity::Danger,
                .title = words("Fetch failed: no network"),
                .text = words("The source did not answer. The cache is still used; check the "
                              "connection and try again.")};
    if (report.outcomes.size() > 1)
        return {.severity = Severity::Warning,
                .title = words("Some symbols were not updated"),
                .text = qstr(report.summary)};
    if (has(report, UpdateKind::UnknownSymbol))
        return {.severity = Severity::Warning,
                .title = words("%1 is not known to the source").arg(symbol),
                .text = said};
    if (has(report, UpdateKind::NoData))
        return {.severity = Severity::Warning,
                .title = words("%1 has no prices for this interval").arg(symbol),
                .text = said};
    return {.severity = Severity::Warning,
            .title = words("%1 was not updated").arg(symbol),
            .text = said};
}

} // namespace

Notice fetchNotice(const market::UpdateReport& report) {
    const bool fine = wentWell(report);
    Notice notice = fine ? whatWentWell(report) : whatWentWrong(report);
    QStringList details;
    for (const auto& outcome : report.outcomes) {
        details << qstr(outcome.target.symbol + ": " + outcome.words);
        for (const auto& note : outcome.notes)
            details << qstr("  " + note);
    }
    if (!fine || report.outcomes.size() > 1)
        notice.details = details.join(u'\n');
    return notice;
}

bool wentWell(const market::UpdateReport& report) {
    return !report.stopped && std::ranges::all_of(report.outcomes, [](const auto& outcome) {
        return isFine(outcome.kind);
    });
}

std::vector<market::UpdateTarget> stillToFetch(const market::UpdateReport& report) {
    std::vector<market::UpdateTarget> rest;
    for (const auto& outcome : report.outcomes)
        if (outcome.kind == UpdateKind::Unreachable || outcome.kind == UpdateKind::Refused ||
            outcome.kind == UpdateKind::Deferred)
            rest.push_back(outcome.target);
    return rest;
}

} // namespace loom::ui
