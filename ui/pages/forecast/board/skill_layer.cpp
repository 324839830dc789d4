// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/skill_layer.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <ranges>

#include "forecast/evaluation/skill_interval.h"
#include "ui/pages/forecast/board/board_tables.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kHead = 34, kRow = 23, kAxis = 22; ///< heights
constexpr double kGap = 16, kMarkWidth = 14;
constexpr double kDot = 7, kWhisker = 2, kArrow = 5;
constexpr double kLeastDots = 180;
constexpr double kFarOut = 4, kLeastShown = 3; ///< medians of |skill|; %
constexpr double kWidest = 3;                  ///< of an interval, in sizes of what is shown
constexpr double kPercent = 100;

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::SkillLayer", text);
}

QFontMetricsF captions() {
    return QFontMetricsF(typeFont(Type::Caption));
}

double textWidth(const ScoreCell& cell) {
    return captions().horizontalAdvance(cell.text) + (cell.mark ? kMarkWidth : 0);
}

/// Both tests come first, metrics follow, the verdict is last.
std::vector<std::size_t> columnOrder(const ScoreTable& table) {
    std::vector<std::size_t> out;
    const auto add = [&](auto wanted) {
        for (std::size_t i = 1; i < table.heads.size(); ++i)
            if (wanted(table.heads[i].id))
                out.push_back(i);
    };
    const auto isTest = [](const QString& id) { return id == u"skill" || id == u"dm_p"; };
    add(isTest);
    add([&](const QString& id) { return !isTest(id) && id != u"verdict"; });
    add([](const QString& id) { return id == u"verdict"; });
    return out;
}

} // namespace

SkillBoard skillBoard(const forecast::EvaluationReport& report) {
    const auto table = modelTable(report, ScoreTarget::Returns,
                                  defaultColumns(report, ScoreTarget::Returns) << u"skill"_s);
    const auto order = columnOrder(table);
    SkillBoard out;
    for (const std::size_t column : order)
        out.heads.push_back(table.heads[column]);
    for (std::size_t i = 0; i < report.models.size(); ++i) {
        const auto& model = report.models[i];
        SkillRow row{.name = table.rows[i].cells.front(), .judged = !model.baseline};
        row.skill = kPercent * model.skill;
        const auto* last = againstLast(model);
        if (last != nullptr)
            if (const auto interval = forecast::skillInterval(*last, model.losses.size())) {
                row.low = kPercent * interval->low;
                row.high = kPercent * interval->high;
            }
        for (const std::size_t column : order)
            row.cells.push_back(table.rows[i].cells[column]);
        out.rows.push_back(std::move(row));
    }
    return out;
}

Range skillRange(const std::vector<SkillRow>& rows) {
    std::vector<double> sizes;
    for (const SkillRow& row : rows)
        if (std::isfinite(row.skill) && row.skill != 0)
            sizes.push_back(std::abs(row.skill));
    double farthest = kLeastShown;
    if (!sizes.empty()) {
        const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
        std::ranges::nth_element(sizes, middle);
        farthest = std::max(kLeastShown, kFarOut * *middle);
    }
    Range out;
    out.include(0);
    for (const SkillRow& row : rows) {
        const double size = std::abs(row.skill);
        if (!(size <= farthest) && !row.judged)
            continue;
        out.include(row.skill);
        const double most = kWidest * std::max(farthest, size);
        for (const double end : {row.low, row.high})
            if (std::isfinite(end))
                out.include(std::clamp(end, -most, most));
    }
    const double air = std::max(0.04 * out.span(), 0.05);
    return {out.lo - air, out.hi + air};
}

SkillLayer::SkillLayer(SkillBoard board)
    : m_board(std::move(board)), m_range(skillRange(m_board.rows)) {}

double SkillLayer::height() const {
    return kHead + kRow * static_cast<double>(m_board.rows.size()) + kAxis;
}

double SkillLayer::columnWidth(std::size_t column) const {
    double out = 0;
    for (const QString& line : m_board.heads[column].title.split(u'\n'))
        out = std::max(out, captions().horizontalAdvance(line));
    for (const SkillRow& row : m_board.rows)
        out = std::max(out, textWidth(row.cells[column]));
    return std::ceil(out);
}

double SkillLayer::nameWidth() const {
    const QFontMetricsF strong(typeFont(Type::CaptionStrong));
    double out = 0;
    for (const SkillRow& row : m_board.rows)
        out = std::max(out, strong.horizontalAdvance(row.name.text));
    return std::ceil(out);
}

