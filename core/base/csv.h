// SPDX-License-Identifier: GPL-3.0-or-later
// CSV after RFC 4180: quoted fields, doubled quotes, any one-character delimiter, CRLF or LF.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loom {

/// Walks a text record by record without copying it first. The text must outlive the reader.
class CsvReader {
  public:
    explicit CsvReader(std::string_view text, char delimiter = ',');

    /// Reads the next record; false at the end. Blank lines are skipped.
    bool next(std::vector<std::string>& fields);
    /// 1-based line on which the last record began, for messages.
    std::size_t line() const { return m_recordLine; }
    /// True when a quoted field was never closed.
    bool truncatedQuote() const { return m_truncatedQuote; }

  private:
    std::string_view m_rest;
    char m_delimiter;
    std::size_t m_line = 1;
    std::size_t m_recordLine = 0;
    bool m_truncatedQuote = false;
};

/// Builds CSV text: '.' decimals, shortest round-trip numbers, LF line ends.
class CsvWriter {
  public:
    CsvWriter& cell(std::string_view text);
    CsvWriter& cell(double value);
    CsvWriter& cell(long long value);
    CsvWriter& cell(int value) { return cell(static_cast<long long>(value)); }
    CsvWriter& cell(std::size_t value) { return cell(static_cast<long long>(value)); }
    void endRow();
    void row(const std::vector<std::string>& cells);
    const std::string& text() const { return m_text; }

  private:
    void separate();
    std::string m_text;
    bool m_atStart = true;
};

} // namespace loom
