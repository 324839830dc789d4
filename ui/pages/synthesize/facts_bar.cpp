// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/facts_bar.h"

#include <QHBoxLayout>

#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/theme/controls.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

FactsBar::FactsBar(QWidget* parent)
    : Bar(Role::Surface, Qt::TopEdge, parent), m_warning(new StatusLabel(this)),
      m_words(new ElidedLabel(this)) {
    setObjectName(QStringLiteral("facts_bar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 4, 16, 4);
    row->setSpacing(12);
    row->addWidget(m_warning);
    row->addWidget(m_words, 1);
    setMuted(m_words);
    m_warning->hide();
}

void FactsBar::setFacts(const QString& model, const std::vector<generate::Generator::Fact>& facts) {
    QStringList plain, all;
    QString warning;
    for (const auto& fact : facts) {
        QString value = qstr(fact.value);
        if (!fact.unit.empty())
            value += u' ' + qstr(fact.unit);
        all << u"<p><b>%1</b> %2</p>"_s.arg(qstr(fact.name).toHtmlEscaped(), value.toHtmlEscaped());
        if (!fact.warning)
            plain << qstr(fact.name) + u' ' + value;
        else if (warning.isEmpty())
            warning = qstr(fact.name) + u": "_s + value.section(u':', 0, 0).section(u". "_s, 0, 0);
    }
    m_warning->setVisible(!warning.isEmpty());
    m_warning->setStatus(Mark::Warning, warning);
    m_words->setFullText(model + (plain.isEmpty() ? QString() : u": "_s + plain.join(u", "_s)));
    m_words->setToolTip(all.join(QString()));
    m_warning->setToolTip(all.join(QString()));
}

QString FactsBar::words() const {
    return m_words->fullText();
}

QString FactsBar::warning() const {
    return m_warning->isHidden() ? QString() : m_warning->word();
}

} // namespace loom::ui
