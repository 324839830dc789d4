// SPDX-License-Identifier: GPL-3.0-or-later
// How the program deals with memory it has freed. Thread rule: call before other threads start.
#pragma once

namespace loom {

/// Freed memory stays with the program for its next use, up to 128 MiB of it; only blocks of 32 MiB
/// and more go back to the system at once. Columns of a million values are then written to memory
/// that is there, instead of to pages that the system must first find and clear. The price is that
/// the program may hold up to 128 MiB that it does not use. Nothing where the C library is not
/// glibc.
void keepFreedMemory();

} // namespace loom
