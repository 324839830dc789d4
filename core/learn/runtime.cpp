// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/runtime.h"

#include <torch/cuda.h>
#include <torch/utils.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "base/counts.h"
#include "base/text.h"

namespace loom::learn {

namespace {

std::once_flag started;
std::atomic<unsigned> threadCount{0};

int gpuCount() {
    return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
}

std::string cpuWords() {
    return "CPU, " + counted(workerThreads(), "thread");
}

/// Full single precision, and a fixed order of sums where LibTorch has the choice.
void fixGpuArithmetic() {
    ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0); // cuBLAS reads it when it starts
    at::globalContext().setAllowTF32CuBLAS(false);
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setBenchmarkCuDNN(false);
}

} // namespace

void startRuntime(unsigned threads) {
    std::call_once(started, [&] {
        threadCount = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
        at::set_num_threads(static_cast<int>(threadCount.load()));
        at::set_num_interop_threads(1);
        fixGpuArithmetic();
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
    const std::string_view words = problem.what();
    const auto says = [&](std::string_view part) { return words.find(part) != words.npos; };
    // LibTorch's own allocator, the CUDA runtime, cuBLAS and cuDNN.
    return dynamic_cast<const c10::OutOfMemoryError*>(&problem) != nullptr ||
           says("CUDA out of memory") || says("CUDA error: out of memory") ||
           says("_STATUS_ALLOC_FAILED");
}

} // namespace loom::learn
