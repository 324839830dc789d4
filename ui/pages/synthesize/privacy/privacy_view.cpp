// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/privacy/privacy_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/forms/bar.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/synthesize/privacy/distance_pane.h"
#include "ui/pages/synthesize/privacy/privacy_model.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

namespace {

constexpr int kRowHeight = 40;      ///< two lines: the reasons wrap
constexpr int kShortestReason = 10; ///< characters; a word is no reason

QLabel* wrapped(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

PrivacyView::PrivacyView(QWidget* parent)
    : QWidget(parent), m_model(new PrivacyModel(this)), m_verdict(new VerdictBar(this)),
      m_distances(new DistancePane(this)),
      m_table(plainTable(QStringLiteral("privacy_table"), tr("Privacy measures"), m_model, this,
                         {.rowHeight = kRowHeight, .headerHeight = kTwoLineHeader})),
      m_scope(wrapped(this)), m_terms(wrapped(this)), m_reason(new QLineEdit(this)),
      m_share(new QPushButton(this)) {
    setObjectName(QStringLiteral("privacy_view"));
    m_verdict->setObjectName(QStringLiteral("privacy_verdict"));
    for (const int column : {PrivacyModel::Reference, PrivacyModel::WarnAt, PrivacyModel::FailAt})
        m_table->setItemDelegateForColumn(column, new NumberDelegate(3, SignStyle::Plain, m_table));
    m_table->setItemDelegateForColumn(PrivacyModel::Value, new VerdictDelegate(3, m_table));
    m_table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_table->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_scope->setObjectName(QStringLiteral("privacy_scope"));
    m_scope->setContentsMargins(16, 8, 16, 8);
    setMuted(m_scope);
    m_terms->setObjectName(QStringLiteral("share_terms"));
    m_reason->setObjectName(QStringLiteral("share_reason"));
    m_reason->setPlaceholderText(tr("Reason for sharing all the same, kept in the data card"));
    m_reason->setAccessibleName(tr("Reason for sharing all the same"));
    m_reason->setMaxLength(500);
    m_share->setObjectName(QStringLiteral("share_button"));
    m_share->setIcon(themeIcon(QStringLiteral("export")));
    connect(m_reason, &QLineEdit::textChanged, this, [this] { updateCommand(); });
    connect(m_share, &QPushButton::clicked, this,
            [this] { Q_EMIT shareRequested(m_refused ? m_reason->text().trimmed() : QString()); });
    auto* strip = new Bar(Role::Raised, Qt::TopEdge, this);
    auto* column = new QVBoxLayout(strip);
    column->setContentsMargins(16, 10, 16, 10);
    column->setSpacing(8);
    column->addWidget(m_terms);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_reason, 1);
    row->addStretch(0);
    row->addWidget(m_share, 0, Qt::AlignRight);
    column->addLayout(row);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_verdict);
    layout->addWidget(scrolled(), 1);
    layout->addWidget(strip);
}

/// Pictures and table together are taller than most windows.
QWidget* PrivacyView::scrolled() {
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_distances);
    column->addWidget(m_table);
    column->addWidget(m_scope);
    column->addStretch(1);
    auto* area = new QScrollArea(this);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    return area;
}

void PrivacyView::setReport(const generate::PrivacyReport& report, const QStringList& reasons,
                            const QString& generator, int slot) {
    m_model->setReport(report);
    m_distances->setReport(report, generator, slot);
    m_verdict->setVerdict(report.verdict);
    fitColumns();
    m_scope->setText(
        report.rows.empty()
            ? QString()
            : tr("%1 of %2 generated windows of %3 were compared with all %4 of the training "
                 "part and %5 of the holdout. Reference: %6.")
                  .arg(formatCount(static_cast<qint64>(report.syntheticWindows)),
                       formatCount(static_cast<qint64>(report.syntheticTotal)),
                       report.window == 1 ? tr("one day") : tr("%1 days").arg(report.window),
                       formatCount(static_cast<qint64>(report.trainingWindows)),
                       formatCount(static_cast<qint64>(report.holdoutWindows)),
                       qstr(report.referenceModel)));
    m_refused = !reasons.isEmpty();
    m_reason->clear();
    m_reason->setVisible(m_refused);
    m_terms->setText(
        m_refused ? tr("Not safe to share: %1").arg(reasons.join(u' '))
                  : tr("Sharing writes the generated returns as CSV with a data card: model, "
                       "fidelity, privacy and what they must not be used for. Real rows are "
                       "never written."));
    updateCommand();
}

void PrivacyView::setSharing(bool sharing) {
    m_sharing = sharing;
    updateCommand();
}

void PrivacyView::updateCommand() {
    const bool reasoned = m_reason->text().trimmed().size() >= kShortestReason;
    m_share->setText(m_sharing    ? tr("Writing…")
                     : !m_refused ? tr("Share Safely…")
                     : reasoned   ? tr("Share All the Same…")
                                  : tr("Give a Reason to Share"));
    m_share->setEnabled(!m_sharing && (!m_refused || reasoned));
}

void PrivacyView::fitColumns() {
    for (int column = PrivacyModel::Measure; column < PrivacyModel::Why; ++column)
        m_table->resizeColumnToContents(column);
    m_table->updateGeometry();
}

} // namespace loom::ui
