// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QComboBox>
#include <QHoverEvent>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QSvgRenderer>
#include <QTableView>
#include <QToolButton>

#include <array>
#include <cmath>

#include "support/test_case.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/roles.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"

using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::array kTones{Tone::Dark, Tone::Light};
constexpr std::array kBackgrounds{Role::Window, Role::Surface, Role::Raised, Role::Selection};

struct ContrastRow {
    Role role;
    std::array<double, 4> dark; ///< on window, surface, raised, selection
    std::array<double, 4> light;
};

/// The table of the visual specification, section 1.
constexpr std::array kContrast{
    ContrastRow{Role::Text, {15.5, 14.6, 13.2, 11.4}, {15.7, 17.3, 16.3, 14.2}},
    ContrastRow{Role::Muted, {7.6, 7.1, 6.4, 5.6}, {5.8, 6.4, 6.0, 5.2}},
    ContrastRow{Role::Accent, {7.9, 7.5, 6.7, 5.8}, {5.9, 6.4, 6.1, 5.3}},
    ContrastRow{Role::Danger, {6.3, 5.9, 5.3, 4.6}, {5.5, 6.1, 5.7, 5.0}},
    ContrastRow{Role::Warning, {11.3, 10.6, 9.5, 8.3}, {5.4, 5.9, 5.6, 4.9}},
    ContrastRow{Role::Ok, {8.8, 8.3, 7.5, 6.5}, {5.1, 5.7, 5.3, 4.7}},
    ContrastRow{Role::Gain, {8.4, 7.9, 7.1, 6.2}, {5.4, 6.0, 5.6, 4.9}},
    ContrastRow{Role::Loss, {6.7, 6.3, 5.7, 4.9}, {5.4, 5.9, 5.6, 4.9}},
};

