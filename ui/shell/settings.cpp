// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kSettingsVersion = 1;
constexpr int kLayoutVersion = 1;
constexpr int kMaxRecent = 12;
} // namespace

Settings::Settings(const QString& file)
    : m_settings(file, QSettings::IniFormat), m_openedMs(QDateTime::currentMSecsSinceEpoch()) {
    m_settings.setValue(u"settings/version"_s, kSettingsVersion);
}

ThemeMode Settings::themeMode() const {
    return themeModeFromCode(m_settings.value(u"appearance/theme"_s).toString());
}

void Settings::setThemeMode(ThemeMode mode) {
    m_settings.setValue(u"appearance/theme"_s, themeModeCode(mode));
}

QString Settings::device() const {
    return m_settings.value(u"compute/device"_s, u"auto"_s).toString();
}

void Settings::setDevice(const QString& device) {
    m_settings.setValue(u"compute/device"_s, device);
}

QString Settings::dataFolder() const {
    return m_settings.value(u"data/folder"_s).toString();
}

void Settings::setDataFolder(const QString& folder) {
    m_settings.setValue(u"data/folder"_s, folder);
}

QStringList Settings::recentWorkspaces() const {
    return m_settings.value(u"recent/workspaces"_s).toStringList();
}

void Settings::addRecentWorkspace(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList recent = recentWorkspaces();
    recent.removeAll(absolute);
    recent.prepend(absolute);
    m_settings.setValue(u"recent/workspaces"_s, recent.mid(0, kMaxRecent));
}

bool Settings::watchInbox() const {
    return m_settings.value(u"inbox/watch"_s, true).toBool();
}

void Settings::setWatchInbox(bool on) {
    m_settings.setValue(u"inbox/watch"_s, on);
}

void Settings::removeRecentWorkspace(const QString& path) {
    QStringList recent = recentWorkspaces();
    recent.removeAll(path);
    m_settings.setValue(u"recent/workspaces"_s, recent);
}

QByteArray Settings::windowGeometry() const {
    return m_settings.value(u"window/version"_s).toInt() == kLayoutVersion
               ? m_settings.value(u"window/geometry"_s).toByteArray()
               : QByteArray();
}

QByteArray Settings::windowState() const {
    return m_settings.value(u"window/version"_s).toInt() == kLayoutVersion
               ? m_settings.value(u"window/state"_s).toByteArray()
               : QByteArray();
}

void Settings::setWindow(const QByteArray& geometry, const QByteArray& state) {
    m_settings.setValue(u"window/version"_s, kLayoutVersion);
    m_settings.setValue(u"window/geometry"_s, geometry);
    m_settings.setValue(u"window/state"_s, state);
}

void Settings::forgetWindow() {
    m_settings.remove(u"window"_s);
}

QString Settings::sessionWorkspace() const {
    const QString path = m_settings.value(u"session/workspace"_s).toString();
    return QFileInfo::exists(path) ? path : QString();
}

bool Settings::sessionEdited() const {
    return m_settings.value(u"session/edited"_s).toBool();
}

void Settings::setSession(const QString& workspaceFile, bool edited) {
    m_settings.setValue(u"session/workspace"_s, workspaceFile);
    m_settings.setValue(u"session/edited"_s, edited);
}

std::int64_t Settings::lastVisitMs() const {
    return m_settings.value(u"session/last_visit_ms"_s).toLongLong();
}

void Settings::setLastVisitMs(std::int64_t time) {
    m_settings.setValue(u"session/last_visit_ms"_s, static_cast<qlonglong>(time));
}

std::optional<QString> Settings::shortcut(const QString& action) const {
    const QString key = u"shortcuts/"_s + action;
    return m_settings.contains(key) ? std::optional(m_settings.value(key).toString())
                                    : std::nullopt;
}

void Settings::setShortcut(const QString& action, const std::optional<QString>& keys) {
    if (keys)
        m_settings.setValue(u"shortcuts/"_s + action, *keys);
    else
        m_settings.remove(u"shortcuts/"_s + action);
}

void Settings::forgetShortcuts() {
    m_settings.remove(u"shortcuts"_s);
}

} // namespace loom::ui
