// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/indicator_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/param_form.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

QLabel* mutedLabel(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setContentsMargins(16, 0, 16, 0); // under the fields of the form
    setMuted(label);
    return label;
}

QString listed(const indicators::IndicatorInfo& info) {
    return info.shortTitle == info.title
               ? qstr(info.title)
               : QStringLiteral("%1 (%2)").arg(qstr(info.title), qstr(info.shortTitle));
}

} // namespace

IndicatorDialog::IndicatorDialog(const indicators::IndicatorRegistry& registry,
                                 const std::optional<indicators::Indicator>& shown, QWidget* parent)
    : QDialog(parent), m_registry(registry), m_kind(new QComboBox(this)),
      m_summary(mutedLabel(QStringLiteral("indicator_summary"), this)), m_place(new QVBoxLayout),
      m_convention(new QComboBox(this)),
      m_words(mutedLabel(QStringLiteral("indicator_words"), this)),
      m_problem(new ProblemLine(this)) {
    setObjectName(QStringLiteral("indicator_dialog"));
    setWindowTitle(shown ? tr("Change Indicator") : tr("Add Indicator"));
    setMinimumWidth(480);
    m_kind->setObjectName(QStringLiteral("indicator_kind"));
    m_convention->setObjectName(QStringLiteral("indicator_convention"));
    for (const auto& info : m_registry.all())
        m_kind->addItem(listed(*info), qstr(info->id));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    auto* head = new FormSheet(this);
    head->addRow(tr("Indicator"), m_kind);
    layout->addWidget(head);
    layout->addWidget(m_summary);
    layout->addLayout(m_place);
    auto* foot = new FormSheet(this);
    foot->addRow(tr("Convention"), m_convention,
                 tr("Whose definition is used where authors differ."));
    layout->addWidget(foot);
    layout->addWidget(m_words);
    layout->addWidget(m_problem);
    layout->addStretch();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* add = buttons->addButton(shown ? tr("Change") : tr("Add"), QDialogButtonBox::AcceptRole);
    add->setObjectName(QStringLiteral("indicator_accept"));
    setPrimary(add);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &IndicatorDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    const std::string first = shown ? shown->info().id : "rsi";
    m_kind->setCurrentIndex(m_kind->findData(qstr(first)));
    showKind(shown ? toJson(shown->settings().params) : Json::object());
    if (shown)
        m_convention->setCurrentIndex(
            m_convention->findData(static_cast<int>(shown->settings().convention)));
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] { showKind(Json::object()); });
    connect(m_convention, &QComboBox::currentIndexChanged, this, [this] { showConvention(); });
    showConvention();
}

const indicators::IndicatorInfo& IndicatorDialog::kind() const {
    return *m_registry.find(str(m_kind->currentData().toString()));
}

indicators::Convention IndicatorDialog::convention() const {
    return static_cast<indicators::Convention>(m_convention->currentData().toInt());
}

void IndicatorDialog::showKind(const Json& params) {
    const auto& info = kind();
    delete m_form;
    m_form = new ParamForm(info.params, this);
    m_form->load(params);
    m_form->setVisible(!info.params.empty());
    m_place->addWidget(m_form);
    m_summary->setText(qstr(info.summary));
    const QSignalBlocker quiet(m_convention);
    m_convention->clear();
    for (const auto& note : info.conventions)
        m_convention->addItem(info.conventions.size() == 1
                                  ? tr("All agree")
                                  : qstr(indicators::conventionTitle(note.convention)),
                              static_cast<int>(note.convention));
    m_convention->setEnabled(info.conventions.size() > 1);
    m_problem->setText({});
    showConvention();
}

void IndicatorDialog::showConvention() {
    const auto& info = kind();
    QString words = qstr(info.formula);
    for (const auto& note : info.conventions)
        if (note.convention == convention())
            words += QStringLiteral("\n") + qstr(note.text);
    m_words->setText(words);
    setMinimumHeight(layout()->totalHeightForWidth(std::max(width(), minimumWidth())));
}

void IndicatorDialog::accept() {
    const auto params = m_form->values();
    if (!params) {
        m_form->focusFirstProblem();
        return;
    }
    auto made = m_registry.make(kind().id, toJson(*params), convention());
    if (!made) {
        m_problem->setText(qstr(made.error().message));
        return;
    }
    m_indicator = std::move(*made);
    QDialog::accept();
}

} // namespace loom::ui
