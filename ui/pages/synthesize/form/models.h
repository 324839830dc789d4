// SPDX-License-Identifier: GPL-3.0-or-later
// Generators as a person chooses them: in groups, only those that fit the data, with what they
// cannot do. Pure functions.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

#include "generate/generator.h"

namespace loom::ui {

enum class ModelGroup { Neural, Classical, Resampling };
ModelGroup modelGroup(const generate::GeneratorInfo& info);
QString groupTitle(ModelGroup group);

/// Generators for so many assets (1 = a series), controls left out; by group, then by title.
std::vector<const generate::GeneratorInfo*> modelsFor(const generate::GeneratorRegistry& registry,
                                                      std::size_t assets);

/// What it cannot do, one sentence each.
QStringList modelLimits(const generate::GeneratorInfo& info, bool panel);

/// Summary, limits and reference, for the form and tool tips.
QString modelWords(const generate::GeneratorInfo& info, bool panel);

} // namespace loom::ui
