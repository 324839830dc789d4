// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings_dialog.h"

#include "ui/forms/form_sheet.h"
#include "ui/forms/number_field.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr double kMinRate = 0.5, kMaxRate = 8;
constexpr int kMaxInFlight = 10;
} // namespace

SettingsDialog::SettingsDialog(Settings& settings, Theme& theme, const QStringList& devices,
                               DataSettings online, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_theme(theme), m_mode(new QComboBox),
      m_device(new QComboBox), m_folder(new QLineEdit), m_data(std::move(online)) {
    setObjectName(u"settings_dialog"_s);
    setWindowTitle(tr("Settings"));
    setMinimumWidth(460);
    m_mode->setObjectName(u"settings_theme"_s);
    m_mode->addItem(tr("As the desktop"), u"system"_s);
    m_mode->addItem(tr("Light"), u"light"_s);
    m_mode->addItem(tr("Dark"), u"dark"_s);
    m_mode->setCurrentIndex(m_mode->findData(themeModeCode(settings.themeMode())));
    connect(m_mode, &QComboBox::currentIndexChanged, this,
            [this] { m_theme.setMode(themeModeFromCode(m_mode->currentData().toString())); });

    m_device->setObjectName(u"settings_device"_s);
    m_device->addItem(tr("Automatic"), u"auto"_s);
    m_device->addItem(tr("CPU"), u"cpu"_s);
    for (const QString& device : devices)
        m_device->addItem(device.toUpper(), device);
    if (m_device->findData(settings.device()) < 0) // a GPU that is not there today stays chosen
        m_device->addItem(tr("%1, not found").arg(settings.device().toUpper()), settings.device());
    m_device->setCurrentIndex(m_device->findData(settings.device()));

    m_folder->setObjectName(u"settings_data_folder"_s);
    m_folder->setPlaceholderText(tr("Standard folders"));
    m_folder->setText(settings.dataFolder());
    auto* browse = m_folder->addAction(themeIcon(u"folder"_s), QLineEdit::TrailingPosition);
    browse->setText(tr("Choose Folder…"));
    connect(browse, &QAction::triggered, this, [this] {
        const QString chosen =
            QFileDialog::getExistingDirectory(this, tr("Data Folder"), m_folder->text());
        if (!chosen.isEmpty())
            m_folder->setText(chosen);
    });

    auto* sheet = new FormSheet(this);
    sheet->addSection(tr("Appearance"));
    sheet->addRow(tr("Theme"), m_mode);
    sheet->addSection(tr("Compute"));
    sheet->addRow(tr("Device"), m_device,
                  tr("Automatic takes the GPU when there is one. Training that runs out of GPU "
                     "memory falls back to the CPU and says so."));
    sheet->addSection(tr("Data"));
    m_folderRow = sheet->addRow(tr("Data folder"), m_folder,
                                tr("Where prices, runs and models are kept. Takes effect at the "
                                   "next start; files are not moved."));
    sheet->addHint(
        tr("A new data folder is used from the next start. Existing files are not moved."));
    if (m_data.load)
        addDataRows(*sheet);
    if (!m_data.inbox.isEmpty())
        addInboxRow(*sheet);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    setPrimary(buttons->button(QDialogButtonBox::Ok));
    connect(buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &SettingsDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 16);
    column->addWidget(sheet);
    column->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 8, 16, 0);
    row->addWidget(buttons);
    column->addLayout(row);
}

