// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace.h"

#include "ui/bridge/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kVersion = 1;
constexpr qint64 kMaxBytes = 32 << 20;

std::string said(const char* text, const QString& name) {
    return str(QCoreApplication::translate("loom::ui::Workspace", text).arg(name));
}

} // namespace

Result<Workspace> readWorkspace(const QString& path) {
    QFile file(path);
    const QString name = QFileInfo(path).fileName();
    if (!file.exists())
        return fail(ErrorCode::NotFound, said("%1 is not there any more", name));
    if (file.size() > kMaxBytes)
        return fail(ErrorCode::Corrupt, said("%1 is too large to be a workspace", name));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io, said("%1 cannot be read; check its permissions", name));
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(file.readAll(), &problem);
    const QJsonObject root = document.object();
    if (problem.error != QJsonParseError::NoError || !root.contains(u"loom_workspace"_s))
        return fail(ErrorCode::Corrupt, said("%1 is damaged or not a workspace", name));
    const int version = root.value(u"loom_workspace"_s).toInt(-1);
    if (version > kVersion)
        return fail(ErrorCode::NewerVersion,
                    said("%1 was saved by a newer version; update Quantloom to open it", name));
    if (version < 1)
        return fail(ErrorCode::Corrupt, said("%1 is damaged or not a workspace", name));
    Workspace workspace;
    workspace.page = root.value(u"page"_s).toString();
    const QJsonObject pages = root.value(u"pages"_s).toObject();
    for (auto at = pages.begin(); at != pages.end(); ++at)
        workspace.pages[at.key()] = at.value().toObject();
    workspace.layout = QByteArray::fromBase64(root.value(u"layout"_s).toString().toLatin1());
    return workspace;
}

Status writeWorkspace(const QString& path, const Workspace& workspace) {
    QJsonObject pages; // QJsonObject keeps its keys sorted
    for (auto at = workspace.pages.begin(); at != workspace.pages.end(); ++at)
        pages[at.key()] = at.value();
    const QJsonObject root{{u"loom_workspace"_s, kVersion},
                           {u"page"_s, workspace.page},
                           {u"pages"_s, pages},
                           {u"layout"_s, QString::fromLatin1(workspace.layout.toBase64())}};
    const QByteArray bytes = QJsonDocument(root).toJson(QJsonDocument::Indented);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::Io,
                    said("%1 cannot be written; choose another folder or free some space", path) +
                        " (" + str(file.errorString()) + ")");
    return {};
}

SessionMarker::SessionMarker(const QString& folder) : m_folder(folder) {
    QDir().mkpath(m_folder);
    QFile marker(m_folder + u"/session.running"_s);
    m_previousCrashed = marker.exists();
    if (marker.open(QIODevice::WriteOnly))
        marker.write(QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toUtf8());
}

QString SessionMarker::autosaveFile() const {
    return m_folder + u"/autosave.loom"_s;
}

void SessionMarker::end() {
    QFile::remove(autosaveFile());
    QFile::remove(m_folder + u"/session.running"_s);
}

} // namespace loom::ui
