// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/study.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "studies/study_parts.h"

namespace loom::studies {

namespace {

const std::vector<std::string> kKinds{"synthesize", "compare",  "augment",
                                      "scenarios",  "forecast", "evaluate"};

} // namespace

Result<std::string> studyKind(const Json& json) {
    if (!json.is_object() || !json.contains("kind"))
        return fail(ErrorCode::InvalidInput,
                    "this is not a study: the top must be an object with a \"kind\"");
    ObjectReader in(json, "");
    const std::string kind = kKinds[in.choice("kind", kKinds, 0)];
    if (json.contains("quantloom_study") && json["quantloom_study"].is_number_integer() &&
        json["quantloom_study"].get<int>() > kStudyVersion)
        return fail(
            ErrorCode::NewerVersion,
            fmt::format("the study is of version {}, this program reads up to {}; update it",
                        json["quantloom_study"].get<int>(), kStudyVersion));
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
    readHeader(in, "synthesize");
    SynthesizeStudy study;
    study.name = in.text("name", "");
    study.data = readData(in);
    study.split = readSplit(in);
    study.model = readModel(in.object("model"), in.pathOf("model"), in);
    study.evaluation = readEvaluation(in);
    study.seed = readSeed(in);
    study.device = in.text("device", "auto");
    study.retrain = in.boolean("retrain", false);
    if (const auto problem = in.finish(); !problem)
        return problem.error();
    return study;
}

Json toJson(const SynthesizeStudy& study) {
    return {{"quantloom_study", kStudyVersion},
            {"kind", "synthesize"},
            {"name", study.name},
            {"data", toJson(study.data)},
            {"split", toJson(study.split)},
            {"model", toJson(study.model)},
            {"evaluation", toJson(study.evaluation)},
            {"seed", study.seed},
            {"device", study.device},
            {"retrain", study.retrain}};
}

std::string modelKey(const SynthesizeStudy& study, const Json& resolvedParams) {
    Json data = toJson(study.data);
    data.erase("universe"); // a label: the symbols say which data
    const Json fixed{{"data", data},
                     {"split", toJson(study.split)},
                     {"model", study.model.id},
                     {"params", resolvedParams},
                     {"seed", study.seed}};
    return sha256Hex(fixed.dump());
}

} // namespace loom::studies