std::vector<std::size_t> SkillLayer::shownColumns(double width) const {
    std::vector<std::size_t> out;
    double left = width - nameWidth() - kGap - kLeastDots;
    for (std::size_t i = 0; i < m_board.heads.size(); ++i) {
        out.push_back(i);
        left -= columnWidth(i) + kGap;
    }
    while (left < 0) {
        const auto next = std::ranges::max_element(
            out, {}, [this](std::size_t i) { return m_board.heads[i].keep; });
        if (next == out.end() || m_board.heads[*next].keep == 0)
            break;
        left += columnWidth(*next) + kGap;
        out.erase(next);
    }
    return out;
}

SkillLayer::Places SkillLayer::places(const PlotMap& map) const {
    Places out;
    out.names = nameWidth();
    double right = map.plot.right();
    out.heads.resize(m_board.heads.size());
    const auto shown = shownColumns(map.plot.width());
    for (const std::size_t i : shown | std::views::reverse) {
        const double width = columnWidth(i);
        out.heads[i] = QRectF(right - width, map.plot.top(), width, kHead);
        right -= width + kGap;
    }
    const double left = map.plot.left() + out.names + kGap;
    out.dots = QRectF(left, map.plot.top() + kHead, std::max(kLeastDots, right - left - 4),
                      kRow * static_cast<double>(m_board.rows.size()));
    return out;
}

double SkillLayer::at(const Places& where, double skill) const {
    return where.dots.left() + (skill - m_range.lo) / m_range.span() * where.dots.width();
}

void SkillLayer::paint(QPainter& painter, const PlotMap& map) const {
    if (m_board.rows.empty())
        return;
    const Places where = places(map);
    paintHeads(painter, where, map);
    paintAxis(painter, where, map.tone);
    for (std::size_t row = 0; row < m_board.rows.size(); ++row)
        paintRow(painter, where, row, map);
}

void SkillLayer::paintHeads(QPainter& painter, const Places& where, const PlotMap& map) const {
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, map.tone));
    const int bottom = Qt::AlignBottom;
    for (std::size_t i = 0; i < where.heads.size(); ++i)
        if (!where.heads[i].isEmpty())
            painter.drawText(where.heads[i].adjusted(-2, 0, 0, -5),
                             bottom | (m_board.heads[i].isNumber ? Qt::AlignRight : Qt::AlignLeft),
                             m_board.heads[i].title);
    painter.drawText(QRectF(map.plot.left(), map.plot.top(), where.names, kHead - 5),
                     bottom | Qt::AlignLeft, words("Model\n(baselines grey)"));
    painter.drawText(QRectF(where.dots.left(), map.plot.top(), where.dots.width(), kHead - 5),
                     bottom | Qt::AlignLeft,
                     words("Skill against the last value, %\nright of 0 is better; bar: 95 %"));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colour(Role::Line, map.tone), 1));
    const double y = std::floor(where.dots.top()) - 0.5;
    painter.drawLine(QPointF(map.plot.left(), y), QPointF(map.plot.right(), y));
}

void SkillLayer::paintAxis(QPainter& painter, const Places& where, Tone tone) const {
    const Ticks ticks =
        linearTicks(m_range, std::clamp(static_cast<int>(where.dots.width() / 60), 3, 9));
    painter.setFont(typeFont(Type::Caption));
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const double tick : ticks.values) {
        const double x = std::floor(at(where, tick)) + 0.5;
        painter.setPen(QPen(colour(tick == 0 ? Role::Control : Role::Grid, tone), 1));
        painter.drawLine(QPointF(x, where.dots.top()), QPointF(x, where.dots.bottom()));
        painter.setPen(colour(Role::Muted, tone));
        painter.drawText(QRectF(x - 40, where.dots.bottom() + 4, 80, 14), Qt::AlignCenter,
                         formatNumber(tick, ticks.decimals));
    }
}

