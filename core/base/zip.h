// SPDX-License-Identifier: GPL-3.0-or-later
// Reading zip archives (APPNOTE 6.3, zip64 too: stored and deflated entries), as LEAN and Stooq
// ship prices. Whole buffers, no shared state: call from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/gzip.h"
#include "base/result.h"

namespace loom {

struct ZipEntry {
    std::string name; ///< with its folders, as in the archive: "data/5 min/us/aapl.us.txt"
    std::string bytes;
};

/// True when the bytes begin like a zip archive.
bool isZip(std::string_view bytes);

/// Every file of the archive, in its order; folders are left out. Fails with Corrupt on damage,
/// truncation or a wrong checksum, and with InvalidInput for what is not read (passwords, rare
/// methods, an entry above 4 GiB) and before the output grows above maxBytes.
Result<std::vector<ZipEntry>> unzip(std::string_view bytes,
                                    std::uint64_t maxBytes = kMaxUnpackedBytes);

} // namespace loom
