// SPDX-License-Identifier: GPL-3.0-or-later
// Without a mouse and without eyes: every control of every page can be reached by Tab in reading
// order, and tells a screen reader what it is.
#include "support/test_case.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QTextEdit>

#include "gui/desk.h"
#include "ui/charts/chart_view.h"

using namespace loom;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

bool isInteractive(const QWidget& widget) {
    return qobject_cast<const QAbstractButton*>(&widget) ||
           qobject_cast<const QAbstractItemView*>(&widget) ||
           qobject_cast<const QAbstractSpinBox*>(&widget) ||
           qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
           qobject_cast<const QTextEdit*>(&widget) || qobject_cast<const ui::ChartView*>(&widget);
}

/// Qt's own parts inside a control: the line of a spin box, the buttons of a table's corner.
bool isPart(const QWidget& widget) {
    const QObject* parent = widget.parent();
    return widget.objectName().startsWith(u"qt_"_s) ||
           qobject_cast<const QAbstractSpinBox*>(parent) ||
           qobject_cast<const QComboBox*>(parent) || qobject_cast<const QLineEdit*>(parent) ||
           qobject_cast<const QAbstractItemView*>(parent);
}

QString nameOf(QWidget& widget) {
    const QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(&widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QString describe(const QWidget& widget) {
    return QString::fromLatin1(widget.metaObject()->className()) + u' ' + widget.objectName();
}

/// What Tab visits inside a widget, in its order.
QList<QWidget*> tabStops(QWidget& area) {
    QList<QWidget*> stops;
    QWidget* at = area.window();
    do {
        if (at->isVisible() && at->isEnabled() && (at->focusPolicy() & Qt::TabFocus) != 0 &&
            area.isAncestorOf(at) && !at->focusProxy())
            stops << at;
        at = at->nextInFocusChain();
    } while (at != area.window());
    return stops;
}

/// Scrolls to a widget, as Tab does when it reaches one.
void reveal(QWidget& widget) {
    for (QWidget* at = widget.parentWidget(); at; at = at->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(at))
            area->ensureWidgetVisible(&widget);
}

/// Above, or in the same line and further left.
bool readsBefore(const QWidget& first, const QWidget& second) {
    const QRect a(first.mapToGlobal(QPoint()), first.size());
    const QRect b(second.mapToGlobal(QPoint()), second.size());
    if (a.bottom() <= b.top())
        return true;
    return a.left() <= b.left();
}

/// "first before second" for the first pair in the wrong order; empty when all is well.
QString firstMisplaced(const QList<QWidget*>& stops) {
    for (qsizetype i = 1; i < stops.size(); ++i) {
        reveal(*stops[i - 1]);
        reveal(*stops[i]);
        if (!readsBefore(*stops[i - 1], *stops[i]))
            return describe(*stops[i - 1]) + u" before "_s + describe(*stops[i]);
    }
    return {};
}

} // namespace

class KeyboardTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        m_desk = std::make_unique<Desk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
    }
    void cleanupTestCase() { m_desk.reset(); }

    void everyControlHasANameForScreenReadersAndTests() {
        QStringList unnamed;
        for (const char* id : {"home", "market", "synthesize", "experiments"}) {
            m_desk->window().showPage(QString::fromLatin1(id));
            for (QWidget* widget : m_desk->window().findChildren<QWidget*>()) {
                if (!widget->isVisible() || !isInteractive(*widget) || isPart(*widget))
                    continue;
                if (nameOf(*widget).isEmpty())
                    unnamed << QString::fromLatin1(id) + u": no words: "_s + describe(*widget);
                if (widget->objectName().isEmpty())
                    unnamed << QString::fromLatin1(id) + u": no object name: "_s + nameOf(*widget);
            }
        }
        unnamed.removeDuplicates();
        QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(u'\n')));
    }

    void tabGoesInReadingOrder_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("areaName");
        QTest::newRow("market page") << u"market"_s << u"page_market"_s;
        QTest::newRow("market inspector") << u"market"_s << u"dock_inspector"_s;
        QTest::newRow("synthesize page") << u"synthesize"_s << u"page_synthesize"_s;
        QTest::newRow("synthesize inspector") << u"synthesize"_s << u"dock_inspector"_s;
    }
    void tabGoesInReadingOrder() {
        QFETCH(const QString, id);
        QFETCH(const QString, areaName);
        m_desk->window().showPage(id);
        auto* area = m_desk->window().findChild<QWidget*>(areaName);
        QVERIFY(area);
        QTRY_VERIFY(tabStops(*area).size() >= 3);
        QTRY_COMPARE(firstMisplaced(tabStops(*area)), QString());
    }

  private:
    std::unique_ptr<Desk> m_desk;
};

LOOM_TEST(KeyboardTest)
#include "test_keyboard.moc"
