// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/runtime.h"

#include <torch/cuda.h>
#include <torch/utils.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/text.h"

namespace loom::learn {

namespace {

std::once_flag started;
std::atomic<unsigned> threadCount{0};

int gpuCount() {
    return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
}

std::string plural(unsigned count, const std::string& word) {
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

std::string cpuWords() {
    return "CPU, " + plural(workerThreads(), "thread");
}

} // namespace

void startRuntime(unsigned threads) {
    std::call_once(started, [&] {
        threadCount = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
        at::set_num_threads(static_cast<int>(threadCount.load()));
        at::set_num_interop_threads(1);
    });
}

unsigned workerThreads() {
    const unsigned chosen = threadCount;
    return chosen > 0 ? chosen : std::max(1U, std::thread::hardware_concurrency());
}

std::string Device::id() const {
    return isCpu() ? "cpu" : "cuda:" + std::to_string(gpu);
}

Result<Device> chooseDevice(const std::string& setting) {
    const int gpus = gpuCount();
    if (setting.empty() || setting == "auto")
        return Device{gpus > 0 ? 0 : -1};
    if (setting == "cpu")
        return Device{};
    std::int64_t wanted = setting == "cuda" ? 0 : -1;
    if (setting.starts_with("cuda:"))
        wanted = parseInt(std::string_view(setting).substr(5)).value_or(-1);
    if (wanted < 0)
        return fail(ErrorCode::InvalidInput, "\"" + setting +
                                                 "\" is not a device. Use auto, cpu, or cuda:0 "
                                                 "and so on.");
    if (wanted >= gpus)
        return fail(ErrorCode::NotFound,
                    gpus == 0
                        ? "There is no CUDA GPU that this program can use. Choose auto or "
                          "cpu as device."
                        : "There is no GPU number " + std::to_string(wanted) +
                              ": this "
                              "machine has " +
                              std::to_string(gpus) + ", counted from 0. Choose another device.");
    return Device{static_cast<int>(wanted)};
}

std::string deviceWords(const std::string& setting) {
    const auto device = chooseDevice(setting);
    if (!device)
        return cpuWords() + " (" + setting + " is not there)";
    return device->isCpu() ? cpuWords() : "GPU " + std::to_string(device->gpu) + " (CUDA)";
}

std::vector<DeviceChoice> deviceChoices() {
    std::vector<DeviceChoice> choices = {{"auto", "Automatic: " + deviceWords("auto")},
                                         {"cpu", cpuWords()}};
    for (int gpu = 0; gpu < gpuCount(); ++gpu)
        choices.push_back({Device{gpu}.id(), deviceWords(Device{gpu}.id())});
    return choices;
}

bool isOutOfGpuMemory(const std::exception& problem) {
    return dynamic_cast<const c10::OutOfMemoryError*>(&problem) != nullptr ||
           std::string_view(problem.what()).find("CUDA out of memory") != std::string_view::npos;
}

} // namespace loom::learn