void SettingsDialog::addDataRows(FormSheet& sheet) {
    const DataChoices choices = m_data.load();
    m_rate = new NumberField(NumberField::Kind::Real);
    m_rate->setObjectName(u"settings_rate"_s);
    m_rate->setRange(kMinRate, kMaxRate);
    m_rate->setUnit(tr("per second"));
    m_rate->setValue(choices.requestsPerSecond);
    m_inFlight = new NumberField(NumberField::Kind::Integer);
    m_inFlight->setObjectName(u"settings_in_flight"_s);
    m_inFlight->setRange(1, kMaxInFlight);
    m_inFlight->setUnit(tr("at a time"));
    m_inFlight->setValue(choices.maxInFlight);
    m_closures = new QLineEdit(choices.closures);
    m_closures->setObjectName(u"settings_closures"_s);
    m_closures->setPlaceholderText(tr("2027-01-29, …"));
    sheet.addSection(tr("Online prices"));
    m_rateRow = sheet.addRow(tr("Requests"), m_rate,
                             tr("How fast prices are asked for, at most. Sources refuse clients "
                                "that ask too fast."));
    m_inFlightRow = sheet.addRow(tr("In flight"), m_inFlight,
                                 tr("How many requests may wait for their answer at once."));
    m_closuresRow =
        sheet.addRow(tr("Closures"), m_closures,
                     tr("Days on which the New York exchange is closed beyond its rules, such as a "
                        "day of mourning. No prices are expected for them."));
    sheet.addHint(tr("Closures: days without trading beyond the exchange's own rules."));
}

void SettingsDialog::addInboxRow(FormSheet& sheet) {
    m_inbox = new QCheckBox(tr("Forecast price files put there"));
    m_inbox->setObjectName(u"settings_watch_inbox"_s);
    m_inbox->setChecked(m_settings.watchInbox());
    sheet.addSection(tr("Inbox"));
    sheet.addRow(tr("Watch"), m_inbox,
                 tr("While the window is open, every CSV of prices in the inbox folder is forecast "
                    "and moved to its folder \"done\", or to \"rejected\" with the reason beside "
                    "it."));
    sheet.addHint(tr("Folder: %1").arg(QDir::toNativeSeparators(m_data.inbox)));
}

bool SettingsDialog::checkData() {
    const auto rate = m_rate->value(), inFlight = m_inFlight->value();
    const bool rateFits = rate && *rate >= kMinRate && *rate <= kMaxRate;
    m_rateRow->setProblem(rateFits ? QString() : rangeWords(kMinRate, kMaxRate));
    const bool inFlightFits = inFlight && *inFlight >= 1 && *inFlight <= kMaxInFlight;
    m_inFlightRow->setProblem(inFlightFits ? QString() : rangeWords(1, kMaxInFlight));
    const QString closures = m_data.checkClosures(m_closures->text());
    m_closuresRow->setProblem(closures);
    return rateFits && inFlightFits && closures.isEmpty();
}

bool SettingsDialog::check() {
    const QString folder = m_folder->text().trimmed();
    const QFileInfo info(folder);
    const bool folderFits = folder.isEmpty() || (info.isAbsolute() && QDir().mkpath(folder) &&
                                                 QFileInfo(folder).isWritable());
    m_folderRow->setProblem(folderFits ? QString()
                                       : tr("Must be a folder you can write to, from /"));
    return (!m_data.load || checkData()) && folderFits;
}

void SettingsDialog::accept() {
    if (!check())
        return;
    if (m_data.save) {
        const QString problem = m_data.save({.requestsPerSecond = *m_rate->value(),
                                             .maxInFlight = static_cast<int>(*m_inFlight->value()),
                                             .closures = m_closures->text()});
        m_closuresRow->setProblem(problem);
        if (!problem.isEmpty())
            return;
    }
    m_settings.setThemeMode(themeModeFromCode(m_mode->currentData().toString()));
    m_settings.setDevice(m_device->currentData().toString());
    m_settings.setDataFolder(m_folder->text().trimmed());
    if (m_inbox != nullptr)
        m_settings.setWatchInbox(m_inbox->isChecked());
    m_settings.sync();
    QDialog::accept();
}

void SettingsDialog::reject() {
    m_theme.setMode(m_settings.themeMode()); // the preview goes back
    QDialog::reject();
}

} // namespace loom::ui
