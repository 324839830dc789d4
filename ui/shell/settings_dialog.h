// SPDX-License-Identifier: GPL-3.0-or-later
// Tools > Settings…: theme (live), compute device, data folder, request rate. OK writes Settings.
#pragma once

#include <QDialog>

class QComboBox;
class QLineEdit;

namespace loom::ui {

class FormRow;
class NumberField;
class Settings;
class Theme;

class SettingsDialog final : public QDialog {
    Q_OBJECT
  public:
    /// devices: "cuda:0" … beside auto and cpu.
    SettingsDialog(Settings& settings, Theme& theme, const QStringList& devices,
                   QWidget* parent = nullptr);
    void accept() override;
    void reject() override;

  private:
    bool check();

    Settings& m_settings;
    Theme& m_theme;
    QComboBox* m_mode;
    QComboBox* m_device;
    QLineEdit* m_folder;
    NumberField* m_rate;
    FormRow* m_folderRow = nullptr;
    FormRow* m_rateRow = nullptr;
};

} // namespace loom::ui
