// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that several kinds of study share, to and from JSON. Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "studies/object_reader.h"
#include "studies/study.h"

namespace loom::studies {

inline constexpr int kStudyVersion = 1;

/// Version and kind of a study of one kind; the rest is the kind's own.
void readHeader(ObjectReader& in, const std::string& kind);

DataSelection readData(ObjectReader& parent);
SplitPlan readSplit(ObjectReader& parent);
/// One "model" object at the given path.
ModelChoice readModel(const Json& json, const std::string& path, ObjectReader& parent);
EvaluationPlan readEvaluation(ObjectReader& parent);
std::uint64_t readSeed(ObjectReader& in);

Json toJson(const DataSelection& data);
Json toJson(const SplitPlan& split);
Json toJson(const ModelChoice& model);
Json toJson(const EvaluationPlan& evaluation);

} // namespace loom::studies
