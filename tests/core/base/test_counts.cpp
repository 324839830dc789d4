// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/counts.h"
#include "support/test_case.h"

using namespace loom;

class CountsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void groupsThousands() {
        QCOMPARE(grouped(0), std::string("0"));
        QCOMPARE(grouped(999U), std::string("999"));
        QCOMPARE(grouped(1000U), std::string("1,000"));
        QCOMPARE(grouped(123456), std::string("123,456"));
        QCOMPARE(grouped(1234567), std::string("1,234,567"));
        QCOMPARE(grouped(-100), std::string("-100"));
        QCOMPARE(grouped(-1234), std::string("-1,234"));
    }
    void knowsOneFromMany() {
        QCOMPARE(counted(1U, "bar"), std::string("1 bar"));
        QCOMPARE(counted(0U, "bar"), std::string("0 bars"));
        QCOMPARE(counted(2161U, "forecast"), std::string("2,161 forecasts"));
        QCOMPARE(counted(1U, "session had", "sessions had"), std::string("1 session had"));
        QCOMPARE(counted(2U, "session had", "sessions had"), std::string("2 sessions had"));
    }
};

LOOM_TEST(CountsTest)
#include "test_counts.moc"
