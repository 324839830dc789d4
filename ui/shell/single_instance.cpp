// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/single_instance.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kAnswerMs = 3000;
constexpr qsizetype kMaxMessage = 1 << 20;

/// Short, because a socket's path is limited to about 100 characters; per user and folder.
QString socketName(const QString& folder) {
    const QByteArray key = QDir(folder).absolutePath().toUtf8() + '\0' + QDir::homePath().toUtf8();
    return u"quantloom-"_s +
           QString::fromLatin1(
               QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex().left(16));
}

QString lockPath(const QString& folder) {
    QDir().mkpath(folder);
    return folder + u"/quantloom.lock"_s;
}

} // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent), m_name(socketName(folder)), m_lock(lockPath(folder)) {
    m_lock.setStaleLockTime(0); // a long run is no sign of death; a dead process id is
    m_first = m_lock.tryLock(0) || m_lock.error() == QLockFile::PermissionError;
    if (!m_first)
        return;
    QLocalServer::removeServer(m_name); // what a killed program left behind
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.listen(m_name);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::receive);
}

bool SingleInstance::forward(const QStringList& arguments) const {
    QStringList absolute;
    for (const QString& argument : arguments)
        absolute << (QFileInfo::exists(argument) ? QFileInfo(argument).absoluteFilePath()
                                                 : argument);
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kAnswerMs))
        return false;
    QByteArray message;
    QDataStream stream(&message, QIODevice::WriteOnly);
    stream << absolute;
    socket.write(message);
    socket.flush();
    if (!socket.waitForBytesWritten(kAnswerMs) && socket.bytesToWrite() > 0)
        return false;
    socket.disconnectFromServer();
    return socket.state() == QLocalSocket::UnconnectedState ||
           socket.waitForDisconnected(kAnswerMs);
}

void SingleInstance::receive() {
    while (QLocalSocket* socket = m_server.nextPendingConnection()) {
        const auto take = [this, socket] {
            if (socket->bytesAvailable() > kMaxMessage)
                return socket->abort();
            QDataStream stream(socket);
            stream.startTransaction();
            QStringList arguments;
            stream >> arguments;
            if (stream.commitTransaction())
                Q_EMIT argumentsReceived(arguments);
        };
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, take);
        if (socket->bytesAvailable() > 0)
            take();
    }
}

} // namespace loom::ui
