// SPDX-License-Identifier: GPL-3.0-or-later
// The page Forecast on a desk of its own, and studies small enough for a test.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>

#include "gui/desk.h"
#include "studies/forecast_study.h"
#include "ui/pages/forecast/forecast_page.h"
#include "ui/pages/forecast/form/forecast_form.h"

namespace loom::tests {

class ForecastDesk : public Desk {
  public:
    ui::ForecastPage* page() {
        window().showPage(QStringLiteral("forecast"));
        return static_cast<ui::ForecastPage*>(window().page(QStringLiteral("forecast")));
    }
    /// Types into a field and leaves it.
    void type(const char* field, const QString& text) {
        auto* edit = find<QLineEdit>(field);
        edit->setText(text);
        Q_EMIT edit->textEdited(text);
        Q_EMIT edit->editingFinished();
    }
};

inline QJsonObject toObject(const Json& study) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(study.dump())).object();
}

/// Five years of the bundled S&P 500, ten days ahead.
inline studies::ForecastStudy shortForecast(const std::string& model, const Json& params) {
    studies::ForecastStudy study;
    study.data.symbols = {"^GSPC"};
    study.data.from = Date::fromYmd(2015, 1, 2);
    study.data.to = Date::fromYmd(2020, 4, 17);
    study.model = {.id = model, .preset = {}, .params = params};
    return study;
}

/// N-BEATS with its test parameters: trained in moments.
inline studies::ForecastStudy tinyForecast(int steps) {
    return shortForecast("nbeats", {{"steps", steps},
                                    {"stacks", 2},
                                    {"width", 16},
                                    {"batch", 32},
                                    {"lookbacks", "2"},
                                    {"layers", 2}});
}

} // namespace loom::tests
