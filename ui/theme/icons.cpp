// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <QDir>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

// Resources of a static library must be asked for, outside any namespace.
static void initIconResources() {
    Q_INIT_RESOURCE(icons);
}

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString kFolder = u":/loom/icons/"_s;

Tone applicationTone() {
    return toneOf(QGuiApplication::palette());
}

Role roleFor(QIcon::Mode mode, QIcon::State state, Role normal) {
    if (mode == QIcon::Disabled)
        return Role::Disabled;
    return state == QIcon::On ? Role::Accent : normal;
}

/// Paints from the source each time, tinted by the tone of the moment, through Qt's pixmap cache.
class TintedEngine final : public QIconEngine {
  public:
    TintedEngine(QString name, Role role) : m_name(std::move(name)), m_role(role) {}

    QIconEngine* clone() const override { return new TintedEngine(*this); }
    QString key() const override { return u"loom-tinted"_s; }
    bool isNull() override { return false; }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1);
    }

    /// size is in device pixels already.
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override {
        const QColor tint = colour(roleFor(mode, state, m_role), applicationTone());
        const QString cacheKey = u"loom/%1/%2/%3x%4@%5"_s.arg(m_name, tint.name())
                                     .arg(size.width())
                                     .arg(size.height())
                                     .arg(scale);
        QPixmap pixmap;
        if (QPixmapCache::find(cacheKey, &pixmap))
            return pixmap;
        pixmap = render(size, tint);
        QPixmapCache::insert(cacheKey, pixmap);
        return pixmap;
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const qreal scale = painter->device()->devicePixelRatio();
        const QSize size = (QSizeF(rect.size()) * scale).toSize();
        painter->drawPixmap(rect, scaledPixmap(size, mode, state, scale));
    }

  private:
    QPixmap render(const QSize& size, const QColor& tint) const {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        QSvgRenderer svg(kFolder + m_name + u".svg"_s);
        svg.setAspectRatioMode(Qt::KeepAspectRatio);
        svg.render(&painter, QRectF(QPointF(), QSizeF(size)));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), tint);
        return pixmap;
    }

    QString m_name;
    Role m_role;
};

class MarkEngine final : public QIconEngine {
  public:
    explicit MarkEngine(Mark mark) : m_mark(mark) {}

    QIconEngine* clone() const override { return new MarkEngine(*this); }
    QString key() const override { return u"loom-mark"_s; }
    bool isNull() override { return false; }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        // Marks are 8 px in a 16-px icon, whatever the density.
        painter.scale(size.width() / 16.0, size.height() / 16.0);
        paint(&painter, QRect(0, 0, 16, 16), mode, state);
        return pixmap;
    }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override {
        drawMark(*painter, rect, m_mark, applicationTone());
    }

  private:
    Mark m_mark;
};

QPolygonF regularTriangle(const QPointF& c, double r, bool up) {
    const double s = up ? 1 : -1;
    return {{QPointF(c.x(), c.y() - s * r), QPointF(c.x() + r, c.y() + s * 0.8 * r),
             QPointF(c.x() - r, c.y() + s * 0.8 * r)}};
}

QPolygonF star(const QPointF& c, double r) {
    QPolygonF points;
    for (int i = 0; i < 10; ++i) {
        const double angle = -M_PI / 2 + i * M_PI / 5;
        const double radius = i % 2 == 0 ? r : 0.45 * r;
        points << c + QPointF(radius * std::cos(angle), radius * std::sin(angle));
    }
    return points;
}

} // namespace

QIcon themeIcon(const QString& name, Role role) {
    initIconResources();
    if (!QFile::exists(kFolder + name + u".svg"_s))
        return {};
    return QIcon(new TintedEngine(name, role));
}

QStringList iconNames() {
    initIconResources();
    QStringList names = QDir(kFolder).entryList({u"*.svg"_s}, QDir::Files, QDir::Name);
    for (QString& name : names)
        name.chop(4);
    return names;
}

void drawMark(QPainter& painter, const QRectF& rect, Mark mark, Tone tone) {
    const QPointF c = rect.center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const auto fill = [&](Role role) { painter.setBrush(colour(role, tone)); };
    switch (mark) {
    case Mark::Ok:
        fill(Role::Ok);
        painter.drawEllipse(c, 4, 4);
        break;
    case Mark::Warning:
        fill(Role::Warning);
        painter.drawPolygon(regularTriangle(c, 4.5, true));
        break;
    case Mark::Danger:
        fill(Role::Danger);
        painter.drawRect(QRectF(c.x() - 4, c.y() - 4, 8, 8));
        break;
    case Mark::Info:
        painter.setPen(QPen(colour(Role::Muted, tone), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(c, 3.5, 3.5);
        break;
    case Mark::Neutral:
        fill(Role::Muted);
        painter.drawRect(QRectF(c.x() - 4, c.y() - 0.75, 8, 1.5));
        break;
    case Mark::Up:
        fill(Role::Gain);
        painter.drawPolygon(regularTriangle(c, 4, true));
        break;
    case Mark::Down:
        fill(Role::Loss);
        painter.drawPolygon(regularTriangle(c, 4, false));
        break;
    }
    painter.restore();
}

QIcon markIcon(Mark mark) {
    return QIcon(new MarkEngine(mark));
}

void drawMarker(QPainter& painter, const QPointF& centre, double size, Marker marker,
                const QColor& colour) {
    const double r = size / 2;
    const QPointF c = centre;
    const bool stroked =
        marker == Marker::Ring || marker == Marker::Cross || marker == Marker::Plus;
    painter.setPen(stroked ? QPen(colour, 1.2) : QPen(Qt::NoPen));
    painter.setBrush(stroked ? QBrush(Qt::NoBrush) : QBrush(colour));
    switch (marker) {
    case Marker::Disc:
    case Marker::Ring:
        painter.drawEllipse(c, r, r);
        break;
    case Marker::Square:
        painter.drawRect(QRectF(c.x() - r, c.y() - r, size, size));
        break;
    case Marker::Triangle:
        painter.drawPolygon(regularTriangle(c, r, true));
        break;
    case Marker::Diamond:
        painter.drawPolygon(QPolygonF(
            {c + QPointF(0, -r), c + QPointF(r, 0), c + QPointF(0, r), c + QPointF(-r, 0)}));
        break;
    case Marker::Cross:
        painter.drawLine(c + QPointF(-r, -r), c + QPointF(r, r));
        painter.drawLine(c + QPointF(-r, r), c + QPointF(r, -r));
        break;
    case Marker::Plus:
        painter.drawLine(c + QPointF(-r, 0), c + QPointF(r, 0));
        painter.drawLine(c + QPointF(0, -r), c + QPointF(0, r));
        break;
    case Marker::Star:
        painter.drawPolygon(star(c, r * 1.2));
        break;
    }
}

} // namespace loom::ui
