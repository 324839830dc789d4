// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/step_words.h"

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace loom::ui {

using forecast::Frequency;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("StepWords", text);
}

} // namespace

QString stepUnit(Frequency frequency) {
    return frequency == Frequency::Day1    ? words("sessions")
           : frequency == Frequency::Week1 ? words("weeks")
                                           : words("bars");
}

QString stepsWords(std::size_t steps, Frequency frequency) {
    if (steps != 1)
        return words("%1 %2").arg(formatCount(static_cast<qint64>(steps))).arg(stepUnit(frequency));
    return frequency == Frequency::Day1    ? words("1 session")
           : frequency == Frequency::Week1 ? words("1 week")
                                           : words("1 bar");
}

} // namespace loom::ui
