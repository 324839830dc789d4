// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/top_bar.h"

#include "ui/forms/elided_label.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QPainter>
#include <QPainterPath>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

/// Looks like an input and opens the palette: the place a newcomer finds it.
class SearchButton final : public QAbstractButton {
  public:
    explicit SearchButton(QWidget* parent) : QAbstractButton(parent) {
        setObjectName(u"palette_button"_s);
        setText(tr("Go to an action, symbol, run or page"));
        setAccessibleName(text());
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setIcon(themeIcon(u"search"_s));
        setFixedHeight(26);
        setMinimumWidth(160);
        setMaximumWidth(400);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return {400, 26}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tone tone = toneOf(palette());
        QPainterPath shape;
        shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.fillPath(shape, colour(underMouse() ? Role::Hover : Role::Surface, tone));
        painter.setPen(
            QPen(colour(hasFocus() ? Role::Accent : Role::Line, tone), hasFocus() ? 2 : 1));
        painter.drawPath(shape);
        icon().paint(&painter, QRect(9, 5, 16, 16));
        painter.setFont(typeFont(Type::Body));
        painter.setPen(colour(Role::Muted, tone));
        const QString key = u"Ctrl+K"_s;
        const int keyWidth = painter.fontMetrics().horizontalAdvance(key);
        painter.drawText(rect().adjusted(0, 0, -9, 0), Qt::AlignRight | Qt::AlignVCenter, key);
        const QRect words = rect().adjusted(34, 0, -keyWidth - 17, 0);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
    }
};

} // namespace

TopBar::TopBar(QWidget* parent)
    : Bar(Role::Window, Qt::BottomEdge, parent), m_menus(new QMenuBar(this)),
      m_workspace(new ElidedLabel(this)) {
    setFixedHeight(36);
    m_menus->setNativeMenuBar(false);
    m_menus->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setMuted(m_workspace);
    m_workspace->setObjectName(u"workspace_label"_s);
    m_workspace->setAlignment(Qt::AlignRight);
    auto* search = new SearchButton(this);
    connect(search, &QAbstractButton::clicked, this, &TopBar::searchClicked);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 16, 1);
    row->setSpacing(16);
    row->addWidget(m_menus, 0, Qt::AlignVCenter);
    row->addStretch(1);
    row->addWidget(search, 4, Qt::AlignVCenter);
    row->addStretch(1);
    row->addWidget(m_workspace, 2);
}

void TopBar::setWorkspace(const QString& name, bool edited) {
    const QString shown =
        name.isEmpty() ? tr("Workspace not saved") : tr("Workspace: %1").arg(name);
    m_workspace->setFullText(edited && !name.isEmpty() ? tr("%1, edited").arg(shown) : shown);
}

} // namespace loom::ui
