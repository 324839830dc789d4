// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/panel/copula_pane.h"

#include <tuple>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/cloud_layer.h"
#include "ui/charts/contour_layer.h"
#include "ui/forms/bar.h"
#include "ui/pages/synthesize/panel/heat_panes.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

/// Two columns of the days x assets table.
void columnsOf(const std::vector<double>& pseudo, std::size_t assets, int a, int b,
               std::vector<float>& x, std::vector<float>& y) {
    const std::size_t days = pseudo.size() / assets;
    x.reserve(days);
    y.reserve(days);
    for (std::size_t day = 0; day < days; ++day) {
        x.push_back(static_cast<float>(pseudo[day * assets + static_cast<std::size_t>(a)]));
        y.push_back(static_cast<float>(pseudo[day * assets + static_cast<std::size_t>(b)]));
    }
}

ChartView* cloudView(const QString& name, QWidget* parent) {
    auto* view = new ChartView(parent);
    view->setObjectName(name);
    view->setEmptyText(CopulaPane::tr("Comparing real with generated…"));
    view->setLegendVisible(false);
    return view;
}

} // namespace

CopulaPane::CopulaPane(JobModel& jobs, QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_bar(new Bar(Role::Surface, Qt::BottomEdge, this)),
      m_marks(new SegmentedSwitch({tr("Points"), tr("Density"), tr("Both")}, this)),
      m_tail(new SegmentedSwitch({tr("Lower tail"), tr("Upper tail")}, this)),
      m_real(cloudView(QStringLiteral("cloud_real"), this)),
      m_generated(cloudView(QStringLiteral("cloud_generated"), this)),
      m_tails(new HeatPanes(QStringLiteral("tail_map"), HeatPanes::Arrangement::Row, this)) {
    setObjectName(QStringLiteral("copula_pane"));
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(8);
    for (const auto& [field, name, label] :
         {std::tuple{&m_first, QStringLiteral("pair_first"), tr("First asset")},
          std::tuple{&m_second, QStringLiteral("pair_second"), tr("Second asset")}}) {
        *field = addPicker(name, label);
        row->addWidget(*field);
        if (field == &m_first)
            row->addWidget(new QLabel(QStringLiteral("×"), m_bar));
    }
    m_marks->setObjectName(QStringLiteral("copula_marks"));
    m_marks->setAccessibleName(tr("Shown of the pair"));
    m_marks->setToolTip(tr("Density: normal kernels over the ranks, mirrored at the borders, as "
                           "wide in both pictures (Scott's rule for the fewer days)."));
    m_marks->setCurrentIndex(2);
    row->addSpacing(8);
    row->addWidget(m_marks);
    connect(m_marks, &SegmentedSwitch::currentIndexChanged, this, [this] { showPair(); });
    row->addStretch(1);
    m_tail->setObjectName(QStringLiteral("tail_switch"));
    row->addWidget(m_tail);
    connect(m_tail, &SegmentedSwitch::currentIndexChanged, this, [this] { showTails(); });
    connect(m_tails, &HeatPanes::pairChosen, this, &CopulaPane::choosePair);
    auto* clouds = new QHBoxLayout;
    clouds->setSpacing(1);
    clouds->addWidget(m_real);
    clouds->addWidget(m_generated);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addLayout(clouds, 1);
    layout->addWidget(m_tails, 1);
}

QComboBox* CopulaPane::addPicker(const QString& name, const QString& label) {
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    box->setAccessibleName(label);
    box->setMinimumWidth(96);
    connect(box, &QComboBox::currentIndexChanged, this, [this] { readContours(); });
    return box;
}

std::vector<ChartView*> CopulaPane::views() const {
    auto all = m_tails->views();
    all.insert(all.begin(), {m_real, m_generated});
    return all;
}

void CopulaPane::show(std::shared_ptr<const PanelFigures> figures, const QString& generator,
                      int slot) {
    const bool same = m_figures && figures && m_figures->assets == figures->assets;
    m_figures = std::move(figures);
    m_generator = generator;
    m_slot = slot;
    if (!same) {
        const QSignalBlocker first(m_first), second(m_second);
        for (QComboBox* box : {m_first, m_second}) {
            box->clear();
            for (const auto& asset : m_figures->assets)
                box->addItem(qstr(asset));
        }
        m_second->setCurrentIndex(1);
    }
    readContours();
    showTails();
}

void CopulaPane::choosePair(int a, int b) {
    m_first->setCurrentIndex(a);
    m_second->setCurrentIndex(b);
}

void CopulaPane::adopt(const CopulaPane& other) {
    m_bar->hide();
    m_tail->setCurrentIndex(other.m_tail->currentIndex());
    m_marks->setCurrentIndex(other.m_marks->currentIndex());
    show(other.m_figures, other.m_generator, other.m_slot);
    choosePair(other.m_first->currentIndex(), other.m_second->currentIndex());
    ++m_request; // the lines are there already
    m_contours = other.m_contours;
    showPair();
    for (ChartView* view : m_tails->views())
        view->setCell(std::nullopt); // what is pointed at has no place in a picture
}

/// The points are shown at once, the lines when they are there.
void CopulaPane::readContours() {
    const int a = m_first->currentIndex(), b = m_second->currentIndex();
    if (!m_figures || a < 0 || b < 0)
        return;
    m_contours.reset();
    showPair();
    const auto number = ++m_request;
    m_jobs.start<PairContours>(
        {.title = str(tr("Density of a pair")), .kind = "read", .quiet = true},
        [figures = m_figures, a, b](jobs::JobContext&) -> Result<PairContours> {
            return computePairContours(*figures, static_cast<std::size_t>(a),
                                       static_cast<std::size_t>(b));
        },
        this,
        [this, number](Result<PairContours> contours) {
            if (!contours || number != m_request)
                return;
            m_contours = std::make_shared<const PairContours>(std::move(*contours));
            showPair();
        });
}

LineStyle CopulaPane::styleOf(bool generated) const {
    return generated ? LineStyle::generator(m_slot, 1.5) : LineStyle::real();
}

void CopulaPane::addContours(ChartView* view, bool generated) {
    const auto& levels = generated ? m_contours->generated : m_contours->real;
    std::vector<Contour> contours;
    for (std::size_t k = 0; k < levels.size(); ++k) {
        Contour one{.level = kDensityLevels[k], .lines = {}};
        for (const auto& line : levels[k]) {
            QPolygonF points;
            for (const auto& point : line)
                points << QPointF(point.x, point.y);
            one.lines.push_back(points);
        }
        contours.push_back(std::move(one));
    }
    // Beside those of the generator the real ones are there to compare with: without heights.
    const bool compared = !generated && view == m_generated;
    view->addLayer(std::make_unique<ContourLayer>(
        generated ? tr("%1, density").arg(m_generator) : tr("Real, density"), std::move(contours),
        compared ? LineStyle{Ink(Role::Real, 0.8), 1.0, {}} : styleOf(generated),
        compared ? -1 : 1));
}

void CopulaPane::fill(ChartView* view, const Side& side) {
    const int a = m_first->currentIndex(), b = m_second->currentIndex();
    const int marks = m_marks->currentIndex();
    std::vector<float> x, y;
    columnsOf(side.pseudo, m_figures->assets.size(), a, b, x, y);
    const QString pair = m_first->currentText() + QStringLiteral(" × ") + m_second->currentText();
    QString words =
        tr("Ranks of %1 days. Tail dependence at 5 %: lower %2, upper %3.")
            .arg(formatCount(static_cast<qint64>(x.size())), formatNumber(side.tail.lower(a, b), 2),
                 formatNumber(side.tail.upper(a, b), 2));
    view->clearLayers();
    view->setTitle(tr("Copula of %1, %2").arg(pair, side.name));
    view->setXAxis(XAxis::numeric(tr("rank of %1 across, of %2 upwards")
                                      .arg(m_first->currentText(), m_second->currentText())));
    if (marks != 1)
        view->addLayer(
            std::make_unique<CloudLayer>(side.name, std::move(x), std::move(y),
                                         side.style.ink.withAlpha(marks == 0 ? 0.35 : 0.2)));
    const bool lines = marks != 0 && m_contours;
    if (lines) {
        if (view == m_generated)
            addContours(view, false);
        addContours(view, view == m_generated);
    }
    view->setFooter(words);
    view->setNote(!lines                ? QString()
                  : view == m_generated ? tr("density; thin: real")
                                        : tr("density, 1 = independent"));
    view->setWindow({.x = {0, 1}, .y = Range{0, 1}, .follows = false});
    view->refresh();
}

void CopulaPane::showPair() {
    const int a = m_first->currentIndex(), b = m_second->currentIndex();
    if (!m_figures || a < 0 || b < 0)
        return;
    fill(m_real, {tr("real"), m_figures->realPseudo, m_figures->realTail, styleOf(false)});
    fill(m_generated,
         {m_generator, m_figures->generatedPseudo, m_figures->generatedTail, styleOf(true)});
    if (a != b)
        for (ChartView* view : m_tails->views())
            view->setCell(CellRef{a, b});
}

void CopulaPane::showTails() {
    if (!m_figures)
        return;
    const bool lower = m_tail->currentIndex() == 0;
    m_tails->show(
        m_figures->assets,
        {.quantity = lower ? tr("Lower tail dependence") : tr("Upper tail dependence"),
         .real = lower ? m_figures->realTail.lower : m_figures->realTail.upper,
         .generated = lower ? m_figures->generatedTail.lower : m_figures->generatedTail.upper,
         .diagonal = false},
        m_generator, m_slot);
}

} // namespace loom::ui
