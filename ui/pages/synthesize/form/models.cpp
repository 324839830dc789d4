// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/form/models.h"

#include <QCoreApplication>

#include <algorithm>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::Models", text);
}

} // namespace

ModelGroup modelGroup(const generate::GeneratorInfo& info) {
    return info.trains          ? ModelGroup::Neural
           : info.copiesHistory ? ModelGroup::Resampling
                                : ModelGroup::Classical;
}

QString groupTitle(ModelGroup group) {
    switch (group) {
    case ModelGroup::Neural:
        return words("Neural");
    case ModelGroup::Classical:
        return words("Classical");
    case ModelGroup::Resampling:
        break;
    }
    return words("Resampling");
}

std::vector<const generate::GeneratorInfo*> modelsFor(const generate::GeneratorRegistry& registry,
                                                      std::size_t assets) {
    std::vector<const generate::GeneratorInfo*> fitting;
    for (const auto& info : registry.all())
        if (!info.control && info.minAssets <= assets && assets <= info.maxAssets)
            fitting.push_back(&info);
    std::stable_sort(fitting.begin(), fitting.end(), [](const auto* a, const auto* b) {
        return std::pair(modelGroup(*a), a->title) < std::pair(modelGroup(*b), b->title);
    });
    return fitting;
}

QStringList modelLimits(const generate::GeneratorInfo& info, bool panel) {
    QStringList limits;
    if (info.timeless)
        limits << words(
            "Draws each day by itself: no volatility clustering, its rows are no path.");
    if (info.copiesHistory)
        limits << words("Repeats days of the past: nothing new, and nothing to share safely.");
    if (panel && !info.acceptsMissing)
        limits << words("Needs days that are complete in every asset.");
    return limits;
}

QString modelWords(const generate::GeneratorInfo& info, bool panel) {
    QStringList parts{qstr(info.summary)};
    // What the summary has said already is not said twice.
    if (!qstr(info.summary).contains(QStringLiteral("Days are drawn")))
        parts << modelLimits(info, panel);
    parts << qstr(info.reference) + u'.';
    return parts.join(u' ');
}

} // namespace loom::ui
