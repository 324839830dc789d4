// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that stay between the steps of a training: starting new ones costs as much as a step of a
// small network. Thread rule: run() from one thread at a time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "learn/runtime.h"

namespace loom::learn {

class Workers {
  public:
    /// The calling thread is one of them: Workers(1) starts none.
    explicit Workers(unsigned threads = workerThreads());
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    unsigned threads() const { return static_cast<unsigned>(m_helpers.size()) + 1; }

    /// Calls work(0) … work(pieces - 1), each once, and waits. Results must be written by piece and
    /// combined in order afterwards, so that they do not depend on the number of threads. The first
    /// exception of a piece is thrown again here; the rest of the pieces is then skipped.
    void run(std::size_t pieces, const std::function<void(std::size_t piece)>& work);

  private:
    void help(std::stop_token stop);
    void takePieces();

    std::mutex m_guard;
    std::condition_variable_any m_wake;
    std::condition_variable_any m_done;
    std::uint64_t m_round = 0;
    bool m_open = false;       ///< a helper that wakes may still join the round
    std::size_t m_working = 0; ///< helpers that have joined and not finished
    const std::function<void(std::size_t)>* m_work = nullptr;
    std::size_t m_pieces = 0;
    std::atomic<std::size_t> m_next{0};
    std::exception_ptr m_failure;
    std::vector<std::jthread> m_helpers; ///< last: joined before the rest goes
};

} // namespace loom::learn