QColor averageInk(const QImage& image) {
    double red = 0, green = 0, blue = 0, weight = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor c = image.pixelColor(x, y);
            red += c.redF() * c.alphaF();
            green += c.greenF() * c.alphaF();
            blue += c.blueF() * c.alphaF();
            weight += c.alphaF();
        }
    if (weight == 0)
        return {};
    return QColor::fromRgbF(static_cast<float>(red / weight), static_cast<float>(green / weight),
                            static_cast<float>(blue / weight));
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void contrastOfBlackOnWhiteIsTwentyOne() {
        // WCAG 2.1: the largest possible ratio.
        QVERIFY(std::abs(contrastRatio(Qt::black, Qt::white) - 21.0) < 1e-9);
        QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
        // Published example: #767676 is the lightest grey that reaches 4.54 on white.
        QVERIFY(std::abs(contrastRatio(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
    }

    void contrastTableOfTheSpecificationHolds() {
        for (const ContrastRow& row : kContrast)
            for (const Tone tone : kTones) {
                const auto& expected = tone == Tone::Dark ? row.dark : row.light;
                for (std::size_t i = 0; i < kBackgrounds.size(); ++i) {
                    const double ratio =
                        contrastRatio(colour(row.role, tone), colour(kBackgrounds[i], tone));
                    QVERIFY2(std::abs(ratio - expected[i]) <= 0.051,
                             qPrintable(u"role %1 on %2: %3, specified %4"_s.arg(int(row.role))
                                            .arg(int(kBackgrounds[i]))
                                            .arg(ratio)
                                            .arg(expected[i])));
                }
            }
    }

    void textReadsOnEveryBackgroundAndGraphicsOnSurface() {
        for (const Tone tone : kTones) {
            for (const ContrastRow& row : kContrast)
                for (const Role background : kBackgrounds)
                    QVERIFY(contrastRatio(colour(row.role, tone), colour(background, tone)) >= 4.5);
            for (const Role role : {Role::Control, Role::Real, Role::Synthetic, Role::Forecast,
                                    Role::Benchmark, Role::Gain, Role::Loss})
                QVERIFY(contrastRatio(colour(role, tone), colour(Role::Surface, tone)) >= 3.0);
            QVERIFY(contrastRatio(colour(Role::ButtonText, tone), colour(Role::Button, tone)) >=
                    4.5);
            for (int slot = 1; slot <= kGeneratorSlots; ++slot) {
                const QColor hue = generatorStyle(slot, tone).colour;
                const double ratio = contrastRatio(hue, colour(Role::Surface, tone));
                QVERIFY2(ratio >= 3.0, qPrintable(u"generator %1: %2"_s.arg(slot).arg(ratio)));
            }
        }
    }

    void generatorsDifferInHueDashAndMarker() {
        for (int a = 1; a <= kGeneratorSlots; ++a)
            for (int b = a + 1; b <= kGeneratorSlots; ++b) {
                const SeriesStyle first = generatorStyle(a, Tone::Dark);
                const SeriesStyle second = generatorStyle(b, Tone::Dark);
                // Eight hues with markers of their own; relatives differ in dash and marker.
                QVERIFY(first.colour != second.colour || b > kGeneratorHues);
                QVERIFY(first.dash != second.dash);
                QVERIFY(first.marker != second.marker || first.colour != second.colour);
                QVERIFY(first.marker != second.marker || b > kGeneratorHues);
            }
        QCOMPARE(generatorStyle(1, Tone::Light).colour, colour(Role::Synthetic, Tone::Light));
        QCOMPARE(generatorStyle(99, Tone::Light).colour, colour(Role::Benchmark, Tone::Light));
    }

    void rampsReachTheirStopsAndCellTextReads() {
        for (const Tone tone : kTones)
            for (const Ramp ramp : {Ramp::Sequential, Ramp::Diverging}) {
                const auto stops = rampStops(ramp, tone);
                QCOMPARE(rampColour(ramp, 0, tone).rgb(), stops.front().rgb());
                QCOMPARE(rampColour(ramp, 1, tone).rgb(), stops.back().rgb());
                QCOMPARE(rampColour(ramp, 0.5, tone).rgb(), stops[3].rgb());
                QCOMPARE(rampColour(ramp, 7, tone).rgb(), stops.back().rgb());
                for (const QColor& stop : stops)
                    QVERIFY(contrastRatio(textOn(stop, tone), stop) >= 3.8);
            }
    }

    void paletteCarriesTheRoles() {
        for (const Tone tone : kTones) {
            const QPalette p = tonePalette(tone);
            QCOMPARE(toneOf(p), tone);
            QCOMPARE(p.color(QPalette::Base), colour(Role::Surface, tone));
            QCOMPARE(p.color(QPalette::Link), colour(Role::Accent, tone));
            QCOMPARE(p.color(QPalette::HighlightedText), colour(Role::Text, tone));
            QCOMPARE(p.color(QPalette::Disabled, QPalette::Text), colour(Role::Disabled, tone));
        }
    }

    void switchingAnnouncesItselfOnce() {
        Theme theme(*qobject_cast<QApplication*>(qApp), ThemeMode::Light);
        QSignalSpy spy(&theme, &Theme::changed);
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(theme.tone(), Tone::Dark);
        QCOMPARE(toneOf(QApplication::palette()), Tone::Dark);
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(spy.count(), 1);
        theme.setMode(ThemeMode::System);
        theme.setMode(ThemeMode::Light);
        QCOMPARE(toneOf(QApplication::palette()), Tone::Light);
        for (const ThemeMode mode : {ThemeMode::System, ThemeMode::Dark, ThemeMode::Light})
            QCOMPARE(themeModeFromCode(themeModeCode(mode)), mode);
    }

    void everyIconDrawsInOneColourAndFollowsTheTheme() {
        QVERIFY(iconNames().size() >= 30);
        QVERIFY(themeIcon(u"no_such_icon"_s).isNull());
        for (const Tone tone : kTones) {
            QApplication::setPalette(tonePalette(tone));
            for (const QString& name : iconNames()) {
                const QIcon icon = themeIcon(name);
                const QImage image = icon.pixmap(QSize(32, 32), 1.0).toImage();
                const QColor ink = averageInk(image);
                const QColor wanted = colour(Role::Muted, tone);
                QVERIFY2(ink.isValid(), qPrintable(name + u" is empty"_s));
                QVERIFY2(std::abs(ink.redF() - wanted.redF()) < 0.04F, qPrintable(name));
                const QColor on =
                    averageInk(icon.pixmap(QSize(32, 32), 1.0, QIcon::Normal, QIcon::On).toImage());
                QVERIFY(std::abs(on.redF() - colour(Role::Accent, tone).redF()) < 0.04F);
            }
        }
    }

    void typeScaleIsThatOfTheSpecification() {
        QCOMPARE(typeFont(Type::Caption).pixelSize(), 11);
        QCOMPARE(typeFont(Type::Body).pixelSize(), 12);
        QCOMPARE(typeFont(Type::Title).pixelSize(), 16);
        QCOMPARE(typeFont(Type::BodyStrong).weight(), QFont::Medium);
        QCOMPARE(typeFont(Type::Body).families().front(), u"Roboto"_s);
        // Tabular digits: all of one width, in whichever font stands in.
        const QFontMetricsF metrics(typeFont(Type::Body));
        for (char digit = '1'; digit <= '9'; ++digit)
            QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)),
                     metrics.horizontalAdvance(QLatin1Char('0')));
    }

    void numbersAreWrittenForTheScreen() {
        const QLocale english(QLocale::English, QLocale::UnitedStates);
        const QLocale german(QLocale::German, QLocale::Germany);
        QCOMPARE(formatNumber(2874.56, 2, english), u"2,874.56"_s);
        QCOMPARE(formatNumber(2874.56, 2, german), u"2.874,56"_s);
        QCOMPARE(formatNumber(-0.5, 1, english), u"\u22120.5"_s);
        QCOMPARE(formatNumber(-0.0004, 2, english), u"0.00"_s); // no minus on what reads zero
        QCOMPARE(formatNumber(std::nan(""), 2, english), u"–"_s);
        QCOMPARE(formatNumber(-INFINITY, 2, english), u"\u2212∞"_s);
        QCOMPARE(formatSigned(75.01, 2, english), u"+75.01"_s);
        QCOMPARE(formatSigned(0.001, 2, english), u"0.00"_s);
        QCOMPARE(formatPercent(-0.0293, 2, english), u"\u22122.93 %"_s);
        QCOMPARE(formatSignedPercent(0.0268, 2, english), u"+2.68 %"_s);
        QCOMPARE(formatCount(-5105, english), u"\u22125,105"_s);
        QCOMPARE(formatCompact(7.4e9, english), u"7.40 bn"_s);
        QCOMPARE(formatCompact(999600, english), u"1.00 m"_s);
        QCOMPARE(formatCompact(940, english), u"940"_s);
        QCOMPARE(priceDecimals(2874.56), 2);
        QCOMPARE(priceDecimals(62.57), 2); // a share in dollars and cents
        QCOMPARE(priceDecimals(1.0934), 4);
        QCOMPARE(priceDecimals(0.05), 6);
    }

    void theWholeRowUnderThePointerIsLit() {
        Theme theme(*qApp, ThemeMode::Dark);
        QStandardItemModel model(3, 3);
        QTableView table;
        table.setModel(&model);
        table.setSelectionBehavior(QAbstractItemView::SelectRows);
        table.setShowGrid(false);
        table.resize(500, 200);
        table.show();
        const auto pixel = [&](int row, int column) {
            const QRect cell = table.visualRect(model.index(row, column));
            return table.viewport()->grab().toImage().pixelColor(cell.center());
        };
        const auto point = [&](QEvent::Type type, QPoint at) {
            QHoverEvent event(type, at, table.viewport()->mapToGlobal(at), QPointF(-1, -1));
            QApplication::sendEvent(table.viewport(), &event);
        };
        const QColor surface = colour(Role::Surface, Tone::Dark);
        const QColor lit = colour(Role::Hover, Tone::Dark);
        QCOMPARE(pixel(1, 2), surface);
        point(QEvent::HoverMove, table.visualRect(model.index(1, 0)).center());
        for (int column = 0; column < 3; ++column) {
            QCOMPARE(pixel(1, column), lit);
            QCOMPARE(pixel(0, column), surface);
        }
        point(QEvent::HoverLeave, {-1, -1});
        QCOMPARE(pixel(1, 0), surface);
        table.setSelectionBehavior(QAbstractItemView::SelectItems); // cells of their own stay so
        point(QEvent::HoverMove, table.visualRect(model.index(1, 0)).center());
        QCOMPARE(pixel(1, 2), surface);
    }

    void segmentedSwitchWithoutRoomIsAList() {
        SegmentedSwitch choice({u"Training"_s, u"Fidelity"_s, u"Privacy"_s, u"Compare"_s});
        choice.setChoiceEnabled(3, false);
        choice.setCurrentIndex(1);
        choice.resize(choice.sizeHint());
        choice.show();
        QVERIFY(!choice.isCollapsed());
        auto* list = choice.findChild<QComboBox*>();
        QVERIFY(list && !list->isVisibleTo(&choice));
        choice.resize(choice.minimumSizeHint());
        QVERIFY(choice.minimumSizeHint().width() < choice.sizeHint().width());
        QVERIFY(choice.isCollapsed());
        QVERIFY(list->isVisibleTo(&choice));
        QCOMPARE(list->currentText(), u"Fidelity"_s);
        QVERIFY(!(list->model()->index(3, 0).flags() & Qt::ItemIsEnabled));
        list->setCurrentIndex(2);
        QCOMPARE(choice.currentIndex(), 2);
        choice.resize(choice.sizeHint());
        QVERIFY(!choice.isCollapsed());
    }

    void listsOfComboBoxesShowTheirItemsWhole() {
        QWidget window;
        window.resize(800, 200);
        QComboBox combo(&window);
        combo.addItems({u"Energy"_s, u"S&P 500 Communication Services"_s});
        const int text = combo.fontMetrics().horizontalAdvance(combo.itemText(1));
        const Style style;
        const auto list = [&](int left) {
            combo.setGeometry(left, 10, 100, 26);
            QStyleOptionComboBox option;
            option.initFrom(&combo);
            return style.subControlRect(QStyle::CC_ComboBox, &option,
                                        QStyle::SC_ComboBoxListBoxPopup, &combo);
        };
        QVERIFY(text > 100);
        QVERIFY(list(20).width() > text);
        QCOMPARE(list(20).left(), 0);    // grows to the right
        QCOMPARE(list(680).right(), 99); // and to the left where the window ends
    }

    void segmentedSwitchKeepsOneChoiceAndTellsChanges() {
        SegmentedSwitch choices({u"Linear"_s, u"Log"_s, u"=100"_s});
        QSignalSpy spy(&choices, &SegmentedSwitch::currentIndexChanged);
        QCOMPARE(choices.currentIndex(), 0);
        choices.findChild<QToolButton*>(u"segment_2"_s)->click();
        QCOMPARE(choices.currentIndex(), 2);
        choices.findChild<QToolButton*>(u"segment_2"_s)->click(); // stays chosen
        QCOMPARE(choices.currentIndex(), 2);
        choices.setCurrentIndex(1);
        QCOMPARE(spy.count(), 2);
    }
};

LOOM_TEST(TestTheme)
#include "test_theme.moc"
