// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/help_viewer.h"

#include "ui/forms/bar.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

/// The order a newcomer reads in; pages not named here follow by title.
const QStringList& readingOrder() {
    static const QStringList order{u"index"_s,        u"first_five_minutes"_s,
                                   u"home"_s,         u"market"_s,
                                   u"indicators"_s,   u"synthesize"_s,
                                   u"scenarios"_s,    u"diagnose"_s,
                                   u"forecast"_s,     u"forecast_data"_s,
                                   u"explain"_s,      u"experiments"_s,
                                   u"jobs"_s,         u"command_line"_s,
                                   u"conventions"_s,  u"results"_s,
                                   u"exercise_vae"_s, u"exercise_augmentation"_s,
                                   u"data_privacy"_s, u"shortcuts"_s};
    return order;
}

QString firstHeading(const QString& markdown, const QString& fallback) {
    for (const QString& line : markdown.split(u'\n'))
        if (line.startsWith(u"# "_s))
            return line.mid(2).trimmed();
    return fallback;
}

void setBlockSpacing(QTextDocument& document) {
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format = block.blockFormat();
        const int level = format.headingLevel();
        const bool inTable = QTextCursor(block).currentTable() != nullptr;
        format.setTopMargin(inTable ? 2 : level == 1 ? 0 : level > 1 ? 16 : 4);
        format.setBottomMargin(inTable ? 2 : level > 0 ? 6 : 6);
        if (!inTable && level == 0)
            format.setLineHeight(130, QTextBlockFormat::ProportionalHeight);
        QTextCursor(block).setBlockFormat(format);
        if (level == 0)
            continue;
        QTextCursor words(block);
        words.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        // Replaced, not merged: Markdown's relative size would win over a size in pixels.
        QTextCharFormat look;
        look.setFont(typeFont(level == 1 ? Type::Title : Type::Section));
        words.setCharFormat(look);
    }
}

void setTableLook(QTextDocument& document, const QColor& line) {
    for (QTextFrame* frame : document.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table)
            continue;
        QTextTableFormat format = table->format();
        format.setBorder(0);
        format.setCellPadding(5);
        format.setCellSpacing(0);
        table->setFormat(format);
        for (int row = 0; row < table->rows(); ++row)
            for (int column = 0; column < table->columns(); ++column) {
                QTextTableCell cell = table->cellAt(row, column);
                auto look = cell.format().toTableCellFormat();
                look.setBottomBorder(1);
                look.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
                look.setBottomBorderBrush(line);
                cell.setFormat(look);
            }
    }
}

} // namespace

HelpViewer::HelpViewer(const QString& folder, QWidget* parent)
    : QWidget(parent, Qt::Window), m_search(new QLineEdit), m_list(new QListWidget),
      m_page(new QTextBrowser) {
    setObjectName(u"help_viewer"_s);
    setWindowTitle(tr("Quantloom Help"));
    resize(920, 680);
    for (const QFileInfo& file : QDir(folder).entryInfoList({u"*.md"_s}, QDir::Files, QDir::Name)) {
        QFile source(file.absoluteFilePath());
        if (!source.open(QIODevice::ReadOnly))
            continue;
        const QString name = file.completeBaseName();
        m_texts[name] = QString::fromUtf8(source.readAll());
        m_titles[name] = firstHeading(m_texts[name], name);
    }
    m_search->setObjectName(u"help_search"_s);
    m_search->setPlaceholderText(tr("Search the help"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_list->setObjectName(u"help_pages"_s);
    m_list->setAccessibleName(tr("Help pages"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // a long title ends in dots
    m_page->setObjectName(u"help_page"_s);
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setOpenLinks(false);
    m_page->document()->setDocumentMargin(24);

    auto* side = new Bar(Role::Window, Qt::RightEdge, this);
    side->setMinimumWidth(200);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 12, 13, 12);
    column->setSpacing(8);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    m_list->viewport()->setAutoFillBackground(false);
    auto* splitter = new QSplitter(this);
    splitter->addWidget(side);
    splitter->addWidget(m_page);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({260, 700});
    splitter->setChildrenCollapsible(false);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(splitter);

    connect(m_search, &QLineEdit::textChanged, this, &HelpViewer::fillList);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item)
            open(item->data(Qt::UserRole).toString());
    });
    connect(m_page, &QTextBrowser::anchorClicked, this, &HelpViewer::follow);
    auto* close = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
    fillList();
}

QStringList HelpViewer::found(const QString& words) const {
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    QStringList hits;
    const auto consider = [&](const QString& name) {
        if (!m_texts.contains(name) || hits.contains(name))
            return;
        const bool all = std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) {
            return m_texts[name].contains(word, Qt::CaseInsensitive);
        });
        if (all)
            hits << name;
    };
    for (const QString& name : readingOrder())
        consider(name);
    for (const QString& name : m_texts.keys())
        consider(name);
    return hits;
}

void HelpViewer::fillList() {
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const QString& name : found(m_search->text())) {
        auto* item = new QListWidgetItem(m_titles[name], m_list);
        item->setData(Qt::UserRole, name);
        item->setToolTip(m_titles[name]);
        if (name == m_current)
            m_list->setCurrentItem(item);
    }
}

void HelpViewer::open(const QString& name) {
    const QString wanted = m_texts.contains(name) ? name : u"index"_s;
    if (wanted == m_current || !m_texts.contains(wanted))
        return;
    m_current = wanted;
    render();
    fillList();
}

void HelpViewer::render() {
    m_page->setFont(typeFont(Type::Navigation));
    m_page->setMarkdown(m_texts.value(m_current));
    setBlockSpacing(*m_page->document());
    setTableLook(*m_page->document(), colour(Role::Line, toneOf(palette())));
    m_page->document()->setModified(false);
    m_page->moveCursor(QTextCursor::Start);
    m_page->verticalScrollBar()->setValue(0);
}

void HelpViewer::follow(const QUrl& url) {
    if (url.isRelative() && url.path().endsWith(u".md"_s))
        open(QFileInfo(url.path()).completeBaseName());
    else if (url.scheme() == u"https"_s)
        QDesktopServices::openUrl(url); // the user's browser, on the user's click
}

void HelpViewer::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && !m_current.isEmpty())
        render(); // links and table lines take their colour when the page is laid out
    QWidget::changeEvent(event);
}

} // namespace loom::ui
