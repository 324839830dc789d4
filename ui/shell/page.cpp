// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

Page::Page(const QString& id, PageHost& host, QWidget* parent)
    : QWidget(parent), m_id(id), m_host(host) {
    setObjectName(u"page_"_s + id);
    setFocusPolicy(Qt::ClickFocus); // holds the focus until a field of it is entered
}

void Page::setSubtitle(const QString& subtitle) {
    if (subtitle == m_subtitle)
        return;
    m_subtitle = subtitle;
    Q_EMIT subtitleChanged(m_subtitle);
}

} // namespace loom::ui
