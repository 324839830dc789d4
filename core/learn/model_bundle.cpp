// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/model_bundle.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "learn/byte_stream.h"

namespace loom::learn {

namespace {

constexpr std::string_view kMagic = "QLMODEL\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigestSize = 64; // hexadecimal digits

Error damaged() {
    return fail(ErrorCode::Corrupt,
                "the model file is damaged (its checksum does not fit); train the model again or "
                "restore the file from a backup");
}

} // namespace

std::string toBytes(const ModelBundle& bundle) {
    Json header = bundle.header;
    header["kind"] = bundle.kind;
    header["model"] = bundle.modelId;
    ByteWriter out;
    for (const char c : kMagic)
        out.put(c);
    out.put(kVersion).putText(header.dump()).putText(bundle.payload);
    std::string bytes = std::move(out).bytes();
    bytes += sha256Hex(std::string_view(bytes));
    return bytes;
}

Result<ModelBundle> bundleFromBytes(std::string_view bytes) {
    if (!bytes.starts_with(kMagic))
        return fail(ErrorCode::Corrupt, "this is not a Quantloom model file");
    ByteReader in(bytes.substr(kMagic.size()));
    if (const auto version = in.get<std::uint32_t>(); in.ok() && version > kVersion)
        return fail(ErrorCode::NewerVersion,
                    fmt::format("the model file is of version {}, this program reads up to {}; "
                                "update the program",
                                version, kVersion));
    if (bytes.size() < kMagic.size() + kDigestSize)
        return damaged();
    const auto body = bytes.substr(0, bytes.size() - kDigestSize);
    if (sha256Hex(body) != bytes.substr(body.size()))
        return damaged();
    ByteReader content(body.substr(kMagic.size() + sizeof(std::uint32_t)));
    const auto header = parseJson(content.getText());
    ModelBundle bundle;
    bundle.payload = std::string(content.getText());
    if (!content.finished() || !header || !header->is_object())
        return damaged();
    bundle.header = *header;
    bundle.kind = header->value("kind", "");
    bundle.modelId = header->value("model", "");
    return bundle;
}

Status writeBundle(const std::filesystem::path& path, const ModelBundle& bundle) {
    return writeFileAtomic(path, toBytes(bundle));
}

Result<ModelBundle> readBundle(const std::filesystem::path& path) {
    const auto bytes = readFile(path);
    if (!bytes)
        return bytes.error();
    auto bundle = bundleFromBytes(*bytes);
    if (!bundle)
        return std::move(bundle).error().during("read the model " + path.string());
    return bundle;
}

} // namespace loom::learn
