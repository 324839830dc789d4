// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <map>
#include <memory>
#include <mutex>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace loom {

namespace {

class ListenerSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    int add(std::function<void(const LogRecord&)> listener) {
        const std::lock_guard lock(mutex_);
        m_listeners[++m_lastId] = std::move(listener);
        return m_lastId;
    }
    void remove(int id) {
        const std::lock_guard lock(mutex_);
        m_listeners.erase(id);
    }

  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        const auto seconds =
            std::chrono::floor<std::chrono::seconds>(message.time.time_since_epoch());
        const LogRecord record{{seconds.count()},
                               message.level,
                               std::string(message.payload.data(), message.payload.size())};
        for (const auto& [id, listener] : m_listeners)
            listener(record);
    }
    void flush_() override {}

  private:
    std::map<int, std::function<void(const LogRecord&)>> m_listeners;
    int m_lastId = 0;
};

/// spdlog's logger registry is process-wide by design; this sink is our one handle into it.
const std::shared_ptr<ListenerSink>& listenerSink() {
    static const auto sink = std::make_shared<ListenerSink>();
    return sink;
}

} // namespace

void startLog(const std::filesystem::path& folder, bool toStandardError) {
    std::vector<spdlog::sink_ptr> sinks{listenerSink()};
    if (toStandardError || folder.empty())
        sinks.push_back(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    std::string fileProblem;
    if (!folder.empty()) {
        try {
            sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
                (folder / "quantloom.log").string(), 2u << 20, 3));
        } catch (const spdlog::spdlog_ex& e) {
            fileProblem = e.what();
        }
    }
    auto logger = std::make_shared<spdlog::logger>("quantloom", sinks.begin(), sinks.end());
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
    if (!fileProblem.empty())
        spdlog::warn("No log file is kept: {}", fileProblem);
}

int addLogListener(std::function<void(const LogRecord&)> listener) {
    return listenerSink()->add(std::move(listener));
}

void removeLogListener(int id) {
    listenerSink()->remove(id);
}

} // namespace loom
