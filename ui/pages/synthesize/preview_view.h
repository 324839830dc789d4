// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows before anything was generated: the real prices the form asks for, with the
// spans a model would be trained on, chosen on and judged on, or why there are none; for a panel
// the assets with their coverage. Interface thread; readPreview() may run on any thread.
#pragma once

#include <QWidget>

#include <memory>
#include <optional>

#include "studies/model_library.h"
#include "studies/panel_dataset.h"
#include "studies/study.h"
#include "ui/pages/synthesize/form/universe_model.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class ChartView;
class ElidedLabel;
class EmptyState;
class UniverseView;

/// The data a study would use.
struct Preview {
    std::shared_ptr<const studies::Dataset> dataset; ///< null: the symbol is not in the cache
    std::shared_ptr<const studies::PanelDataset> panel = {}; ///< of a panel, when it can be made
    std::vector<StoredSymbol> stored = {}; ///< of a panel: what can be chosen, or the file's
    std::optional<Error> problem;          ///< why the study cannot run on it
    std::optional<studies::ModelOrigin> registered; ///< answers at once unless retrain is asked
};

/// Reads the cache and the registry, never the network. Without usable period the whole stored
/// history is shown beside the problem.
Preview readPreview(studies::Workbench& workbench, const studies::SynthesizeStudy& study);

class PreviewView final : public QWidget {
    Q_OBJECT
  public:
    explicit PreviewView(QWidget* parent = nullptr);

    /// expectation: what the chosen preset promises, one sentence.
    void show(const Preview& preview, const studies::SynthesizeStudy& study,
              const QString& modelTitle, const QString& expectation);
    void setCommand(const QString& text, bool enabled);
    ChartView* chart() const { return m_chart; }
    UniverseView* universe() const { return m_universe; }

  Q_SIGNALS:
    void runRequested();
    void marketRequested(const QString& symbol);
    void fileRequested();

  private:
    void showPanel(const Preview& preview, const studies::SynthesizeStudy& study);
    void showWords(const Preview& preview, const studies::SynthesizeStudy& study,
                   const QString& plain);

    QStackedWidget* m_stack;
    ChartView* m_chart;
    EmptyState* m_unknown;
    UniverseView* m_universe;
    QLabel* m_claim;
    ElidedLabel* m_words;
    QPushButton* m_button;
    QString m_symbol;
};

} // namespace loom::ui
