// SPDX-License-Identifier: GPL-3.0-or-later
// Whether generated data give away what they were learnt from: verdict, distances to the training
// data, measures with reasons, and
// the export for sharing, which is refused with its reasons while the verdict is bad; a written
// reason overrides it and is recorded. Interface thread.
#pragma once

#include <QWidget>

#include "generate/privacy.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace loom::ui {

class DistancePane;
class PrivacyModel;
class VerdictBar;

class PrivacyView final : public QWidget {
    Q_OBJECT
  public:
    explicit PrivacyView(QWidget* parent = nullptr);

    /// reasons: what speaks against sharing; empty: nothing does. slot: of the generator's hue.
    void setReport(const generate::PrivacyReport& report, const QStringList& reasons,
                   const QString& generator, int slot);
    /// While files are being written.
    void setSharing(bool sharing);

    QTableView* table() const { return m_table; }
    VerdictBar* verdictBar() const { return m_verdict; }
    DistancePane* distances() const { return m_distances; }

  Q_SIGNALS:
    /// overrideReason is empty when nothing speaks against it.
    void shareRequested(const QString& overrideReason);

  private:
    QWidget* scrolled();
    void updateCommand();
    void fitColumns();

    bool m_refused = false;
    bool m_sharing = false;
    PrivacyModel* m_model;
    VerdictBar* m_verdict;
    DistancePane* m_distances;
    QTableView* m_table;
    QLabel* m_scope;
    QLabel* m_terms;
    QLineEdit* m_reason;
    QPushButton* m_share;
};

} // namespace loom::ui
