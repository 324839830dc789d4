// SPDX-License-Identifier: GPL-3.0-or-later
// The scenario study as plain data.
#include <fmt/format.h>

#include "studies/scenario_run.h"
#include "studies/study_parts.h"

namespace loom::studies {

namespace {

void readFalls(ObjectReader& parent, ScenarioStudy& study) {
    const auto objects = parent.objects("falls");
    for (std::size_t i = 0; i < objects.size(); ++i) {
        ObjectReader in(objects[i], fmt::format("{}[{}]", parent.pathOf("falls"), i));
        std::pair<std::string, double> fall{in.text("asset", ""), in.real("fall", 0, 0, 1)};
        if (fall.first.empty())
            in.addProblem("asset", "is missing; name the asset that falls");
        if (!(fall.second > 0 && fall.second < 1))
            in.addProblem("fall", "must lie between 0 and 1: 0.1 is a fall of 10 %");
        parent.absorb(in.finish());
        study.falls.push_back(std::move(fall));
    }
}

std::vector<Date> readDates(ObjectReader& in, const char* key) {
    std::vector<Date> out;
    for (const auto& text : in.texts(key)) {
        const auto date = parseIsoDate(text);
        if (date)
            out.push_back(*date);
        else
            in.addProblem(key, date.error().message);
    }
    return out;
}

void readCondition(ObjectReader& parent, ScenarioStudy& study) {
    ObjectReader in(parent.object("condition"), parent.pathOf("condition"));
    study.likeDates = readDates(in, "like_dates");
    study.between = readDates(in, "between");
    if (!study.between.empty() && study.between.size() != 2)
        in.addProblem("between", "needs two days, where the paths begin and where they end");
    readFalls(in, study);
    const double share = in.real("volatile_share", 0, 0, 1);
    if (share > 0)
        study.volatileShare = share;
    study.tailScale = in.real("tail_scale", study.tailScale, 0.01, 10);
    parent.absorb(in.finish());
}

Json conditionToJson(const ScenarioStudy& study) {
    Json out = Json::object();
    for (const Date date : study.likeDates)
        out["like_dates"].push_back(toIso(date));
    for (const Date date : study.between)
        out["between"].push_back(toIso(date));
    for (const auto& [asset, fall] : study.falls)
        out["falls"].push_back({{"asset", asset}, {"fall", fall}});
    if (study.volatileShare)
        out["volatile_share"] = *study.volatileShare;
    if (study.tailScale != 1)
        out["tail_scale"] = study.tailScale;
    return out;
}

} // namespace

Result<ScenarioStudy> scenarioStudyFromJson(const Json& json) {
    if (const auto kind = studyKind(json); !kind)
        return kind.error();
    ObjectReader in(json, "");
    readHeader(in, "scenarios");
    ScenarioStudy study;
    study.name = in.text("name", "");
    study.data = readData(in);
    Json model = in.object("model");
    if (!model.contains("id"))
        model["id"] = study.model.id;
    study.model = readModel(model, in.pathOf("model"), in);
    study.registered = in.text("registered", "");
    study.version = in.text("version", study.version);
    study.count = static_cast<std::size_t>(in.integer("count", 1000, 1, 10'000'000));
    study.length = static_cast<std::size_t>(in.integer("length", 0, 0, 100'000));
    readCondition(in, study);
    study.augment = static_cast<std::size_t>(in.integer("augment", 0, 0, 1000));
    study.seed = readSeed(in);
    study.device = in.text("device", "auto");
    if (const auto problem = in.finish(); !problem)
        return problem.error();
    return study;
}

Json toJson(const ScenarioStudy& study) {
    Json out{{"quantloom_study", kStudyVersion},
             {"kind", "scenarios"},
             {"name", study.name},
             {"data", toJson(study.data)},
             {"count", study.count},
             {"length", study.length},
             {"condition", conditionToJson(study)},
             {"augment", study.augment},
             {"seed", study.seed},
             {"device", study.device}};
    if (study.registered.empty()) {
        out["model"] = toJson(study.model);
    } else {
        out["registered"] = study.registered;
        out["version"] = study.version;
    }
    return out;
}

} // namespace loom::studies
