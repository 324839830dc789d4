// SPDX-License-Identifier: GPL-3.0-or-later
// What the user chose once for the whole program, in one INI file. Reads fall back to defaults;
// a damaged value is a default, never an error. Interface thread.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <optional>

#include "ui/theme/theme.h"

namespace loom::ui {

/// How online prices are asked for. Kept outside this file: the command line obeys them too.
struct DataChoices {
    double requestsPerSecond = 8; ///< 0.5 to 8
    int maxInFlight = 6;          ///< 1 to 10
    QString closures = {};        ///< "2027-01-29, …"
};

/// Where they are kept. The functions that return words return none when all is well.
struct DataSettings {
    std::function<DataChoices()> load = {};
    std::function<QString(const QString& closures)> checkClosures = {};
    std::function<QString(const DataChoices&)> save = {};
    QString inbox = {}; ///< folder of dropped price files; empty: there is none to watch
};

class Settings {
  public:
    /// file: full path of the INI file; created when something is first written.
    explicit Settings(const QString& file);

    ThemeMode themeMode() const;
    void setThemeMode(ThemeMode mode);

    QString device() const; ///< "auto", "cpu", "cuda:0" …
    void setDevice(const QString& device);

    /// Empty: the desktop's standard folders. A change takes effect at the next start.
    QString dataFolder() const;
    void setDataFolder(const QString& folder);

    /// Price files put into the inbox folder are forecast while the window is open; on at first.
    bool watchInbox() const;
    void setWatchInbox(bool on);

    /// Newest first, at most 12; files that are gone stay in the list.
    QStringList recentWorkspaces() const;
    void addRecentWorkspace(const QString& path);
    void removeRecentWorkspace(const QString& path);

    /// Window geometry and dock layout, versioned: another version gives empty arrays.
    QByteArray windowGeometry() const;
    QByteArray windowState() const;
    void setWindow(const QByteArray& geometry, const QByteArray& state);
    void forgetWindow();

    /// Which workspace file was open at the last close, and whether it differed from the session.
    QString sessionWorkspace() const;
    bool sessionEdited() const;
    void setSession(const QString& workspaceFile, bool edited);

    /// When the window was last closed, milliseconds since 1970 UTC; 0 before the first time.
    std::int64_t lastVisitMs() const;
    void setLastVisitMs(std::int64_t time);
    /// When these settings were opened: the beginning of this visit.
    std::int64_t openedMs() const { return m_openedMs; }

    /// The keys the user chose for an action (by object name), portable text, "" for none at all;
    /// nullopt: the built-in ones.
    std::optional<QString> shortcut(const QString& action) const;
    void setShortcut(const QString& action, const std::optional<QString>& keys);
    void forgetShortcuts();

    void sync() { m_settings.sync(); }
    QString file() const { return m_settings.fileName(); }

  private:
    QSettings m_settings;
    std::int64_t m_openedMs;
};

} // namespace loom::ui
