// SPDX-License-Identifier: GPL-3.0-or-later
// Whether files include what they use of other people's libraries. The compiler cannot tell: a
// precompiled header (packaging/cmake/LoomPrecompiled.cmake) is in front of nearly every source.
#pragma once

#include "guards/source_tree.h"

namespace loom::guards {

/// A name of the standard library, in headers and sources, or a class of Qt, in headers, whose own
/// header the file includes neither itself nor through headers of ours. Classes of Qt may also be
/// declared there ("class QLabel;"), and those that come with any header of Qt need no include.
/// files: the whole tree, which the includes are followed through. Only names of a fixed list are
/// known of the standard library.
Findings missingLibraryIncludes(const std::vector<SourceFile>& files);

} // namespace loom::guards
