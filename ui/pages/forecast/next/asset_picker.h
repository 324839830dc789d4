// SPDX-License-Identifier: GPL-3.0-or-later
// A list of assets that is searched by typing; those that cannot be chosen well say why in their
// tool tip. Interface thread.
#pragma once

#include <QComboBox>

#include <vector>

namespace loom::ui {

class AssetPicker final : public QComboBox {
    Q_OBJECT
  public:
    struct Asset {
        QString symbol;
        QString why = {}; ///< not empty: it was not forecast, because …
        friend bool operator==(const Asset&, const Asset&) = default;
    };

    explicit AssetPicker(QWidget* parent = nullptr);

    /// Keeps the index when the list is the same.
    void setAssets(const std::vector<Asset>& assets);
    /// No signal.
    void choose(int index);

  Q_SIGNALS:
    /// By the user.
    void chosen(int index);

  private:
    void settle();

    std::vector<Asset> m_assets;
    int m_chosen = -1;
};

} // namespace loom::ui
