// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/skill_pane.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/forecast/board/board_panes.h"
#include "ui/pages/forecast/board/evaluation_words.h"
#include "ui/pages/forecast/board/skill_layer.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kTitleRow = 44; // and the air below the picture

} // namespace

SkillPane::SkillPane(QWidget* parent)
    : QWidget(parent), m_chart(new ChartView(this)),
      m_footnote(footnoteLabel(u"skill_footnote"_s, this)) {
    m_chart->setObjectName(u"skill_chart"_s);
    m_chart->setTitle(tr("Skill of returns, best model first"));
    m_chart->setToolTip(tr("<p>Skill: 1 − squared error / squared error of the last value, in "
                           "per cent, with the 95 % interval of its Diebold-Mariano test. An "
                           "interval that reaches 0 says that the model may be no better than "
                           "\"same as today\". An arrow: far out on that side. Click a row to "
                           "choose its model.</p>"));
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_chart);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setBackgroundRole(QPalette::Base);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addWidget(m_footnote);
    connect(m_chart, &ChartView::cellChosen, this, [this](CellRef cell) {
        const auto& models = m_evaluation->report.models;
        if (const auto row = static_cast<std::size_t>(cell.row); row < models.size())
            Q_EMIT modelChosen(qstr(models[row].id));
    });
}

void SkillPane::setEvaluation(const EvaluatePtr& evaluation) {
    m_evaluation = evaluation;
    m_layer = nullptr;
    m_chart->clearLayers();
    m_chart->setCell(std::nullopt);
    if (!evaluation)
        return;
    const auto& report = evaluation->report;
    QStringList names;
    for (const auto& model : report.models)
        names << qstr(model.title);
    m_chart->setXAxis(XAxis::named(names, tr("model")));
    m_layer = m_chart->addLayer(std::make_unique<SkillLayer>(skillBoard(report)));
    m_chart->setMinimumHeight(static_cast<int>(m_layer->height()) + kTitleRow);
    m_footnote->setText(boardFootnote(report));
    lightModel();
}

void SkillPane::setModel(const QString& id) {
    m_model = id;
    lightModel();
}

void SkillPane::lightModel() {
    if (m_layer == nullptr)
        return;
    const auto& models = m_evaluation->report.models;
    const auto at = std::ranges::find(models, str(m_model), &forecast::ModelScores::id);
    m_layer->setChosen(at == models.end()
                           ? std::nullopt
                           : std::optional(static_cast<std::size_t>(at - models.begin())));
    m_chart->refresh();
}

} // namespace loom::ui
