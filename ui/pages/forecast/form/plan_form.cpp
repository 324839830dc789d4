// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/plan_form.h"

#include <QComboBox>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/pages/forecast/form/form_fields.h"
#include "ui/pages/forecast/form/task_form.h"
#include "ui/pages/forecast/step_words.h"
#include "ui/pages/synthesize/form/data_form.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kMaxSeed = 9e15;
constexpr int kMostSeeds = 50;

QStringList partsOf(const QLineEdit* field) {
    static const QRegularExpression between(u"[\\s,;]+"_s);
    return field->text().split(between, Qt::SkipEmptyParts);
}

/// "1, 2, 3"; empty when a part is no whole number.
std::vector<std::uint64_t> seedsOf(const QLineEdit* field) {
    std::vector<std::uint64_t> out;
    for (const QString& part : partsOf(field)) {
        bool ok = false;
        const auto seed = part.toULongLong(&ok);
        if (!ok || static_cast<double>(seed) > kMaxSeed)
            return {};
        out.push_back(seed);
    }
    return out;
}

/// "80, 95" per cent as shares, ascending; empty when a part is none.
std::vector<double> coveragesOf(const QLineEdit* field) {
    std::vector<double> out;
    for (QString part : partsOf(field)) {
        const auto percent = parseNumber(part.remove(u'%'));
        if (!percent || !(*percent > 0 && *percent < 100))
            return {};
        out.push_back(*percent / 100);
    }
    std::ranges::sort(out);
    return out;
}

template <class T>
bool isTwice(std::vector<T> values) {
    return std::set<T>(values.begin(), values.end()).size() < values.size();
}

/// Per cent to a hundredth: what a drag means and a field can say.
double percentOf(double share) {
    return std::round(share * 1e4) / 100;
}

} // namespace

PlanForm::PlanForm(QWidget* parent) : QWidget(parent), m_sheet(new FormSheet(this)) {
    buildSplit();
    buildJudging();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    load({}, {});
}

FormRow* PlanForm::number(NumberField*& field, const QString& label, const QString& object,
                          bool whole, double minimum, double maximum, const QString& unit,
                          const QString& help) {
    field = numberField(m_sheet, whole ? NumberField::Kind::Integer : NumberField::Kind::Real,
                        object, minimum, maximum, unit);
    FormRow* row = m_sheet->addRow(label, field, help);
    connect(field, &NumberField::valueEdited, this, [this] { announce(); });
    m_limited.push_back({field, row, minimum, maximum, field == m_validation});
    return row;
}

void PlanForm::buildSplit() {
    m_sheet->addSection(tr("Split"));
    number(m_validation, tr("Validation"), u"forecast_validation"_s, false, 5, 50, tr("%"),
           tr("The latest rows of each training: they stop it early and give the intervals."));
    number(m_test, tr("Locked test"), u"forecast_test"_s, false, 0, 50, tr("%"),
           tr("The latest of all rows: looked at on demand only, and every look is counted."));
    number(m_first, tr("First border"), u"forecast_first_train"_s, false, 10, 95, tr("%"),
           tr("Of the rows before the test: what lies before it is trained on first, what follows "
              "is forecast."));
    m_foldsRow = number(m_folds, tr("Folds"), u"forecast_folds"_s, true, 1, 1000, {},
                        tr("Borders: every model is trained anew at each of them."));
    m_window = narrowCombo(m_sheet, u"forecast_window"_s);
    m_window->addItems({tr("Expanding"), tr("Sliding")});
    m_sheet->addRow(tr("Training rows"), m_window,
                    tr("Expanding: everything before a border. Sliding: the same length before "
                       "each."));
    connect(m_window, &QComboBox::currentIndexChanged, this, [this] { announce(); });
    number(m_embargo, tr("Embargo"), u"forecast_embargo"_s, true, 0, 100'000, {},
           tr("Further rows left out before each border and each validation part."));
    number(m_every, tr("Forecast every"), u"forecast_every"_s, true, 1, 100'000, {},
           tr("Rows between two forecasts that are judged."));
    m_purge = new FormWords(u"forecast_purge_words"_s, m_sheet);
    m_sheet->addWide(m_purge);
}

void PlanForm::buildJudging() {
    m_sheet->addSection(tr("Judging"));
    m_seeds = new QLineEdit(m_sheet);
    m_seeds->setObjectName(u"forecast_seeds"_s);
    m_seedsRow = m_sheet->addRow(tr("Seeds"), m_seeds,
                                 tr("Of models that train, separated by commas: the board shows "
                                    "their mean and range. The first one predicts."));
    m_coverages = new QLineEdit(m_sheet);
    m_coverages->setObjectName(u"forecast_coverages"_s);
    m_coveragesRow = m_sheet->addRow(tr("Intervals, %"), m_coverages,
                                     tr("How much of what comes each interval should hold."));
    m_intervals = narrowCombo(m_sheet, u"forecast_intervals"_s);
    m_intervals->addItems({tr("Around the forecast"), tr("Learnt quantiles")});
    m_sheet->addRow(tr("Made"), m_intervals,
                    tr("Around the forecast: as wide as its errors were (conformal). Learnt "
                       "quantiles: the network learns them and its errors correct them; a model "
                       "that learns none is taken around its forecast."));
    connect(m_intervals, &QComboBox::currentIndexChanged, this, [this] { announce(); });
    number(m_costs, tr("Costs"), u"forecast_costs"_s, false, 0, 1000, tr("bp"),
           tr("Basis points of what the trading rule trades."));
    m_name = new QLineEdit(m_sheet);
    m_name->setObjectName(u"forecast_name"_s);
    m_name->setMaxLength(250); // as long as the tracking store keeps names
    m_name->setPlaceholderText(tr("from model, symbol, seed"));
    m_sheet->addRow(tr("Run name"), m_name,
                    tr("What the run is called on the Experiments page; it can be changed there "
                       "afterwards."));
    for (QLineEdit* field : {m_seeds, m_coverages, m_name})
        connect(field, &QLineEdit::textEdited, this, [this] { announce(); });
}

