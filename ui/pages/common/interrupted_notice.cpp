// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/common/interrupted_notice.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include "ui/bridge/text.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("InterruptedNotice", text);
}

} // namespace

Notice interruptedNotice(const std::string& name, std::int64_t startMs, std::int64_t step,
                         std::function<void()> resume, std::function<void()> discard) {
    const QString when =
        QLocale().toString(QDateTime::fromMSecsSinceEpoch(startMs), QLocale::ShortFormat);
    return {.severity = Severity::Warning,
            .title = words("The training of %1 did not end.").arg(qstr(name)),
            .text = words("Started %1, it had reached step %2. It can go on to the same result.")
                        .arg(when, formatCount(step)),
            .actions = {{words("Resume"), std::move(resume)},
                        {words("Discard Checkpoint"), std::move(discard)}}};
}

} // namespace loom::ui
