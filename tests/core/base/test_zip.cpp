// SPDX-License-Identifier: GPL-3.0-or-later
// The archives were written by Python's zipfile (3.11): one entry stored, one deflated.
#include <algorithm>

#include "base/zip.h"

#include "support/test_case.h"

using namespace loom;

namespace {

const std::string kArchive =
    QByteArray::fromBase64(
        "UEsDBBQAAAAAAAAAIliGphA2BQAAAAUAAAAFAAAAYS50eHRoZWxsb1BLAwQUAAAACAAAACJY8zGiDQ4AAABYAgAA"
        "BQAAAGIudHh0y0jNyclXyBglR0mqkgBQSwECFAMUAAAAAAAAACJYhqYQNgUAAAAFAAAABQAAAAAAAAAAAAAAgAEA"
        "AAAAYS50eHRQSwECFAMUAAAACAAAACJY8zGiDQ4AAABYAgAABQAAAAAAAAAAAAAAgAEoAAAAYi50eHRQSwUGAAAA"
        "AAIAAgBmAAAAWQAAAAAA")
        .toStdString();
constexpr std::size_t kUnpacked = 5 + 600;

} // namespace

class ZipTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void unpacksStoredAndDeflatedEntries() {
        const auto entries = unzip(kArchive);
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), std::size_t{2});
        QCOMPARE(entries->at(0).name, std::string("a.txt"));
        QCOMPARE(entries->at(0).bytes, std::string("hello"));
        std::string hundred;
        for (int i = 0; i < 100; ++i)
            hundred += "hello ";
        QCOMPARE(entries->at(1).bytes, hundred);
    }

    void everyTruncationIsRefused() {
        for (std::size_t size = 0; size < kArchive.size(); ++size) {
            const auto entries = unzip(std::string_view(kArchive).substr(0, size));
            QVERIFY2(!entries, std::to_string(size).c_str());
            QCOMPARE(entries.error().code, ErrorCode::Corrupt);
        }
    }

    /// Any byte may lie; the answer is an error or other names, never a crash or other bytes.
    void noFlippedByteChangesContentsUnnoticed() {
        const auto whole = unzip(kArchive);
        VERIFY_OK(whole);
        for (std::size_t at = 0; at < kArchive.size(); ++at)
            for (const int bit : {1, 16, 128}) {
                std::string damaged = kArchive;
                damaged[at] = static_cast<char>(damaged[at] ^ bit);
                const auto entries = unzip(damaged, 1 << 20);
                if (!entries)
                    continue;
                for (const auto& entry : *entries)
                    QVERIFY(std::ranges::any_of(
                        *whole, [&](const ZipEntry& known) { return known.bytes == entry.bytes; }));
            }
    }

    void theLimitHoldsToTheByte() {
        VERIFY_OK(unzip(kArchive, kUnpacked));
        const auto tooLarge = unzip(kArchive, kUnpacked - 1);
        QVERIFY(!tooLarge);
        QCOMPARE(tooLarge.error().code, ErrorCode::InvalidInput);
    }

    void aFalseSizeTakesNoMemory() {
        std::string bomb = kArchive;
        const auto list = bomb.rfind("PK\x01\x02");
        bomb.replace(list + 24, 4, std::string("\0\0\0\x30", 4)); // 768 MiB out of 14 bytes
        const auto entries = unzip(bomb);
        QVERIFY(!entries);
        QCOMPARE(entries.error().code, ErrorCode::Corrupt);
    }

    void passwordsAreSaid() {
        std::string locked = kArchive;
        locked[locked.find("PK\x01\x02") + 8] |= 1;
        const auto entries = unzip(locked);
        QVERIFY(!entries);
        QVERIFY(entries.error().message.find("password") != std::string::npos);
    }
};

LOOM_TEST(ZipTest)
#include "test_zip.moc"
