// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scenarios/scenario_form.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/number_field.h"
#include "ui/pages/synthesize/form/data_form.h"
#include "ui/pages/synthesize/scenarios/learn_from.h"
#include "ui/pages/synthesize/scenarios/scenario_text.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

struct Limits {
    double lo, hi;
};
constexpr Limits kShare{0.01, 99}, kFactor{1, 1000}, kTails{0.01, 10}, kPaths{1, 10'000'000},
    kLength{0, 100'000};

NumberField* numberField(QWidget* parent, const char* name, NumberField::Kind kind, Limits limits,
                         double value, const QString& unit = {}) {
    auto* field = new NumberField(kind, parent);
    field->setObjectName(QString::fromLatin1(name));
    field->setRange(limits.lo, limits.hi);
    field->setUnit(unit);
    field->setValue(value);
    return field;
}

QLineEdit* lineField(QWidget* parent, const char* name, const QString& example) {
    auto* field = new QLineEdit(parent);
    field->setObjectName(QString::fromLatin1(name));
    field->setPlaceholderText(example);
    return field;
}

QString rangeProblem(const NumberField* field, Limits limits) {
    const auto value = field->value();
    return value && *value >= limits.lo && *value <= limits.hi ? QString()
                                                               : rangeWords(limits.lo, limits.hi);
}

template <class T>
QString problemOf(const Result<T>& result) {
    return result ? QString() : qstr(result.error().message);
}

} // namespace

ScenarioForm::ScenarioForm(QWidget* parent) : QWidget(parent), m_sheet(new FormSheet(this)) {
    buildCondition();
    buildSize();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    layout->addStretch(1);
    for (NumberField* field : {m_share, m_factor, m_tails, m_paths, m_length})
        connect(field, &NumberField::valueEdited, this, [this] { announce(); });
    for (QLineEdit* field : {m_falls, m_days, m_name})
        connect(field, &QLineEdit::textChanged, this, [this] { announce(); });
    connect(m_draw, &QComboBox::currentIndexChanged, this, [this] { announce(); });
    for (QComboBox* box : {m_model, static_cast<QComboBox*>(m_source)})
        connect(box, &QComboBox::currentIndexChanged, this, [this] { announce(); });
    connect(m_model, &QComboBox::activated, this, [this] { m_wantedModel.clear(); });
    connect(m_shocks, &QComboBox::activated, this, [this](int index) {
        const QString day = m_shocks->itemData(index).toString();
        if (day.isEmpty())
            return;
        m_days->setText(m_days->text().isEmpty() ? day
                                                 : m_days->text() + QStringLiteral(", ") + day);
        m_shocks->setCurrentIndex(0);
    });
    announce();
}

void ScenarioForm::buildCondition() {
    m_sheet->addSection(tr("Scenarios"));
    m_draw = narrowCombo(m_sheet, QStringLiteral("scenario_draw"));
    m_draw->addItems({tr("Free paths"), tr("With falls"), tr("Most volatile"), tr("Like real days"),
                      tr("Between two days"), tr("Real and synthetic")});
    m_sheet->addRow(tr("Draw"), m_draw,
                    tr("Free: the model's own law. With falls, most volatile: paths drawn freely, "
                       "those that meet the condition kept. Like real days: near them in the "
                       "latent space. Between two days: every path goes from the first to the "
                       "second through it. Real and synthetic: a data set to learn from."));
    m_falls = lineField(m_sheet, "scenario_falls", QStringLiteral("AAPL=-10%"));
    m_fallsRow = m_sheet->addRow(tr("Falls"), m_falls,
                                 tr("Assets and how far each falls on a day, at least."));
    m_share = numberField(m_sheet, "scenario_share", NumberField::Kind::Real, kShare, 10,
                          QStringLiteral("%"));
    m_shareRow = m_sheet->addRow(tr("Share"), m_share,
                                 tr("The most volatile paths, in percent of all drawn: root mean "
                                    "square of the equally weighted daily return."));
    m_days = lineField(m_sheet, "scenario_days", QStringLiteral("2020-03-16"));
    m_daysRow = m_sheet->addRow(tr("Days"), m_days,
                                tr("Real days of the data; between two days: where the paths begin "
                                   "and where they end."));
    m_shocks = narrowCombo(m_sheet, QStringLiteral("scenario_shocks"));
    m_shocksRow =
        m_sheet->addRow(tr("Worst days"), m_shocks,
                        tr("The days of the data with the lowest mean return; a choice is "
                           "added to the days above."));
    m_factor = numberField(m_sheet, "scenario_factor", NumberField::Kind::Integer, kFactor, 5);
    m_factorRow =
        m_sheet->addRow(tr("Factor"), m_factor,
                        tr("Synthetic days for every real one; such a set holds real data."));
    m_tails = numberField(m_sheet, "scenario_tails", NumberField::Kind::Real, kTails, 1);
    m_tailsRow = m_sheet->addRow(tr("Tail scale"), m_tails,
                                 tr("Latent or innovation scale times this; 1 is the model's own "
                                    "law, anything else is marked as extreme."));
}

