// SPDX-License-Identifier: GPL-3.0-or-later
// Why a model forecast what it did: the parts a forecast is the sum of (N-BEATS), where a model
// with attention looked, and the shares of features and lags with the checks that say whether they
// can be believed. What a model does not have is said in a sentence. Interface thread.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include <array>
#include <memory>

#include "jobs/job.h"
#include "studies/forecast_explain.h"
#include "ui/pages/forecast/outcomes.h"
#include "ui/pages/page_services.h"

class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace loom::ui {

class AssetPicker;
class AttentionPane;
class AttributionPane;
class DecompositionPane;
class ElidedLabel;
class EmptyState;
class NextData;
class PageHost;
class SegmentedSwitch;
struct Attribution;
struct DecompositionFigures;

class ExplainView final : public QWidget {
    Q_OBJECT
  public:
    enum Tab { Decomposition, Attention, Attribution };

    ExplainView(PageServices& services, PageHost& host, QWidget* parent = nullptr);
    ~ExplainView() override;

    /// Null clears.
    void setForecast(ForecastPtr forecast);
    void showTab(Tab tab);
    Tab currentTab() const;
    /// The forecast that is explained.
    studies::ExplainPlace place() const { return m_place; }
    void setPlace(studies::ExplainPlace place);
    /// What the current tab says instead of figures; empty while it shows some.
    QString words() const;
    DecompositionPane* decomposition() const { return m_decomposition; }
    AttentionPane* attention() const { return m_attention; }
    AttributionPane* attribution() const { return m_attribution; }
    /// Starts the job of the Explain button.
    void explain();

    /// Tab, asset, origin, method and how it is asked.
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

  Q_SIGNALS:
    /// Something that saveState() covers was changed by the user.
    void stateEdited();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    static constexpr std::size_t kTabs = 3;

    QWidget* buildBar();
    void readPlace();
    void chooseAsset(int asset);
    void chooseTime();
    void stepOrigin(int direction);
    void refresh();
    void fillTab();
    void fillDecomposition();
    void fillAttention();
    void fillAttribution();
    /// figures: of the current tab; else its words.
    void present(Tab tab, const QString& words, const QString& advice);
    void exportShares();
    std::size_t lastOrigin(std::size_t asset) const;

    PageServices& m_services;
    PageHost& m_host;
    ForecastPtr m_forecast;
    std::unique_ptr<NextData> m_data; ///< of the asset
    studies::ExplainPlace m_place;
    std::array<bool, kTabs> m_filled{};
    jobs::JobId m_job = {};      ///< that explains, or did
    std::uint64_t m_request = 0; ///< what comes back for an older place is not shown
    struct Wanted {
        QString symbol, origin; ///< origin empty: the newest
    };
    Wanted m_wanted;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    SegmentedSwitch* m_tabs = nullptr;
    AssetPicker* m_assets = nullptr;
    QLineEdit* m_time = nullptr;
    QToolButton* m_earlier = nullptr;
    QToolButton* m_later = nullptr;
    ElidedLabel* m_about = nullptr;
    QStackedWidget* m_panes = nullptr;
    struct TabPane {
        QStackedWidget* stack = nullptr; ///< figures, words
        EmptyState* words = nullptr;
        QString text = {};
    };
    std::array<TabPane, kTabs> m_tabPanes;
    DecompositionPane* m_decomposition = nullptr;
    AttentionPane* m_attention = nullptr;
    AttributionPane* m_attribution = nullptr;
};

} // namespace loom::ui
