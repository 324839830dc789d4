// SPDX-License-Identifier: GPL-3.0-or-later
// Steps through the origins of past forecasts: a slider with buttons, the model whose forecasts are
// shown, and words on the one that is chosen. The right end of the slider is the forecast of what
// comes next, or no past forecast. Interface thread.
#pragma once

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QSlider;
class QToolButton;

namespace loom::ui {

class ElidedLabel;

class OriginStrip final : public QWidget {
    Q_OBJECT
  public:
    explicit OriginStrip(QWidget* parent = nullptr);

    /// Titles of the models, and which one is chosen; no signal.
    void setModels(const QStringList& titles, int chosen);
    /// How many past origins there are; no signal.
    void setCount(std::size_t count);
    /// Nothing: none of the past; no signal.
    void setCurrent(std::optional<std::size_t> index);
    std::optional<std::size_t> current() const;
    void setWords(const QString& words);
    QString words() const;
    QSlider* slider() const { return m_slider; }
    QComboBox* modelChoice() const { return m_models; }

    /// One origin back or forth; stops at the ends.
    void step(int direction);

  Q_SIGNALS:
    /// By the user.
    void currentChanged();
    void modelChosen(int index);

  private:
    void updateButtons();

    QToolButton* m_back;
    QToolButton* m_forth;
    QSlider* m_slider;
    ElidedLabel* m_words;
    QComboBox* m_models;
};

} // namespace loom::ui
