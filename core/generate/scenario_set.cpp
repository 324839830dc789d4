// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/scenario_set.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/hash.h"

namespace loom::generate {

namespace {

// Layout: magic, version (u32), header size (u32), header JSON, its SHA-256 in 64 hex digits, zeros
// up to a multiple of kAlignment, then the values. Little-endian.
static_assert(std::endian::native == std::endian::little);
constexpr std::string_view kMagic = "QLSCENE\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigestSize = 64;
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kHeaderAt = kMagic.size() + 2 * sizeof(std::uint32_t);
constexpr std::size_t kLargestHeader = std::size_t{64} << 20;

std::size_t valuesAt(std::size_t headerSize) {
    const std::size_t end = kHeaderAt + headerSize + kDigestSize;
    return (end + kAlignment - 1) / kAlignment * kAlignment;
}

Error damaged(const std::string& why) {
    return fail(ErrorCode::Corrupt,
                fmt::format("the scenario set is damaged ({}); generate it again or restore the "
                            "file from a backup",
                            why));
}

Json headerOf(const ScenarioCard& card, const Paths& paths) {
    return {{"name", card.name},
            {"assets", card.assets},
            {"generator", card.generator},
            {"description", card.description},
            {"steered", card.steered},
            {"seed", card.seed},
            {"made_at", card.madeAt},
            {"details", card.details},
            {"count", paths.count},
            {"length", paths.length},
            {"sha256", sha256Hex(std::as_bytes(std::span(paths.returns)))}};
}

struct Header {
    ScenarioCard card;
    std::size_t count = 0, length = 0;
    std::string sha256;
};

Result<Header> headerFrom(std::string_view text) {
    const auto json = parseJson(text);
    if (!json)
        return damaged("its header is no JSON");
    try {
        Header out;
        out.card = {.name = json->at("name").get<std::string>(),
                    .assets = json->at("assets").get<std::vector<std::string>>(),
                    .generator = json->at("generator").get<std::string>(),
                    .description = json->at("description").get<std::string>(),
                    .steered = json->at("steered").get<bool>(),
                    .seed = json->at("seed").get<std::uint64_t>(),
                    .madeAt = json->at("made_at").get<std::string>(),
                    .details = json->at("details")};
        out.count = json->at("count").get<std::size_t>();
        out.length = json->at("length").get<std::size_t>();
        out.sha256 = json->at("sha256").get<std::string>();
        return out;
    } catch (const Json::exception&) {
        return damaged("its header lacks a field");
    }
}

Result<Header> readHeader(std::string_view bytes) {
    if (!bytes.starts_with(kMagic))
        return fail(ErrorCode::Corrupt, "this is not a scenario set");
    std::array<std::uint32_t, 2> numbers{}; // version, header size
    if (bytes.size() < kHeaderAt)
        return damaged("it ends within its header");
    std::memcpy(numbers.data(), bytes.data() + kMagic.size(), sizeof numbers);
    if (numbers[0] > kVersion)
        return fail(ErrorCode::NewerVersion,
                    fmt::format("the scenario set is of version {}, this program reads up to {}; "
                                "update the program",
                                numbers[0], kVersion));
    const std::size_t size = numbers[1];
    if (size > kLargestHeader || bytes.size() < valuesAt(size))
        return damaged("it ends within its header");
    const auto text = bytes.substr(kHeaderAt, size);
    if (sha256Hex(text) != bytes.substr(kHeaderAt + size, kDigestSize))
        return damaged("the checksum of its header does not fit");
    auto header = headerFrom(text);
    if (!header)
        return header;
    const std::size_t room = bytes.size() - valuesAt(size);
    const std::size_t row = header->card.assets.size() * sizeof(float);
    if (row == 0 || header->length == 0 || header->count == 0 || header->length > room / row ||
        header->count > room / row / header->length || header->count * header->length * row != room)
        return damaged("it holds more or fewer values than it says");
    return header;
}

/// Read-only mapping of a whole file; empty with errno set when it cannot be had.
std::span<char> mapped(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return {};
    struct stat about {};
    void* memory = MAP_FAILED;
    std::size_t size = 0;
    if (::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0) {
        size = static_cast<std::size_t>(about.st_size);
        memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    } else if (errno == 0) {
        errno = EINVAL;
    }
    ::close(descriptor);
    return memory == MAP_FAILED ? std::span<char>{} : std::span(static_cast<char*>(memory), size);
}

} // namespace

Result<std::shared_ptr<const ScenarioSet>> ScenarioSet::open(const std::filesystem::path& file) {
    errno = 0;
    const auto memory = mapped(file);
    if (memory.empty())
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                    fmt::format("the scenario set {} cannot be read: {}", file.string(),
                                errno == 0 ? "the file is empty" : std::strerror(errno)));
    std::shared_ptr<ScenarioSet> set(new ScenarioSet);
    set->m_mapping = memory.data();
    set->m_mapped = memory.size();
    auto header = readHeader({memory.data(), memory.size()});
    if (!header)
        return std::move(header).error().during("open " + file.string());
    set->m_card = std::move(header->card);
    set->m_count = header->count;
    set->m_length = header->length;
    set->m_sha256 = std::move(header->sha256);
    const std::size_t values = header->count * header->length * set->m_card.assets.size();
    const char* block = memory.data() + memory.size() - values * sizeof(float);
    set->m_values = std::span(reinterpret_cast<const float*>(block), values);
    return std::shared_ptr<const ScenarioSet>(std::move(set));
}

ScenarioSet::~ScenarioSet() {
    if (m_mapping != nullptr)
        ::munmap(m_mapping, m_mapped);
}

Status ScenarioSet::verify() const {
    if (sha256Hex(std::as_bytes(m_values)) != m_sha256)
        return damaged("the checksum of its values does not fit");
    return {};
}

Status writeScenarioSet(const std::filesystem::path& file, const ScenarioCard& card,
                        const Paths& paths) {
    if (card.assets.size() != paths.assets || paths.count == 0 || paths.length == 0 ||
        paths.returns.size() != paths.count * paths.length * paths.assets)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the scenario set names {} assets, its paths hold {} and {} values",
                                card.assets.size(), paths.assets, paths.returns.size()));
    for (const float value : paths.returns)
        if (!std::isfinite(value))
            return fail(ErrorCode::InvalidInput,
                        "the paths hold a value that is not finite; no scenario set was written");
    const std::string header = headerOf(card, paths).dump();
    const std::array<std::uint32_t, 2> numbers{kVersion, static_cast<std::uint32_t>(header.size())};
    std::string front(kMagic);
    front.append(reinterpret_cast<const char*>(numbers.data()), sizeof numbers);
    front += header;
    front += sha256Hex(header);
    front.resize(valuesAt(header.size()), '\0');
    const std::array<std::string_view, 2> parts{
        front, std::string_view(reinterpret_cast<const char*>(paths.returns.data()),
                                paths.returns.size() * sizeof(float))};
    return writeFileAtomic(file, parts);
}

} // namespace loom::generate
