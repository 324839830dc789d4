// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/detail/filter.h"

#include "base/date.h"
#include "base/text.h"
#include "tracking/detail/connection.h"
#include "tracking/detail/filter_tokens.h"
#include "tracking/search.h"

#include <array>
#include <cmath>
#include <utility>

namespace loom::tracking {

namespace {

constexpr int kMaxDepth = 50;        ///< of parentheses
constexpr int kMaxComparisons = 200; ///< SQLite limits the depth of an expression

/// One comparison as parsed: name, operator in capitals, and what stands right of it.
struct Comparison {
    Identifier name;
    std::string op; ///< = != < <= > >= LIKE ILIKE IN, NOT IN, IS NULL, IS NOT NULL
    std::vector<Token> operands;
    Token at;
};

/// "value" when it is a JSON number, else NULL: so "1e-3" counts and "3 layers" does not.
std::string asNumber(const std::string& column) {
    return "CASE WHEN json_valid(" + column + ") AND json_type(" + column +
           ") IN ('integer', 'real') THEN CAST(" + column + " AS REAL) END";
}

Result<SqlPiece> metricValue(const Comparison& c) {
    if (c.op == "LIKE" || c.op == "ILIKE" || c.op.ends_with("IN"))
        return filterError("A metric can only be compared with = != < <= > or >=", c.at);
    const Token& operand = c.operands.front();
    if (operand.kind != Token::Kind::Number)
        return filterError("A metric is compared with a number, without quotes", operand);
    const auto stored = StoredValue::of(operand.number);
    if (stored.isNan) {
        if (c.op == "=")
            return SqlPiece{"v.is_nan = 1", {}};
        return SqlPiece{c.op == "!=" ? "v.is_nan = 0" : "0", {}};
    }
    if (c.op == "!=")
        return SqlPiece{"(v.is_nan = 1 OR v.value <> ?)", {stored.value}};
    return SqlPiece{"v.is_nan = 0 AND v.value " + c.op + " ?", {stored.value}};
}

/// A comparison of the text column with text, a list, or (numbers allowed) a number.
Result<SqlPiece> textValue(const Comparison& c, const std::string& column, bool numbers) {
    if (c.op.ends_with("IN")) {
        SqlPiece piece{column + " " + c.op + " (", {}};
        for (const auto& operand : c.operands) {
            piece.text += piece.values.empty() ? "?" : ", ?";
            piece.values.emplace_back(operand.text);
        }
        piece.text += ")";
        return piece;
    }
    const Token& operand = c.operands.front();
    if (operand.kind == Token::Kind::Number) {
        const bool comparable = numbers && c.op != "LIKE" && c.op != "ILIKE";
        if (!comparable || std::isnan(operand.number))
            return filterError("This is compared with text in 'single quotes'", operand);
        return SqlPiece{asNumber(column) + " " + c.op + " ?", {operand.number}};
    }
    if (c.op == "ILIKE")
        return SqlPiece{"lower(" + column + ") LIKE lower(?)", {operand.text}};
    if (c.op != "=" && c.op != "!=" && c.op != "LIKE")
        return filterError("Text can be compared with = != LIKE or ILIKE" +
                               std::string(numbers ? "; for numbers leave the quotes out" : ""),
                           c.at);
    return SqlPiece{column + " " + c.op + " ?", {operand.text}};
}

/// Milliseconds since 1970 UTC from a number, or from a date in quotes.
Result<std::int64_t> instant(const Token& operand) {
    if (operand.kind == Token::Kind::Number && std::abs(operand.number) < 9e15)
        return static_cast<std::int64_t>(operand.number);
    auto date = parseIsoDate(operand.text);
    if (operand.kind != Token::Kind::Text || !date)
        return filterError("A time is written as '2026-01-31' or in milliseconds since 1970",
                           operand);
    return Timestamp::atMidnightUtc(*date).seconds * 1000;
}

Result<SqlPiece> attributeValue(const Comparison& c) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kColumns{{
        {"run_id", "r.run_uuid"},
        {"run_name", "r.name"},
        {"status", "r.status"},
        {"user_id", "r.user_id"},
        {"artifact_uri", "r.artifact_uri"},
        {"start_time", "r.start_time"},
        {"created", "r.start_time"},
        {"end_time", "r.end_time"},
    }};
    std::string column;
    for (const auto& [name, sql] : kColumns)
        if (name == toLower(c.name.key))
            column = sql;
    if (column.empty())
        return filterError("\"" + c.name.key +
                               "\" is no attribute; there are run_id, run_name, status, user_id, "
                               "artifact_uri, start_time and end_time",
                           c.at);
    if (c.op.starts_with("IS"))
        return SqlPiece{column + " " + c.op, {}};
    if (column.ends_with("_time")) {
        if (c.op.ends_with("LIKE") || c.op.ends_with("IN"))
            return filterError("A time can only be compared with = != < <= > or >=", c.at);
        auto time = instant(c.operands.front());
        if (!time)
            return std::move(time).error();
        return SqlPiece{column + " " + c.op + " ?", {*time}};
    }
    return textValue(c, column, false);
}

/// "EXISTS (SELECT 1 FROM table v WHERE … AND condition)", or its opposite for IS NULL.
Result<SqlPiece> existsValue(const Comparison& c, std::string from, std::vector<SqlValue> values,
                             const Result<SqlPiece>& condition) {
    if (!condition)
        return condition.error();
    SqlPiece piece{c.op == "IS NULL" ? "NOT " : "", std::move(values)};
    piece.text += "EXISTS (SELECT 1 FROM " + std::move(from) + " AND " + condition->text + ")";
    piece.values.insert(piece.values.end(), condition->values.begin(), condition->values.end());
    return piece;
}

Result<SqlPiece> datasetValue(const Comparison& c) {
    const std::string inputs = "inputs i WHERE i.source_type = 'DATASET' AND i.destination_type = "
                               "'RUN' AND i.destination_id = r.run_uuid";
    const bool anything = c.op.starts_with("IS");
    if (c.name.key == "context")
        return existsValue(c,
                           "input_tags v JOIN " + inputs +
                               " AND v.input_uuid = i.input_uuid AND "
                               "v.name = 'mlflow.data.context'",
                           {}, anything ? SqlPiece{"1", {}} : textValue(c, "v.value", false));
    if (c.name.key != "name" && c.name.key != "digest")
        return filterError("A dataset has name, digest and context", c.at);
    return existsValue(c, "datasets v JOIN " + inputs + " AND v.dataset_uuid = i.source_id", {},
                       anything ? SqlPiece{"1", {}} : textValue(c, "v." + c.name.key, false));
}

Result<SqlPiece> comparisonSql(const Comparison& c) {
    const SqlPiece anything{"1", {}};
    const bool isNull = c.op.starts_with("IS");
    const auto keyed = [](const std::string& table) {
        return table + " v WHERE v.run_uuid = r.run_uuid AND v.key = ?";
    };
    switch (c.name.entity) {
    case Entity::Metric:
        return existsValue(c, keyed("latest_metrics"), {c.name.key},
                           isNull ? anything : metricValue(c));
    case Entity::Param:
        return existsValue(c, keyed("params"), {c.name.key},
                           isNull ? anything : textValue(c, "v.value", true));
    case Entity::Tag:
        return existsValue(c, keyed("tags"), {c.name.key},
                           isNull ? anything : textValue(c, "v.value", true));
    case Entity::Dataset:
        return datasetValue(c);
    case Entity::Attribute:
        break;
    }
    return attributeValue(c);
}

/// expression = term {OR term}; term = factor {AND factor}; factor = "(" expression ")" |
/// comparison
class FilterParser {
  public:
    explicit FilterParser(std::vector<Token> tokens) : m_tokens(std::move(tokens)) {}

