// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/gzip.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

#include "base/files.h"

#define ZLIB_CONST // const input pointers
#include <zlib.h>

namespace loom {

namespace {

constexpr int kGzipOnly = 15 + 16; // zlib: largest window, gzip header and checksum required

Error damaged() {
    return fail(ErrorCode::Corrupt,
                "the compressed data is damaged or cut short; get the file again");
}

/// Owns a zlib stream; gives back its memory on every way out.
class Inflater {
  public:
    Inflater() : m_ready(inflateInit2(&m_stream, kGzipOnly) == Z_OK) {}
    ~Inflater() {
        if (m_ready)
            inflateEnd(&m_stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    bool ready() const { return m_ready; }

    /// Unpacks the member at the front of the bytes onto out and removes it from the bytes.
    Status member(std::string_view& bytes, std::string& out, std::uint64_t maxBytes) {
        inflateReset(&m_stream);
        std::array<char, 1 << 16> buffer;
        for (int code = Z_OK; code != Z_STREAM_END;) {
            const auto given = static_cast<uInt>(
                std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
            m_stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
            m_stream.avail_in = given;
            m_stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
            m_stream.avail_out = static_cast<uInt>(buffer.size());
            code = inflate(&m_stream, Z_NO_FLUSH);
            const std::size_t produced = buffer.size() - m_stream.avail_out;
            bytes.remove_prefix(given - m_stream.avail_in);
            if (code == Z_MEM_ERROR)
                return fail(ErrorCode::OutOfMemory,
                            "there is not enough memory to unpack the data");
            if (code != Z_OK && code != Z_STREAM_END) // Z_BUF_ERROR: the input ended too early
                return damaged();
            if (produced > maxBytes - out.size())
                return fail(ErrorCode::InvalidInput,
                            fmt::format("the data unpacks to more than {} bytes, the most that is "
                                        "accepted here",
                                        maxBytes));
            out.append(buffer.data(), produced);
        }
        return {};
    }

  private:
    z_stream m_stream{};
    bool m_ready;
};

} // namespace

bool isGzip(std::string_view bytes) {
    return bytes.starts_with("\x1f\x8b");
}

Result<std::string> gunzip(std::string_view bytes, std::uint64_t maxBytes) {
    if (!isGzip(bytes))
        return fail(ErrorCode::Corrupt, "the data is not gzip");
    Inflater inflater;
    if (!inflater.ready())
        return fail(ErrorCode::OutOfMemory, "there is not enough memory to unpack the data");
    std::string out;
    while (!bytes.empty()) {
        if (auto status = inflater.member(bytes, out, maxBytes); !status)
            return std::move(status).error();
    }
    return out;
}

Result<std::string> readMaybeGzip(const std::filesystem::path& path, std::uint64_t maxBytes) {
    auto bytes = readFile(path, maxBytes);
    if (!bytes || !isGzip(*bytes))
        return bytes;
    auto unpacked = gunzip(*bytes, maxBytes);
    if (!unpacked)
        return std::move(unpacked).error().during("read " + path.string());
    return unpacked;
}

} // namespace loom
