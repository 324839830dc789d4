// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/type.h"

#include <QStringList>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QFont make(int pixels, QFont::Weight weight) {
    QFont f(QStringList{u"Roboto"_s, u"Noto Sans"_s, u"DejaVu Sans"_s});
    f.setPixelSize(pixels);
    f.setWeight(weight);
    f.setHintingPreference(QFont::PreferNoHinting);
    return f;
}

} // namespace

QFont typeFont(Type type) {
    switch (type) {
    case Type::Caption:
        return make(11, QFont::Normal);
    case Type::CaptionStrong:
        return make(11, QFont::Medium);
    case Type::Body:
        return make(12, QFont::Normal);
    case Type::BodyStrong:
        return make(12, QFont::Medium);
    case Type::Section:
        return make(13, QFont::Medium);
    case Type::Navigation:
        return make(13, QFont::Normal);
    case Type::NavigationActive:
        return make(13, QFont::Medium);
    case Type::Instrument:
        return make(14, QFont::Medium);
    case Type::Title:
        return make(16, QFont::Medium);
    case Type::Mono:
        break;
    }
    QFont f = make(12, QFont::Normal);
    f.setFamilies({u"JetBrains Mono"_s, u"DejaVu Sans Mono"_s});
    f.setStyleHint(QFont::Monospace);
    return f;
}

} // namespace loom::ui
