// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/form_sheet.h"

#include <algorithm>

#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kMargin = 16;
constexpr int kFieldX = 132;
constexpr int kRowHeight = 32;
constexpr int kMarkWidth = 14;

/// A hairline between sections, in the line colour of the theme.
class Hairline final : public QWidget {
  public:
    explicit Hairline(QWidget* parent) : QWidget(parent) { setFixedHeight(1); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter(this).fillRect(rect(), colour(Role::Line, toneOf(palette())));
    }
};

} // namespace

ProblemLine::ProblemLine(QWidget* parent) : QWidget(parent) {
    setFont(typeFont(Type::Caption));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    hide();
}

void ProblemLine::setText(const QString& text) {
    m_text = text;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize ProblemLine::sizeHint() const {
    return {120, heightForWidth(140)};
}

int ProblemLine::heightForWidth(int width) const {
    const QRect box(0, 0, std::max(20, width - kMarkWidth), 1000);
    return fontMetrics().boundingRect(box, Qt::TextWordWrap, m_text).height() + 4;
}

void ProblemLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    const int lineHeight = fontMetrics().height();
    drawMark(painter, QRectF(0, 1, 10, lineHeight), Mark::Danger, tone);
    painter.setPen(colour(Role::Danger, tone));
    painter.drawText(rect().adjusted(kMarkWidth, 1, 0, 0), Qt::TextWordWrap | Qt::AlignTop, m_text);
}

FormRow::FormRow(const QString& label, QWidget* field, const QString& help, QWidget* parent)
    : QWidget(parent), m_field(field), m_problem(new ProblemLine(this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 3, 0, 3);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    auto* words = new QLabel(label, this);
    words->setBuddy(field);
    words->setToolTip(help);
    words->setWordWrap(true);
    words->setFixedWidth(kFieldX - kMargin - 8);
    field->setToolTip(help);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    field->setAccessibleDescription(help);
    grid->addWidget(words, 0, 0, Qt::AlignVCenter);
    grid->addWidget(field, 0, 1);
    grid->addWidget(m_problem, 1, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowMinimumHeight(0, kRowHeight - 6);
}

void FormRow::setProblem(const QString& text) {
    m_problem->setText(text);
    setInvalid(m_field, !text.isEmpty());
}

const QString& FormRow::problem() const {
    return m_problem->text();
}

FormSheet::FormSheet(QWidget* parent) : QWidget(parent), m_outer(new QVBoxLayout(this)) {
    m_outer->setContentsMargins(kMargin, 8, kMargin, 8);
    m_outer->setSpacing(0);
    m_outer->setAlignment(Qt::AlignTop);
    m_current = m_outer;
}

void FormSheet::addRule() {
    if (m_empty)
        return;
    m_outer->addSpacing(8);
    m_outer->addWidget(new Hairline(this));
    m_outer->addSpacing(8);
}

void FormSheet::addSection(const QString& title) {
    addRule();
    auto* label = new QLabel(title, this);
    label->setFont(typeFont(Type::BodyStrong));
    label->setContentsMargins(0, 4, 0, 4);
    m_outer->addWidget(label);
    m_current = m_outer;
    m_empty = false;
}

void FormSheet::addFoldedSection(const QString& title, const QString& objectName) {
    addRule();
    auto* button = new QToolButton(this);
    button->setObjectName(objectName);
    button->setText(title);
    button->setFont(typeFont(Type::BodyStrong));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIcon(themeIcon(u"chevron_right"_s));
    button->setIconSize({12, 12});
    button->setCheckable(true);
    button->setAutoRaise(true);
    auto* body = new QWidget(this);
    body->setVisible(false);
    m_current = new QVBoxLayout(body);
    m_current->setContentsMargins(0, 0, 0, 0);
    m_current->setSpacing(0);
    connect(button, &QToolButton::toggled, body, [button, body](bool open) {
        body->setVisible(open);
        button->setIcon(themeIcon(open ? u"chevron_down"_s : u"chevron_right"_s));
    });
    body->setProperty("loomFold", QVariant::fromValue<QObject*>(button));
    m_outer->addWidget(button, 0, Qt::AlignLeft);
    m_outer->addWidget(body);
    m_empty = false;
}

FormRow* FormSheet::addRow(const QString& label, QWidget* field, const QString& help) {
    auto* row = new FormRow(label, field, help, this);
    m_current->addWidget(row);
    m_empty = false;
    return row;
}

void FormSheet::addWide(QWidget* widget) {
    m_current->addWidget(widget);
    m_empty = false;
}

void FormSheet::addHint(const QString& text) {
    auto* hint = new QLabel(text, this);
    hint->setWordWrap(true);
    hint->setContentsMargins(0, 2, 0, 6);
    setMuted(hint);
    addWide(hint);
}

void FormSheet::reveal(QWidget* widget) {
    for (QWidget* at = widget; at && at != this; at = at->parentWidget())
        if (auto* button = qobject_cast<QToolButton*>(at->property("loomFold").value<QObject*>()))
            button->setChecked(true);
}

} // namespace loom::ui
