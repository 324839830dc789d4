// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scorecard_table.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <optional>

#include "ui/charts/layer.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/rules_model.h"
#include "ui/pages/synthesize/scorecard_model.h"
#include "ui/pages/synthesize/scorecard_roles.h"

namespace loom::ui {

namespace {

constexpr int kRowHeight = 24;
constexpr int kHeaderHeight = 40; ///< two lines
constexpr int kTextColumns = 2;   ///< metric and floor, or rule and limit

constexpr int kSwatch = 16;
constexpr int kSwatchRoom = kSwatch + 6;

/// A generator's name stands beside its line, as in the legends, above its numbers.
class GeneratorHeader final : public QHeaderView {
  public:
    explicit GeneratorHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
        setSectionsClickable(false);
    }

  protected:
    QSize sectionSizeFromContents(int section) const override {
        QSize size = QHeaderView::sectionSizeFromContents(section);
        if (slotOf(section))
            size.rwidth() += kSwatchRoom;
        return size;
    }

    void paintSection(QPainter* painter, const QRect& rect, int section) const override {
        const auto slot = slotOf(section);
        if (!slot)
            return QHeaderView::paintSection(painter, rect, section);
        QStyleOptionHeader option;
        initStyleOption(&option);
        option.rect = rect;
        style()->drawControl(QStyle::CE_HeaderSection, &option, painter, this);
        const Tone tone = toneOf(palette());
        const QRect words = rect.adjusted(8, 0, -8, 0);
        const auto line = *slot > 0 ? LineStyle::generator(*slot, 2) : LineStyle::benchmark();
        const QPointF from(words.left(), rect.center().y() + 0.5);
        painter->setPen(line.pen(tone));
        painter->drawLine(from, from + QPointF(kSwatch, 0));
        painter->setPen(colour(Role::Muted, tone));
        painter->drawText(words.adjusted(kSwatchRoom, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          model()->headerData(section, Qt::Horizontal).toString());
    }

  private:
    std::optional<int> slotOf(int section) const {
        const QVariant slot = model()->headerData(section, Qt::Horizontal, kSlotRole);
        return slot.isValid() ? std::optional(slot.toInt()) : std::nullopt;
    }
};

} // namespace

ScorecardTable::ScorecardTable(QWidget* parent)
    : QTableView(parent), m_scorecard(new ScorecardModel(this)), m_rules(new RulesModel(this)) {
    setObjectName(QStringLiteral("scorecard"));
    setHorizontalHeader(new GeneratorHeader(this));
    setModel(m_scorecard);
    setItemDelegate(new VerdictDelegate(3, this));
    for (int column = 0; column < kTextColumns; ++column)
        setItemDelegateForColumn(column, new QStyledItemDelegate(this));
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(kRowHeight);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setFixedHeight(kHeaderHeight);
    horizontalHeader()->setMinimumSectionSize(72);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(tr("Scorecard"));
    connect(this, &QTableView::doubleClicked, this, &ScorecardTable::choose);
}

void ScorecardTable::setReport(const generate::FidelityReport& report) {
    m_scorecard->setReport(report);
    m_rules->setReport(report);
    fitColumns();
    Q_EMIT cellPointed({});
}

void ScorecardTable::setKind(Kind kind) {
    m_kind = kind;
    if (kind == Kind::NoiseFloor)
        setModel(m_scorecard);
    else
        setModel(m_rules);
    fitColumns();
    Q_EMIT cellPointed({});
}

int ScorecardTable::showAllRows() {
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const int height = kHeaderHeight + model()->rowCount() * kRowHeight;
    setFixedHeight(height);
    return height;
}

void ScorecardTable::choose(const QModelIndex& index) {
    const QString id = index.data(kMetricIdRole).toString();
    if (!id.isEmpty())
        Q_EMIT rowChosen(id);
}

void ScorecardTable::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        choose(currentIndex());
    else
        QTableView::keyPressEvent(event);
}

void ScorecardTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    Q_EMIT cellPointed(current);
}

void ScorecardTable::fitColumns() {
    auto* header = horizontalHeader();
    resizeColumnsToContents();
    // The rows' names with their units are never cut; what is left over goes to them.
    const int others = header->length() - header->sectionSize(0);
    header->resizeSection(0, std::max(header->sectionSize(0), viewport()->width() - others));
}

void ScorecardTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    if (model()->rowCount() > 0)
        fitColumns();
}

} // namespace loom::ui