void SkillLayer::paintRow(QPainter& painter, const Places& where, std::size_t index,
                          const PlotMap& map) const {
    const SkillRow& row = m_board.rows[index];
    const double top = where.dots.top() + kRow * static_cast<double>(index);
    if (m_chosen == index)
        painter.fillRect(QRectF(map.plot.left() - 4, top, map.plot.width() + 8, kRow),
                         colour(Role::Selection, map.tone));
    painter.setFont(typeFont(row.judged ? Type::CaptionStrong : Type::Caption));
    painter.setPen(colour(row.judged ? Role::Text : Role::Muted, map.tone));
    painter.drawText(QRectF(map.plot.left(), top, where.names + 1, kRow),
                     Qt::AlignLeft | Qt::AlignVCenter, row.name.text);
    paintDot(painter, where, row, top + kRow / 2, map.tone);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (where.heads[i].isEmpty())
            continue;
        const ScoreCell& cell = row.cells[i];
        QRectF box(where.heads[i].left() - 2, top, where.heads[i].width() + 2, kRow);
        if (cell.mark) {
            drawMark(painter, QRectF(box.left() + 2, top, 8, kRow), *cell.mark, map.tone);
            box.setLeft(box.left() + kMarkWidth + 2);
        }
        painter.setFont(typeFont(cell.strong ? Type::CaptionStrong : Type::Caption));
        painter.setPen(colour(cell.quiet ? Role::Muted : Role::Text, map.tone));
        painter.drawText(
            box, Qt::AlignVCenter | (m_board.heads[i].isNumber ? Qt::AlignRight : Qt::AlignLeft),
            cell.text);
    }
}

void SkillLayer::paintDot(QPainter& painter, const Places& where, const SkillRow& row, double y,
                          Tone tone) const {
    if (!std::isfinite(row.skill))
        return;
    const QColor tint = colour(row.judged ? Role::Forecast : Role::Benchmark, tone);
    painter.setRenderHint(QPainter::Antialiasing);
    if (row.skill < m_range.lo || row.skill > m_range.hi) {
        const double side = row.skill < m_range.lo ? -1 : 1;
        const double x = side < 0 ? where.dots.left() + kArrow : where.dots.right() - kArrow;
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint);
        painter.drawPolygon(QPolygonF(
            {QPointF(x + side * kArrow, y), QPointF(x, y - kArrow), QPointF(x, y + kArrow)}));
        return;
    }
    if (std::isfinite(row.low) && std::isfinite(row.high)) {
        painter.setPen(QPen(tint, kWhisker, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(at(where, std::max(row.low, m_range.lo)), y),
                         QPointF(at(where, std::min(row.high, m_range.hi)), y));
    }
    drawMarker(painter, QPointF(at(where, row.skill), y), kDot, Marker::Disc, tint);
}

Range SkillLayer::xExtent() const {
    return m_board.rows.empty() ? Range{}
                                : Range{-0.5, static_cast<double>(m_board.rows.size()) - 0.5};
}

std::optional<CellRef> SkillLayer::cellAt(const QPointF& pixel, const PlotMap& map) const {
    const Places where = places(map);
    const double row = std::floor((pixel.y() - where.dots.top()) / kRow);
    if (!(row >= 0) || row >= static_cast<double>(m_board.rows.size()) || !map.plot.contains(pixel))
        return std::nullopt;
    return CellRef{static_cast<int>(row), 0};
}

std::optional<CellHit> SkillLayer::hit(CellRef cell, const PlotMap& map) const {
    if (cell.column != 0 || cell.row < 0 ||
        static_cast<std::size_t>(cell.row) >= m_board.rows.size())
        return std::nullopt;
    const Places where = places(map);
    const SkillRow& row = m_board.rows[static_cast<std::size_t>(cell.row)];
    CellHit out{.cell = cell,
                .outline = QRectF(map.plot.left(), where.dots.top() + kRow * cell.row,
                                  map.plot.width(), kRow),
                .head = row.name.text,
                .rows = {}};
    out.rows.push_back(
        {.name = words("Skill, %"), .value = formatSigned(row.skill, 2), .strong = true});
    if (std::isfinite(row.low))
        out.rows.push_back(
            {.name = words("95 % interval"),
             .value = words("%1 to %2").arg(formatSigned(row.low, 2), formatSigned(row.high, 2))});
    return out;
}

void SkillLayer::collect(const Range&, DataTable& table) const {
    for (std::size_t i = 0; i < m_board.rows.size(); ++i) {
        const auto x = static_cast<double>(i);
        table.add(words("Skill, %"), x, m_board.rows[i].skill);
        table.add(words("Skill low, %"), x, m_board.rows[i].low);
        table.add(words("Skill high, %"), x, m_board.rows[i].high);
    }
}

QString SkillLayer::summary() const {
    QStringList parts;
    for (const SkillRow& row : m_board.rows)
        parts << row.name.text + u' ' + formatSigned(row.skill, 2);
    return words("Skill against the last value, %: %1").arg(parts.join(u", "_s));
}

} // namespace loom::ui
