// SPDX-License-Identifier: GPL-3.0-or-later
// Little-endian binary text for bundles and checkpoints: numbers, strings and named float arrays.
// Reading never runs past the end: the first impossible read makes ok() false and yields zeros.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace loom::learn {

static_assert(std::endian::native == std::endian::little, "bundles are written little-endian");

class ByteWriter {
  public:
    template <class T>
    requires std::is_arithmetic_v<T> ByteWriter& put(T value) {
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    ByteWriter& putText(std::string_view text) {
        put(static_cast<std::uint64_t>(text.size()));
        m_bytes += text;
        return *this;
    }
    template <class T>
    requires std::is_arithmetic_v<T> ByteWriter& putArray(std::span<const T> values) {
        put(static_cast<std::uint64_t>(values.size()));
        m_bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
        return *this;
    }
    const std::string& bytes() const& { return m_bytes; }
    std::string bytes() && { return std::move(m_bytes); }

  private:
    std::string m_bytes;
};

class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : m_rest(bytes) {}

    template <class T>
    requires std::is_arithmetic_v<T> T get() {
        T value{};
        if (const auto raw = take(sizeof value); !raw.empty())
            std::memcpy(&value, raw.data(), sizeof value);
        return value;
    }
    std::string_view getText() { return take(size(1)); }
    template <class T>
    requires std::is_arithmetic_v<T> std::vector<T> getArray() {
        const std::uint64_t count = size(sizeof(T));
        std::vector<T> values(count);
        const auto raw = take(count * sizeof(T));
        if (!raw.empty())
            std::memcpy(values.data(), raw.data(), raw.size());
        return values;
    }

    bool ok() const { return m_ok; }
    /// Everything was read and nothing went wrong.
    bool finished() const { return m_ok && m_rest.empty(); }

  private:
    /// A count of elements that really are there.
    std::uint64_t size(std::size_t elementBytes) {
        const auto count = get<std::uint64_t>();
        if (count <= m_rest.size() / elementBytes)
            return count;
        m_ok = false;
        return 0;
    }
    std::string_view take(std::uint64_t count) {
        if (!m_ok || count > m_rest.size()) {
            m_ok = false;
            return {};
        }
        const auto out = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return out;
    }

    std::string_view m_rest;
    bool m_ok = true;
};

} // namespace loom::learn
