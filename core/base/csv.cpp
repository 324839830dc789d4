// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/csv.h"

#include "base/text.h"

#include <cmath>

namespace loom {

CsvReader::CsvReader(std::string_view text, char delimiter) : m_rest(text), m_delimiter(delimiter) {
    if (m_rest.starts_with("\xEF\xBB\xBF"))
        m_rest.remove_prefix(3);
}

bool CsvReader::next(std::vector<std::string>& fields) {
    while (!m_rest.empty() && (m_rest.front() == '\n' || m_rest.front() == '\r')) {
        m_line += m_rest.front() == '\n' ? 1 : 0;
        m_rest.remove_prefix(1);
    }
    fields.clear();
    if (m_rest.empty())
        return false;
    m_recordLine = m_line;
    std::string field;
    bool quoted = false;
    std::size_t at = 0;
    for (; at < m_rest.size(); ++at) {
        const char c = m_rest[at];
        if (c == '\n')
            ++m_line;
        if (quoted) {
            if (c != '"')
                field += c;
            else if (at + 1 < m_rest.size() && m_rest[at + 1] == '"')
                field += m_rest[++at];
            else
                quoted = false;
        } else if (c == '"' && field.empty()) {
            quoted = true;
        } else if (c == m_delimiter) {
            fields.push_back(std::move(field));
            field.clear();
        } else if (c == '\n') {
            break;
        } else if (c != '\r') {
            field += c;
        }
    }
    m_truncatedQuote = m_truncatedQuote || quoted;
    fields.push_back(std::move(field));
    m_rest.remove_prefix(at < m_rest.size() ? at + 1 : at);
    return true;
}

void CsvWriter::separate() {
    if (!m_atStart)
        m_text += ',';
    m_atStart = false;
}

CsvWriter& CsvWriter::cell(std::string_view text) {
    separate();
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) {
        m_text += text;
        return *this;
    }
    m_text += '"';
    for (const char c : text) {
        if (c == '"')
            m_text += '"';
        m_text += c;
    }
    m_text += '"';
    return *this;
}

CsvWriter& CsvWriter::cell(double value) {
    separate();
    if (!std::isnan(value))
        m_text += shortest(value);
    return *this;
}

CsvWriter& CsvWriter::cell(long long value) {
    separate();
    m_text += std::to_string(value);
    return *this;
}

void CsvWriter::endRow() {
    m_text += '\n';
    m_atStart = true;
}

void CsvWriter::row(const std::vector<std::string>& cells) {
    for (const auto& text : cells)
        cell(std::string_view(text));
    endRow();
}

} // namespace loom
