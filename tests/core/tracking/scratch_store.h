// SPDX-License-Identifier: GPL-3.0-or-later
// A store in a folder of its own, with a clock that the test sets.
#pragma once

#include <QTemporaryDir>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "tracking/store.h"

namespace loom::tests {

class ScratchStore {
  public:
    ScratchStore() : m_now(std::make_shared<std::int64_t>(1'700'000'000'000)) {}

    std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    std::filesystem::path database() const { return folder() / "tracking.db"; }
    std::filesystem::path artifacts() const { return folder() / "artifacts"; }
    std::int64_t& now() { return *m_now; }

    Result<tracking::Store> open() const {
        return tracking::Store::open(database(), artifacts(),
                                     {.clockMs = [now = m_now] { return *now; }});
    }

  private:
    QTemporaryDir m_folder;
    std::shared_ptr<std::int64_t> m_now;
};

} // namespace loom::tests
