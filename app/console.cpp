// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace loom::app {

namespace {

/// Signal handlers may only touch lock-free atomics with static storage.
std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free);

void onInterrupt(int) {
    if (interrupts.fetch_add(1, std::memory_order_relaxed) >= 2)
        std::_Exit(130);
}

/// Width on a terminal: UTF-8 continuation bytes take no column.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string padded(const std::string& cell, std::size_t to, bool left) {
    const std::string space(to - std::min(to, width(cell)), ' ');
    return left ? cell + space : space + cell;
}

} // namespace

void Console::line(std::string_view text) const {
    if (!m_json)
        fmt::print("{}\n", text);
}

void Console::table(const std::vector<std::string>& header,
                    const std::vector<std::vector<std::string>>& rows,
                    const std::vector<std::size_t>& textColumns) const {
    std::vector<std::size_t> widths(header.size());
    const auto measure = [&](const std::vector<std::string>& cells) {
        for (std::size_t c = 0; c < cells.size() && c < widths.size(); ++c)
            widths[c] = std::max(widths[c], width(cells[c]));
    };
    measure(header);
    std::for_each(rows.begin(), rows.end(), measure);
    const auto show = [&](const std::vector<std::string>& cells) {
        std::string out;
        for (std::size_t c = 0; c < cells.size() && c < widths.size(); ++c) {
            const bool left =
                std::find(textColumns.begin(), textColumns.end(), c) != textColumns.end();
            out += (c == 0 ? "" : "  ") + padded(cells[c], widths[c], left);
        }
        out.erase(out.find_last_not_of(' ') + 1);
        line(out);
    };
    show(header);
    std::for_each(rows.begin(), rows.end(), show);
}

void installInterruptHandler() {
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

jobs::StopRequest interruptRequest() {
    switch (interrupts.load(std::memory_order_relaxed)) {
    case 0:
        return jobs::StopRequest::None;
    case 1:
        return jobs::StopRequest::KeepBest;
    default:
        return jobs::StopRequest::Discard;
    }
}

ConsoleJobContext::ConsoleJobContext(std::string title)
    : m_title(std::move(title)), m_terminal(::isatty(STDERR_FILENO) == 1) {}

ConsoleJobContext::~ConsoleJobContext() {
    clearBar();
}

void ConsoleJobContext::clearBar() {
    if (m_barShown)
        fmt::print(stderr, "\r\033[K");
    m_barShown = false;
}

void ConsoleJobContext::progress(double fraction, std::string_view text) {
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    const auto pause = m_terminal ? std::chrono::steady_clock::duration(100ms)
                                  : std::chrono::steady_clock::duration(10s);
    if (now - m_lastShown < pause || (!m_terminal && now - m_start < 2s))
        return;
    m_lastShown = now;
    if (!m_terminal) {
        fmt::print(stderr, "{}: {}\n", m_title, text);
        return;
    }
    constexpr int kWidth = 24;
    const int filled = fraction < 0 ? 0 : static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kWidth);
    const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                            std::string(static_cast<std::size_t>(kWidth - filled), '.');
    const std::string percent = fraction < 0 ? "    " : fmt::format("{:3.0f}%", 100 * fraction);
    fmt::print(stderr, "\r\033[K{} [{}] {} {}", m_title, bar, percent, text);
    std::fflush(stderr);
    m_barShown = true;
}

void ConsoleJobContext::log(jobs::LogLevel level, std::string_view text) {
    if (level == jobs::LogLevel::Info && !m_terminal)
        return;
    clearBar();
    const char* mark = level == jobs::LogLevel::Info      ? ""
                       : level == jobs::LogLevel::Warning ? "warning: "
                                                          : "error: ";
    fmt::print(stderr, "{}{}\n", mark, text);
}

} // namespace loom::app
