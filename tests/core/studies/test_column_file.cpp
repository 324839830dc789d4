// SPDX-License-Identifier: GPL-3.0-or-later
// The times of a column of numbers: those of its date cells, or none at all.
#include "support/test_case.h"

#include "studies/column_file.h"

#include <QFile>
#include <QTemporaryDir>

using namespace loom;

class ColumnFileTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    std::vector<std::int64_t> timesOf(const QByteArray& csv) const {
        const QString path = m_folder.filePath(QStringLiteral("column.csv"));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(csv);
        file.close();
        const auto column =
            studies::readNumberColumn({.file = path.toStdString(), .column = "close"});
        return column ? column->times : std::vector<std::int64_t>{-1};
    }

  private Q_SLOTS:
    /// 2018-12-31 is day 17,896 since 1970.
    void daysAndMoments() {
        const std::int64_t day = 17896 * 86400;
        QCOMPARE(timesOf("date,close\n2018-12-30,1\n2018-12-31,2\n"),
                 (std::vector<std::int64_t>{day - 86400, day}));
        QCOMPARE(timesOf("time,close\n2018-12-31 09:30,1\n2018-12-31T09:35:10Z,2\n"),
                 (std::vector<std::int64_t>{day + 34200, day + 34510}));
    }

    void emptyCellsHaveNone() {
        const std::int64_t day = 17896 * 86400;
        QCOMPARE(timesOf("date,close\n2018-12-29,1\n2018-12-30,\n2018-12-31,2\n"),
                 (std::vector<std::int64_t>{day - 2 * 86400, day}));
    }

    void oneBadDateAndThereAreNone() {
        QCOMPARE(timesOf("date,close\n2018-12-30,1\nnever,2\n2019-01-02,3\n"),
                 std::vector<std::int64_t>{});
        QCOMPARE(timesOf("date,close\nnever,1\n2019-01-01,2\n2019-01-02,3\n"),
                 std::vector<std::int64_t>{});
        QCOMPARE(timesOf("day,close\n1,1\n2,2\n"), std::vector<std::int64_t>{});
    }
};

LOOM_TEST(ColumnFileTest)
#include "test_column_file.moc"
