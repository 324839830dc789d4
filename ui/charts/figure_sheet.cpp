// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/figure_sheet.h"

#include <QBuffer>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <map>

#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kPad = 16;
constexpr double kTitle = 30, kLegend = 24, kGap = 10;
constexpr double kMark = 16; ///< a mark and the space behind it

/// Margins that rows of the same shape agreed on, a pair a column.
using ColumnMargins = std::map<std::size_t, std::vector<Margins>>;

QRectF partRect(const FigureRow& row, std::size_t at, double top, double width) {
    double whole = 0, before = 0;
    for (std::size_t i = 0; i < row.parts.size(); ++i) {
        whole += row.parts[i].share;
        before += i < at ? row.parts[i].share : 0;
    }
    const double left = std::round(width * before / whole);
    const double right = std::round(width * (before + row.parts[at].share) / whole);
    return {left, top, right - left, row.height};
}

class Painting {
  public:
    Painting(const FigureSheet& sheet, const FigureLook& look)
        : m_sheet(sheet), m_look(look), m_width(look.width) {}

    /// Paints from the top; without a painter it only measures.
    double run(QPainter* painter) {
        m_painter = painter;
        m_y = 8;
        head();
        for (const FigureSentence& sentence : m_sheet.sentences)
            paragraph(sentence);
        legend();
        m_y += 4;
        rows();
        if (!m_sheet.footer.isEmpty()) {
            m_y += 4;
            wrapped(m_sheet.footer, typeFont(Type::Caption), Role::Muted, kPad);
        }
        return std::ceil(m_y + 10);
    }

  private:
    void line(const QString& text, Type type, Role role, double height) {
        if (m_painter != nullptr) {
            m_painter->setFont(typeFont(type));
            m_painter->setPen(colour(role, m_look.tone));
            const double room = m_width - 2 * kPad;
            m_painter->drawText(
                QRectF(kPad, m_y, room, height), Qt::AlignLeft | Qt::AlignVCenter,
                QFontMetricsF(m_painter->font()).elidedText(text, Qt::ElideRight, room));
        }
        m_y += height;
    }

    void head() {
        line(m_sheet.title, Type::Title, Role::Text, kTitle);
        if (!m_sheet.subtitle.isEmpty())
            wrapped(m_sheet.subtitle, typeFont(Type::Body), Role::Muted, kPad);
        m_y += 4;
    }

    void wrapped(const QString& text, const QFont& font, Role role, double left) {
        const QRectF room(left, m_y, m_width - left - kPad, 1e6);
        const QRectF box = QFontMetricsF(font).boundingRect(room, Qt::TextWordWrap, text);
        if (m_painter != nullptr) {
            m_painter->setFont(font);
            m_painter->setPen(colour(role, m_look.tone));
            m_painter->drawText(room, Qt::TextWordWrap, text);
        }
        m_y += std::ceil(box.height());
    }

    /// The claim on a line of its own where there is one, the rest below it.
    void paragraph(const FigureSentence& sentence) {
        m_y += 2;
        const double left = kPad + (sentence.mark ? kMark : 0);
        const QFont strong = typeFont(Type::Section), plain = typeFont(Type::Body);
        const bool claims = !sentence.claim.isEmpty();
        if (sentence.mark && m_painter != nullptr)
            drawMark(*m_painter,
                     QRectF(kPad, m_y, 8, QFontMetricsF(claims ? strong : plain).height()),
                     *sentence.mark, m_look.tone);
        if (claims)
            wrapped(sentence.claim, strong, Role::Text, left);
        if (!sentence.text.isEmpty())
            wrapped(sentence.text, plain, claims ? Role::Muted : Role::Text, left);
        m_y += 2;
    }

