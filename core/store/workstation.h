// SPDX-License-Identifier: GPL-3.0-or-later
// workstation.db: what belongs to this workstation and cannot be had again. One file, one list of
// numbered migrations for all of its parts: a part that needs a table adds a script at the end.
// Thread rule: as Database.
#pragma once

#include "store/database.h"

namespace loom::store {

const Schema& workstationSchema();

/// Created when missing. NewerVersion for a file of a later program, which stays as it is.
Result<Database> openWorkstation(const std::filesystem::path& file, OpenOptions options = {});

} // namespace loom::store
