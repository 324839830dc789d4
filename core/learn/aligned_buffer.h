// SPDX-License-Identifier: GPL-3.0-or-later
// Floats on a cache line boundary. Thread rule: a plain value, movable, not copied by accident.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace loom::learn {

class AlignedBuffer {
  public:
    AlignedBuffer() = default;
    /// count floats of zero.
    explicit AlignedBuffer(std::size_t count) { resize(count); }

    /// Zeroes everything when the size changes; keeps the content otherwise.
    void resize(std::size_t count) {
        if (count == m_count)
            return;
        m_floats.reset(new (std::align_val_t{kAlignment}) float[count]());
        m_count = count;
    }
    void zero() { std::fill_n(m_floats.get(), m_count, 0.0F); }

    float* data() { return m_floats.get(); }
    const float* data() const { return m_floats.get(); }
    std::size_t size() const { return m_count; }
    std::span<float> span() { return {m_floats.get(), m_count}; }
    std::span<const float> span() const { return {m_floats.get(), m_count}; }

  private:
    static constexpr std::size_t kAlignment = 64;
    struct Free {
        void operator()(float* floats) const {
            ::operator delete[](floats, std::align_val_t{kAlignment});
        }
    };
    std::unique_ptr<float[], Free> m_floats;
    std::size_t m_count = 0;
};

} // namespace loom::learn
