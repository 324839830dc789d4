// SPDX-License-Identifier: GPL-3.0-or-later
// The option --png of the verbs as a shell sees it: pictures that can be read, and refusals before
// any work is done.
#include "support/program.h"
#include "support/test_case.h"

#include "base/json.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>

#include <unistd.h>

using namespace loom;
using namespace loom::tests;

namespace {

/// Colours of a coarse grid of pixels: axes, text and lines give dozens, an empty page one.
qsizetype coloursOf(const QImage& image, const QRect& part) {
    QSet<QRgb> out;
    for (int y = part.top(); y <= part.bottom(); y += 2)
        for (int x = part.left(); x <= part.right(); x += 2)
            out.insert(image.pixel(x, y));
    return out.size();
}

/// Share of the pixels that are not the page's own colour.
double inkOf(const QImage& image, const QRect& part) {
    const QRgb page = image.pixel(0, 0);
    qsizetype inked = 0, all = 0;
    for (int y = part.top(); y <= part.bottom(); y += 2)
        for (int x = part.left(); x <= part.right(); x += 2, ++all)
            inked += image.pixel(x, y) != page ? 1 : 0;
    return static_cast<double>(inked) / static_cast<double>(all);
}

} // namespace

class FiguresTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    Outcome run(QStringList arguments, bool json = true) const {
        arguments << QStringLiteral("--data-dir") << path("data");
        if (json)
            arguments << QStringLiteral("--json");
        return runProgram(arguments);
    }

    void refuses(const QStringList& arguments, const char* sentence, int code = 2) const {
        const auto outcome = run(arguments, false);
        QVERIFY2(outcome.exitCode == code, outcome.err.c_str());
        QVERIFY2(outcome.err.find(sentence) != std::string::npos, outcome.err.c_str());
        QVERIFY2(outcome.out.empty(), outcome.out.c_str());
    }

    /// 2,800 pixels wide, written on, named in the JSON, with these words in its text. height: at
    /// least, in pixels.
    void draws(const QStringList& arguments, const char* name, int height,
               const QStringList& told) const {
        const QString file = path(name);
        const auto outcome = run(arguments + QStringList{QStringLiteral("--png"), file});
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        const auto& files = outcome.json.at("files");
        QCOMPARE(files.back().get<std::string>(), file.toStdString());
        const QImage image(file, "PNG");
        QVERIFY(!image.isNull());
        QCOMPARE(image.width(), 2800);
        QVERIFY2(image.height() >= height, qPrintable(QString::number(image.height())));
        QVERIFY(coloursOf(image, image.rect()) > 40);
        // Title at the top left, charts in every tenth of the page's height, nothing cut at its
        // edges.
        QVERIFY(inkOf(image, QRect(40, 30, 600, 60)) > 0.02);
        const int tenth = image.height() / 10;
        for (int i = 0; i < 9; ++i)
            QVERIFY2(inkOf(image, QRect(0, i * tenth, image.width(), tenth)) > 0.001,
                     qPrintable(QString::number(i)));
        QVERIFY(inkOf(image, QRect(0, 0, 4, image.height())) == 0);
        QVERIFY(inkOf(image, QRect(image.width() - 3, 0, 3, image.height())) == 0);
        const QString text =
            image.text(QStringLiteral("Title")) + image.text(QStringLiteral("Description"));
        for (const QString& part : told)
            QVERIFY2(text.contains(part), qPrintable(part + u" in " + text));
    }

  private Q_SLOTS:
    void indicatorsAndSeries() {
        draws(words("indicators --symbol ^GSPC --source sample --add sma:20 --add bbands:20,2 "
                    "--add rsi:14 --add macd:12,26,9"),
              "indicators.png", 1800, {QStringLiteral("RSI 14"), QStringLiteral("252 of 5,")});
        draws(words("diagnose --symbol ^GSPC"), "made/on/the/way.png", 2200,
              {QStringLiteral("close of ^GSPC"), QStringLiteral("excess kurtosis")});
    }

    /// The last line of the JSON's files is the figure, behind the CSV.
    void bothFilesAreNamed() {
        const auto outcome =
            run(words("diagnose --symbol ^GSPC --csv") +
                QStringList{path("tests.csv"), QStringLiteral("--png"), path("tests.png")});
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.json.at("files"),
                 Json({path("tests.csv").toStdString(), path("tests.png").toStdString()}));
    }

    void forecastAndItsExplanation() {
        draws(words("forecast ^GSPC --source sample --from 2016-01-01 --horizon 3 --feature return "
                    "--feature rsi:14 --model lstm --param steps=60 --param window=5 --param "
                    "hidden=4"),
              "next.png", 1300, {QStringLiteral("^GSPC: the next 3 days"), QStringLiteral("LSTM")});
        draws(words("explain latest --check"), "why.png", 1100,
              {QStringLiteral("step 3"), QStringLiteral("LSTM"), QStringLiteral("fresh weights")});
        draws(words("forecast ^GSPC --source sample --from 2016-01-01 --horizon 4 --model nbeats "
                    "--param steps=30 --param width=16"),
              "sum.png", 1300, {QStringLiteral("N-BEATS")});
        // The sample ends on Friday 2020-04-17.
        draws(words("explain latest"), "parts.png", 1500,
              {QStringLiteral("add up"),
               QStringLiteral("Made at the close of 2020-04-17, for 2020-04-23.")});
    }

    void manyAssetsAndAttention() {
        draws(words("forecast AAPL,MSFT,XOM --source sample --from 2016-01-01 --to 2019-12-31 "
                    "--horizon 2 --feature return --model lstm_transformer --param steps=30 "
                    "--param window=4 --param hidden=4 --param heads=2 --param feed_forward=4"),
              "assets.png", 1200, {QStringLiteral("3 assets")});
        draws(words("explain latest --symbol AAPL --method attention"), "attention.png", 1000,
              {QStringLiteral("AAPL"), QStringLiteral("looked")});
        draws(words("forecast ^GSPC --source sample --from 2016-01-01 --horizon 2 --feature return "
                    "--feature rsi:14 --model tft --param steps=20 --param window=4 --param "
                    "head_units=4 --param heads=2"),
              "tft.png", 1300, {QStringLiteral("^GSPC")});
        draws(words("explain latest --method attention"), "weights.png", 1000,
              {QStringLiteral("Weights of features"), QStringLiteral("looked")});
    }

    void board() {
        draws(words("evaluate ^GSPC --from 2015-01-02 --horizon 5 --folds 2"), "board.png", 2000,
              {QStringLiteral("last value"), QStringLiteral("origins")});
    }

    /// A figure is replaced as a whole, as other output files are.
    void anOldFileIsReplaced() {
        QFile old(path("old.png"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("no picture");
        old.close();
        draws(words("diagnose --symbol ^GSPC"), "old.png", 2200, {});
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("old.png*")}).size(), 1);
    }

    void refusedBeforeAnyWork() {
        const QString verb = QStringLiteral("forecast ^GSPC --model nbeats --png ");
        refuses(verb.split(QLatin1Char(' '), Qt::SkipEmptyParts) << QStringLiteral("next.jpg"),
                "does not end in .png");
        refuses(words("evaluate ^GSPC --png board"), "does not end in .png");
        QVERIFY(QDir().mkpath(path("folder.png")));
        refuses(words("explain latest --png") << path("folder.png"), "is a folder");
        QFile file(path("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        refuses(words("diagnose --symbol ^GSPC --png") << path("file/in/it.png"), "is not a folder",
                5);
        refuses(words("indicators --symbol ^GSPC --add rsi:14 --bars 20"), "--png");
        refuses(words("forecast --inbox --png next.png"), "--png");
    }

    void aReadOnlyFolderIsTold() {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        const QString folder = path("locked");
        QVERIFY(QDir().mkpath(folder));
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner);
        refuses(words("diagnose --symbol ^GSPC --png") << folder + QStringLiteral("/figure.png"),
                "read-only", 5);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
};

LOOM_TEST(FiguresTest)
#include "test_figures.moc"
