// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/checks_pane.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/sentence.h"
#include "ui/bridge/text.h"
#include "ui/theme/controls.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QLabel* wrapped(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(typeFont(Type::BodyStrong));
    return label;
}

QWidget* leakList(const forecast::EvaluationReport& report, QWidget* parent) {
    auto* list = new QWidget(parent);
    auto* grid = new QGridLayout(list);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(2, 1);
    auto leaks = report.leaks;
    std::ranges::stable_partition(leaks, [](const auto& leak) { return !leak.passed; });
    int row = 0;
    for (const auto& leak : leaks) {
        auto* status = new StatusLabel(list);
        status->setStatus(leak.passed ? Mark::Ok : Mark::Danger,
                          leak.passed ? ChecksPane::tr("passed") : ChecksPane::tr("failed"));
        status->setObjectName(u"leak_status_%1"_s.arg(row));
        grid->addWidget(status, row, 0, Qt::AlignTop);
        auto* title = wrapped(qstr(leak.title), list);
        auto* finding = wrapped(sentence(qstr(leak.finding)), list);
        setMuted(finding);
        // The first line of each on one height.
        const int above = (status->sizeHint().height() - title->fontMetrics().height()) / 2;
        for (QLabel* label : {title, finding})
            label->setContentsMargins(0, above, 0, 0);
        grid->addWidget(title, row, 1, Qt::AlignTop);
        grid->addWidget(finding, row, 2, Qt::AlignTop);
        grid->setColumnMinimumWidth(1, 200);
        ++row;
    }
    return list;
}

} // namespace

ChecksPane::ChecksPane(QWidget* parent) : QScrollArea(parent) {
    setObjectName(u"checks_pane"_s);
    setAccessibleName(tr("Leak tests and notes"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
}

void ChecksPane::setEvaluation(const EvaluatePtr& evaluation) {
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    if (evaluation) {
        const auto& report = evaluation->report;
        column->addWidget(heading(tr("Leak tests"), content));
        if (report.leaks.empty())
            column->addWidget(wrapped(tr("None ran: only baselines on data that cannot be made "
                                         "again from their bars."),
                                      content));
        else
            column->addWidget(leakList(report, content));
        column->addSpacing(8);
        column->addWidget(heading(tr("Conventions and notes"), content));
        for (const auto& note : evaluation->notes) {
            auto* label = wrapped(sentence(qstr(note)), content);
            setMuted(label);
            column->addWidget(label);
        }
    }
    column->addStretch(1);
    setWidget(content);
}

} // namespace loom::ui
