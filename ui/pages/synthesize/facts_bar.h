// SPDX-License-Identifier: GPL-3.0-or-later
// What a fitted model says about itself, in one line: "Active latent units 12 of 16, …". A warning
// (a collapsed posterior) stands first, with its sign; the tool tip has everything. Interface
// thread.
#pragma once

#include <vector>

#include "generate/generator.h"
#include "ui/forms/bar.h"

namespace loom::ui {

class ElidedLabel;
class StatusLabel;

class FactsBar final : public Bar {
    Q_OBJECT
  public:
    explicit FactsBar(QWidget* parent = nullptr);
    void setFacts(const QString& model, const std::vector<generate::Generator::Fact>& facts);
    QString words() const;
    QString warning() const;

  private:
    StatusLabel* m_warning;
    ElidedLabel* m_words;
};

} // namespace loom::ui
