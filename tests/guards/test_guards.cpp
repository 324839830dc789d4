// SPDX-License-Identifier: GPL-3.0-or-later
// The tree keeps its own rules: layers, includes, licences, sizes. One test a rule; its message
// lists every place.
#include "support/test_case.h"

#include "guards/library_names.h"
#include "guards/rules.h"

using namespace loom::guards;

namespace {

SourceFile example(const std::string& path, const std::vector<std::string>& lines) {
    return {path, lines};
}

/// A rule on single files, and a line that breaks it where it stands.
struct Rule {
    const char* name;
    Findings (*apply)(const SourceFile&);
    const char* badPath;
    const char* badLine;
};

constexpr Rule kRules[] = {
    {"Qt in core", qtInCore, "core/base/a.h", "#include <QString>"},
    {"LibTorch in a header", torchOutside, "core/learn/a.h", "#include <torch/torch.h>"},
    {"LibTorch in another folder", torchOutside, "core/stats/a.cpp", "#include <ATen/ATen.h>"},
    {"Qt Charts", chartsOutside, "ui/pages/market/a.cpp", "#include <QtCharts>"},
    {"Qt Charts class", chartsOutside, "ui/pages/market/a.cpp", "#include <QLineSeries>"},
    {"colour by name", colourLiterals, "ui/shell/a.cpp", "painter.setPen(Qt::red);"},
    {"colour by numbers", colourLiterals, "ui/shell/a.cpp", "QColor(12, 3, 4)"},
    {"colour by text", colourLiterals, "app/main.cpp", "const char* c = \"#ff8800\";"},
    {"licence", missingLicence, "core/base/a.h", "// What this is."},
    {"licence misspelt", missingLicence, "core/base/CMakeLists.txt",
     "#SPDX - License - Identifier"},
    {"top comment", missingTopComment, "core/base/a.h", "#pragma once"},
    {"machine path", machinePaths, "core/base/a.cpp", "open(\"/home/me/file\");"},
    {"registry host", machinePaths, "packaging/a", "pip --index https://pypi.org/simple"},
    {"leftover", leftovers, "core/base/a.cpp", "// TODO: later"},
};

} // namespace

class GuardsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        m_files = readTree(LOOM_SOURCE_DIR);
        m_links = readLinks(LOOM_LINKS);
        QVERIFY2(m_files.size() > 40 && m_links.contains("core/jobs"),
                 "the source tree was not found");
    }

    void librariesLinkAlongTheArrows() {
        check(wrongLinks(m_links));
        QCOMPARE(wrongLinks({{"core/base", {"core/jobs"}}}).size(), 1u);
        QCOMPARE(wrongLinks({{"core/store", {"Qt6::Core", "core/net"}}}).size(), 2u);
        QCOMPARE(wrongLinks({{"core/nowhere", {}}}).size(), 1u);
    }

    void filesIncludeWhatTheirLibraryLinks() {
        // A build without the window does not know what its libraries link.
        const bool window = m_links.contains("ui/theme");
        check(over(m_files, [&](const SourceFile& file) {
            return file.below("ui/") && !window ? Findings() : wrongIncludes(file, m_links);
        }));
        const Links links{{"core/jobs", {"core/base"}}, {"core/base", {}}, {"ui/theme", {}}};
        const auto findings = [&](const char* path, const char* line) {
            return wrongIncludes(example(path, {line}), links).size();
        };
        QCOMPARE(findings("core/jobs/a.cpp", "#include \"base/text.h\""), 0u);
        QCOMPARE(findings("core/base/a.cpp", "#include \"jobs/job.h\""), 1u);
        QCOMPARE(findings("core/base/a.cpp", "#include \"ui/theme/roles.h\""), 1u);
        QCOMPARE(findings("ui/theme/a.cpp", "#include \"app/services.h\""), 1u);
    }

    void theTreeKeepsTheRule_data() {
        QTest::addColumn<std::size_t>("index");
        for (std::size_t i = 0; i < std::size(kRules); ++i)
            QTest::newRow(kRules[i].name) << i;
    }

    void theTreeKeepsTheRule() {
        QFETCH(std::size_t, index);
        const auto& [name, rule, badPath, badLine] = kRules[index];
        QVERIFY2(!rule(example(badPath, {badLine})).empty(),
                 "the rule does not see its own bad example");
        check(over(m_files, rule));
    }

    void filesIncludeWhatTheyUseOfLibraries() {
        const auto findings = [](const std::vector<std::string>& header,
                                 const std::vector<std::string>& source) {
            return missingLibraryIncludes(
                       {example("core/base/a.h", header), example("core/base/a.cpp", source)})
                .size();
        };
        QCOMPARE(findings({}, {"std::vector<int> a;"}), 1u);
        QCOMPARE(findings({"std::vector<int> a;"}, {"#include <vector>"}), 1u);
        QCOMPARE(findings({}, {"#include <vector>", "std::vector<int> a;"}), 0u);
        QCOMPARE(findings({"#include <vector>"}, {"#include \"base/a.h\"", "std::vector<int> a;"}),
                 0u);
        QCOMPARE(findings({}, {"// std::vector", "auto a = \"std::vector\";", "mystd::vector b;"}),
                 0u);
        QCOMPARE(findings({"QLabel* a;"}, {}), 1u);
        QCOMPARE(findings({"#include <QWidget>", "QLabel* a;", "QString b;"}, {}), 1u);
        QCOMPARE(findings({"class QLabel;", "QLabel* a;"}, {}), 0u);
        check(missingLibraryIncludes(m_files));
    }

    void noFileIsTooLong() {
        QCOMPARE(tooLong(example("core/a.cpp", std::vector<std::string>(501))).size(), 1u);
        QCOMPARE(tooLong(example("core/a.cpp", std::vector<std::string>(500))).size(), 0u);
        check(over(m_files, tooLong));
    }

  private:
    static void check(const Findings& findings) {
        QVERIFY2(findings.empty(),
                 (std::to_string(findings.size()) + " places:" + listed(findings)).c_str());
    }

    std::vector<SourceFile> m_files;
    Links m_links;
};
LOOM_TEST(GuardsTest)
#include "test_guards.moc"
