// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/application_icon.h"

#include <QPainter>
#include <QSvgRenderer>

#include "ui/theme/icons.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

QIcon applicationIcon() {
    (void)iconNames(); // loads the resources of this library
    QSvgRenderer drawing(u":/loom/icons/app/quantloom.svg"_s);
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        drawing.render(&painter);
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace loom::ui
