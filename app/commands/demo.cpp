// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/synthesize_report.h"

namespace loom::app {

void register_demo(CommandList& list) {
    list.add({.name = "demo",
              .summary = "Train Quick on the bundled S&P 500, generate, report: needs no network",
              .example = "quantloom demo --out demo/",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto out = std::make_shared<std::filesystem::path>("quantloom-demo");
                  verb.add_option("--out", *out,
                                  "Folder for report, paths and figure (default quantloom-demo)");
                  return [out](CommandEnvironment& environment, Json& result) {
                      studies::SynthesizeStudy study;
                      study.name = "demo";
                      study.data = {
                          .symbol = "^GSPC", .from = Date::fromYmd(2010, 1, 1), .source = "sample"};
                      study.seed = environment.seed();
                      study.device = environment.options().device;
                      return synthesizeAndReport(study,
                                                 {.out = *out, .share = {}, .overrideReason = {}},
                                                 environment, result);
                  };
              }});
}

} // namespace loom::app
