// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/form/universe_view.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/theme/controls.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kRowHeight = 24;

/// Looks in symbol and name.
class SymbolFilter final : public QSortFilterProxyModel {
  public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        const auto* model = sourceModel();
        for (const int column : {UniverseModel::Symbol, UniverseModel::Name})
            if (model->index(row, column, parent)
                    .data()
                    .toString()
                    .contains(filterRegularExpression()))
                return true;
        return false;
    }
};

} // namespace

UniverseView::UniverseView(QWidget* parent)
    : QWidget(parent), m_model(new UniverseModel(this)), m_filtered(new SymbolFilter(this)),
      m_table(new QTableView(this)), m_count(new QLabel(this)), m_words(new ElidedLabel(this)),
      m_search(new QLineEdit(this)), m_clear(new QPushButton(tr("Choose None"), this)),
      m_fetch(new QPushButton(this)) {
    setObjectName(QStringLiteral("universe_view"));
    m_filtered->setSourceModel(m_model);
    m_filtered->setSortRole(UniverseModel::kSortRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setObjectName(QStringLiteral("universe_table"));
    m_table->setModel(m_filtered);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(UniverseModel::Symbol, Qt::AscendingOrder);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(kRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAccessibleName(tr("Assets of the panel"));
    m_count->setObjectName(QStringLiteral("universe_count"));
    m_count->setFont(typeFont(Type::BodyStrong));
    m_words->setObjectName(QStringLiteral("universe_words"));
    setMuted(m_words);
    m_search->setObjectName(QStringLiteral("universe_search"));
    m_search->setPlaceholderText(tr("Search symbol or name"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(200);
    m_clear->setObjectName(QStringLiteral("universe_clear"));
    m_fetch->setObjectName(QStringLiteral("universe_fetch"));
    connect(m_search, &QLineEdit::textChanged, m_filtered,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_model->choose({}); });
    connect(m_fetch, &QPushButton::clicked, this, [this] {
        if (const auto missing = m_model->notStored(); !missing.empty())
            Q_EMIT marketRequested(qstr(missing.front()));
    });
    connect(m_model, &UniverseModel::chosenEdited, this, [this] {
        showCount();
        Q_EMIT chosenEdited(m_model->chosen());
    });
    auto* file = new QPushButton(tr("From File…"), this);
    file->setObjectName(QStringLiteral("universe_file"));
    file->setToolTip(tr("A CSV with a header of asset names and one day a row"));
    connect(file, &QPushButton::clicked, this, &UniverseView::fileRequested);
    auto* bar = new Bar(Role::Surface, Qt::BottomEdge, this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(12);
    row->addWidget(m_count);
    row->addWidget(m_words, 1);
    row->addWidget(m_fetch);
    row->addWidget(file);
    row->addWidget(m_clear);
    row->addWidget(m_search);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_table, 1);
}

void UniverseView::show(std::vector<StoredSymbol> stored, const std::vector<std::string>& chosen,
                        const std::vector<studies::AssetCoverage>& coverage, const QString& words) {
    const bool first = m_model->rowCount() == 0;
    m_file.clear();
    m_model->setRows(std::move(stored), chosen, coverage);
    m_words->setFullText(words);
    fitColumns(first);
    showCount();
}

void UniverseView::showFile(const QString& file, std::vector<StoredSymbol> assets,
                            const QString& words) {
    const bool first = m_model->rowCount() == 0;
    m_file = file;
    m_model->setFixed(std::move(assets));
    m_words->setFullText(words);
    fitColumns(first);
    showCount();
}

void UniverseView::fitColumns(bool first) {
    if (first) {
        m_table->resizeColumnsToContents();
        for (const int column : {UniverseModel::Days, UniverseModel::Missing,
                                 UniverseModel::Dropped, UniverseModel::Symbol})
            m_table->setColumnWidth(column, std::max(88, m_table->columnWidth(column)));
        m_table->horizontalHeader()->setSectionResizeMode(UniverseModel::Name,
                                                          QHeaderView::Stretch);
    }
}

void UniverseView::showCount() {
    const auto count = m_model->chosen().size();
    const bool ofFile = !m_file.isEmpty();
    m_count->setText(ofFile       ? tr("%1 assets of %2").arg(count).arg(m_file)
                     : count == 1 ? tr("1 asset chosen")
                                  : tr("%1 assets chosen").arg(count));
    m_clear->setEnabled(!ofFile && !m_model->chosen().empty());
    const auto missing = m_model->notStored();
    m_fetch->setVisible(!ofFile && !missing.empty());
    m_fetch->setText(
        tr("Fetch %1 in Market").arg(missing.empty() ? QString() : qstr(missing.front())));
}

} // namespace loom::ui
