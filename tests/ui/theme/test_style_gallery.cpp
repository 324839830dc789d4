// SPDX-License-Identifier: GPL-3.0-or-later
// Every standard control in every state, in both themes: drawn, saved for a look, and checked where
// a machine can check.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTableWidget>
#include <QToolButton>

#include "support/test_case.h"
#include "ui/theme/controls.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"

using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

QWidget* buttons() {
    auto* box = new QWidget;
    auto* row = new QGridLayout(box);
    const auto add = [&](QPushButton* b, int line, int column) { row->addWidget(b, line, column); };
    auto* plain = new QPushButton(themeIcon(u"export"_s, Role::Text), u"Export…"_s);
    auto* focused = new QPushButton(u"Focused"_s);
    focused->setObjectName(u"focused"_s);
    auto* off = new QPushButton(u"Disabled"_s);
    off->setEnabled(false);
    auto* primary = new QPushButton(u"Train and Compare"_s);
    setPrimary(primary);
    auto* primaryOff = new QPushButton(u"Fix 1 Field to Train"_s);
    setPrimary(primaryOff);
    primaryOff->setEnabled(false);
    auto* link = new QPushButton(u"Show Bar"_s);
    setLinkLike(link);
    add(plain, 0, 0);
    add(focused, 0, 1);
    add(off, 0, 2);
    add(primary, 1, 0);
    add(primaryOff, 1, 1);
    add(link, 1, 2);
    row->addWidget(new SegmentedSwitch({u"Linear"_s, u"Log"_s, u"=100"_s}), 2, 0);
    auto* status = new StatusLabel;
    status->setStatus(Mark::Warning, u"borderline"_s);
    auto* pass = new StatusLabel;
    pass->setStatus(Mark::Ok, u"pass"_s);
    auto* fail = new StatusLabel;
    fail->setStatus(Mark::Danger, u"fail"_s);
    row->addWidget(status, 2, 1);
    row->addWidget(pass, 2, 2);
    row->addWidget(fail, 3, 2);
    return box;
}

QWidget* inputs() {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    auto* edit = new QLineEdit(u"quantgan-gspc"_s);
    auto* hint = new QLineEdit;
    hint->setPlaceholderText(u"Filter or add symbol"_s);
    auto* bad = new QLineEdit(u"7"_s);
    bad->setObjectName(u"bad"_s);
    setInvalid(bad, true);
    auto* off = new QLineEdit(u"always on"_s);
    off->setEnabled(false);
    auto* combo = new QComboBox;
    combo->addItems({u"QuantGAN TCN"_s, u"GJR-GARCH"_s});
    auto* spin = new QSpinBox;
    spin->setRange(1, 5000);
    spin->setValue(127);
    spin->setSuffix(u" days"_s);
    spin->setAlignment(Qt::AlignRight);
    auto* check = new QCheckBox(u"GARCH-N"_s);
    check->setChecked(true);
    auto* checkOff = new QCheckBox(u"Stationary bootstrap"_s);
    checkOff->setChecked(true);
    checkOff->setEnabled(false);
    auto* radio = new QRadioButton(u"Unadjusted"_s);
    radio->setChecked(true);
    auto* progress = new QProgressBar;
    progress->setValue(41);
    progress->setFixedSize(80, 6);
    int line = 0;
    for (QWidget* w :
         {static_cast<QWidget*>(edit), static_cast<QWidget*>(hint), static_cast<QWidget*>(bad),
          static_cast<QWidget*>(off), static_cast<QWidget*>(combo), static_cast<QWidget*>(spin),
          static_cast<QWidget*>(check), static_cast<QWidget*>(checkOff),
          static_cast<QWidget*>(radio), static_cast<QWidget*>(new QRadioButton(u"Splits"_s)),
          static_cast<QWidget*>(progress)}) {
        auto* label = new QLabel(u"Field"_s);
        setMuted(label);
        grid->addWidget(label, line, 0);
        grid->addWidget(w, line++, 1);
    }
    return box;
}

QWidget* table() {
    auto* t = new QTableWidget(14, 3);
    t->setHorizontalHeaderLabels({u"Run"_s, u"EMD 1 d"_s, u"State"_s});
    t->verticalHeader()->hide();
    t->setShowGrid(false);
    t->setSelectionBehavior(QAbstractItemView::SelectRows);
    t->verticalHeader()->setDefaultSectionSize(24);
    for (int r = 0; r < 14; ++r) {
        t->setItem(r, 0, new QTableWidgetItem(u"boot-%1"_s.arg(50 * r)));
        t->setItem(r, 1, new QTableWidgetItem(QString::number(1.1 * r, 'f', 1)));
        auto* state = new QTableWidgetItem(markIcon(Mark::Ok), u"finished"_s);
        t->setItem(r, 2, state);
    }
    t->setSortingEnabled(true);
    t->selectRow(3);
    return t;
}

QWidget* iconSheet() {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    int i = 0;
    for (const QString& name : iconNames()) {
        auto* button = new QToolButton;
        button->setIcon(themeIcon(name));
        button->setToolTip(name);
        button->setCheckable(true);
        button->setChecked(i == 3);
        grid->addWidget(button, i / 12, i % 12);
        ++i;
    }
    return box;
}

} // namespace

class TestStyleGallery : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void controlsInBothThemes() {
        Theme theme(*qobject_cast<QApplication*>(qApp), ThemeMode::Light);
        QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS));
        QWidget window;
        window.setAutoFillBackground(true);
        window.setBackgroundRole(QPalette::Base);
        auto* grid = new QGridLayout(&window);
        grid->addWidget(buttons(), 0, 0);
        grid->addWidget(inputs(), 0, 1, 2, 1);
        grid->addWidget(table(), 1, 0);
        grid->addWidget(iconSheet(), 2, 0, 1, 2);
        window.resize(760, 620);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.findChild<QPushButton*>(u"focused"_s)->setFocus(Qt::TabFocusReason);
        QImage first;
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            theme.setMode(mode);
            QCoreApplication::processEvents();
            QImage image(window.size() * 2, QImage::Format_ARGB32);
            image.setDevicePixelRatio(2);
            window.render(&image);
            QVERIFY(image.save(QStringLiteral(LOOM_SCREENSHOTS) + u"/style_"_s +
                               themeModeCode(mode) + u".png"_s));
            // The refused field wears the danger colour, the focused button the accent.
            const auto border = [&](const QString& name) {
                const auto* w = window.findChild<QWidget*>(name);
                const QPoint at = w->mapTo(&window, QPoint(w->width() / 2, 0)) * 2 + QPoint(0, 1);
                return image.pixelColor(at);
            };
            QCOMPARE(border(u"bad"_s).rgb(), colour(Role::Danger, theme.tone()).rgb());
            QCOMPARE(border(u"focused"_s).rgb(), colour(Role::Accent, theme.tone()).rgb());
        }
    }
};

LOOM_TEST(TestStyleGallery)
#include "test_style_gallery.moc"