    Result<SqlPiece> parse() {
        auto piece = expression(0);
        if (piece && peek().kind != Token::Kind::End)
            return filterError("AND, OR or the end is expected", peek());
        return piece;
    }

  private:
    const Token& peek() const { return m_tokens[m_at]; }
    const Token& take() {
        const Token& token = m_tokens[m_at];
        if (token.kind != Token::Kind::End)
            ++m_at;
        return token;
    }

    Result<SqlPiece> expression(int depth) {
        return chain("OR", [&] { return chain("AND", [&] { return factor(depth); }); });
    }

    template <class Part>
    Result<SqlPiece> chain(std::string_view keyword, Part part) {
        auto whole = part();
        bool several = false;
        while (whole && peek().is(keyword)) {
            take();
            auto next = part();
            if (!next)
                return next;
            several = true;
            whole->text += " " + std::string(keyword) + " " + next->text;
            whole->values.insert(whole->values.end(), next->values.begin(), next->values.end());
        }
        if (several)
            whole->text = "(" + whole->text + ")";
        return whole;
    }

    Result<SqlPiece> factor(int depth) {
        if (peek().kind != Token::Kind::Open)
            return comparison();
        if (depth >= kMaxDepth)
            return filterError("There are more than 50 parentheses within each other", peek());
        take();
        auto inner = expression(depth + 1);
        if (!inner)
            return inner;
        if (take().kind != Token::Kind::Close)
            return filterError("A closing parenthesis is missing", peek());
        return inner;
    }

