// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/object_reader.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/text.h"

namespace loom::studies {

ObjectReader::ObjectReader(const Json& object, std::string path)
    : m_object(object), m_path(std::move(path)) {
    if (object.is_object())
        return;
    m_object = Json::object();
    m_problem = fail(ErrorCode::InvalidInput, fmt::format("{} must be a JSON object",
                                                          m_path.empty() ? "the study" : m_path));
}

std::string ObjectReader::pathOf(std::string_view key) const {
    return m_path.empty() ? std::string(key) : m_path + "." + std::string(key);
}

void ObjectReader::addProblem(std::string_view key, std::string why) {
    if (!m_problem)
        m_problem = fail(ErrorCode::InvalidInput, pathOf(key) + ": " + std::move(why));
}

void ObjectReader::absorb(const Status& nested) {
    if (!nested && !m_problem)
        m_problem = nested.error();
}

const Json* ObjectReader::take(std::string_view key) {
    m_known.emplace_back(key);
    const auto at = m_object.find(std::string(key));
    return at == m_object.end() || at->is_null() ? nullptr : &*at;
}

std::string ObjectReader::text(std::string_view key, std::string fallback) {
    const Json* value = take(key);
    if (value == nullptr)
        return fallback;
    if (value->is_string())
        return value->get<std::string>();
    addProblem(key, fmt::format("must be text, not {}", value->dump()));
    return fallback;
}

double ObjectReader::real(std::string_view key, double fallback, double minimum, double maximum) {
    const Json* value = take(key);
    if (value == nullptr)
        return fallback;
    if (!value->is_number())
        addProblem(key, fmt::format("must be a number, not {}", value->dump()));
    else if (const double number = value->get<double>(); number >= minimum && number <= maximum)
        return number;
    else
        addProblem(key, fmt::format("is {}; allowed: {} to {}", shortest(number), shortest(minimum),
                                    shortest(maximum)));
    return fallback;
}

std::int64_t ObjectReader::integer(std::string_view key, std::int64_t fallback,
                                   std::int64_t minimum, std::int64_t maximum) {
    const Json* value = take(key);
    if (value == nullptr)
        return fallback;
    if (!value->is_number_integer())
        addProblem(key, fmt::format("must be a whole number, not {}", value->dump()));
    else if (const auto number = value->get<std::int64_t>(); number >= minimum && number <= maximum)
        return number;
    else
        addProblem(key, fmt::format("is {}; allowed: {} to {}", number, minimum, maximum));
    return fallback;
}

bool ObjectReader::boolean(std::string_view key, bool fallback) {
    const Json* value = take(key);
    if (value == nullptr)
        return fallback;
    if (value->is_boolean())
        return value->get<bool>();
    addProblem(key, fmt::format("must be true or false, not {}", value->dump()));
    return fallback;
}

std::optional<Date> ObjectReader::date(std::string_view key) {
    const std::string written = text(key, "");
    if (written.empty())
        return std::nullopt;
    const auto parsed = parseIsoDate(written);
    if (parsed)
        return *parsed;
    addProblem(key, parsed.error().message);
    return std::nullopt;
}

std::vector<std::string> ObjectReader::texts(std::string_view key) {
    const Json* value = take(key);
    if (value == nullptr)
        return {};
    const bool allText =
        value->is_array() &&
        std::all_of(value->begin(), value->end(), [](const Json& v) { return v.is_string(); });
    if (allText)
        return value->get<std::vector<std::string>>();
    addProblem(key, "must be a list of texts");
    return {};
}

std::vector<Json> ObjectReader::objects(std::string_view key) {
    const Json* value = take(key);
    if (value == nullptr)
        return {};
    const bool allObjects =
        value->is_array() &&
        std::all_of(value->begin(), value->end(), [](const Json& v) { return v.is_object(); });
    if (allObjects)
        return value->get<std::vector<Json>>();
    addProblem(key, "must be a list of objects in braces");
    return {};
}

std::size_t ObjectReader::choice(std::string_view key, const std::vector<std::string>& choices,
                                 std::size_t fallback) {
    const std::string written = text(key, choices[fallback]);
    const auto at = std::find(choices.begin(), choices.end(), written);
    if (at != choices.end())
        return static_cast<std::size_t>(at - choices.begin());
    addProblem(key, fmt::format("is \"{}\"; must be one of: {}", written, join(choices, ", ")));
    return fallback;
}

Json ObjectReader::object(std::string_view key) {
    const Json* value = take(key);
    if (value == nullptr)
        return Json::object();
    if (value->is_object())
        return *value;
    addProblem(key, fmt::format("must be an object in braces, not {}", value->dump()));
    return Json::object();
}

Status ObjectReader::finish() {
    if (m_problem)
        return *m_problem;
    for (const auto& [key, value] : m_object.items()) {
        if (std::find(m_known.begin(), m_known.end(), key) != m_known.end())
            continue;
        const auto near = didYouMean(key, m_known);
        return fail(ErrorCode::InvalidInput,
                    near ? fmt::format("{}: unknown key; did you mean \"{}\"?", pathOf(key), *near)
                         : fmt::format("{}: unknown key; known here: {}", pathOf(key),
                                       join(m_known, ", ")));
    }
    return {};
}

} // namespace loom::studies
