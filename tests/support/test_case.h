// SPDX-License-Identifier: GPL-3.0-or-later
// Several Qt Test classes in one executable: announce each with LOOM_TEST(Class) in its .cpp.
#pragma once

#include <QObject>
#include <QtTest>

#include <functional>
#include <memory>
#include <vector>

namespace loom::tests {

using TestFactory = std::function<std::unique_ptr<QObject>()>;

inline std::vector<TestFactory>& testCases() {
    static std::vector<TestFactory> cases;
    return cases;
}

inline bool announce(TestFactory factory) {
    testCases().push_back(std::move(factory));
    return true;
}

} // namespace loom::tests

#define LOOM_TEST(Class)                                                                           \
    static const bool announced##Class =                                                           \
        ::loom::tests::announce([] { return std::make_unique<Class>(); });

/// QVERIFY for a Result or Status that prints the error's text; evaluates its argument once.
#define VERIFY_OK(result)                                                                          \
    do {                                                                                           \
        const auto& verified = (result);                                                           \
        QVERIFY2(verified.ok(), verified.ok() ? "" : verified.error().text().c_str());             \
    } while (false)
