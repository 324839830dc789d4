// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a shell sees it: exit code, what it says, and the JSON of --json.
#pragma once

#include <QProcess>
#include <QStringList>

#include <string>

#include "base/json.h"

namespace loom::tests {

struct Outcome {
    int exitCode = -1;
    std::string out, err;
    Json json = {}; ///< of standard output, when that is JSON
};

/// "forecast AAPL,MSFT" as arguments.
inline QStringList words(const char* text) {
    return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

/// Waits for its end.
inline Outcome outcomeOf(QProcess& process) {
    process.waitForFinished(240'000);
    Outcome outcome{process.exitCode(), process.readAllStandardOutput().toStdString(),
                    process.readAllStandardError().toStdString()};
    if (const auto parsed = parseJson(outcome.out))
        outcome.json = *parsed;
    return outcome;
}

inline Outcome runProgram(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral(LOOM_PROGRAM), arguments);
    return outcomeOf(process);
}

} // namespace loom::tests
