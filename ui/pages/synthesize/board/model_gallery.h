// SPDX-License-Identifier: GPL-3.0-or-later
// Every generator that fits the data, in groups, with preset, summary and what it cannot do; ticked
// ones are compared. Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "generate/generator.h"
#include "studies/study.h"

class QCheckBox;
class QComboBox;
class QVBoxLayout;

namespace loom::ui {

class ModelGallery final : public QWidget {
    Q_OBJECT
  public:
    explicit ModelGallery(const generate::GeneratorRegistry& registry, QWidget* parent = nullptr);

    /// Shows what fits so many assets (1 = a series); ticks stay where a model still fits.
    void setAssets(std::size_t assets);
    /// The ticked ones with their presets, in the order shown.
    std::vector<studies::ModelChoice> choices() const;
    void setChosen(const QString& id, bool chosen);

  Q_SIGNALS:
    void edited();

  private:
    struct Row {
        const generate::GeneratorInfo* info = nullptr;
        QCheckBox* box = nullptr;
        QComboBox* preset = nullptr; ///< null without a choice of presets
    };
    void addRow(const generate::GeneratorInfo& info, bool panel);

    const generate::GeneratorRegistry& m_registry;
    std::size_t m_assets = 0;
    QWidget* m_content = nullptr;
    QVBoxLayout* m_layout;
    std::vector<Row> m_rows;
};

} // namespace loom::ui