void ScenarioForm::buildSize() {
    m_paths = numberField(m_sheet, "scenario_paths", NumberField::Kind::Integer, kPaths, 1000);
    m_pathsRow = m_sheet->addRow(tr("Paths"), m_paths);
    m_length =
        numberField(m_sheet, "scenario_length", NumberField::Kind::Integer, kLength, 0, tr("days"));
    m_length->setZeroWords(tr("usual"));
    m_length->setValue(0); // in these words
    m_lengthRow = m_sheet->addRow(
        tr("Length"), m_length,
        tr("Usual: one day for models of one day's returns, else 252; 21 between two "
           "days."));
    m_name = lineField(m_sheet, "scenario_name", tr("from model and condition"));
    m_name->setMaxLength(250);
    m_sheet->addRow(tr("Name"), m_name, tr("What the set is called here and in the command line."));
    m_source = new LearnFrom(QStringLiteral("scenario_source"), m_sheet);
    m_sheet->addRow(tr("Learn from"), m_source,
                    tr("The data of the study, or the rows of a stored set."));
    m_model = narrowCombo(m_sheet, QStringLiteral("scenario_model"));
    m_model->addItem(tr("Fit now"));
    m_sheet->addRow(tr("Model"), m_model,
                    tr("The generator of the study, fitted to all its days, or a registered "
                       "model."));
}

void ScenarioForm::setGenerator(const generate::GeneratorInfo& info, const QString& modelTitle) {
    using Kind = generate::Steering::Kind;
    const auto can = [&](Kind kind) {
        return std::find(info.steerings.begin(), info.steerings.end(), kind) !=
               info.steerings.end();
    };
    auto* items = qobject_cast<QStandardItemModel*>(m_draw->model());
    const auto offer = [&](Draw what, bool possible, const QString& why) {
        auto* item = items->item(static_cast<int>(what));
        item->setEnabled(possible);
        item->setToolTip(possible ? QString() : why);
        if (!possible && draw() == what)
            setDraw(Draw::Free);
    };
    offer(Draw::LikeDays, can(Kind::LikeDays),
          tr("%1 has no latent space to look for days in; the VAE and probabilistic PCA do.")
              .arg(qstr(info.title)));
    offer(Draw::Between, can(Kind::Between),
          tr("%1 has no latent space to go through from day to day; the VAE has.")
              .arg(qstr(info.title)));
    offer(Draw::Volatile, !info.timeless, tr("%1 draws days, not paths.").arg(qstr(info.title)));
    m_canScaleTails = can(Kind::TailScale);
    m_model->setItemText(0, tr("Fit now: %1").arg(modelTitle));
    check(); // nobody edited anything
}

void ScenarioForm::setStored(const StoredSets& stored) {
    m_source->setSets(stored.sets);
    const QSignalBlocker blocker(m_model);
    const QString before = m_model->currentText();
    while (m_model->count() > 1)
        m_model->removeItem(1);
    for (const auto& model : stored.models)
        m_model->addItem(tr("%1, version %2").arg(qstr(model.name)).arg(model.version),
                         QStringList{qstr(model.name), QString::number(model.version)});
    m_model->setCurrentIndex(std::max(0, m_model->findText(before)));
    if (const int wanted = m_model->findData(m_wantedModel);
        !m_wantedModel.isEmpty() && wanted > 0) {
        m_model->setCurrentIndex(wanted);
        m_wantedModel.clear();
    }
}

void ScenarioForm::setShocks(const std::vector<studies::ShockDay>& shocks) {
    m_shocks->clear();
    m_shocks->addItem(tr("Add…"), QString());
    for (const auto& shock : shocks)
        m_shocks->addItem(
            tr("%1, mean %2, %3 %4")
                .arg(qstr(toIso(shock.date)), formatSignedPercent(std::expm1(shock.mean), 1),
                     qstr(shock.worstAsset), formatSignedPercent(std::expm1(shock.worst), 1)),
            qstr(toIso(shock.date)));
    m_shocks->view()->setMinimumWidth(m_shocks->view()->sizeHintForColumn(0) + 32);
}

void ScenarioForm::setDraw(Draw what) {
    m_draw->setCurrentIndex(static_cast<int>(what));
}

ScenarioForm::Draw ScenarioForm::draw() const {
    return static_cast<Draw>(m_draw->currentIndex());
}

