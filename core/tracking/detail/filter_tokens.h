// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a filter. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loom::tracking {

struct Token {
    enum class Kind { Word, Text, Number, Operator, Open, Close, Comma, End };
    Kind kind = Kind::End;
    std::string text; ///< Word: as written; Text: without quotes; Operator: "=", "!=", "<", …
    std::string quotedKey; ///< Word followed by a key in quotes: tags."a b"
    bool hasQuotedKey = false;
    double number = 0;
    std::size_t at = 0; ///< 1-based character, for messages

    /// A Word equal to the keyword, whatever its case.
    bool is(std::string_view keyword) const;
};

Result<std::vector<Token>> tokenizeFilter(std::string_view text);

/// A metric, parameter, tag, attribute or dataset field.
enum class Entity { Metric, Param, Tag, Attribute, Dataset };
struct Identifier {
    Entity entity = Entity::Attribute;
    std::string key;
};
Result<Identifier> identifierOf(const Token& word);

/// "… (at character 12 of the filter)".
Error filterError(std::string message, const Token& token);

} // namespace loom::tracking
