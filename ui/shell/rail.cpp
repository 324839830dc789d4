// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail.h"

#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kWidth = 152;
constexpr int kEntryHeight = 34;

/// Icon and word; the current one is raised with a 3-px accent bar at its left.
class RailEntry final : public QAbstractButton {
  public:
    RailEntry(const PageInfo& info, QWidget* parent) : QAbstractButton(parent) {
        setObjectName(u"nav_"_s + info.id);
        setText(info.title);
        setIcon(themeIcon(info.icon));
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setAccessibleName(info.title);
        const QString key = info.shortcut.toString(QKeySequence::NativeText);
        setToolTip(key.isEmpty() ? info.title : info.title + u"  "_s + key);
    }
    QSize sizeHint() const override { return {kWidth - 17, kEntryHeight}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tone tone = toneOf(palette());
        const bool raised = isChecked() && tone == Tone::Light;
        if (isChecked() || underMouse() || isDown()) {
            QPainterPath shape;
            shape.addRoundedRect(rect(), 4, 4);
            painter.fillPath(shape, colour(isDown()      ? Role::Selection
                                           : raised      ? Role::Surface
                                           : isChecked() ? Role::Raised
                                                         : Role::Hover,
                                           tone));
        }
        if (isChecked()) {
            QPainterPath bar;
            bar.addRoundedRect(QRectF(0, 8, 3, height() - 16), 1.5, 1.5);
            painter.fillPath(bar, colour(Role::Accent, tone));
        }
        icon().paint(&painter, QRect(13, (height() - 16) / 2, 16, 16), Qt::AlignCenter,
                     QIcon::Normal, isChecked() ? QIcon::On : QIcon::Off);
        painter.setFont(typeFont(isChecked() ? Type::NavigationActive : Type::Navigation));
        painter.setPen(colour(isChecked() || underMouse() ? Role::Text : Role::Muted, tone));
        painter.drawText(rect().adjusted(38, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
        if (hasFocus()) {
            painter.setPen(QPen(colour(Role::Accent, tone), 1, Qt::DotLine));
            painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), 3, 3);
        }
    }
};

class GroupLine final : public QWidget {
  public:
    explicit GroupLine(QWidget* parent) : QWidget(parent) { setFixedHeight(17); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter(this).fillRect(8, 8, width() - 16, 1, colour(Role::Line, toneOf(palette())));
    }
};

} // namespace

Rail::Rail(QWidget* parent)
    : Bar(Role::Window, Qt::RightEdge, parent), m_column(new QVBoxLayout(this)),
      m_group(new QButtonGroup(this)) {
    setObjectName(u"navigation_rail"_s);
    setAccessibleName(tr("Pages"));
    setFixedWidth(kWidth);
    m_column->setContentsMargins(8, 8, 9, 8);
    m_column->setSpacing(0);
    m_column->addStretch(1);
}

void Rail::addPage(const PageInfo& info) {
    const auto insert = [this](QWidget* widget) {
        m_column->insertWidget(m_column->count() - 1, widget);
    };
    if (info.startsGroup && !m_entries.isEmpty())
        insert(new GroupLine(this));
    auto* entry = new RailEntry(info, this);
    m_entries[info.id] = entry;
    m_group->addButton(entry);
    insert(entry);
    connect(entry, &QAbstractButton::clicked, this, [this, id = info.id] { Q_EMIT chosen(id); });
}

void Rail::setCurrent(const QString& pageId) {
    if (auto* entry = m_entries.value(pageId))
        entry->setChecked(true);
}

} // namespace loom::ui
