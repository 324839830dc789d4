// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/notice.h"

#include <QCoreApplication>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("loom::ui::Notice", text);
}

QString fromView(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Messages of core start in lower case because they are clauses; on screen they are sentences.
QString sentence(const std::string& message) {
    QString text = QString::fromStdString(message);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    if (!text.isEmpty() && !text.endsWith(u'.'))
        text += u'.';
    return text;
}

} // namespace

QString severityWord(Severity severity) {
    switch (severity) {
    case Severity::Info:
        return tr("Info");
    case Severity::Ok:
        return tr("Done");
    case Severity::Warning:
        return tr("Warning");
    case Severity::Danger:
        return tr("Error");
    }
    return {};
}

Notice errorNotice(const QString& title, const Error& error) {
    QString details = title + u"\n"_s + QString::fromStdString(error.text()) + u"\n"_s +
                      tr("Code: %1").arg(fromView(errorCodeName(error.code)));
    return {Severity::Danger, title, sentence(error.message), details, {}};
}

} // namespace loom::ui
