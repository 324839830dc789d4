// SPDX-License-Identifier: GPL-3.0-or-later
// Why a model forecast what it did: the parts a forecast is the sum of (N-BEATS), where a model
// with attention looked, and the shares of features and lags with the checks that say whether they
// can be believed. What a model does not have is said in a sentence. Interface thread.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include "ui/pages/forecast/outcomes.h"
#include "ui/pages/page_services.h"

class QStackedWidget;

namespace loom::ui {

class EmptyState;
class PageHost;

class ExplainView final : public QWidget {
    Q_OBJECT
  public:
    enum Tab { Decomposition, Attention, Attribution };

    ExplainView(PageServices& services, PageHost& host, QWidget* parent = nullptr);

    /// Null clears.
    void setForecast(ForecastPtr forecast);
    /// Tab, asset, method and how it is asked.
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

  Q_SIGNALS:
    /// Something that saveState() covers was changed by the user.
    void stateEdited();

  private:
    PageServices& m_services;
    PageHost& m_host;
    ForecastPtr m_forecast;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
};

} // namespace loom::ui
