// SPDX-License-Identifier: GPL-3.0-or-later
// Reads one JSON object strictly: every key must be known and of its type, and the first problem
// names the key by its full path ("data.from") and says why. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"

namespace loom::studies {

class ObjectReader {
  public:
    /// path is the place of this object, empty at the top.
    ObjectReader(const Json& object, std::string path);

    std::string text(std::string_view key, std::string fallback);
    double real(std::string_view key, double fallback, double minimum, double maximum);
    std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t minimum,
                         std::int64_t maximum);
    bool boolean(std::string_view key, bool fallback);
    std::optional<Date> date(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    /// A list of objects; empty when absent.
    std::vector<Json> objects(std::string_view key);
    /// The value as an index into the choices; fallback when absent.
    std::size_t choice(std::string_view key, const std::vector<std::string>& choices,
                       std::size_t fallback);
    /// The nested object, or an empty one.
    Json object(std::string_view key);

    std::string pathOf(std::string_view key) const;
    void addProblem(std::string_view key, std::string why);
    /// Takes over the first problem of a nested reader.
    void absorb(const Status& nested);
    /// The first problem; otherwise a problem when unknown keys are left.
    Status finish();

  private:
    const Json* take(std::string_view key);

    Json m_object;
    std::string m_path;
    std::vector<std::string> m_known;
    std::optional<Error> m_problem;
};

} // namespace loom::studies
