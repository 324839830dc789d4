// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256, for data hashes, bundle checksums and cache keys.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace loom {

/// Incremental SHA-256 (FIPS 180-4).
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    Sha256& add(std::span<const std::byte> bytes);
    Sha256& add(std::string_view text) { return add(std::as_bytes(std::span(text))); }
    template <class T>
    Sha256& addValues(std::span<const T> values) {
        return add(std::as_bytes(values));
    }
    /// 64 lower-case hex digits. The object is finished afterwards.
    std::string hex();

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

std::string sha256Hex(std::span<const std::byte> bytes);
std::string sha256Hex(std::string_view text);

} // namespace loom
