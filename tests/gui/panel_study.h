// SPDX-License-Identifier: GPL-3.0-or-later
// A study over the first of five bundled stocks, for tests of the synthetic lab.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>

#include <string>
#include <vector>

#include "studies/study.h"

namespace loom::tests {

inline QJsonObject panelStudy(const std::string& model, std::size_t assets) {
    auto study = studies::SynthesizeStudy{};
    const std::vector<std::string> stocks{"AAPL", "AMD", "GE", "JNJ", "XOM"};
    study.data.symbols.assign(stocks.begin(), stocks.begin() + static_cast<std::ptrdiff_t>(assets));
    study.data.from = Date::fromYmd(2012, 1, 1);
    study.data.to = Date::fromYmd(2020, 4, 17);
    study.model = {.id = model, .preset = {}, .params = Json::object()};
    study.evaluation = {.paths = 2, .length = 1000};
    const auto text = studies::toJson(study).dump();
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

} // namespace loom::tests
