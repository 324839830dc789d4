// SPDX-License-Identifier: GPL-3.0-or-later
// Tools > Settings…: theme (live), compute device, data folder, online prices. OK writes Settings
// and DataSettings.
#pragma once

#include <QDialog>

#include "ui/shell/settings.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace loom::ui {

class FormRow;
class FormSheet;
class NumberField;
class Theme;

class SettingsDialog final : public QDialog {
    Q_OBJECT
  public:
    /// devices: "cuda:0" … beside auto and cpu.
    SettingsDialog(Settings& settings, Theme& theme, const QStringList& devices,
                   DataSettings online, QWidget* parent = nullptr);
    void accept() override;
    void reject() override;

  private:
    void addDataRows(FormSheet& sheet);
    void addInboxRow(FormSheet& sheet);
    bool check();
    bool checkData();

    Settings& m_settings;
    Theme& m_theme;
    QComboBox* m_mode;
    QComboBox* m_device;
    QLineEdit* m_folder;
    DataSettings m_data; ///< its functions are empty where there is no online data to set
    NumberField* m_rate = nullptr;
    NumberField* m_inFlight = nullptr;
    QLineEdit* m_closures = nullptr;
    QCheckBox* m_inbox = nullptr;
    FormRow* m_folderRow = nullptr;
    FormRow* m_rateRow = nullptr;
    FormRow* m_inFlightRow = nullptr;
    FormRow* m_closuresRow = nullptr;
};

} // namespace loom::ui
