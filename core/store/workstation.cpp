// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workstation.h"

namespace loom::store {

namespace {

// Times are UTC seconds. quantiles is a JSON object from level to price. The first forecast of a
// bar by a version of a model stays as it was made: the key keeps later runs from rewriting it.
// outcome: 0 not known yet, 1 realised, 2 the exchange was closed on the day that was forecast.
constexpr const char* kPredictions = R"sql(
CREATE TABLE predicted_prices(
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  version INTEGER NOT NULL,
  step INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  trained_to INTEGER,
  run TEXT NOT NULL,
  frequency TEXT NOT NULL,
  source TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  target INTEGER NOT NULL,
  value REAL NOT NULL,
  quantiles TEXT NOT NULL DEFAULT '{}',
  last_close REAL NOT NULL,
  outcome INTEGER NOT NULL DEFAULT 0,
  realised REAL,
  realised_at INTEGER,
  UNIQUE(symbol, made_at, model, version, step));
CREATE INDEX predicted_prices_waiting ON predicted_prices(symbol, target) WHERE outcome = 0;

CREATE TABLE inbox_files(
  hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  place TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  taken_at INTEGER NOT NULL,
  finished_at INTEGER,
  words TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
)sql";

} // namespace

const Schema& workstationSchema() {
    static const Schema schema{.applicationId = 0x4c77726b, // "Lwrk"
                               .migrations = {kPredictions}};
    return schema;
}

Result<Database> openWorkstation(const std::filesystem::path& file, OpenOptions options) {
    auto database = Database::open(file, options);
    if (!database)
        return database;
    if (Status done = database->migrate(workstationSchema()); !done)
        return std::move(done).error().during("open the workstation's records");
    return database;
}

} // namespace loom::store
