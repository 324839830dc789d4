// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/form_step.h"

#include <QCoreApplication>

#include <set>

namespace loom::ui {

namespace {

constexpr qint64 kOneEditMs = 1500;

/// The places that differ, without the index in a list: "/study/data/features".
std::string changedFields(const ForecastDraft& before, const ForecastDraft& after) {
    std::set<std::string> places;
    for (const auto& change : Json::diff(toJson(before), toJson(after))) {
        std::string path = change.at("path").get<std::string>();
        const auto last = path.find_last_of('/');
        if (last != std::string::npos &&
            path.find_first_not_of("0123456789-", last + 1) == std::string::npos)
            path.resize(last);
        places.insert(path);
    }
    std::string out;
    for (const auto& place : places)
        out += place + ' ';
    return out;
}

} // namespace

FormStep::FormStep(QObject* owner, ForecastDraft before, ForecastDraft after,
                   std::function<void(const ForecastDraft&)> apply)
    : QUndoCommand(QCoreApplication::translate("loom::ui::FormStep", "edit of the study")),
      m_owner(owner), m_before(std::move(before)), m_after(std::move(after)),
      m_fields(changedFields(m_before, m_after)), m_apply(std::move(apply)) {
    m_since.start();
}

void FormStep::undo() {
    if (m_owner)
        m_apply(m_before);
}

void FormStep::redo() {
    if (!std::exchange(m_done, false) && m_owner)
        m_apply(m_after);
}

bool FormStep::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const FormStep*>(other);
    if (next->m_owner != m_owner || next->m_fields != m_fields ||
        m_since.msecsTo(next->m_since) > kOneEditMs)
        return false;
    m_after = next->m_after;
    m_since = next->m_since;
    return true;
}

} // namespace loom::ui
