// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/synthesize_report.h"
#include "base/files.h"
#include "generate/fidelity_files.h"

namespace loom::app {

namespace {

struct PrivacyVerbOptions {
    std::string real, synthetic, holdout;
    std::size_t window = 0;
    bool prices = false;
    bool panel = false;
    std::filesystem::path out;
};

Result<generate::Paths> readTable(const std::string& file, bool prices) {
    const auto text = readFile(file, std::size_t{2} << 30);
    if (!text)
        return text.error();
    auto table = generate::parseWideCsv(*text, prices ? generate::TableContent::Prices
                                                      : generate::TableContent::LogReturns);
    if (!table)
        return std::move(table).error().during("read " + file);
    return table;
}

/// The columns of a wide table as the assets of one panel, day by day.
generate::Paths asPanel(const generate::Paths& table) {
    generate::Paths out{.count = 1, .length = table.length, .returns = {}, .assets = table.count};
    out.returns.reserve(table.returns.size());
    for (std::size_t day = 0; day < table.length; ++day)
        for (std::size_t asset = 0; asset < table.count; ++asset)
            out.returns.push_back(table.path(asset)[day]);
    return out;
}

std::vector<double> valuesOf(const generate::Paths& paths) {
    return {paths.returns.begin(), paths.returns.end()};
}

/// Real and holdout files: one series each, or the assets of a panel.
Status readReal(const PrivacyVerbOptions& options, generate::PrivacyInput& input) {
    auto real = readTable(options.real, options.prices);
    if (!real)
        return std::move(real).error();
    if (!options.panel && real->count > 1)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has {} columns of values; the real file of a series has one. "
                                "With --panel every column is an asset.",
                                options.real, real->count));
    if (options.panel && real->count < 2)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("{} has one column; a panel needs at least two assets.", options.real));
    input.assets = real->count;
    input.training = valuesOf(asPanel(*real));
    if (options.holdout.empty())
        return {};
    auto holdout = readTable(options.holdout, options.prices);
    if (!holdout)
        return std::move(holdout).error();
    if (holdout->count != real->count)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has {} columns, {} has {}. Both must hold the same columns.",
                                options.holdout, holdout->count, options.real, real->count));
    input.holdout = valuesOf(asPanel(*holdout));
    return {};
}

Status run(const PrivacyVerbOptions& options, CommandEnvironment& environment, Json& result) {
    generate::PrivacyInput input;
    if (auto read = readReal(options, input); !read)
        return read;
    auto synthetic = readTable(options.synthetic, options.prices);
    if (!synthetic)
        return std::move(synthetic).error();
    if (options.panel && synthetic->count != input.assets)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has {} columns, {} has {}. Both must hold the same assets in "
                                "the same order.",
                                options.synthetic, synthetic->count, options.real, input.assets));
    input.synthetic = options.panel ? asPanel(*synthetic) : std::move(*synthetic);
    ConsoleJobContext context("privacy");
    const auto report = generate::computePrivacy(
        input, {.window = options.window, .seed = environment.seed()}, context);
    if (!report)
        return report.error();
    printPrivacy(*report, environment.console());
    result["privacy"] = generate::toJson(*report);
    if (options.out.empty())
        return {};
    const auto file = std::filesystem::absolute(options.out);
    if (auto saved = writeFileAtomic(file, generate::toCsv(*report)); !saved)
        return saved;
    environment.console().print("Wrote {}", file.string());
    result["files"] = {file.string()};
    return {};
}

} // namespace

void register_privacy(CommandList& list) {
    list.add(
        {.name = "privacy",
         .summary = "Find out whether synthetic data give the real data away",
         .example = "quantloom privacy --real train.csv --synthetic paths.csv --holdout test.csv",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<PrivacyVerbOptions>();
             verb.add_option("--real", o->real,
                             "CSV of what the model learnt from: dates and one series, or with "
                             "--panel one column an asset")
                 ->required();
             verb.add_option("--synthetic", o->synthetic,
                             "CSV with one synthetic path a column, or with --panel one asset a "
                             "column")
                 ->required();
             verb.add_option("--holdout", o->holdout,
                             "CSV of real data that the model never saw; without it the verdict is "
                             "at best borderline");
             verb.add_option("--window", o->window,
                             "Days of a window (default 20 for a series, 1 for a panel)")
                 ->check(CLI::Range(1, 1000));
             verb.add_flag("--panel", o->panel, "The columns are assets of one panel");
             verb.add_flag("--prices", o->prices, "The files hold prices, not log returns");
             verb.add_option("--out", o->out, "Write the measures to this CSV file");
             return [o](CommandEnvironment& environment, Json& result) {
                 return run(*o, environment, result);
             };
         }});
}

} // namespace loom::app
