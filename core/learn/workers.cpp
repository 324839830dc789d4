// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/workers.h"

#include <utility>

namespace loom::learn {

Workers::Workers(unsigned threads) {
    for (unsigned i = 1; i < threads; ++i)
        m_helpers.emplace_back([this](std::stop_token stop) { help(std::move(stop)); });
}

Workers::~Workers() = default;

void Workers::help(std::stop_token stop) {
    std::uint64_t seen = 0;
    std::unique_lock lock(m_guard);
    while (m_wake.wait(lock, stop, [&] { return m_round != seen; })) {
        seen = m_round;
        if (!m_open)
            continue; // too late: nobody waits for those who sleep long
        ++m_working;
        lock.unlock();
        takePieces();
        lock.lock();
        if (--m_working == 0)
            m_done.notify_one();
    }
}

void Workers::takePieces() {
    try {
        for (std::size_t i = m_next++; i < m_pieces; i = m_next++)
            (*m_work)(i);
    } catch (...) {
        m_next = m_pieces;
        const std::scoped_lock lock(m_guard);
        if (!m_failure)
            m_failure = std::current_exception();
    }
}

void Workers::run(std::size_t pieces, const std::function<void(std::size_t)>& work) {
    const bool alone = m_helpers.empty() || pieces < 2;
    {
        const std::scoped_lock lock(m_guard);
        m_work = &work;
        m_pieces = pieces;
        m_next = 0;
        m_failure = nullptr;
        m_open = !alone;
        m_round += alone ? 0 : 1;
    }
    if (!alone)
        m_wake.notify_all();
    takePieces();
    std::unique_lock lock(m_guard);
    m_open = false;
    m_done.wait(lock, [&] { return m_working == 0; });
    if (m_failure)
        std::rethrow_exception(std::exchange(m_failure, nullptr));
}

} // namespace loom::learn
