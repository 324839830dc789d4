// SPDX-License-Identifier: GPL-3.0-or-later
// Workspace files (*.loom): which page is open and what every page shows, as versioned JSON with
// sorted keys, written atomically. A session marker tells a crash from a clean end.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QMap>
#include <QString>

#include "base/result.h"

namespace loom::ui {

struct Workspace {
    QString page;                     ///< id of the current page
    QMap<QString, QJsonObject> pages; ///< state by page id; ids this program lacks are kept
    QByteArray layout;                ///< QMainWindow::saveState; empty keeps the layout

    friend bool operator==(const Workspace&, const Workspace&) = default;
};

/// Fails in plain words: missing, damaged (not JSON, not a workspace), or from a newer program.
Result<Workspace> readWorkspace(const QString& path);
/// Old file or new file, never half of one. Equal content gives equal bytes.
Status writeWorkspace(const QString& path, const Workspace& workspace);

/// While it exists, a marker file says that the program runs. Finding one at start means that the
/// last run did not end cleanly. One program at a time per folder (see single_instance.h).
class SessionMarker {
  public:
    /// Creates the folder and the marker; a folder that cannot be written just means no recovery.
    explicit SessionMarker(const QString& folder);
    ~SessionMarker() = default; // only end() removes the marker

    bool previousCrashed() const { return m_previousCrashed; }
    /// The workspace written every minute and before risky steps.
    QString autosaveFile() const;
    /// Clean end: removes marker and autosave.
    void end();

  private:
    QString m_folder;
    bool m_previousCrashed = false;
};

} // namespace loom::ui
