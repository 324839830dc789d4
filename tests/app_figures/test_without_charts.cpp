// SPDX-License-Identifier: GPL-3.0-or-later
// What a build without the window says when it is asked for a figure.
#include "support/test_case.h"

#include <QProcess>

class WithoutChartsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void figuresAreRefusedInWords_data() {
        QTest::addColumn<QString>("arguments");
        for (const char* arguments : {"diagnose --symbol ^GSPC", "evaluate ^GSPC", "forecast ^GSPC",
                                      "explain latest", "indicators --symbol ^GSPC --add rsi:14"})
            QTest::newRow(arguments) << QString::fromLatin1(arguments);
    }
    void figuresAreRefusedInWords() {
        QFETCH(QString, arguments);
        QProcess process;
        process.start(
            QStringLiteral(LOOM_PROGRAM),
            QString(arguments + QStringLiteral(" --png figure.png")).split(QLatin1Char(' ')));
        process.waitForFinished(60'000);
        QCOMPARE(process.exitCode(), 2);
        const QByteArray told = process.readAllStandardError();
        QVERIFY2(told.contains("no charts"), told.constData());
    }
};

LOOM_TEST(WithoutChartsTest)
#include "test_without_charts.moc"
