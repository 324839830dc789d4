// SPDX-License-Identifier: GPL-3.0-or-later
// The page Synthesize on a desk of its own, and a study small enough to train in moments.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>

#include "gui/desk.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/synthesize/synthesize_page.h"
#include "ui/pages/synthesize/training_view.h"

namespace loom::tests {

class SynthesizeDesk : public Desk {
  public:
    ui::SynthesizePage* page() {
        window().showPage(QStringLiteral("synthesize"));
        return static_cast<ui::SynthesizePage*>(window().page(QStringLiteral("synthesize")));
    }
    /// Types into a field and leaves it.
    void type(const char* field, const QString& text) {
        auto* edit = find<QLineEdit>(field);
        edit->setText(text);
        Q_EMIT edit->editingFinished();
    }
};

/// QuantGAN with its test parameters and few paths; needs the bundled sample only.
inline QJsonObject tinyStudy(int steps) {
    auto study = studies::SynthesizeStudy{};
    study.data.from = Date::fromYmd(2010, 1, 1);
    study.data.to = Date::fromYmd(2020, 4, 17);
    study.model.params = {{"receptive_field", 15}, {"generator_width", 8}, {"critic_width", 8},
                          {"steps", steps},        {"epochs", 0},          {"batch", 8},
                          {"check_every", 5}};
    study.evaluation.paths = 24;
    const auto text = studies::toJson(study).dump();
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

} // namespace loom::tests
