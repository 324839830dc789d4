// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/detail/filter_tokens.h"

#include "base/text.h"

#include <array>
#include <cctype>
#include <limits>
#include <utility>

namespace loom::tracking {

namespace {

bool isWordCharacter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) ||
           std::string_view("_./:-+^@%$#").find(c) != std::string_view::npos;
}

/// Reads text in quotes; a doubled quote stands for itself. Moves `at` behind the closing one.
std::optional<std::string> readQuoted(std::string_view text, std::size_t& at) {
    const char quote = text[at++];
    std::string content;
    for (; at < text.size(); ++at) {
        if (text[at] != quote) {
            content += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == quote) {
            content += text[++at];
        } else {
            ++at;
            return content;
        }
    }
    return std::nullopt;
}

std::optional<double> numberOf(std::string_view word) {
    const std::string lower = toLower(word);
    if (lower == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (lower == "inf" || lower == "+inf" || lower == "infinity")
        return std::numeric_limits<double>::infinity();
    if (lower == "-inf" || lower == "-infinity")
        return -std::numeric_limits<double>::infinity();
    if (word.starts_with('+'))
        word.remove_prefix(1);
    return parseDouble(word);
}

class Tokenizer {
  public:
    explicit Tokenizer(std::string_view text) : m_text(text) {}

    Result<std::vector<Token>> all() {
        std::vector<Token> tokens;
        for (;;) {
            auto token = next();
            if (!token)
                return std::move(token).error();
            tokens.push_back(*std::move(token));
            if (tokens.back().kind == Token::Kind::End)
                return tokens;
        }
    }

  private:
    Result<Token> next() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])))
            ++m_at;
        Token token;
        token.at = m_at + 1;
        if (m_at == m_text.size())
            return token;
        const char c = m_text[m_at];
        if (c == '(' || c == ')' || c == ',') {
            token.kind = c == '('   ? Token::Kind::Open
                         : c == ')' ? Token::Kind::Close
                                    : Token::Kind::Comma;
            token.text = c;
            ++m_at;
            return token;
        }
        if (c == '\'')
            return quotedText(std::move(token));
        if (std::string_view("=!<>").find(c) != std::string_view::npos)
            return comparison(std::move(token));
        if (c == '"' || c == '`' || isWordCharacter(c))
            return word(std::move(token));
        return filterError("The character \"" + std::string(1, c) + "\" has no meaning here",
                           token);
    }

    Result<Token> quotedText(Token token) {
        token.kind = Token::Kind::Text;
        auto content = readQuoted(m_text, m_at);
        if (!content)
            return filterError("A text in single quotes is not closed", token);
        token.text = *std::move(content);
        return token;
    }

    Result<Token> comparison(Token token) {
        token.kind = Token::Kind::Operator;
        while (m_at < m_text.size() &&
               std::string_view("=!<>").find(m_text[m_at]) != std::string_view::npos)
            token.text += m_text[m_at++];
        if (token.text == "==")
            token.text = "=";
        if (token.text == "<>")
            token.text = "!=";
        constexpr std::array<std::string_view, 6> kKnown{"=", "!=", "<", "<=", ">", ">="};
        for (const auto known : kKnown)
            if (token.text == known)
                return token;
        return filterError("\"" + token.text + "\" is not a comparison; use = != < <= > or >=",
                           token);
    }

    Result<Token> word(Token token) {
        token.kind = Token::Kind::Word;
        while (m_at < m_text.size() && isWordCharacter(m_text[m_at]))
            token.text += m_text[m_at++];
        const bool quoteFollows =
            m_at < m_text.size() && (m_text[m_at] == '"' || m_text[m_at] == '`');
        if (quoteFollows && (token.text.empty() || token.text.ends_with('.'))) {
            auto key = readQuoted(m_text, m_at);
            if (!key)
                return filterError("A name in quotes is not closed", token);
            token.quotedKey = *std::move(key);
            token.hasQuotedKey = true;
            return token;
        }
        if (const auto number = numberOf(token.text)) {
            token.kind = Token::Kind::Number;
            token.number = *number;
        }
        return token;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

std::optional<Entity> entityFromName(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Entity>, 13> kNames{{
        {"metrics", Entity::Metric},
        {"metric", Entity::Metric},
        {"params", Entity::Param},
        {"param", Entity::Param},
        {"parameters", Entity::Param},
        {"parameter", Entity::Param},
        {"tags", Entity::Tag},
        {"tag", Entity::Tag},
        {"attributes", Entity::Attribute},
        {"attribute", Entity::Attribute},
        {"attr", Entity::Attribute},
        {"run", Entity::Attribute},
        {"datasets", Entity::Dataset},
    }};
    for (const auto& [text, entity] : kNames)
        if (text == name)
            return entity;
    if (name == "dataset")
        return Entity::Dataset;
    return std::nullopt;
}

} // namespace

bool Token::is(std::string_view keyword) const {
    return kind == Kind::Word && !hasQuotedKey && toLower(text) == toLower(keyword);
}

Error filterError(std::string message, const Token& token) {
    return fail(ErrorCode::InvalidInput,
                std::move(message) + " (at character " + std::to_string(token.at) + ").");
}

Result<std::vector<Token>> tokenizeFilter(std::string_view text) {
    return Tokenizer(text).all();
}

Result<Identifier> identifierOf(const Token& word) {
    if (word.kind != Token::Kind::Word)
        return filterError("A name such as metrics.rmse, params.model or status is expected", word);
    if (word.hasQuotedKey && word.text.empty())
        return Identifier{Entity::Attribute, word.quotedKey};
    const auto dot = word.text.find('.');
    if (dot == std::string::npos)
        return Identifier{Entity::Attribute, word.text};
    const auto entity = entityFromName(word.text.substr(0, dot));
    if (!entity)
        return filterError("\"" + word.text.substr(0, dot) +
                               "\" is unknown; begin with metrics., params., tags., attributes. or "
                               "datasets.",
                           word);
    Identifier identifier{*entity, word.text.substr(dot + 1) + word.quotedKey};
    if (identifier.key.empty())
        return filterError("The name after the dot is missing", word);
    return identifier;
}

} // namespace loom::tracking
