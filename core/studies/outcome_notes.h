// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences under a result: where the model came from, what it saw, what was left out. Thread
// rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "studies/compare.h"
#include "studies/synthesize.h"

namespace loom::studies {

std::vector<std::string> notesFor(const SynthesizeOutcome& outcome, const StudyData& data,
                                  bool timeless);
std::vector<std::string> notesFor(const CompareOutcome& outcome);

} // namespace loom::studies
