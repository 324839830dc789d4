// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "base/files.h"
#include "base/gzip.h"
#include "base/resources.h"

#include <QTemporaryDir>
#include <filesystem>

using namespace loom;

namespace {

// printf 'date,close\n2000-01-03,1455.22\n' | gzip -n -9 (GNU gzip 1.12)
const std::string kText = "date,close\n2000-01-03,1455.22\n";
const std::string kPacked =
    QByteArray::fromHex("1f8b08000000000002034b492c49d549cec92f4ee532323030d03530d43530d6313431"
                        "35d53332e202007c110edf1e000000")
        .toStdString();

} // namespace

class GzipTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void unpacksWhatGnuGzipPacked() {
        const auto text = gunzip(kPacked);
        VERIFY_OK(text);
        QCOMPARE(*text, kText);
    }

    void severalMembersAreOneText() {
        const auto text = gunzip(kPacked + kPacked);
        VERIFY_OK(text);
        QCOMPARE(*text, kText + kText);
    }

    void everyTruncationIsRefused() {
        for (std::size_t size = 0; size < kPacked.size(); ++size) {
            const auto text = gunzip(std::string_view(kPacked).substr(0, size));
            QVERIFY2(!text, std::to_string(size).c_str());
            QCOMPARE(text.error().code, ErrorCode::Corrupt);
        }
    }

    void damageAndTrailingBytesAreRefused() {
        std::string flipped = kPacked;
        flipped[flipped.size() - 6] ^= 1; // inside the checksum
        QVERIFY(!gunzip(flipped));
        QVERIFY(!gunzip(kPacked + "tail"));
        QVERIFY(!gunzip("date,close\n"));
    }

    void theLimitHoldsToTheByte() {
        VERIFY_OK(gunzip(kPacked, kText.size()));
        const auto tooLarge = gunzip(kPacked, kText.size() - 1);
        QVERIFY(!tooLarge);
        QCOMPARE(tooLarge.error().code, ErrorCode::InvalidInput);
    }

    void filesAreUnpackedByContentNotByName() {
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        VERIFY_OK(writeFileAtomic(root / "packed.csv", kPacked));
        VERIFY_OK(writeFileAtomic(root / "plain.csv.gz", kText));
        for (const char* name : {"packed.csv", "plain.csv.gz"}) {
            const auto text = readMaybeGzip(root / name);
            VERIFY_OK(text);
            QCOMPARE(*text, kText);
        }
        QCOMPARE(readMaybeGzip(root / "absent").error().code, ErrorCode::NotFound);
    }
};
LOOM_TEST(GzipTest)

class ResourcesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void cleanup() { qunsetenv("QUANTLOOM_RESOURCES"); }

    void aBuildRunInPlaceFindsTheSourceTree() {
        const auto root = resourceRoot();
        VERIFY_OK(root);
        QCOMPARE(root->filename().string(), std::string("resources"));
    }

    void theEnvironmentWinsAndIsNotMixedWithOtherPlaces() {
        QTemporaryDir folder;
        qputenv("QUANTLOOM_RESOURCES", folder.path().toUtf8());
        const std::filesystem::path chosen = folder.path().toStdString();
        VERIFY_OK(writeFileAtomic(chosen / "help/index.md", "# Help\n"));
        const auto path = resourcePath("help/index.md");
        VERIFY_OK(path);
        QCOMPARE(*path, chosen / "help/index.md");
        QCOMPARE(resourcePath("help/other.md").error().code, ErrorCode::NotFound);
    }

    void aMissingFolderIsNamed() {
        qputenv("QUANTLOOM_RESOURCES", "/nonexistent/quantloom");
        const auto root = resourceRoot();
        QVERIFY(!root);
        QVERIFY(root.error().message.find("/nonexistent/quantloom") != std::string::npos);
    }
};
LOOM_TEST(ResourcesTest)

#include "test_gzip_and_resources.moc"
