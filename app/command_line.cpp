// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include <algorithm>
#include <exception>
#include <new>

#include "app/command.h"
#include "app/exit_codes.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "learn/runtime.h"

namespace loom::app {

void registerAll_commands(CommandList& list);

namespace {

constexpr const char* kFooter =
    "Without a verb the window opens; FILE may be a .loom workspace or a CSV to import.\n"
    "Exit codes: 0 done, 1 internal failure, 2 wrong input, 3 nothing found, 4 network refused or\n"
    "unreachable, 5 disk or database, 130 stopped by Ctrl-C with nothing finished.\n"
    "Ctrl-C once stops a training, keeps the best so far, judges it and ends with 0; twice "
    "discards\n"
    "it and ends with 130.";

/// A verb's result for --json: {"ok": true, …} or {"ok": false, "error": {code, message}}.
void printJson(const Status& status, Json result) {
    result["ok"] = status.ok();
    if (!status)
        result["error"] = {{"code", errorCodeName(status.error().code)},
                           {"message", status.error().text()}};
    fmt::print("{}\n", result.dump(2, ' ', false, Json::error_handler_t::replace));
}

Status guarded(const RunCommand& run, CommandEnvironment& environment, Json& result) {
    try {
        return run(environment, result);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory,
                    "the machine ran out of memory; ask for fewer or shorter paths");
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, e.what());
    }
}

int execute(const RunCommand& run, const GlobalOptions& options) {
    startLog(dataPaths(options.dataDir).logs, false);
    CommandEnvironment environment(options);
    Json result = Json::object();
    const Status status = guarded(run, environment, result);
    if (options.json)
        printJson(status, std::move(result));
    if (!status && !options.json)
        fmt::print(stderr, "quantloom: {}\n", status.error().text());
    return status ? kOk : exitCode(status.error().code);
}

/// A word that is no verb must be a file; otherwise it was most likely meant as a verb.
std::string problemWithFile(const std::string& word, const CommandList& commands) {
    std::error_code ignored;
    if (std::filesystem::exists(word, ignored))
        return {};
    std::vector<std::string> verbs;
    for (const Command& command : commands.all())
        verbs.push_back(command.name);
    const auto near = didYouMean(word, verbs);
    return near
               ? fmt::format("there is no verb or file \"{}\"; did you mean \"{}\"?", word, *near)
               : fmt::format("there is no verb or file \"{}\"; verbs: {}", word, join(verbs, ", "));
}

std::string problemWithDevice(const std::string& setting) {
    const auto device = learn::chooseDevice(setting);
    return device ? std::string() : device.error().message;
}

void addGlobalOptions(CLI::App& app, GlobalOptions& options) {
    app.add_option("--data-dir", options.dataDir, "Keep every file below this folder");
    app.add_option("--seed", options.seed, "Seed of everything random (default 1)");
    app.add_option("--device", options.device, "auto, cpu or cuda:0 (default auto)")
        ->check(problemWithDevice, "");
    app.add_flag("--json", options.json, "Print one JSON object on standard output");
}

} // namespace

Result<studies::Workbench*> CommandEnvironment::workbench() {
    if (!m_workbench) {
        auto opened = studies::openWorkbench({.dataDir = m_options.dataDir});
        if (!opened)
            return std::move(opened).error();
        m_workbench = std::move(*opened);
        for (const auto& note : m_workbench->startNotes())
            fmt::print(stderr, "quantloom: {}\n", note);
    }
    return m_workbench.get();
}

Invocation runCommandLine(int argc, char** argv) {
    CLI::App app("Quantloom: research workstation for market scenarios", "quantloom");
    app.set_version_flag("--version", std::string("quantloom ") + kVersion);
    app.footer(kFooter);
    app.fallthrough();
    GlobalOptions options;
    addGlobalOptions(app, options);
    Invocation invocation;
    CLI::Option* files =
        app.add_option("FILE", invocation.openFiles, "Workspace or CSV to open in the window");

    CommandList commands;
    registerAll_commands(commands);
    RunCommand chosen;
    for (const Command& command : commands.all()) {
        CLI::App* verb = app.add_subcommand(command.name, command.summary);
        verb->footer("Example:\n  " + command.example);
        verb->callback([run = command.setUp(*verb), &chosen] { chosen = run; });
    }
    files->check([&commands](const std::string& word) { return problemWithFile(word, commands); },
                 "");
    app.require_subcommand(0, 1);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        const int code = app.exit(e);
        invocation.exitCode = code == 0 ? kOk : kBadInput;
        return invocation;
    }
    invocation.dataDir = options.dataDir;
    if (chosen) {
        installInterruptHandler();
        invocation.exitCode = execute(chosen, options);
    }
    return invocation;
}

} // namespace loom::app