void ScenarioForm::showRows() {
    const Draw what = draw();
    m_fallsRow->setVisible(what == Draw::Falls);
    m_shareRow->setVisible(what == Draw::Volatile);
    const bool fromDays = what == Draw::LikeDays || what == Draw::Between;
    m_daysRow->setVisible(fromDays);
    m_shocksRow->setVisible(fromDays && m_shocks->count() > 1);
    m_factorRow->setVisible(what == Draw::Augmented);
    m_tailsRow->setVisible(m_canScaleTails && !fromDays && what != Draw::Augmented);
    m_pathsRow->setVisible(what != Draw::Augmented);
    m_lengthRow->setVisible(what != Draw::Augmented);
}

void ScenarioForm::check() {
    showRows();
    const Draw what = draw();
    m_fallsRow->setProblem(what == Draw::Falls ? problemOf(fallsFrom(m_falls->text())) : QString());
    m_daysRow->setProblem(daysProblem());
    m_shareRow->setProblem(what == Draw::Volatile ? rangeProblem(m_share, kShare) : QString());
    m_factorRow->setProblem(what == Draw::Augmented ? rangeProblem(m_factor, kFactor) : QString());
    m_tailsRow->setProblem(m_canScaleTails ? rangeProblem(m_tails, kTails) : QString());
    m_pathsRow->setProblem(rangeProblem(m_paths, kPaths));
    m_lengthRow->setProblem(rangeProblem(m_length, kLength));
}

void ScenarioForm::announce() {
    check();
    Q_EMIT edited();
}

QString ScenarioForm::daysProblem() const {
    const Draw what = draw();
    if (what != Draw::LikeDays && what != Draw::Between)
        return {};
    const auto days = daysFrom(m_days->text());
    if (!days || what == Draw::LikeDays || days->size() == 2)
        return problemOf(days);
    return tr("Write two days: 2020-03-16, 2020-04-17");
}

int ScenarioForm::problemCount() const {
    int count = 0;
    for (const FormRow* row :
         {m_fallsRow, m_daysRow, m_shareRow, m_factorRow, m_tailsRow, m_pathsRow, m_lengthRow})
        count += row->problem().isEmpty() ? 0 : 1;
    return count;
}

void ScenarioForm::load(const studies::ScenarioStudy& study) {
    setDraw(!study.falls.empty()       ? Draw::Falls
            : study.volatileShare      ? Draw::Volatile
            : !study.likeDates.empty() ? Draw::LikeDays
            : !study.between.empty()   ? Draw::Between
            : study.augment > 0        ? Draw::Augmented
                                       : Draw::Free);
    m_falls->setText(fallsText(study.falls));
    m_days->setText(daysText(study.between.empty() ? study.likeDates : study.between));
    if (study.volatileShare)
        m_share->setValue(100 * *study.volatileShare);
    if (study.augment > 0)
        m_factor->setValue(static_cast<double>(study.augment));
    m_tails->setValue(study.tailScale);
    m_paths->setValue(static_cast<double>(study.count));
    m_length->setValue(static_cast<double>(study.length));
    m_name->setText(qstr(study.name));
    m_source->choose(study.data);
    m_model->setCurrentIndex(0);
    m_wantedModel = study.registered.empty()
                        ? QStringList()
                        : QStringList{qstr(study.registered), qstr(study.version)};
    announce();
}

void ScenarioForm::read(studies::ScenarioStudy& study) const {
    study.falls.clear();
    study.likeDates.clear();
    study.between.clear();
    study.volatileShare.reset();
    study.augment = 0;
    const Draw what = draw();
    if (what == Draw::Falls) {
        if (auto falls = fallsFrom(m_falls->text()))
            study.falls = std::move(*falls);
    } else if (what == Draw::LikeDays || what == Draw::Between) {
        if (auto days = daysFrom(m_days->text()))
            (what == Draw::Between ? study.between : study.likeDates) = std::move(*days);
    } else if (what == Draw::Volatile) {
        study.volatileShare = m_share->value().value_or(10) / 100;
    } else if (what == Draw::Augmented) {
        study.augment = static_cast<std::size_t>(m_factor->value().value_or(5));
    }
    const bool scaled = m_canScaleTails && what != Draw::LikeDays && what != Draw::Between &&
                        what != Draw::Augmented;
    study.tailScale = scaled ? m_tails->value().value_or(1) : 1;
    study.count = static_cast<std::size_t>(m_paths->value().value_or(1000));
    study.length = static_cast<std::size_t>(m_length->value().value_or(0));
    study.name = str(m_name->text().trimmed());
    const QStringList registered =
        m_model->currentIndex() == 0 ? m_wantedModel : m_model->currentData().toStringList();
    study.registered = registered.isEmpty() ? std::string() : str(registered.front());
    study.version = registered.isEmpty() ? std::string("latest") : str(registered.back());
    if (auto set = m_source->selection())
        study.data = std::move(*set);
}

} // namespace loom::ui
