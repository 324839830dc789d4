// SPDX-License-Identifier: GPL-3.0-or-later
// The picture of skills: what its axis shows, and that it says what the board says.
#include "support/test_case.h"

#include "evaluations.h"
#include "ui/pages/forecast/board/skill_layer.h"

using namespace loom;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

SkillRow row(double skill, bool judged = false) {
    return {.name = {.text = u"model"_s}, .judged = judged, .skill = skill};
}

} // namespace

class SkillLayerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// One baseline that is ten times worse than all others does not squeeze them together.
    void farOutBaselinesDoNotSetTheScale() {
        const Range range = skillRange({row(1), row(-1), row(-2), row(-3), row(-900)});
        QVERIFY(range.contains(0) && range.contains(1) && range.contains(-3));
        QVERIFY(range.lo > -20);
        // A judged model is never an arrow.
        QVERIFY(skillRange({row(1), row(-1), row(-2), row(-3), row(-900, true)}).contains(-900));
        // All alike: still an axis.
        QVERIFY(skillRange({row(0), row(kMissing)}).span() > 0);
    }

    void everyModelHasARow() {
        const auto& made = tests::sampleEvaluations();
        QVERIFY2(made.problem.empty(), made.problem.c_str());
        const auto& report = made.index->report;
        const SkillBoard board = skillBoard(report);
        QCOMPARE(board.rows.size(), report.models.size());
        QCOMPARE(board.heads[0].id, u"skill"_s);
        QCOMPARE(board.heads[1].id, u"dm_p"_s);
        QCOMPARE(board.heads.back().id, u"verdict"_s);
        int judged = 0, intervals = 0;
        for (std::size_t i = 0; i < board.rows.size(); ++i) {
            const auto& shown = board.rows[i];
            QCOMPARE(shown.cells.size(), board.heads.size());
            QCOMPARE(shown.skill, 100 * report.models[i].skill);
            judged += shown.judged ? 1 : 0;
            if (!std::isfinite(shown.low))
                continue;
            ++intervals;
            QVERIFY(shown.low < shown.skill && shown.skill < shown.high);
            // The interval and the verdict beside it never disagree.
            const bool outside = shown.low > 0 || shown.high < 0;
            QCOMPARE(shown.cells.back().text == u"better" || shown.cells.back().text == u"worse",
                     outside);
        }
        QCOMPARE(judged, 2);
        QVERIFY(intervals >= 5);
    }

    void pointingAtARowTellsItsSkill() {
        const auto& made = tests::sampleEvaluations();
        QVERIFY2(made.problem.empty(), made.problem.c_str());
        const SkillLayer layer(skillBoard(made.index->report));
        PlotMap map;
        map.plot = QRectF(0, 0, 1000, layer.height());
        const auto cell = layer.cellAt({500, 34 + 23 + 5}, map);
        QVERIFY(cell.has_value());
        QCOMPARE(cell->row, 1);
        const auto hit = layer.hit(*cell, map);
        QVERIFY(hit.has_value());
        QCOMPARE(hit->head, layer.board().rows[1].name.text);
        QVERIFY(!layer.cellAt({500, 10}, map));
        QVERIFY(!layer.hit(CellRef{9999, 0}, map));
    }
};

LOOM_TEST(SkillLayerTest)
#include "test_skill_layer.moc"