    Result<SqlPiece> comparison() {
        if (++m_comparisons > kMaxComparisons)
            return filterError("The filter has more than 200 comparisons", peek());
        Comparison c;
        c.at = peek();
        auto name = identifierOf(take());
        if (!name)
            return std::move(name).error();
        c.name = *std::move(name);
        auto op = operatorWord();
        if (!op)
            return std::move(op).error();
        c.op = *std::move(op);
        if (!c.op.starts_with("IS"))
            if (auto read = operands(c); !read)
                return std::move(read).error();
        return comparisonSql(c);
    }

    Result<std::string> operatorWord() {
        const Token& token = take();
        if (token.kind == Token::Kind::Operator)
            return token.text;
        if (token.is("LIKE") || token.is("ILIKE") || token.is("IN"))
            return toUpper(token.text);
        if (token.is("NOT") && peek().is("IN")) {
            take();
            return std::string("NOT IN");
        }
        if (token.is("IS")) {
            const bool negated = peek().is("NOT");
            if (negated)
                take();
            if (take().is("NULL"))
                return std::string(negated ? "IS NOT NULL" : "IS NULL");
        }
        return filterError("A comparison such as = != < > LIKE or IN is expected", token);
    }

    Status operands(Comparison& c) {
        if (!c.op.ends_with("IN")) {
            const Token& token = take();
            if (token.kind != Token::Kind::Text && token.kind != Token::Kind::Number)
                return filterError("A number, or text in 'single quotes', is expected", token);
            c.operands.push_back(token);
            return {};
        }
        if (take().kind != Token::Kind::Open)
            return filterError("IN is followed by a list such as ('a', 'b')", peek());
        for (;;) {
            const Token& token = take();
            if (token.kind != Token::Kind::Text)
                return filterError("A list holds texts in 'single quotes'", token);
            c.operands.push_back(token);
            const Token& separator = take();
            if (separator.kind == Token::Kind::Close)
                return {};
            if (separator.kind != Token::Kind::Comma)
                return filterError("The list is not closed", separator);
        }
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_comparisons = 0;
};

} // namespace

Result<SqlPiece> compileFilter(std::string_view filter) {
    if (trim(filter).empty())
        return SqlPiece{"1", {}};
    auto tokens = tokenizeFilter(filter);
    if (!tokens)
        return std::move(tokens).error().during("read the filter");
    auto piece = FilterParser(*std::move(tokens)).parse();
    if (!piece)
        return std::move(piece).error().during("read the filter");
    return piece;
}

Status checkFilter(std::string_view filter) {
    auto piece = compileFilter(filter);
    return piece ? Status() : Status(std::move(piece).error());
}

Result<SqlOrder> compileOrder(std::span<const std::string> orderBy) {
    SqlOrder order;
    int number = 0;
    for (const auto& text : orderBy) {
        auto tokens = tokenizeFilter(text);
        if (!tokens)
            return std::move(tokens).error().during("read the order \"" + text + "\"");
        const auto& direction = (*tokens)[tokens->size() > 1 ? 1 : 0];
        const bool descending = direction.is("DESC");
        const bool complete =
            tokens->size() == 2 || (tokens->size() == 3 && (descending || direction.is("ASC")));
        auto name = identifierOf(tokens->front());
        if (!name || !complete || name->entity == Entity::Dataset)
            return fail(ErrorCode::InvalidInput,
                        "The order \"" + text +
                            "\" is not like \"metrics.rmse DESC\" or \"attributes.start_time\".");
        const std::string way = descending ? " DESC" : " ASC";
        if (name->entity == Entity::Attribute) {
            auto exists = attributeValue({*name, "IS NULL", {}, tokens->front()});
            if (!exists)
                return std::move(exists).error();
            const auto column = exists->text.substr(0, exists->text.find(' '));
            order.terms += column + " IS NULL, " + column + way + ", ";
            continue;
        }
        const std::string alias = "o" + std::to_string(number++);
        const std::string table = name->entity == Entity::Metric  ? "latest_metrics"
                                  : name->entity == Entity::Param ? "params"
                                                                  : "tags";
        order.joins.text += " LEFT JOIN " + table + " " + alias + " ON " + alias +
                            ".run_uuid = r.run_uuid AND " + alias + ".key = ?";
        order.joins.values.emplace_back(name->key);
        const std::string value = alias + ".value";
        const std::string numeric =
            name->entity == Entity::Metric ? value : "(" + asNumber(value) + ")";
        const std::string nan = name->entity == Entity::Metric ? alias + ".is_nan, " : "";
        order.terms += value + " IS NULL, " + nan + numeric + " IS NULL, " + numeric + way + ", " +
                       value + way + ", ";
    }
    order.terms += "r.start_time DESC, r.run_uuid";
    return order;
}

} // namespace loom::tracking
