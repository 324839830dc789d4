// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/device_engine.h"

namespace loom::learn {

void DeviceEngine::restore(const TrainingState& state) {
    try {
        start(state);
    } catch (const std::exception& problem) {
        leaveGpu(problem);
        start(state);
    }
}

void DeviceEngine::start(const TrainingState& state) {
    m_engine = m_parts.make(m_parts.network, m_parts.options, m_parts.device, m_parts.threads);
    m_engine->restore(state);
}

/// Called while the problem is handled: throws it again when it is another one.
void DeviceEngine::leaveGpu(const std::exception& problem) {
    if (m_parts.device.isCpu() || !isOutOfGpuMemory(problem))
        throw;
    m_parts.device = {};
    if (m_parts.leavesGpu)
        m_parts.leavesGpu();
}

/// On the GPU, and once more on the CPU when its memory is full.
template <class Compute>
auto DeviceEngine::computed(Compute&& compute) {
    try {
        return compute();
    } catch (const std::exception& problem) {
        leaveGpu(problem);
    }
    start(m_engine->state());
    return compute();
}

StepResult DeviceEngine::step(const StepPlan& plan, const Fill& fill, const Loss& loss) {
    return computed([&] { return m_engine->step(plan, fill, loss); });
}

void DeviceEngine::evaluate(std::size_t rows, const Fill& fill, const Take& take) {
    computed([&] { m_engine->evaluate(rows, fill, take); });
}

} // namespace loom::learn
