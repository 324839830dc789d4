// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "ui/bridge/text.h"
#include "ui/shell/fuzzy.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::size_t kMaxResults = 60;
constexpr int kWidth = 560;
constexpr int kRowHeight = 32;
constexpr int kVisibleRows = 11;

enum ItemRole { KindRole = Qt::UserRole, HintRole };

/// One line: icon, text, then hint and kind muted at the right.
class PaletteDelegate final : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {kWidth - 16, kRowHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Tone tone = toneOf(option.palette);
        const bool current = option.state & QStyle::State_Selected;
        const bool hovered = option.state & QStyle::State_MouseOver;
        if (current || hovered)
            painter->fillRect(option.rect, colour(current ? Role::Selection : Role::Hover, tone));
        if (current)
            painter->fillRect(option.rect.left(), option.rect.top(), 3, option.rect.height(),
                              colour(Role::Accent, tone));
        QRect box = option.rect.adjusted(14, 0, -12, 0);
        const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
        icon.paint(painter, QRect(box.left(), box.center().y() - 7, 16, 16));
        box.setLeft(box.left() + 28);
        painter->setFont(typeFont(Type::Body));
        const QFontMetrics metrics(painter->font());
        const QString kind = index.data(KindRole).toString();
        const QString hint = index.data(HintRole).toString();
        painter->setPen(colour(Role::Muted, tone));
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, kind);
        box.setRight(box.right() - std::max(72, metrics.horizontalAdvance(kind) + 16));
        const QString text = index.data().toString();
        const int textWidth = std::min(metrics.horizontalAdvance(text), box.width());
        const QRect rest = box.adjusted(textWidth + 16, 0, 0, 0);
        if (rest.width() > 24)
            painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                              metrics.elidedText(hint, Qt::ElideRight, rest.width()));
        painter->setPen(colour(Role::Text, tone));
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(text, Qt::ElideRight, box.width()));
    }
};

} // namespace

class PaletteModel final : public QAbstractListModel {
  public:
    using QAbstractListModel::QAbstractListModel;

    void setItems(std::vector<PaletteItem> items) {
        beginResetModel();
        m_items = std::move(items);
        endResetModel();
    }
    const PaletteItem& item(int row) const { return m_items[static_cast<std::size_t>(row)]; }
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_items.size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        const PaletteItem& one = item(index.row());
        switch (role) {
        case Qt::DisplayRole:
            return one.text;
        case Qt::DecorationRole:
            return one.icon.isEmpty() ? QIcon() : themeIcon(one.icon);
        case Qt::AccessibleTextRole:
            return QStringList{one.text, one.kind, one.hint}.join(u", "_s);
        case KindRole:
            return one.kind;
        case HintRole:
            return one.hint;
        default:
            return {};
        }
    }

  private:
    std::vector<PaletteItem> m_items;
};

std::vector<PaletteItem> rankedItems(std::vector<PaletteItem> items, const QString& words,
                                     std::size_t limit) {
    const std::string needle = str(words.simplified());
    std::vector<std::pair<int, std::size_t>> order;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto byText = fuzzyScore(needle, str(items[i].text));
        const auto byHint = fuzzyScore(needle, str(items[i].hint));
        if (!byText && !byHint)
            continue;
        const int score = std::max(byText.value_or(0), byHint.value_or(0) / 2);
        order.emplace_back(-(score + items[i].bonus), i);
    }
    std::stable_sort(order.begin(), order.end());
    std::vector<PaletteItem> ranked;
    for (const auto& [unused, i] : order) {
        if (ranked.size() == limit)
            break;
        ranked.push_back(std::move(items[i]));
    }
    return ranked;
}

CommandPalette::CommandPalette(PaletteProvider provider, QWidget* parent)
    : QFrame(parent), m_provider(std::move(provider)), m_field(new QLineEdit(this)),
      m_list(new QListView(this)), m_nothing(new QLabel(this)), m_model(new PaletteModel(this)) {
    setObjectName(u"command_palette"_s);
    setAccessibleName(tr("Command palette"));
    setFocusProxy(m_field);
    m_field->setObjectName(u"palette_field"_s);
    m_field->setPlaceholderText(tr("Go to an action, symbol, run or page"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setMinimumHeight(32);
    m_field->addAction(themeIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    m_list->setObjectName(u"palette_list"_s);
    m_list->setAccessibleName(tr("Results"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nothing->setText(tr("Nothing fits. Try fewer letters."));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setMinimumHeight(48);
    setMuted(m_nothing);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_field);
    column->addWidget(m_list);
    column->addWidget(m_nothing);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, [this] { runCurrent(); });
    parent->installEventFilter(this);
    hide();
}

int CommandPalette::resultCount() const {
    return m_model->rowCount();
}

void CommandPalette::open(const QString& words) {
    m_focusBefore = QApplication::focusWidget();
    m_field->setText(words);
    search();
    show();
    raise();
    m_field->selectAll();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::search() {
    m_model->setItems(rankedItems(m_provider(m_field->text()), m_field->text(), kMaxResults));
    m_list->setCurrentIndex(m_model->index(0));
    m_list->setVisible(m_model->rowCount() > 0);
    m_nothing->setVisible(m_model->rowCount() == 0);
    place();
}

void CommandPalette::place() {
    const int rows = std::clamp(m_model->rowCount(), 1, kVisibleRows);
    m_list->setFixedHeight(rows * kRowHeight);
    const int width = std::min(kWidth, parentWidget()->width() - 32);
    const int body = m_model->rowCount() > 0 ? rows * kRowHeight : m_nothing->minimumHeight();
    const int height = 8 + m_field->minimumHeight() + 8 + body + 8;
    const int middle = window()->width() / 2 - parentWidget()->mapTo(window(), QPoint()).x();
    setGeometry(std::max(0, middle - width / 2), 4, width,
                std::min(height, parentWidget()->height() - 16));
}

void CommandPalette::runCurrent() {
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid())
        return;
    const auto run = m_model->item(index.row()).run;
    dismiss();
    if (run)
        run();
}

void CommandPalette::dismiss() {
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_field)
        return false;
    if (event->type() == QEvent::FocusOut && isVisible()) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
            hide();
        return false;
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept(); // typed letters are words here, not shortcuts of the page
        return true;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int rows = m_model->rowCount();
    const int row = m_list->currentIndex().row();
    if (key == Qt::Key_Escape)
        dismiss();
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        runCurrent();
    else if ((key == Qt::Key_Down || key == Qt::Key_Up) && rows > 0)
        m_list->setCurrentIndex(
            m_model->index((row + (key == Qt::Key_Down ? 1 : rows - 1)) % rows));
    else if ((key == Qt::Key_PageDown || key == Qt::Key_PageUp) && rows > 0)
        m_list->setCurrentIndex(m_model->index(std::clamp(
            row + (key == Qt::Key_PageDown ? kVisibleRows : -kVisibleRows), 0, rows - 1)));
    else
        return false;
    return true;
}

void CommandPalette::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    painter.fillRect(rect(), colour(Role::Surface, tone));
    painter.setPen(QPen(colour(Role::Control, tone), 1));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace loom::ui
