// SPDX-License-Identifier: GPL-3.0-or-later
// A command-line verb is one file in app/commands that registers a Command. It declares its options
// on a CLI::App and returns the function that runs it: text for people goes through the console,
// the same facts into one JSON object for --json.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/console.h"
#include "studies/workbench.h"

namespace loom::app {

struct GlobalOptions {
    std::filesystem::path dataDir;
    std::optional<std::uint64_t> seed;
    std::string device = "auto";
    bool json = false;
};

/// What a running verb gets. The workbench (databases, registry) opens on first use, so that verbs
/// on plain files work even where no data folder can be written.
class CommandEnvironment {
  public:
    explicit CommandEnvironment(GlobalOptions options)
        : m_options(std::move(options)), m_console(m_options.json) {}

    const GlobalOptions& options() const { return m_options; }
    std::uint64_t seed() const { return m_options.seed.value_or(1); }
    const Console& console() const { return m_console; }
    Result<studies::Workbench*> workbench();

  private:
    GlobalOptions m_options;
    Console m_console;
    std::unique_ptr<studies::Workbench> m_workbench;
};

using RunCommand = std::function<Status(CommandEnvironment&, Json& result)>;

struct Command {
    std::string name;
    std::string summary;
    std::string example; ///< shown at the end of the verb's --help
    std::function<RunCommand(CLI::App&)> setUp;
};

class CommandList {
  public:
    void add(Command command) { m_commands.push_back(std::move(command)); }
    const std::vector<Command>& all() const { return m_commands; }

  private:
    std::vector<Command> m_commands;
};

} // namespace loom::app
