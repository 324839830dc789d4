// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the assets of a forecast among the stored series. The caller reads symbols() when the
// dialog was accepted. Interface thread.
#pragma once

#include <QDialog>

#include <string>
#include <vector>

#include "market/series.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class UniverseView;

class AssetDialog final : public QDialog {
    Q_OBJECT
  public:
    AssetDialog(const studies::Workbench& workbench, market::Interval interval,
                const std::vector<std::string>& chosen, QWidget* parent = nullptr);

    const std::vector<std::string>& symbols() const;
    UniverseView* view() const { return m_view; }

  Q_SIGNALS:
    /// Asked for instead of a choice; the dialog is closed then.
    void fileRequested();
    void marketRequested(const QString& symbol);

  private:
    UniverseView* m_view;
};

} // namespace loom::ui
