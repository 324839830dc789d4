// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/split/split_picture.h"

#include <algorithm>
#include <cmath>

namespace loom::ui {

namespace {

using Kind = SplitPart::Kind;

void addPart(SplitPicture& picture, Kind kind, const forecast::FitSpan::Origins& origins) {
    if (origins.count() > 0)
        picture.parts.push_back(
            {.kind = kind, .from = origins.from, .to = origins.to, .origins = origins.count()});
}

void addScored(SplitPicture& picture, Kind kind, const forecast::Folds& folds) {
    SplitPart part{.kind = kind,
                   .from = folds.folds.front().origins.front(),
                   .to = folds.folds.back().origins.back() + 1};
    for (const auto& fold : folds.folds)
        part.origins += fold.origins.size();
    picture.parts.push_back(part);
}

long gridOf(double share) {
    return std::lround(share / kShareGrid);
}

double& shareIn(forecast::EvaluationPlan& plan, SplitBorder border) {
    switch (border) {
    case SplitBorder::Validation:
        return plan.validationShare;
    case SplitBorder::First:
        return plan.firstTrainShare;
    case SplitBorder::Test:
        break;
    }
    return plan.testShare;
}

} // namespace

Result<SplitPicture> splitPicture(std::size_t rows, std::size_t horizon,
                                  const forecast::EvaluationPlan& plan) {
    auto folds = forecast::makeFolds(rows, horizon, plan);
    if (!folds)
        return std::move(folds).error();
    SplitPicture out{.rows = rows, .folds = std::move(*folds), .opened = plan.test};
    const auto& span = out.folds.folds.front().span;
    addPart(out, Kind::Training, span.training(1, horizon));
    addPart(out, Kind::Validation, span.validation(1, horizon));
    addScored(out, plan.test ? Kind::Test : Kind::Scored, out.folds);
    auto locked = plan;
    locked.test = true;
    if (!plan.test && plan.testShare > 0)
        if (const auto test = forecast::makeFolds(rows, horizon, locked))
            addScored(out, Kind::Test, *test);
    for (std::size_t i = 1; i < out.parts.size(); ++i)
        out.parts[i - 1].purgedAfter =
            out.parts[i].from > out.parts[i - 1].to ? out.parts[i].from - out.parts[i - 1].to : 0;
    return out;
}

std::vector<std::size_t> shownFolds(std::size_t folds, std::size_t most) {
    std::vector<std::size_t> out;
    const std::size_t count = std::min(folds, most);
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(count == 1 ? 0 : i * (folds - 1) / (count - 1));
    return out;
}

double shareOf(const forecast::EvaluationPlan& plan, SplitBorder border) {
    auto copy = plan;
    return shareIn(copy, border);
}

std::size_t rowOf(const SplitPicture& picture, SplitBorder border) {
    const auto& first = picture.folds.folds.front();
    switch (border) {
    case SplitBorder::Validation:
        return first.span.validationFrom;
    case SplitBorder::First:
        return first.scoreFrom;
    case SplitBorder::Test:
        break;
    }
    return picture.folds.testFrom;
}

double shareAt(const SplitPicture& picture, SplitBorder border, double row) {
    const auto& span = picture.folds.folds.front().span;
    const auto number = [](std::size_t value) { return static_cast<double>(value); };
    switch (border) {
    case SplitBorder::Validation:
        return (number(span.validationTo) - row) / number(span.validationTo - span.from);
    case SplitBorder::First:
        return row / number(picture.folds.testFrom);
    case SplitBorder::Test:
        break;
    }
    return (number(picture.rows) - row) / number(picture.rows);
}

MovedSplit moveBorder(const forecast::EvaluationPlan& plan, std::size_t rows, std::size_t horizon,
                      SplitBorder border, double share) {
    MovedSplit out{.plan = plan};
    const auto refused = [&](long grid) {
        auto moved = plan;
        shareIn(moved, border) = static_cast<double>(grid) * kShareGrid;
        const auto folds = forecast::makeFolds(rows, horizon, moved);
        return folds ? std::string() : folds.error().message;
    };
    long good = gridOf(shareOf(plan, border)), wanted = gridOf(share);
    if (good == wanted)
        return out;
    out.stopped = refused(wanted);
    if (out.stopped.empty()) {
        good = wanted;
    } else {
        while (std::abs(wanted - good) > 1) {
            const long middle = good + (wanted - good) / 2;
            (refused(middle).empty() ? good : wanted) = middle;
        }
        if (good == gridOf(shareOf(plan, border)))
            return out;
    }
    shareIn(out.plan, border) = static_cast<double>(good) * kShareGrid;
    return out;
}

} // namespace loom::ui
