// SPDX-License-Identifier: GPL-3.0-or-later
// One program a data folder: the first start listens on a local socket; a second one hands over its
// arguments and leaves with exit code 0. Two writers would share the same databases otherwise.
//
//     SingleInstance instance(dataFolder);
//     if (!instance.isFirst() && instance.forward(arguments)) return 0;
//     connect(&instance, &SingleInstance::argumentsReceived, &window, &MainWindow::takeArguments);
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QStringList>

#include <memory>

namespace loom::ui {

class SingleInstance final : public QObject {
    Q_OBJECT
  public:
    /// folder: what must not be shared; names the socket and holds the lock file. A lock left by a
    /// process that died is taken over.
    explicit SingleInstance(const QString& folder, QObject* parent = nullptr);

    bool isFirst() const { return m_first; }
    /// Sends the arguments (files made absolute) to the first; false when it did not answer.
    bool forward(const QStringList& arguments) const;

  Q_SIGNALS:
    void argumentsReceived(const QStringList& arguments);

  private:
    void receive();

    QString m_name;
    QLockFile m_lock;
    QLocalServer m_server;
    bool m_first = false;
};

} // namespace loom::ui
