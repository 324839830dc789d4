// SPDX-License-Identifier: GPL-3.0-or-later
#include "scratch_store.h"
#include "support/test_case.h"
#include "tracking/registry.h"

using namespace loom;
using namespace loom::tracking;
using loom::tests::ScratchStore;

class TestTrackingRegistry : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_scratch = std::make_unique<ScratchStore>();
        auto opened = m_scratch->open();
        VERIFY_OK(opened);
        m_store = std::make_unique<Store>(*std::move(opened));
        m_registry = std::make_unique<Registry>(*m_store);
    }

    void versionsAliasesAndLatest() {
        auto run = m_store->createRun({});
        VERIFY_OK(run);
        auto first = m_registry->createVersion({.model = "quantgan ^GSPC",
                                                .run = *run,
                                                .source = "/bundles/1",
                                                .tags = {{"symbol", "^GSPC"}}});
        VERIFY_OK(first);
        QCOMPARE(first->version, std::int64_t{1});
        QCOMPARE(first->status, std::string("READY"));
        QCOMPARE(first->tag("symbol"), std::string_view("^GSPC"));
        auto second =
            m_registry->createVersion({.model = "quantgan ^GSPC", .source = "/bundles/2"});
        VERIFY_OK(second);
        VERIFY_OK(m_registry->setAlias("quantgan ^GSPC", "champion", 2));
        VERIFY_OK(m_registry->setAlias("quantgan ^GSPC", "champion", 1));
        QCOMPARE(m_registry->resolve("quantgan ^GSPC", "champion")->version, std::int64_t{1});
        QCOMPARE(m_registry->resolve("quantgan ^GSPC", "2")->source, std::string("/bundles/2"));
        QCOMPARE(m_registry->resolve("quantgan ^GSPC")->version, std::int64_t{2});
        const auto versions = *m_registry->versions("quantgan ^GSPC");
        QCOMPARE(versions.size(), std::size_t{2});
        QCOMPARE(versions[0].version, std::int64_t{2});
        QCOMPARE(versions[1].aliases, std::vector<std::string>{"champion"});
        QCOMPARE(versions[1].run, *run);
        QCOMPARE(m_registry->models()->front().latestVersion, std::int64_t{2});
    }

    void findsByTags() {
        VERIFY_OK(m_registry->createVersion({.model = "a", .tags = {{"symbol", "X"}, {"n", "1"}}}));
        VERIFY_OK(m_registry->createVersion({.model = "b", .tags = {{"symbol", "X"}}}));
        VERIFY_OK(m_registry->setVersionTag("b", 1, "n", "2"));
        const std::vector<NamedText> both{{"symbol", "X"}, {"n", "2"}};
        const auto found = *m_registry->findVersions(both);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].model, std::string("b"));
        QCOMPARE(m_registry->findVersions({both.data(), 1})->size(), std::size_t{2});
    }

    void deletedVersionsKeepTheirNumber() {
        VERIFY_OK(m_registry->createVersion({.model = "m", .source = "1"}));
        VERIFY_OK(m_registry->createVersion({.model = "m", .source = "2"}));
        VERIFY_OK(m_registry->setAlias("m", "best", 2));
        VERIFY_OK(m_registry->deleteVersion("m", 2));
        QCOMPARE(m_registry->resolve("m")->version, std::int64_t{1});
        QCOMPARE(m_registry->resolve("m", "best").error().code, ErrorCode::NotFound);
        QCOMPARE(m_registry->resolve("m", "2").error().code, ErrorCode::NotFound);
        QCOMPARE(m_registry->createVersion({.model = "m"})->version, std::int64_t{3});
        VERIFY_OK(m_registry->setModelTag("m", "k", "v"));
        VERIFY_OK(m_registry->setModelTag("m", "k", "w"));
        QCOMPARE(m_registry->models()->front().tags.front().value, std::string("w"));
        VERIFY_OK(m_registry->deleteModel("m"));
        QVERIFY(m_registry->models()->empty());
        QCOMPARE(m_registry->deleteModel("m").error().code, ErrorCode::NotFound);
    }

    void badNamesAreRefused() {
        VERIFY_OK(m_registry->createModel("m", "what it is"));
        QVERIFY(!m_registry->createModel("m").ok());
        QVERIFY(!m_registry->createModel("").ok());
        VERIFY_OK(m_registry->createVersion({.model = "m"}));
        for (const auto* alias : {"", "latest", "Latest", "v1", "V22", "3", "two words", "a.b"})
            QVERIFY2(!m_registry->setAlias("m", alias, 1).ok(), alias);
        QCOMPARE(m_registry->setAlias("m", "ok", 9).error().code, ErrorCode::NotFound);
        QCOMPARE(m_registry->resolve("none").error().code, ErrorCode::NotFound);
    }

  private:
    std::unique_ptr<ScratchStore> m_scratch;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Registry> m_registry;
};

LOOM_TEST(TestTrackingRegistry)
#include "test_registry.moc"
