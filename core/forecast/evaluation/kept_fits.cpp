// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/kept_fits.h"

#include <algorithm>

#include "base/files.h"
#include "base/hash.h"
#include "learn/byte_stream.h"

namespace loom::forecast {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "quantloom fit 1\n";
constexpr std::size_t kSumSize = 64; // hex digits before the payload

void put(learn::ByteWriter& out, const Forecasts& forecasts) {
    out.put(static_cast<std::uint64_t>(forecasts.assets));
    out.put(static_cast<std::uint64_t>(forecasts.horizon));
    out.putArray(std::span<const double>(forecasts.levels));
    out.putArray(std::span<const std::size_t>(forecasts.origins));
    out.putArray(std::span<const double>(forecasts.points));
    out.putArray(std::span<const double>(forecasts.quantiles));
}

Forecasts getForecasts(learn::ByteReader& in) {
    Forecasts out;
    out.assets = in.get<std::uint64_t>();
    out.horizon = in.get<std::uint64_t>();
    out.levels = in.getArray<double>();
    out.origins = in.getArray<std::size_t>();
    out.points = in.getArray<double>();
    out.quantiles = in.getArray<double>();
    return out;
}

bool isWhole(const Forecasts& forecasts) {
    const std::size_t values = forecasts.origins.size() * forecasts.assets * forecasts.horizon;
    return forecasts.points.size() == values &&
           forecasts.quantiles.size() == values * forecasts.levels.size();
}

} // namespace

KeptFits::KeptFits(fs::path folder, std::string about, Use use)
    : m_folder(std::move(folder)), m_about(std::move(about)), m_use(use) {}

std::string KeptFits::key(const ForecasterInfo& info, const FitOptions& options,
                          const FitSpan& span, const std::vector<std::size_t>& origins,
                          const std::vector<std::size_t>& warmUp) const {
    const Json what{{"about", m_about},
                    {"model", info.id},
                    {"params", toJson(options.params)},
                    {"seed", options.seed},
                    {"levels", options.levels},
                    {"rows", {span.from, span.trainTo, span.validationFrom, span.validationTo}}};
    Sha256 hash;
    hash.add(what.dump());
    hash.addValues(std::span<const std::size_t>(origins));
    hash.add("\n");
    hash.addValues(std::span<const std::size_t>(warmUp));
    return hash.hex();
}

fs::path KeptFits::file(const std::string& key, std::string_view kind) const {
    return m_folder / (key + "." + std::string(kind));
}

/// The payload of an undamaged file, which counts as used now.
std::optional<std::string> KeptFits::read(const fs::path& file) const {
    if (m_folder.empty() || m_use == Use::Nothing)
        return std::nullopt;
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        return std::nullopt;
    auto bytes = readFile(file);
    if (!bytes || !bytes->starts_with(kMagic) || bytes->size() < kMagic.size() + kSumSize)
        return std::nullopt;
    std::string payload = bytes->substr(kMagic.size() + kSumSize);
    if (sha256Hex(payload) != std::string_view(*bytes).substr(kMagic.size(), kSumSize))
        return std::nullopt;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
    return payload;
}

void KeptFits::write(const fs::path& file, std::string payload) const {
    if (m_folder.empty())
        return;
    const std::string sum = sha256Hex(payload);
    const std::string_view parts[] = {kMagic, sum, payload};
    (void)writeFileAtomic(file, parts);
}

std::optional<KeptFit> KeptFits::fit(const std::string& key) const {
    const auto payload = read(file(key, "fit"));
    if (!payload)
        return std::nullopt;
    learn::ByteReader in(*payload);
    KeptFit out;
    out.seconds = in.get<double>();
    out.scored = getForecasts(in);
    out.warmUp = getForecasts(in);
    if (!in.ok() || !isWhole(out.scored) || !isWhole(out.warmUp))
        return std::nullopt;
    return out;
}

void KeptFits::keep(const std::string& key, const KeptFit& fit) const {
    learn::ByteWriter out;
    out.put(fit.seconds);
    put(out, fit.scored);
    put(out, fit.warmUp);
    write(file(key, "fit"), std::move(out).bytes());
}

std::optional<std::vector<LeakCheck>> KeptFits::leaks(const std::string& key) const {
    const auto payload = read(file(key, "leaks"));
    if (!payload)
        return std::nullopt;
    learn::ByteReader in(*payload);
    std::vector<LeakCheck> out(std::min<std::uint64_t>(in.get<std::uint64_t>(), 16));
    for (LeakCheck& check : out) {
        check.id = in.getText();
        check.title = in.getText();
        check.passed = in.get<std::uint8_t>() != 0;
        check.finding = in.getText();
    }
    return in.ok() ? std::optional(std::move(out)) : std::nullopt;
}

void KeptFits::keep(const std::string& key, const std::vector<LeakCheck>& leaks) const {
    learn::ByteWriter out;
    out.put(static_cast<std::uint64_t>(leaks.size()));
    for (const LeakCheck& check : leaks)
        out.putText(check.id)
            .putText(check.title)
            .put(static_cast<std::uint8_t>(check.passed))
            .putText(check.finding);
    write(file(key, "leaks"), std::move(out).bytes());
}

void KeptFits::prune(std::uint64_t mostBytes) const {
    struct Entry {
        fs::file_time_type used;
        std::uint64_t size = 0;
        fs::path file;
    };
    std::vector<Entry> entries;
    std::error_code error;
    for (fs::directory_iterator at(m_folder, error), end; !error && at != end;
         at.increment(error)) {
        std::error_code unread;
        Entry entry{at->last_write_time(unread), at->file_size(unread), at->path()};
        if (!unread)
            entries.push_back(std::move(entry));
    }
    std::ranges::sort(entries, std::ranges::greater(), &Entry::used);
    std::uint64_t total = 0;
    for (const Entry& entry : entries) {
        total += entry.size;
        if (total > mostBytes)
            fs::remove(entry.file, error);
    }
}

} // namespace loom::forecast
