// SPDX-License-Identifier: GPL-3.0-or-later
// What the fits of evaluations forecast, kept in a folder, a file a fit: an evaluation that was
// stopped or killed, or is asked for again, fits only what is missing. A file is found by all that
// decides its content (data, model, parameters, seed, rows) and by nothing else, so that another
// plan that shares a border shares its fits. A file that is damaged counts as missing.
// Thread rule: any number of threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forecast/evaluation/leak_test.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

/// One border and one seed.
struct KeptFit {
    Forecasts scored;
    Forecasts warmUp; ///< empty when the fit had none to make
    double seconds = 0;
};

class KeptFits {
  public:
    enum class Use {
        Whatever, ///< takes what is kept, fits and keeps what is not
        Nothing,  ///< fits all anew and keeps that
        Only,     ///< what is not kept is an error, NotFound
    };

    /// Keeps nothing.
    KeptFits() = default;
    /// `about`: what all fits share, the hash of the data and the program's version.
    KeptFits(std::filesystem::path folder, std::string about, Use use = Use::Whatever);

    Use use() const { return m_use; }

    /// Names a fit, and the leak checks of a model by its first fit.
    std::string key(const ForecasterInfo& info, const FitOptions& options, const FitSpan& span,
                    const std::vector<std::size_t>& origins,
                    const std::vector<std::size_t>& warmUp) const;

    std::optional<KeptFit> fit(const std::string& key) const;
    std::optional<std::vector<LeakCheck>> leaks(const std::string& key) const;

    /// A full disk costs the memory, not the evaluation: nothing is reported.
    void keep(const std::string& key, const KeptFit& fit) const;
    void keep(const std::string& key, const std::vector<LeakCheck>& leaks) const;

    /// Removes the files that were not used for longest until the rest has at most so many bytes.
    void prune(std::uint64_t mostBytes) const;

  private:
    std::filesystem::path file(const std::string& key, std::string_view kind) const;
    std::optional<std::string> read(const std::filesystem::path& file) const;
    void write(const std::filesystem::path& file, std::string payload) const;

    std::filesystem::path m_folder; ///< empty: keeps nothing
    std::string m_about;
    Use m_use = Use::Whatever;
};

} // namespace loom::forecast
