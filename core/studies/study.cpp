// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/study.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "studies/object_reader.h"

namespace loom::studies {

namespace {

constexpr int kVersion = 1;
const std::vector<std::string> kKinds{"synthesize"};
const std::vector<std::string> kIntervals{"1m", "5m", "15m", "1h", "1d"};
const std::vector<std::string> kAdjustments{"as_stored", "split_and_dividend"};
const std::vector<std::string> kModes{"holdout", "paper_table"};

DataSelection readData(ObjectReader& parent) {
    ObjectReader in(parent.object("data"), parent.pathOf("data"));
    DataSelection data;
    data.symbol = in.text("symbol", data.symbol);
    if (data.symbol.empty())
        in.addProblem("symbol", "is empty; name a symbol such as ^GSPC or AAPL");
    data.interval = *market::intervalFromCode(kIntervals[in.choice("interval", kIntervals, 4)]);
    data.from = in.date("from");
    data.to = in.date("to");
    if (data.from && data.to && *data.to < *data.from)
        in.addProblem(
            "to", fmt::format("{} lies before data.from, {}", toIso(*data.to), toIso(*data.from)));
    data.adjustment = in.choice("adjustment", kAdjustments, 1) == 0
                          ? market::Adjustment::AsStored
                          : market::Adjustment::SplitAndDividend;
    data.source = in.text("source", "");
    parent.absorb(in.finish());
    return data;
}

SplitPlan readSplit(ObjectReader& parent) {
    ObjectReader in(parent.object("split"), parent.pathOf("split"));
    SplitPlan split;
    split.paperTable = in.choice("mode", kModes, 0) == 1;
    split.trainShare = in.real("train", split.trainShare, 0.1, 0.95);
    split.validationShare = in.real("validation", split.validationShare, 0.01, 0.8);
    if (!split.paperTable && split.trainShare + split.validationShare > 0.99)
        in.addProblem("validation",
                      "train and validation together leave less than 1 % to score on");
    parent.absorb(in.finish());
    return split;
}

ModelChoice readModel(ObjectReader& parent) {
    ObjectReader in(parent.object("model"), parent.pathOf("model"));
    ModelChoice model;
    model.id = in.text("id", model.id);
    model.preset = in.text("preset", model.id == "quantgan" ? model.preset : "");
    model.params = in.object("params");
    parent.absorb(in.finish());
    return model;
}

EvaluationPlan readEvaluation(ObjectReader& parent) {
    ObjectReader in(parent.object("evaluation"), parent.pathOf("evaluation"));
    EvaluationPlan plan;
    plan.paths = static_cast<std::size_t>(in.integer("paths", 500, 2, 100'000));
    plan.length = static_cast<std::size_t>(in.integer("length", 0, 0, 100'000));
    if (plan.paths * plan.length > 500'000'000)
        in.addProblem("length", "paths times length exceeds 500 million values (2 GB)");
    parent.absorb(in.finish());
    return plan;
}

Json dataJson(const DataSelection& data) {
    Json out{{"symbol", data.symbol},
             {"interval", market::intervalCode(data.interval)},
             {"adjustment", kAdjustments[data.adjustment == market::Adjustment::AsStored ? 0 : 1]}};
    if (data.from)
        out["from"] = toIso(*data.from);
    if (data.to)
        out["to"] = toIso(*data.to);
    if (!data.source.empty())
        out["source"] = data.source;
    return out;
}

Json splitJson(const SplitPlan& split) {
    if (split.paperTable)
        return {{"mode", "paper_table"}};
    return {
        {"mode", "holdout"}, {"train", split.trainShare}, {"validation", split.validationShare}};
}

} // namespace

Result<std::string> studyKind(const Json& json) {
    if (!json.is_object() || !json.contains("kind"))
        return fail(ErrorCode::InvalidInput,
                    "this is not a study: the top must be an object with a \"kind\"");
    ObjectReader in(json, "");
    const std::string kind = kKinds[in.choice("kind", kKinds, 0)];
    if (json.contains("quantloom_study") && json["quantloom_study"].is_number_integer() &&
        json["quantloom_study"].get<int>() > kVersion)
        return fail(
            ErrorCode::NewerVersion,
            fmt::format("the study is of version {}, this program reads up to {}; update it",
                        json["quantloom_study"].get<int>(), kVersion));
    const Json kindOnly{{"kind", json["kind"]}};
    ObjectReader check(kindOnly, "");
    check.choice("kind", kKinds, 0);
    if (const auto problem = check.finish(); !problem)
        return problem.error();
    return kind;
}

Result<SynthesizeStudy> synthesizeStudyFromJson(const Json& json) {
    if (const auto kind = studyKind(json); !kind)
        return kind.error();
    ObjectReader in(json, "");
    in.integer("quantloom_study", kVersion, 1, kVersion);
    in.choice("kind", kKinds, 0);
    SynthesizeStudy study;
    study.name = in.text("name", "");
    study.data = readData(in);
    study.split = readSplit(in);
    study.model = readModel(in);
    study.evaluation = readEvaluation(in);
    study.seed = static_cast<std::uint64_t>(in.integer("seed", 1, 0, std::int64_t{1} << 53));
    study.device = in.text("device", "auto");
    study.retrain = in.boolean("retrain", false);
    if (const auto problem = in.finish(); !problem)
        return problem.error();
    return study;
}

Json toJson(const SynthesizeStudy& study) {
    return {
        {"quantloom_study", kVersion},
        {"kind", "synthesize"},
        {"name", study.name},
        {"data", dataJson(study.data)},
        {"split", splitJson(study.split)},
        {"model",
         {{"id", study.model.id}, {"preset", study.model.preset}, {"params", study.model.params}}},
        {"evaluation", {{"paths", study.evaluation.paths}, {"length", study.evaluation.length}}},
        {"seed", study.seed},
        {"device", study.device},
        {"retrain", study.retrain}};
}

std::string modelKey(const SynthesizeStudy& study, const Json& resolvedParams) {
    const Json fixed{{"data", dataJson(study.data)},
                     {"split", splitJson(study.split)},
                     {"model", study.model.id},
                     {"params", resolvedParams},
                     {"seed", study.seed}};
    return sha256Hex(fixed.dump());
}

} // namespace loom::studies
