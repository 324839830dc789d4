// SPDX-License-Identifier: GPL-3.0-or-later
// The rules themselves, one function each: what a file, or the link graph, does wrong. Pure, so
// that the tests can show that each one fails on a bad example.
#pragma once

#include "guards/source_tree.h"

namespace loom::guards {

// --- layers -------------------------------------------------------------------------------------

/// Libraries of core may link only along the design's arrows (directly or over several), and no Qt.
Findings wrongLinks(const Links& links);
/// A file of core or ui includes only what its library links, and core nothing of ui or app.
Findings wrongIncludes(const SourceFile& file, const Links& links);
/// No Qt header in core.
Findings qtInCore(const SourceFile& file);
/// LibTorch headers only in .cpp files and detail/ of learn, generate and forecast, in tests, and
/// where headers are precompiled.
Findings torchOutside(const SourceFile& file);
/// Qt Charts only in ui/charts.
Findings chartsOutside(const SourceFile& file);

// --- texts --------------------------------------------------------------------------------------

/// Colours come from ui/theme; literals of them are nowhere else in ui and app.
Findings colourLiterals(const SourceFile& file);
/// The licence line is first (after #!) in sources, scripts and build files.
Findings missingLicence(const SourceFile& file);
/// A header begins with a comment that says what it is.
Findings missingTopComment(const SourceFile& file);
/// No source file is longer than 500 lines.
Findings tooLong(const SourceFile& file);
/// No path of one developer's machine, no package registry's host.
Findings machinePaths(const SourceFile& file);
/// No notes about work to be done later.
Findings leftovers(const SourceFile& file);

} // namespace loom::guards
