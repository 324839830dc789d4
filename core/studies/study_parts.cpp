// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/study_parts.h"

#include <algorithm>

#include <fmt/format.h>

#include "market/symbols.h"
#include "market/universe.h"

namespace loom::studies {

namespace {

const std::vector<std::string> kIntervals{"1m", "5m", "15m", "1h", "1d"};
const std::vector<std::string> kAdjustments{"as_stored", "split_and_dividend"};
const std::vector<std::string> kModes{"holdout", "paper_table"};
const std::vector<std::string> kAlignments{"inner", "ragged"};
const std::vector<std::string> kContents{"detect", "prices", "log_returns"};

/// data.symbols as given, or the universe's when only that is.
void readPanel(ObjectReader& in, bool oneSymbol, DataSelection& data) {
    data.universe = in.text("universe", "");
    const auto given = in.texts("symbols");
    for (const auto& text : given) {
        auto symbol = market::checkSymbol(text);
        if (!symbol)
            in.addProblem("symbols", symbol.error().message);
        else if (std::find(data.symbols.begin(), data.symbols.end(), *symbol) != data.symbols.end())
            in.addProblem("symbols", *symbol + " is given twice; name every asset once");
        else
            data.symbols.push_back(std::move(*symbol));
    }
    if (given.size() == 1)
        in.addProblem("symbols", "holds one symbol; a panel needs two or more, a single series is "
                                 "given as \"symbol\"");
    if (oneSymbol && (!given.empty() || !data.universe.empty()))
        in.addProblem("symbol", "is given beside a panel; give either one symbol or several");
    if (data.universe.empty())
        return;
    const auto universe = market::universe(data.universe);
    if (!universe)
        in.addProblem("universe", universe.error().message);
    else if (data.symbols.empty())
        data.symbols = universe->symbols;
}

/// data.file or data.set, which leave nothing to be said about the cache.
void readElsewhere(ObjectReader& in, const Json& json, DataSelection& data) {
    data.file = in.text("file", "");
    data.content = static_cast<PanelContent>(in.choice("content", kContents, 0));
    data.set = in.text("set", "");
    if (!data.file.empty() && !data.set.empty())
        in.addProblem("set", "is given beside a file; give one of them");
    if (data.file.empty() && json.contains("content"))
        in.addProblem("content", "says what a file holds, but there is no \"file\"");
    if (data.isFromCache())
        return;
    for (const char* key : {"symbol", "symbols", "universe", "from", "to", "source", "alignment"})
        if (json.contains(key))
            in.addProblem(key, "selects from the cache; a file or a set is read as it is");
}

} // namespace

void readHeader(ObjectReader& in, const std::string& kind) {
    in.integer("quantloom_study", kStudyVersion, 1, kStudyVersion);
    in.choice("kind", {kind}, 0);
}

DataSelection readData(ObjectReader& parent) {
    const Json json = parent.object("data");
    ObjectReader in(json, parent.pathOf("data"));
    DataSelection data;
    data.symbol = in.text("symbol", data.symbol);
    if (data.symbol.empty())
        in.addProblem("symbol", "is empty; name a symbol such as ^GSPC or AAPL");
    readPanel(in, json.contains("symbol"), data);
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
    data.alignment =
        in.choice("alignment", kAlignments, 0) == 0 ? Alignment::Inner : Alignment::Ragged;
    if (data.alignment == Alignment::Ragged && !data.isPanel())
        in.addProblem("alignment", "is for panels; a single series has nothing to be aligned with");
    readElsewhere(in, json, data);
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

ModelChoice readModel(const Json& json, const std::string& path, ObjectReader& parent) {
    ObjectReader in(json, path);
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

std::uint64_t readSeed(ObjectReader& in) {
    return static_cast<std::uint64_t>(in.integer("seed", 1, 0, std::int64_t{1} << 53));
}

Json toJson(const DataSelection& data) {
    if (!data.set.empty())
        return {{"set", data.set}};
    if (!data.file.empty())
        return {{"file", data.file},
                {"content", kContents[static_cast<std::size_t>(data.content)]}};
    Json out{{"interval", market::intervalCode(data.interval)},
             {"adjustment", kAdjustments[data.adjustment == market::Adjustment::AsStored ? 0 : 1]}};
    if (data.isPanel()) {
        out["symbols"] = data.symbols;
        out["alignment"] = kAlignments[data.alignment == Alignment::Inner ? 0 : 1];
        if (!data.universe.empty())
            out["universe"] = data.universe;
    } else {
        out["symbol"] = data.symbol;
    }
    if (data.from)
        out["from"] = toIso(*data.from);
    if (data.to)
        out["to"] = toIso(*data.to);
    if (!data.source.empty())
        out["source"] = data.source;
    return out;
}

Json toJson(const SplitPlan& split) {
    if (split.paperTable)
        return {{"mode", "paper_table"}};
    return {
        {"mode", "holdout"}, {"train", split.trainShare}, {"validation", split.validationShare}};
}

Json toJson(const ModelChoice& model) {
    return {{"id", model.id}, {"preset", model.preset}, {"params", model.params}};
}

Json toJson(const EvaluationPlan& evaluation) {
    return {{"paths", evaluation.paths}, {"length", evaluation.length}};
}

} // namespace loom::studies
