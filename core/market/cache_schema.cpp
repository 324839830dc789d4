// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/cache_schema.h"

namespace loom::market {

namespace {

// Bars lie WITHOUT ROWID under (series, time): measured at two thirds of the size and 1.3 times the
// speed of a row id with a unique index (market data reference 3.3). Daily prices are REAL because
// old split-adjusted values need the range; intraday prices are integers, price x series.scale.
// A bar is final when its time is at or below series.last_final.
constexpr const char* kFirst = R"sql(
CREATE TABLE instruments(
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  exchange TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL DEFAULT '',
  time_zone TEXT NOT NULL DEFAULT '',
  UNIQUE(symbol, source));

CREATE TABLE series(
  id INTEGER PRIMARY KEY,
  instrument INTEGER NOT NULL REFERENCES instruments(id),
  interval TEXT NOT NULL,
  adjustment INTEGER NOT NULL DEFAULT 1,
  scale INTEGER NOT NULL DEFAULT 10000,
  rows INTEGER NOT NULL DEFAULT 0,
  first_time INTEGER,
  last_time INTEGER,
  last_final INTEGER,
  status INTEGER NOT NULL DEFAULT 1,
  message TEXT NOT NULL DEFAULT '',
  last_ok INTEGER,
  last_try INTEGER,
  next_try INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  UNIQUE(instrument, interval));

CREATE TABLE daily(
  series INTEGER NOT NULL, time INTEGER NOT NULL,
  open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL,
  volume INTEGER NOT NULL,
  PRIMARY KEY(series, time)) WITHOUT ROWID;

CREATE TABLE intraday(
  series INTEGER NOT NULL, time INTEGER NOT NULL,
  open INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, close INTEGER NOT NULL,
  volume INTEGER NOT NULL,
  PRIMARY KEY(series, time)) WITHOUT ROWID;

CREATE TABLE actions(
  instrument INTEGER NOT NULL REFERENCES instruments(id) ON DELETE CASCADE,
  ex_date INTEGER NOT NULL, kind INTEGER NOT NULL,
  amount REAL NOT NULL, numerator REAL NOT NULL, denominator REAL NOT NULL,
  PRIMARY KEY(instrument, ex_date, kind)) WITHOUT ROWID;

CREATE TABLE fetches(
  id INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
  at INTEGER NOT NULL, from_time INTEGER NOT NULL, to_time INTEGER NOT NULL,
  status INTEGER NOT NULL, message TEXT NOT NULL);
CREATE INDEX fetches_by_series ON fetches(series, id);

CREATE TABLE gaps(
  series INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
  session INTEGER NOT NULL,
  missing INTEGER NOT NULL, state INTEGER NOT NULL,
  noticed INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER,
  words TEXT NOT NULL,
  PRIMARY KEY(series, session)) WITHOUT ROWID;

CREATE TABLE restatements(
  id INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
  noticed INTEGER NOT NULL, kind INTEGER NOT NULL, bar_time INTEGER NOT NULL,
  old_value REAL NOT NULL, new_value REAL NOT NULL, words TEXT NOT NULL);
CREATE INDEX restatements_by_series ON restatements(series, id);

CREATE TABLE update_jobs(
  position INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL, interval TEXT NOT NULL, source TEXT NOT NULL,
  state INTEGER NOT NULL, message TEXT NOT NULL DEFAULT '',
  queued INTEGER NOT NULL, changed INTEGER NOT NULL,
  UNIQUE(symbol, interval, source));
)sql";

} // namespace

const store::Schema& cacheSchema() {
    static const store::Schema schema{.applicationId = 0x4c6d6b74, // "Lmkt"
                                      .migrations = {kFirst}};
    return schema;
}

} // namespace loom::market
