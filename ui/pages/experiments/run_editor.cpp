// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_editor.h"

#include <QUndoCommand>
#include <QUndoStack>

#include <functional>
#include <utility>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

/// A change of the store and its opposite.
class RunCommand final : public QUndoCommand {
  public:
    using Step = std::function<Status()>;
    RunCommand(const QString& text, Step forth, Step back, std::function<void(const Status&)> after)
        : QUndoCommand(text), m_forth(std::move(forth)), m_back(std::move(back)),
          m_after(std::move(after)) {}
    void redo() override { take(m_forth); }
    void undo() override { take(m_back); }

  private:
    void take(const Step& step) {
        const Status done = step();
        setObsolete(!done);
        m_after(done);
    }

    Step m_forth;
    Step m_back;
    std::function<void(const Status&)> m_after;
};

QString stepText(const QString& key, bool sets, const QString& run) {
    if (key == QLatin1String(kNameTag))
        return RunEditor::tr("Rename %1").arg(run);
    if (key == QLatin1String(kNoteTag))
        return RunEditor::tr("Edit Note of %1").arg(run);
    return (sets ? RunEditor::tr("Tag %1") : RunEditor::tr("Remove Tag of %1")).arg(run);
}

} // namespace

RunEditor::RunEditor(tracking::Store& store, QUndoStack& undoStack, QObject* parent)
    : QObject(parent), m_store(store), m_undoStack(undoStack) {}

void RunEditor::finish(const Status& done) {
    if (!done)
        Q_EMIT failed(tr("The run was not changed"), done.error());
    Q_EMIT changed();
}

void RunEditor::setDeleted(const tracking::Run& run, bool deleted) {
    const auto removes = [this, id = run.id] { return m_store.deleteRun(id); };
    const auto restores = [this, id = run.id] { return m_store.restoreRun(id); };
    const auto after = [this](const Status& done) { finish(done); };
    const QString name = qstr(run.name);
    m_undoStack.push(deleted
                         ? new RunCommand(tr("Delete %1").arg(name), removes, restores, after)
                         : new RunCommand(tr("Restore %1").arg(name), restores, removes, after));
}

void RunEditor::setTag(const tracking::RunId& id, const QString& key,
                       const std::optional<QString>& value) {
    const auto run = m_store.run(id);
    if (!run) {
        finish(run.error());
        return;
    }
    std::optional<std::string> before, after;
    for (const auto& tag : run->tags)
        if (tag.key == str(key))
            before = tag.value;
    if (value)
        after = str(*value);
    if (before == after)
        return;
    const auto stepTo = [this, id, key = str(key)](const std::optional<std::string>& text) {
        return [this, id, key, text] {
            return text ? m_store.setTag(id, key, *text) : m_store.deleteTag(id, key);
        };
    };
    m_undoStack.push(new RunCommand(stepText(key, value.has_value(), qstr(run->name)),
                                    stepTo(after), stepTo(before),
                                    [this](const Status& done) { finish(done); }));
}

} // namespace loom::ui
