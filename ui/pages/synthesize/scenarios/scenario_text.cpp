// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scenarios/scenario_text.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/forms/number_field.h"

namespace loom::ui {

namespace {

QStringList partsOf(const QString& text) {
    QStringList parts;
    for (const QString& part : text.split(QRegularExpression(QStringLiteral("[,;]"))))
        if (!part.trimmed().isEmpty())
            parts << part.trimmed();
    return parts;
}

} // namespace

Result<std::vector<std::pair<std::string, double>>> fallsFrom(const QString& text) {
    static const QRegularExpression form(
        QStringLiteral("^(\\S+?)\\s*[= ]\\s*[-\u2212]?\\s*([0-9.]+)\\s*%?$"));
    std::vector<std::pair<std::string, double>> out;
    for (const QString& part : partsOf(text)) {
        const auto match = form.match(part);
        const auto percent = match.hasMatch() ? parseNumber(match.captured(2)) : std::nullopt;
        if (!percent || !(*percent > 0 && *percent < 100))
            return fail(ErrorCode::InvalidInput,
                        str(part) + ": write AAPL=-10% for a fall of ten percent or more");
        out.emplace_back(str(match.captured(1)), *percent / 100);
    }
    if (out.empty())
        return fail(ErrorCode::InvalidInput, "Write an asset and its fall: AAPL=-10%");
    return out;
}

QString fallsText(const std::vector<std::pair<std::string, double>>& falls) {
    QStringList parts;
    for (const auto& [asset, fall] : falls)
        parts << QStringLiteral("%1=-%2%").arg(qstr(asset), QString::number(100 * fall, 'g', 6));
    return parts.join(QStringLiteral(", "));
}

QString daysText(const std::vector<Date>& days) {
    QStringList parts;
    for (const Date day : days)
        parts << qstr(toIso(day));
    return parts.join(QStringLiteral(", "));
}

Result<std::vector<Date>> daysFrom(const QString& text) {
    std::vector<Date> out;
    for (const QString& part : partsOf(text)) {
        const auto date = parseIsoDate(str(part));
        if (!date)
            return fail(ErrorCode::InvalidInput, date.error().message);
        if (std::find(out.begin(), out.end(), *date) == out.end())
            out.push_back(*date);
    }
    if (out.empty())
        return fail(ErrorCode::InvalidInput, "Write a day of the data: 2020-03-16");
    return out;
}

} // namespace loom::ui
