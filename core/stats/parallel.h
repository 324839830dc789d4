// SPDX-License-Identifier: GPL-3.0-or-later
// A loop over independent pieces on all cores. Results must be written by index and combined in
// order afterwards, so that they do not depend on how many threads there were.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace loom::stats {

/// Calls piece(0) … piece(count - 1), each once, on up to `threads` threads (0 = one a core), and
/// waits. The first exception of a piece is thrown again here; the rest of the pieces is then
/// skipped.
template <class Piece>
void parallelFor(std::size_t count, Piece&& piece, unsigned threads = 0) {
    std::atomic<std::size_t> nextPiece{0};
    std::exception_ptr failure;
    std::mutex failureGuard;
    const auto work = [&] {
        try {
            for (std::size_t i = nextPiece++; i < count; i = nextPiece++)
                piece(i);
        } catch (...) {
            nextPiece = count;
            const std::scoped_lock lock(failureGuard);
            if (!failure)
                failure = std::current_exception();
        }
    };
    const std::size_t workers =
        threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
    {
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < std::min(workers, count); ++i)
            helpers.emplace_back(work);
        work();
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace loom::stats
