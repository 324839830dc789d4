// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/zip.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#define ZLIB_CONST // const input pointers
#include <zlib.h>

namespace loom {

namespace {

constexpr std::size_t kLocalHeader = 30, kCentralHeader = 46, kEndRecord = 22, kLocator = 20,
                      kEndRecord64 = 56;
constexpr std::string_view kLocalMark{"PK\x03\x04"}, kCentralMark{"PK\x01\x02"},
    kEndMark{"PK\x05\x06"}, kLocatorMark{"PK\x06\x07"}, kEndMark64{"PK\x06\x06"};
constexpr std::uint32_t kStored = 0, kDeflated = 8;
constexpr std::uint32_t kInZip64 = 0xFFFFFFFF;

Error damaged() {
    return fail(ErrorCode::Corrupt, "the archive is damaged or cut short; get the file again");
}

/// Little-endian; the caller has checked that the bytes are there.
std::uint64_t longNumber(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t width) {
    return static_cast<std::uint32_t>(longNumber(bytes, at, width));
}

/// What the archive's own list says of an entry.
struct Listed {
    std::string name;
    std::uint32_t flags = 0, method = 0, checksum = 0;
    std::uint64_t packed = 0, unpacked = 0, offset = 0;
};

/// Sizes too large for their fields, or written by a program that always does so (LEAN's), follow
/// in the entry's extra fields under the id 1: those that are missing, in this order.
void readZip64(std::string_view extra, Listed& entry) {
    while (extra.size() >= 4) {
        const std::size_t size = number(extra, 2, 2);
        const bool isOurs = number(extra, 0, 2) == 1;
        auto field = extra.substr(4, size);
        for (std::uint64_t* value : {&entry.unpacked, &entry.packed, &entry.offset})
            if (isOurs && *value == kInZip64 && field.size() >= 8) {
                *value = longNumber(field, 0, 8);
                field.remove_prefix(8);
            }
        extra.remove_prefix(std::min(extra.size(), 4 + size));
    }
}

/// The position of the record that ends the archive; a comment of up to 64 KiB may follow it.
std::optional<std::size_t> findEnd(std::string_view bytes) {
    const auto at = bytes.rfind(kEndMark);
    if (at == std::string_view::npos || bytes.size() - at < kEndRecord)
        return std::nullopt;
    return at;
}

struct Directory {
    std::uint64_t entries = 0, offset = 0;
};

/// Where the list of entries is: in the end record, or, when that says so, in the zip64 one that a
/// locator right before it points to.
std::optional<Directory> readDirectory(std::string_view bytes, std::size_t end) {
    const Directory plain{number(bytes, end + 10, 2), number(bytes, end + 16, 4)};
    if (plain.entries != 0xFFFF && plain.offset != kInZip64)
        return plain;
    if (end < kLocator || !bytes.substr(end - kLocator).starts_with(kLocatorMark))
        return std::nullopt;
    const std::uint64_t at = longNumber(bytes, end - kLocator + 8, 8);
    if (at > end || end - at < kEndRecord64 || !bytes.substr(at).starts_with(kEndMark64))
        return std::nullopt;
    return Directory{longNumber(bytes, at + 32, 8), longNumber(bytes, at + 48, 8)};
}

Result<std::vector<Listed>> readList(std::string_view bytes) {
    const auto end = findEnd(bytes);
    const auto directory = end ? readDirectory(bytes, *end) : std::nullopt;
    if (!directory)
        return damaged();
    std::size_t at = directory->offset;
    std::vector<Listed> list;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        if (at > *end || *end - at < kCentralHeader || !bytes.substr(at).starts_with(kCentralMark))
            return damaged();
        const std::size_t name = number(bytes, at + 28, 2);
        const std::size_t extra = number(bytes, at + 30, 2);
        const std::size_t rest = extra + number(bytes, at + 32, 2);
        if (*end - at - kCentralHeader < name + rest)
            return damaged();
        list.push_back({.name = std::string(bytes.substr(at + kCentralHeader, name)),
                        .flags = number(bytes, at + 8, 2),
                        .method = number(bytes, at + 10, 2),
                        .checksum = number(bytes, at + 16, 4),
                        .packed = number(bytes, at + 20, 4),
                        .unpacked = number(bytes, at + 24, 4),
                        .offset = number(bytes, at + 42, 4)});
        readZip64(bytes.substr(at + kCentralHeader + name, extra), list.back());
        at += kCentralHeader + name + rest;
    }
    return list;
}

/// Deflate cannot do better than this; a larger claim is false, and no memory is given to it.
constexpr std::uint64_t kBestRatio = 1032;

Result<std::string> inflated(std::string_view packed, std::uint64_t size) {
    if (size > (packed.size() + 1) * kBestRatio || size > kInZip64 || packed.size() > kInZip64)
        return damaged();
    std::string out(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return fail(ErrorCode::OutOfMemory, "there is not enough memory to unpack the data");
    stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(size);
    const int code = inflate(&stream, Z_FINISH);
    const bool whole = code == Z_STREAM_END && stream.total_out == size;
    inflateEnd(&stream);
    if (!whole)
        return damaged();
    return out;
}

Result<std::string> unpack(std::string_view bytes, const Listed& entry) {
    if ((entry.flags & 1U) != 0)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("{} is protected by a password; unpack the archive first", entry.name));
    if (entry.method != kStored && entry.method != kDeflated)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} is packed by a method that is not read here; unpack the "
                                "archive first",
                                entry.name));
    if (entry.offset > bytes.size() || bytes.size() - entry.offset < kLocalHeader ||
        !bytes.substr(entry.offset).starts_with(kLocalMark))
        return damaged();
    const std::size_t begin = entry.offset + kLocalHeader + number(bytes, entry.offset + 26, 2) +
                              number(bytes, entry.offset + 28, 2);
    if (begin > bytes.size() || bytes.size() - begin < entry.packed)
        return damaged();
    const auto packed = bytes.substr(begin, entry.packed);
    if (entry.method == kStored && entry.packed != entry.unpacked)
        return damaged();
    auto out = entry.method == kStored ? Result<std::string>(std::string(packed))
                                       : inflated(packed, entry.unpacked);
    if (out &&
        crc32_z(0, reinterpret_cast<const Bytef*>(out->data()), out->size()) != entry.checksum)
        return damaged();
    return out;
}

} // namespace

bool isZip(std::string_view bytes) {
    return bytes.starts_with(kLocalMark) || bytes.starts_with(kEndMark);
}

Result<std::vector<ZipEntry>> unzip(std::string_view bytes, std::uint64_t maxBytes) {
    if (!isZip(bytes))
        return fail(ErrorCode::Corrupt, "the data is not a zip archive");
    auto list = readList(bytes);
    if (!list)
        return std::move(list).error();
    std::vector<ZipEntry> entries;
    std::uint64_t total = 0;
    for (Listed& entry : *list) {
        if (entry.name.ends_with('/'))
            continue;
        // The size is claimed by the archive: it is checked before any memory is asked for.
        if (entry.unpacked > maxBytes - total)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("the archive unpacks to more than {} bytes, the most that is "
                                    "accepted here",
                                    maxBytes));
        total += entry.unpacked;
        auto unpacked = unpack(bytes, entry);
        if (!unpacked)
            return std::move(unpacked).error();
        entries.push_back({std::move(entry.name), *std::move(unpacked)});
    }
    return entries;
}

} // namespace loom
