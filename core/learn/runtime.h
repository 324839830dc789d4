// SPDX-License-Identifier: GPL-3.0-or-later
// Which device a training or a sampling uses, and LibTorch's process-wide settings. Thread rule:
// startRuntime() first, from the main thread; the rest from anywhere.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "base/result.h"

namespace loom::learn {

/// Sets the number of threads of the process's numerical work (0 = all cores), and that a GPU adds
/// up in full single precision and, where it can, always in the same order. The first call counts,
/// later ones do nothing.
void startRuntime(unsigned threads = 0);

/// Threads of one training on the CPU.
unsigned workerThreads();

struct Device {
    int gpu = -1; ///< number of the CUDA device, negative for the CPU
    bool isCpu() const { return gpu < 0; }
    std::string id() const; ///< "cpu", "cuda:0"
    friend bool operator==(const Device&, const Device&) = default;
};

/// "auto" (the first GPU when there is one), "cpu", "cuda", "cuda:1". Fails with InvalidInput for
/// another text and with NotFound when there is no such GPU, naming what there is.
Result<Device> chooseDevice(const std::string& setting);

/// "CPU, 2 threads", "GPU 0 (CUDA)"; for a setting that cannot be met, what is used instead.
std::string deviceWords(const std::string& setting);

struct DeviceChoice {
    std::string id, title;
};
/// What a settings page offers: auto, cpu and every GPU.
std::vector<DeviceChoice> deviceChoices();

/// Whether this was thrown because the GPU's memory is full.
bool isOutOfGpuMemory(const std::exception& problem);

} // namespace loom::learn
