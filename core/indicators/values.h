// SPDX-License-Identifier: GPL-3.0-or-later
// Long columns of numbers that are written once, from front to back: growing one does not fill it
// with zeros first. Thread rule: plain values.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace loom::indicators {

/// std::allocator, but values made without an argument are left as the memory was.
template <class T>
struct UnfilledAllocator : std::allocator<T> {
    template <class U>
    struct rebind {
        using other = UnfilledAllocator<U>;
    };
    template <class U, class... Arguments>
    void construct(U* place, Arguments&&... arguments) {
        if constexpr (sizeof...(Arguments) == 0)
            ::new (static_cast<void*>(place)) U;
        else
            ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
    }
};

using Values = std::vector<double, UnfilledAllocator<double>>;

} // namespace loom::indicators
