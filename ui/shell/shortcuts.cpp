// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcuts.h"

#include <QAction>
#include <QMap>

#include <algorithm>

#include "ui/shell/page.h"
#include "ui/shell/settings.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr const char* kBuiltIn = "loom_built_in_shortcuts";
}

QList<QKeySequence> builtInShortcuts(const QAction& action) {
    const QVariant kept = action.property(kBuiltIn);
    return kept.isValid() ? kept.value<QList<QKeySequence>>() : action.shortcuts();
}

void applyShortcuts(const QList<QAction*>& actions, const Settings& settings) {
    for (QAction* action : actions) {
        if (action->objectName().isEmpty())
            continue;
        action->setProperty(kBuiltIn, QVariant::fromValue(builtInShortcuts(*action)));
        const auto chosen = settings.shortcut(action->objectName());
        action->setShortcuts(chosen ? QKeySequence::listFromString(*chosen)
                                    : builtInShortcuts(*action));
    }
}

QList<QAction*> pageActions(const Page& page) {
    QList<QAction*> all;
    for (const auto place :
         {MenuPlace::File, MenuPlace::View, MenuPlace::Study, MenuPlace::Run, MenuPlace::Tools})
        for (QAction* action : page.menuActions(place))
            if (!action->isSeparator())
                all << action;
    return all;
}

const QAction* shortcutTakenBy(const std::vector<ShortcutEntry>& entries,
                               const ShortcutEntry& entry, const QKeySequence& keys) {
    const auto taken = std::find_if(entries.begin(), entries.end(), [&](const ShortcutEntry& one) {
        const bool together = one.page.isEmpty() || entry.page.isEmpty() || one.page == entry.page;
        return one.action != entry.action && together && one.action->shortcuts().contains(keys);
    });
    return taken == entries.end() ? nullptr : taken->action;
}

QString plainText(const QAction& action) {
    QString text;
    for (QStringView rest = action.text(); !rest.isEmpty(); rest = rest.mid(1)) {
        if (rest.front() == u'&') // marks the key; twice, it is the sign itself
            rest = rest.mid(1);
        if (!rest.isEmpty())
            text += rest.front();
    }
    if (text.endsWith(u'…'))
        text.chop(1);
    return text;
}

QStringList shortcutClashes(const QList<QAction*>& actions) {
    QMap<QString, QStringList> byKey;
    for (const QAction* action : actions)
        for (const QKeySequence& key : action->shortcuts())
            byKey[key.toString(QKeySequence::PortableText)] << plainText(*action);
    QStringList clashes;
    for (auto at = byKey.begin(); at != byKey.end(); ++at)
        if (!at.key().isEmpty() && at.value().size() > 1)
            clashes << at.key() + u": "_s + at.value().join(u", "_s);
    return clashes;
}

} // namespace loom::ui