void PlanForm::load(const forecast::EvaluationPlan& plan, const QString& name) {
    const bool before = std::exchange(m_loading, true);
    m_base = plan;
    m_validation->setValue(percentOf(plan.validationShare));
    m_test->setValue(percentOf(plan.testShare));
    m_first->setValue(percentOf(plan.firstTrainShare));
    m_folds->setValue(static_cast<double>(plan.folds));
    m_window->setCurrentIndex(plan.window == forecast::TrainWindow::Sliding ? 1 : 0);
    m_embargo->setValue(static_cast<double>(plan.embargo));
    m_every->setValue(static_cast<double>(plan.originEvery));
    QStringList seeds, coverages;
    for (const auto seed : plan.seeds)
        seeds << QString::number(seed);
    for (const double coverage : plan.coverages)
        coverages << compactNumber(percentOf(coverage));
    m_seeds->setText(seeds.join(u", "_s));
    m_coverages->setText(coverages.join(u", "_s));
    m_intervals->setCurrentIndex(plan.intervals == forecast::Intervals::Quantiles ? 1 : 0);
    m_costs->setValue(plan.costBasisPoints);
    m_name->setText(name);
    m_loading = before;
}

void PlanForm::read(forecast::EvaluationPlan& plan) const {
    const auto share = [](const NumberField* field, double loaded) {
        const double percent = field->value().value_or(0);
        return percent == percentOf(loaded) ? loaded : percent / 100;
    };
    const auto count = [](const NumberField* field) {
        return static_cast<std::size_t>(std::max(0.0, field->value().value_or(0)));
    };
    plan.validationShare = share(m_validation, m_base.validationShare);
    plan.testShare = share(m_test, m_base.testShare);
    plan.firstTrainShare = share(m_first, m_base.firstTrainShare);
    plan.folds = count(m_folds);
    plan.window = m_window->currentIndex() == 1 ? forecast::TrainWindow::Sliding
                                                : forecast::TrainWindow::Expanding;
    plan.embargo = count(m_embargo);
    plan.originEvery = count(m_every);
    plan.seeds = seedsOf(m_seeds);
    plan.coverages = coveragesOf(m_coverages);
    plan.intervals = m_intervals->currentIndex() == 1 ? forecast::Intervals::Quantiles
                                                      : forecast::Intervals::Errors;
    plan.costBasisPoints = m_costs->value().value_or(0);
    plan.test = false;
}

QString PlanForm::name() const {
    return m_name->text().trimmed();
}

void PlanForm::setContext(forecast::Frequency frequency, std::size_t horizon, std::size_t rows) {
    m_frequency = frequency;
    m_horizon = horizon;
    m_rows = rows;
    m_embargo->setUnit(stepUnit(frequency));
    m_every->setUnit(stepUnit(frequency));
    m_purge->setWords(
        horizon > 1
            ? tr("No label crosses a border: the last %1 before each are purged by themselves.")
                  .arg(stepsWords(horizon - 1, frequency))
            : tr("No label crosses a border: with one step ahead nothing has to be purged."));
    check();
}

/// What the rows of the data make of the plan; the fields are in order by themselves.
void PlanForm::checkFolds() {
    if (m_rows == 0 || problemCount() + judgingProblemCount() > 0)
        return;
    forecast::EvaluationPlan plan = m_base;
    read(plan);
    const auto folds = forecast::makeFolds(m_rows, m_horizon, plan);
    m_foldsRow->setProblem(folds ? QString() : qstr(folds.error().message));
}

void PlanForm::check() {
    for (const Limited& one : m_limited)
        one.row->setProblem(rangeProblem(one.field, one.minimum, one.maximum));
    const auto seeds = seedsOf(m_seeds);
    m_seedsRow->setProblem(seeds.empty()               ? tr("Whole numbers, as in 1, 2, 3")
                           : isTwice(seeds)            ? tr("Each seed once")
                           : seeds.size() > kMostSeeds ? tr("At most %1 seeds").arg(kMostSeeds)
                                                       : QString());
    const auto coverages = coveragesOf(m_coverages);
    m_coveragesRow->setProblem(coverages.empty()    ? tr("Between 0 and 100, as in 80, 95")
                               : isTwice(coverages) ? tr("Each coverage once")
                                                    : QString());
    checkFolds();
}

int PlanForm::problemCount() const {
    int count = 0;
    for (const Limited& one : m_limited)
        count += one.predicts && !one.row->problem().isEmpty() ? 1 : 0;
    for (const FormRow* row : {m_seedsRow, m_coveragesRow})
        count += row->problem().isEmpty() ? 0 : 1;
    return count;
}

int PlanForm::judgingProblemCount() const {
    int count = 0;
    for (const Limited& one : m_limited)
        count += !one.predicts && !one.row->problem().isEmpty() ? 1 : 0;
    return count;
}

void PlanForm::announce() {
    if (!m_loading)
        Q_EMIT edited();
}

} // namespace loom::ui
