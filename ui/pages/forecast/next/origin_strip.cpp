// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/origin_strip.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

#include "ui/forms/elided_label.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QToolButton* arrow(const QString& icon, const QString& name, const QString& words,
                   QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(themeIcon(icon));
    button->setObjectName(name);
    button->setAccessibleName(words);
    button->setToolTip(words);
    button->setAutoRepeat(true);
    return button;
}

} // namespace

OriginStrip::OriginStrip(QWidget* parent)
    : QWidget(parent),
      m_back(arrow(u"chevron_left"_s, u"origin_back"_s, tr("Earlier forecast (,)"), this)),
      m_forth(arrow(u"chevron_right"_s, u"origin_forth"_s, tr("Later forecast (.)"), this)),
      m_slider(new QSlider(Qt::Horizontal, this)), m_words(new ElidedLabel(this)),
      m_models(new QComboBox(this)) {
    setObjectName(u"origin_strip"_s);
    m_slider->setObjectName(u"origin_slider"_s);
    m_slider->setAccessibleName(tr("Origin of a past forecast; the right end shows none"));
    m_slider->setMinimumWidth(80);
    m_slider->setMaximumWidth(200);
    m_words->setObjectName(u"origin_words"_s);
    setMuted(m_words);
    m_models->setObjectName(u"origin_model"_s);
    m_models->setAccessibleName(tr("Model of the past forecasts"));
    m_models->setToolTip(tr("Model of the past forecasts"));
    m_models->setMinimumWidth(96);
    m_models->setMaximumWidth(150);
    auto* label = new QLabel(tr("Past forecasts"), this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(label);
    row->addWidget(m_back);
    row->addWidget(m_slider, 1);
    row->addWidget(m_forth);
    row->addWidget(m_words, 3);
    row->addWidget(m_models);
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        updateButtons();
        Q_EMIT currentChanged();
    });
    connect(m_back, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_forth, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_models, &QComboBox::activated, this, &OriginStrip::modelChosen);
    setCount(0);
}

void OriginStrip::setModels(const QStringList& titles, int chosen) {
    const QSignalBlocker blocker(m_models);
    m_models->clear();
    m_models->addItems(titles);
    m_models->setCurrentIndex(chosen);
}

void OriginStrip::setCount(std::size_t count) {
    const QSignalBlocker blocker(m_slider);
    m_slider->setRange(0, static_cast<int>(count));
    m_slider->setPageStep(std::max(1, static_cast<int>(count) / 20));
    m_slider->setValue(static_cast<int>(count));
    updateButtons();
}

void OriginStrip::setCurrent(std::optional<std::size_t> index) {
    const QSignalBlocker blocker(m_slider);
    m_slider->setValue(index ? static_cast<int>(*index) : m_slider->maximum());
    updateButtons();
}

std::optional<std::size_t> OriginStrip::current() const {
    if (m_slider->value() >= m_slider->maximum())
        return std::nullopt;
    return static_cast<std::size_t>(m_slider->value());
}

void OriginStrip::setWords(const QString& words) {
    m_words->setFullText(words);
}

QString OriginStrip::words() const {
    return m_words->fullText();
}

void OriginStrip::step(int direction) {
    m_slider->setValue(m_slider->value() + direction);
}

void OriginStrip::updateButtons() {
    m_back->setEnabled(m_slider->value() > 0);
    m_forth->setEnabled(m_slider->value() < m_slider->maximum());
}

} // namespace loom::ui
