// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#ifdef LOOM_TEST_GUI
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

int main(int argc, char** argv) {
    QStandardPaths::setTestModeEnabled(true);
    Application application(argc, argv);
    int failures = 0;
    for (const auto& factory : loom::tests::testCases()) {
        const auto test = factory();
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures == 0 ? 0 : 1;
}
