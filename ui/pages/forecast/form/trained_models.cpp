// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/trained_models.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/form_sheet.h"
#include "ui/theme/controls.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::size_t kShown = 8;

} // namespace

TrainedModels::TrainedModels(QWidget* parent)
    : QWidget(parent), m_sheet(new FormSheet(this)), m_host(new QWidget(m_sheet)) {
    setObjectName(u"trained_models"_s);
    m_sheet->addFoldedSection(tr("Trained models"), u"trained_models_toggle"_s);
    (new QVBoxLayout(m_host))->setContentsMargins(0, 0, 0, 0);
    m_sheet->addWide(m_host);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    hide();
}

void TrainedModels::setModels(const std::vector<studies::ModelOrigin>& models) {
    if (m_rows != nullptr) { // a row's own button may be what asked for it
        m_rows->hide();
        for (QWidget* old : m_rows->findChildren<QWidget*>())
            old->setObjectName({});
        m_rows->deleteLater();
    }
    m_rows = new QWidget(m_host);
    auto* column = new QVBoxLayout(m_rows);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    std::set<std::string> seen;
    for (const auto& origin : models)
        if (seen.size() < kShown && seen.insert(origin.name).second)
            addRow(origin, static_cast<int>(seen.size()) - 1);
    if (seen.size() < models.size()) {
        auto* all = new QPushButton(tr("All in Experiments"), m_rows);
        all->setObjectName(u"trained_models_all"_s);
        setLinkLike(all);
        connect(all, &QPushButton::clicked, this, &TrainedModels::allRequested);
        column->addWidget(all, 0, Qt::AlignLeft);
    }
    m_host->layout()->addWidget(m_rows);
    setVisible(!models.empty());
}

void TrainedModels::addRow(const studies::ModelOrigin& origin, int index) {
    auto* name = new ElidedLabel(m_rows);
    name->setElideMode(Qt::ElideMiddle); // the bars stand at the end
    name->setFullText(qstr(origin.name));
    auto* when = new QLabel(
        tr("version %1, %2").arg(origin.version).arg(qstr(origin.trainedAt).left(10)), m_rows);
    setMuted(when);
    auto* predict = new QPushButton(tr("Predict"), m_rows);
    predict->setObjectName(u"predict_again_%1"_s.arg(index));
    predict->setAccessibleName(tr("Predict with %1").arg(qstr(origin.name)));
    predict->setToolTip(tr("Predicts from the newest bars in the cache, without training."));
    setLinkLike(predict);
    connect(predict, &QPushButton::clicked, this,
            [this, origin] { Q_EMIT predictRequested(origin); });
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(name);
    words->addWidget(when);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addLayout(words, 1);
    row->addWidget(predict);
    static_cast<QVBoxLayout*>(m_rows->layout())->addLayout(row);
}

} // namespace loom::ui
