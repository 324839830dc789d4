// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/inbox/inbox_watch.h"

#include <QFileInfo>

#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/shell/page.h"
#include "ui/shell/settings.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

using namespace std::chrono_literals;

/// A look is a listing of one folder; the watcher only makes the next one come sooner.
constexpr auto kLookEvery = 3s;

studies::BatchOptions optionsOf(const PageServices& services) {
    return {.device = str(services.settings.device())};
}

QString joined(const std::vector<std::string>& notes) {
    QStringList out;
    for (const auto& note : notes)
        out << qstr(note);
    return out.join(u'\n');
}

} // namespace

void forecastDroppedFile(PageServices& services, PageHost& host, const QString& path,
                         QObject* context,
                         std::function<void(std::shared_ptr<const studies::BatchOutcome>)> shown) {
    using Outcome = std::shared_ptr<const studies::BatchOutcome>;
    const QString name = QFileInfo(path).fileName();
    services.jobs.start<Outcome>(
        {.title = str(InboxWatch::tr("Forecast of %1").arg(name)),
         .kind = "forecast",
         .lane = jobs::Lane::Training},
        [&workbench = services.workbench, file = str(path), name,
         options = optionsOf(services)](jobs::JobContext& job) -> Result<Outcome> {
            auto outcome = studies::forecastFile(workbench, file, str(name), options, job);
            if (!outcome)
                return std::move(outcome).error();
            return std::make_shared<const studies::BatchOutcome>(*std::move(outcome));
        },
        context,
        [&host, name, shown = std::move(shown)](Result<Outcome> outcome) {
            if (!outcome) {
                host.showToast(
                    errorNotice(InboxWatch::tr("%1 was not forecast").arg(name), outcome.error()));
                return;
            }
            host.showToast({.severity = Severity::Ok,
                            .title = InboxWatch::tr("%1 is forecast").arg(name),
                            .text = qstr((*outcome)->words()),
                            .details = joined((*outcome)->notes)});
            if (shown)
                shown(*outcome);
        });
}

InboxWatch::InboxWatch(PageServices& services, PageHost& host, QObject* parent)
    : QObject(parent), m_services(services), m_host(host) {
    m_timer.setInterval(kLookEvery);
    connect(&m_timer, &QTimer::timeout, this, &InboxWatch::look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &InboxWatch::look);
    obeySettings();
}

QString InboxWatch::folder() const {
    return qstr(studies::inboxFolder(m_services.workbench).string());
}

void InboxWatch::obeySettings() {
    const bool wanted = m_services.settings.watchInbox();
    if (wanted && !isWatching())
        start();
    else if (!wanted)
        stop();
}

void InboxWatch::start() {
    auto inbox = studies::openInbox(m_services.workbench);
    if (!inbox) {
        m_host.showToast(errorNotice(tr("The inbox is not watched"), inbox.error()));
        return;
    }
    m_inbox = std::make_shared<predictions::Inbox>(*std::move(inbox));
    m_watcher.addPath(folder());
    m_timer.start();
    look();
}

void InboxWatch::stop() {
    m_timer.stop();
    if (isWatching())
        m_watcher.removePath(folder());
    m_inbox.reset(); // a round that runs keeps its own
}

void InboxWatch::look() {
    if (!m_inbox || m_working || !m_inbox->hasWork())
        return;
    m_working = true;
    using Round = std::shared_ptr<const studies::InboxRound>;
    m_services.jobs.start<Round>(
        {.title = str(tr("Price files in the inbox")),
         .kind = "forecast",
         .lane = jobs::Lane::Training},
        [&workbench = m_services.workbench, inbox = m_inbox,
         options = optionsOf(m_services)](jobs::JobContext& job) -> Result<Round> {
            auto round = studies::processInbox(workbench, *inbox, options, job);
            if (!round)
                return std::move(round).error();
            return std::make_shared<const studies::InboxRound>(*std::move(round));
        },
        this,
        [this](Result<Round> round) {
            m_working = false;
            if (round)
                tell(**round);
            else if (!std::exchange(m_told, true) && round.error().code != ErrorCode::Cancelled)
                m_host.showToast(errorNotice(tr("The inbox was not worked on"), round.error()));
        });
}

void InboxWatch::tell(const studies::InboxRound& round) {
    m_told = false;
    for (const auto& item : round.report.items) {
        const QString name = qstr(item.name);
        if (item.fate == predictions::Fate::Done)
            m_host.showToast({.severity = Severity::Ok,
                              .title = tr("%1 is forecast").arg(name),
                              .text = qstr(item.words)});
        else if (item.fate == predictions::Fate::Rejected)
            m_host.showToast({.severity = Severity::Danger,
                              .title = tr("%1 was rejected").arg(name),
                              .text = qstr(item.words),
                              .details = qstr(item.place.string() + "\n" + item.words)});
        else
            m_host.showToast({.severity = Severity::Warning,
                              .title = tr("%1 waits in the inbox").arg(name),
                              .text = qstr(item.words)});
    }
    Q_EMIT worked(static_cast<int>(round.report.items.size()));
}

} // namespace loom::ui
