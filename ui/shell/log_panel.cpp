// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/log_panel.h"

#include "ui/theme/roles.h"
#include "ui/theme/type.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using jobs::LogLevel;

namespace {

constexpr int kLineHeight = 18;

/// Time and info muted, warnings and errors in their status colour, the text plain.
class LogDelegate final : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto level = static_cast<LogLevel>(index.data(LogModel::LevelRole).toInt());
        Role role = Role::Text;
        if (index.column() == LogModel::LevelColumn && level != LogLevel::Info)
            role = level == LogLevel::Error ? Role::Danger : Role::Warning;
        else if (index.column() != LogModel::TextColumn)
            role = Role::Muted;
        const QColor shade = colour(role, toneOf(option->palette));
        option->palette.setColor(QPalette::Text, shade);
        option->palette.setColor(QPalette::HighlightedText, shade);
    }
};

} // namespace

LogPanel::LogPanel(LogModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_filter(new LogFilter(model, this)),
      m_view(new QTableView(this)), m_menu(new QMenu(this)) {
    m_view->setObjectName(u"log_view"_s);
    m_view->setAccessibleName(tr("Log"));
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new LogDelegate(m_view));
    m_view->setFont(typeFont(Type::Mono));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->horizontalHeader()->hide();
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setMinimumSectionSize(kLineHeight);
    m_view->verticalHeader()->setDefaultSectionSize(kLineHeight);
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const QFontMetrics metrics(m_view->font());
    m_view->horizontalHeader()->setMinimumSectionSize(20);
    m_view->setColumnWidth(LogModel::TimeColumn, metrics.horizontalAdvance(u"00:00:00"_s) + 28);
    m_view->setColumnWidth(LogModel::LevelColumn, metrics.horizontalAdvance(u"error"_s) + 12);
    m_view->horizontalHeader()->setStretchLastSection(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 0, 0);
    column->addWidget(m_view);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    auto* bar = m_view->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar](int value) { m_atEnd = value == bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
        if (m_atEnd)
            bar->setValue(maximum);
    });
    auto* copyKey = new QShortcut(QKeySequence::Copy, m_view);
    copyKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(copyKey, &QShortcut::activated, this, [this] { copy(false); });
    connect(&m_model, &LogModel::summaryChanged, this, &LogPanel::summaryChanged);
    buildMenu();
}

void LogPanel::buildMenu() {
    auto* group = new QActionGroup(this);
    const auto level = [&](const QString& text, LogLevel value, const QString& name) {
        auto* action = m_menu->addAction(text, this, [this, value] { setLevel(value); });
        action->setObjectName(name);
        action->setCheckable(true);
        action->setChecked(value == m_level);
        group->addAction(action);
    };
    level(tr("Everything"), LogLevel::Info, u"log_level_info"_s);
    level(tr("Warnings and Errors"), LogLevel::Warning, u"log_level_warning"_s);
    level(tr("Errors"), LogLevel::Error, u"log_level_error"_s);
    m_menu->addSeparator();
    m_menu->addAction(tr("Show All Jobs"), this, [this] { showJob({}); })
        ->setObjectName(u"log_all_jobs"_s);
    m_menu->addSeparator();
    m_menu->addAction(tr("Copy All Shown"), this, [this] { copy(true); })
        ->setObjectName(u"log_copy_all"_s);
    m_menu->addAction(tr("Clear"), this, [this] { m_model.clear(); })
        ->setObjectName(u"log_clear"_s);
}

QString LogPanel::summary() const {
    const QString level = m_level == LogLevel::Info      ? tr("level info and above")
                          : m_level == LogLevel::Warning ? tr("warnings and errors")
                                                         : tr("errors");
    return (m_job.value == 0 ? tr("all jobs, %1") : tr("this job, %1")).arg(level);
}

QString LogPanel::shortSummary() const {
    const int count = m_model.warningCount();
    return count == 0   ? tr("no warnings")
           : count == 1 ? tr("1 warning")
                        : tr("%1 warnings").arg(count);
}

void LogPanel::showJob(jobs::JobId id) {
    m_job = id;
    m_filter->setJob(id);
    Q_EMIT summaryChanged();
}

void LogPanel::setLevel(LogLevel level) {
    m_level = level;
    m_filter->setMinimumLevel(level);
    Q_EMIT summaryChanged();
}

void LogPanel::copy(bool all) {
    QList<int> rows;
    if (all)
        for (int row = 0; row < m_filter->rowCount(); ++row)
            rows << row;
    else
        for (const auto& index : m_view->selectionModel()->selectedRows())
            rows << index.row();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const int row : rows)
        lines << m_filter->index(row, 0).data(LogModel::IsoTimeRole).toString() + u'\t' +
                     m_filter->index(row, LogModel::LevelColumn).data().toString() + u'\t' +
                     m_filter->index(row, LogModel::TextColumn).data().toString();
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace loom::ui
