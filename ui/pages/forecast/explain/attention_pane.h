// SPDX-License-Identifier: GPL-3.0-or-later
// Where a model with attention looked: one map a layer and head, their rollout, how much of each
// step or asset the answer was made of, and of a model that weighs its features their weights.
// Interface thread.
#pragma once

#include <QWidget>

#include "forecast/explain/attention.h"

class QComboBox;

namespace loom::ui {

class ChartView;

class AttentionPane final : public QWidget {
    Q_OBJECT
  public:
    explicit AttentionPane(QWidget* parent = nullptr);
    /// Keeps the map that is chosen where the model has it.
    void show(const forecast::AttentionMaps& maps);
    ChartView* map() const { return m_map; }
    ChartView* weights() const { return m_weights; }
    /// Hidden where the model does not weigh its features.
    ChartView* features() const { return m_features; }
    QComboBox* choice() const { return m_choice; }
    /// Of maps, by name: "rollout", "layer 1", "layer 1 head 2".
    QString chosen() const;
    void choose(const QString& code);

  Q_SIGNALS:
    /// By the user.
    void chosenChanged();

  private:
    void fillChoice();
    std::vector<double> mapOf(const QString& code) const;
    void showMap();
    void showWeights();
    void showFeatures();

    forecast::AttentionMaps m_maps;
    forecast::AttentionView m_view;
    QString m_wanted;
    QComboBox* m_choice;
    ChartView* m_map;
    ChartView* m_weights;
    ChartView* m_features;
};

} // namespace loom::ui