    /// Of all charts, once.
    void legend() {
        if (m_sheet.legend == nullptr)
            return;
        double x = kPad;
        const QFont font = typeFont(Type::Body);
        for (const Layer* layer : m_sheet.legend->layers())
            for (const LegendEntry& entry : layer->legend()) {
                const double width = 22 + QFontMetricsF(font).horizontalAdvance(entry.name);
                if (m_painter != nullptr)
                    paintLegendEntry(*m_painter, QRectF(x, m_y, width, kLegend), entry, true,
                                     m_look.tone);
                x += width + 16;
            }
        m_y += kLegend;
    }

    void rows() {
        if (m_painter != nullptr)
            agree();
        for (const FigureRow& row : m_sheet.rows) {
            for (std::size_t i = 0; m_painter != nullptr && i < row.parts.size(); ++i)
                if (row.parts[i].chart != nullptr)
                    paintPart(row, i);
            m_y += row.height + kGap;
        }
    }

    void agree() {
        for (const FigureRow& row : m_sheet.rows)
            for (std::size_t i = 0; i < row.parts.size(); ++i) {
                const auto* chart = row.parts[i].chart;
                if (chart == nullptr || chart->model().cellLayer() != nullptr)
                    continue;
                chart->chartLayout(); // looks at all its data where nobody chose a stretch
                auto& columns = m_margins[row.parts.size()];
                columns.resize(row.parts.size());
                const auto wanted =
                    layOut(chart->model(), partRect(row, i, m_y, m_width), m_look.tone).wanted;
                columns[i].left = std::max(columns[i].left, wanted.left);
                columns[i].right = std::max(columns[i].right, wanted.right);
            }
    }

    void paintPart(const FigureRow& row, std::size_t i) {
        const ChartView& chart = *row.parts[i].chart;
        chart.chartLayout();
        const QRectF place = partRect(row, i, m_y, m_width);
        const bool cells = chart.model().cellLayer() != nullptr;
        const Margins margins = cells ? Margins{} : m_margins[row.parts.size()][i];
        auto layout = layOut(chart.model(), place, m_look.tone, margins);
        if (!row.parts[i].remarks)
            layout.remark.clear();
        m_painter->save();
        m_painter->setClipRect(place);
        paintChart(*m_painter, chart.model(), layout);
        m_painter->restore();
    }

    const FigureSheet& m_sheet;
    const FigureLook& m_look;
    double m_width;
    QPainter* m_painter = nullptr;
    double m_y = 0;
    ColumnMargins m_margins;
};

QString plainText(const FigureSheet& sheet) {
    QStringList parts{sheet.subtitle};
    for (const FigureSentence& sentence : sheet.sentences)
        parts << QString(sentence.claim + u' ' + sentence.text).trimmed();
    parts << sheet.footer;
    parts.removeAll(QString());
    return parts.join(u'\n');
}

} // namespace

ChartView* FigureSheet::addChart() {
    auto chart = std::make_shared<ChartView>();
    chart->setPalette(tonePalette(Tone::Light));
    keep.push_back(chart);
    return chart.get();
}

QImage figureImage(const FigureSheet& sheet, const FigureLook& look) {
    const double height = Painting(sheet, look).run(nullptr);
    QImage image((QSizeF(look.width, height) * look.scale).toSize(), QImage::Format_RGB32);
    if (image.isNull())
        return image;
    image.setDevicePixelRatio(look.scale);
    image.fill(colour(Role::Surface, look.tone));
    image.setText(u"Title"_s, sheet.title);
    image.setText(u"Description"_s, plainText(sheet));
    image.setText(u"Software"_s, u"Quantloom"_s);
    QPainter painter(&image);
    Painting(sheet, look).run(&painter);
    return image;
}

Result<std::string> figurePng(const FigureSheet& sheet, const FigureLook& look) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const QImage image = figureImage(sheet, look);
    if (image.isNull() || !image.save(&buffer, "PNG"))
        return fail(ErrorCode::OutOfMemory, "the picture is too large to be drawn");
    return buffer.data().toStdString();
}

} // namespace loom::ui
