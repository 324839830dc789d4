// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/types.h"

#include <algorithm>
#include <array>
#include <utility>

namespace loom::tracking {

namespace {

constexpr std::array<std::pair<RunStatus, std::string_view>, 5> kStatusNames{{
    {RunStatus::Running, "RUNNING"},
    {RunStatus::Scheduled, "SCHEDULED"},
    {RunStatus::Finished, "FINISHED"},
    {RunStatus::Failed, "FAILED"},
    {RunStatus::Killed, "KILLED"},
}};

std::string_view valueOf(const std::vector<NamedText>& list, std::string_view key) {
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const NamedText& item) { return item.key == key; });
    return found == list.end() ? std::string_view{} : std::string_view(found->value);
}

} // namespace

std::string_view runStatusName(RunStatus status) {
    for (const auto& [value, name] : kStatusNames)
        if (value == status)
            return name;
    return "RUNNING";
}

std::optional<RunStatus> runStatusFromName(std::string_view text) {
    for (const auto& [value, name] : kStatusNames)
        if (name == text)
            return value;
    return std::nullopt;
}

std::string_view Run::tag(std::string_view key) const {
    return valueOf(tags, key);
}

std::string_view Run::param(std::string_view key) const {
    return valueOf(params, key);
}

const Metric* Run::metric(std::string_view key) const {
    const auto found = std::find_if(metrics.begin(), metrics.end(),
                                    [&](const Metric& metric) { return metric.key == key; });
    return found == metrics.end() ? nullptr : &*found;
}

} // namespace loom::tracking
