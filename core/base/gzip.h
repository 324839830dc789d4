// SPDX-License-Identifier: GPL-3.0-or-later
// Reading gzip (RFC 1952), as the bundled data and many downloads come. Whole buffers, no shared
// state: call from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loom {

/// What the readers below accept at most after unpacking, unless told otherwise.
inline constexpr std::uint64_t kMaxUnpackedBytes = std::uint64_t{1} << 30;

/// True when the bytes begin like a gzip member.
bool isGzip(std::string_view bytes);

/// Unpacks every member of a gzip file. Fails with Corrupt on damage, truncation or bytes after the
/// last member, and with InvalidInput before the output grows above maxBytes.
Result<std::string> gunzip(std::string_view bytes, std::uint64_t maxBytes = kMaxUnpackedBytes);

/// The whole file, unpacked when its bytes (not its name) say that it is gzip. The errors of
/// readFile() and gunzip(), with the path.
Result<std::string> readMaybeGzip(const std::filesystem::path& path,
                                  std::uint64_t maxBytes = kMaxUnpackedBytes);

} // namespace loom
