// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace loom::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("loom::ui::Text", text);
}

} // namespace

QString durationText(std::chrono::seconds duration) {
    const qint64 seconds = std::max<qint64>(0, duration.count());
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return seconds % 60 == 0 ? tr("%1 min").arg(seconds / 60)
                                 : tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString ageText(std::chrono::seconds age) {
    const qint64 seconds = std::max<qint64>(0, age.count());
    if (seconds < 60)
        return tr("just now");
    if (seconds < 3600)
        return tr("%1 min ago").arg(seconds / 60);
    if (seconds < 48 * 3600)
        return tr("%1 h ago").arg(seconds / 3600);
    return tr("%1 days ago").arg(seconds / 86400);
}

} // namespace loom::ui
