// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "learn/byte_stream.h"
#include "learn/model_bundle.h"

#include <QTemporaryDir>

using namespace loom;
using namespace loom::learn;

namespace {

ModelBundle example() {
    ModelBundle bundle{.kind = "generator", .modelId = "quantgan"};
    bundle.header = {{"seed", 7}, {"data_hash", "abc"}, {"scores", {{"acf_abs", 0.03}}}};
    bundle.payload = std::string("weights\0and more", 16);
    return bundle;
}

} // namespace

class ModelBundleTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aBundleRoundTripsAndEqualContentGivesEqualBytes() {
        const auto back = bundleFromBytes(toBytes(example()));
        VERIFY_OK(back);
        QCOMPARE(back->payload, example().payload);
        QCOMPARE(back->modelId, std::string("quantgan"));
        QCOMPARE(back->header.at("seed").get<int>(), 7);
        QCOMPARE(toBytes(example()), toBytes(*back));
    }

    void everyCutAndEveryFlippedByteIsRefused() {
        const std::string bytes = toBytes(example());
        for (std::size_t n = 0; n < bytes.size(); ++n)
            QVERIFY(!bundleFromBytes(std::string_view(bytes).substr(0, n)));
        for (std::size_t n = 0; n < bytes.size(); ++n) {
            std::string broken = bytes;
            broken[n] = static_cast<char>(broken[n] ^ 0x20);
            QVERIFY(!bundleFromBytes(broken));
        }
    }

    void newerAndForeignFilesSaySo() {
        std::string newer = toBytes(example());
        newer[8] = 9;
        QCOMPARE(bundleFromBytes(newer).error().code, ErrorCode::NewerVersion);
        QCOMPARE(bundleFromBytes("PK\3\4 a zip").error().code, ErrorCode::Corrupt);
    }

    void filesAreWrittenWholeAndErrorsNameThem() {
        QTemporaryDir folder;
        const std::filesystem::path path =
            folder.filePath(QStringLiteral("m.loom-model")).toStdString();
        VERIFY_OK(writeBundle(path, example()));
        VERIFY_OK(readBundle(path));
        QCOMPARE(readBundle(path.string() + "x").error().code, ErrorCode::NotFound);
    }

    void theReaderNeverRunsPastTheEnd() {
        ByteWriter out;
        const std::vector<float> values{1, 2, 3};
        out.putArray(std::span<const float>(values)).put(std::uint64_t{1} << 60);
        ByteReader in(out.bytes());
        QCOMPARE(in.getArray<float>(), values);
        QVERIFY(in.getArray<double>().empty()); // claims 2^60 values
        QVERIFY(!in.ok());
        QCOMPARE(in.get<int>(), 0);
    }
};

LOOM_TEST(ModelBundleTest)
#include "test_model_bundle.moc"
