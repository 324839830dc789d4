// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/board/model_gallery.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/pages/synthesize/form/data_form.h"
#include "ui/pages/synthesize/form/models.h"
#include "ui/theme/controls.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kIndent = 22; ///< words start where the name does

} // namespace

ModelGallery::ModelGallery(const generate::GeneratorRegistry& registry, QWidget* parent)
    : QWidget(parent), m_registry(registry), m_layout(new QVBoxLayout(this)) {
    setObjectName(QStringLiteral("model_gallery"));
    m_layout->setContentsMargins(0, 0, 0, 0);
}

void ModelGallery::setAssets(std::size_t assets) {
    if (assets == m_assets)
        return;
    QStringList before;
    for (const auto& choice : choices())
        before << qstr(choice.id);
    const bool first = m_assets == 0 || (m_assets == 1) != (assets == 1);
    m_assets = assets;
    m_rows.clear();
    delete m_content;
    m_content = new QWidget(this);
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(16, 8, 16, 8);
    column->setSpacing(2);
    m_layout->addWidget(m_content);
    std::optional<ModelGroup> group;
    for (const auto* info : modelsFor(m_registry, assets)) {
        if (group != modelGroup(*info)) {
            group = modelGroup(*info);
            auto* title = new QLabel(groupTitle(*group), m_content);
            title->setFont(typeFont(Type::BodyStrong));
            title->setContentsMargins(0, 8, 0, 2);
            column->addWidget(title);
        }
        addRow(*info, assets > 1);
        // At first the quick ones, so that a first comparison takes moments.
        m_rows.back().box->setChecked(first ? !info->trains || info->id == "vae"
                                            : before.contains(qstr(info->id)));
    }
    column->addStretch(1);
    Q_EMIT edited();
}

void ModelGallery::addRow(const generate::GeneratorInfo& info, bool panel) {
    auto* column = static_cast<QVBoxLayout*>(m_content->layout());
    Row row{.info = &info, .box = new QCheckBox(qstr(info.title), m_content)};
    row.box->setObjectName(QStringLiteral("compare_") + qstr(info.id));
    column->addWidget(row.box);
    auto* words = new QLabel(modelWords(info, panel), m_content);
    words->setWordWrap(true);
    words->setContentsMargins(kIndent, 0, 0, 4);
    words->setFont(typeFont(Type::Caption));
    setMuted(words);
    column->addWidget(words);
    if (info.presets.size() > 1) {
        row.preset = narrowCombo(m_content, QStringLiteral("compare_preset_") + qstr(info.id));
        row.preset->setAccessibleName(tr("Preset of %1").arg(qstr(info.title)));
        for (const auto& preset : info.presets) {
            row.preset->addItem(qstr(preset.title), qstr(preset.id));
            row.preset->setItemData(row.preset->count() - 1, qstr(preset.expectation),
                                    Qt::ToolTipRole);
        }
        // Below the words, so that no name makes the gallery wider than its place.
        auto* line = new QHBoxLayout;
        line->setContentsMargins(kIndent, 0, 0, 6);
        line->addWidget(row.preset);
        column->addLayout(line);
        connect(row.preset, &QComboBox::currentIndexChanged, this, &ModelGallery::edited);
    }
    connect(row.box, &QCheckBox::toggled, this, &ModelGallery::edited);
    m_rows.push_back(row);
}

std::vector<studies::ModelChoice> ModelGallery::choices() const {
    std::vector<studies::ModelChoice> out;
    for (const Row& row : m_rows)
        if (row.box->isChecked())
            out.push_back({.id = row.info->id,
                           .preset = row.preset != nullptr
                                         ? str(row.preset->currentData().toString())
                                     : row.info->presets.empty() ? std::string()
                                                                 : row.info->presets.front().id,
                           .params = Json::object()});
    return out;
}

void ModelGallery::setChosen(const QString& id, bool chosen) {
    for (const Row& row : m_rows)
        if (row.info->id == str(id))
            row.box->setChecked(chosen);
}

} // namespace loom::ui
