// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a study, a verb or a page works with, built once, in order, and handed on by
// reference: paths, clock, calendar, databases, generators. No singletons.
// Thread rule: jobs on any thread may use it; market data is opened per call (one connection a
// thread), the experiment store serialises its callers.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/files.h"
#include "base/result.h"
#include "forecast/forecaster.h"
#include "generate/generator.h"
#include "market/cache.h"
#include "market/calendar.h"
#include "market/market_settings.h"
#include "market/symbols.h"
#include "market/updater.h"
#include "tracking/store.h"

namespace loom::studies {

struct WorkbenchOptions {
    std::filesystem::path dataDir; ///< empty: the XDG folders
    std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>();
};

class Workbench {
  public:
    const DataPaths& paths() const { return m_paths; }
    const Clock& clock() const { return *m_clock; }
    /// With the closures of the settings; never null. Another one after setMarketSettings().
    std::shared_ptr<const market::Calendar> calendar() const;
    const market::SymbolList& symbols() const { return m_symbols; }
    const generate::GeneratorRegistry& generators() const { return m_generators; }
    const forecast::ForecasterRegistry& forecasters() const { return m_forecasters; }
    tracking::Store& tracking() { return *m_tracking; }

    /// What the start had to mend, in sentences: a damaged cache moved aside, runs marked killed.
    const std::vector<std::string>& startNotes() const { return m_startNotes; }

    /// A reader of the market cache for the calling thread.
    Result<market::MarketReader> marketReader() const;
    Result<market::Series> loadSeries(const market::SeriesQuery& query) const;

    /// Brings series up to date from the preferred online source; one update at a time.
    Result<market::UpdateReport> updateMarket(std::span<const market::UpdateTarget> targets,
                                              market::UpdateOptions options,
                                              jobs::JobContext& context);
    /// Goes on with an update that a crash or a stop left unfinished.
    Result<market::UpdateReport> resumeUpdate(jobs::JobContext& context);
    /// Stores series read from files; all or nothing.
    Result<market::MergeCounts> importSeries(std::span<const market::Series> series);
    Status removeSeries(const market::SeriesKey& key);

    market::MarketSettings marketSettings() const;
    /// Checks, saves and obeys them from the next update on; a gap on a day that is a closure now
    /// is forgotten.
    Status setMarketSettings(const market::MarketSettings& settings);

  private:
    friend Result<std::unique_ptr<Workbench>> openWorkbench(WorkbenchOptions options);
    Workbench(WorkbenchOptions options, market::SymbolList symbols);
    Status openMarketSettings();
    Status useMarketSettings(const market::MarketSettings& settings);
    Result<market::MarketCache> marketWriter() const;
    void tellPredictions() const;
    Status openMarket();
    Status openTracking();

    DataPaths m_paths;
    std::shared_ptr<const Clock> m_clock;
    market::SymbolList m_symbols;
    generate::GeneratorRegistry m_generators;
    forecast::ForecasterRegistry m_forecasters;
    std::unique_ptr<tracking::Store> m_tracking;
    std::vector<std::string> m_startNotes;
    std::mutex m_marketWriting;
    mutable std::mutex m_settingsMutex; ///< for the two below
    market::MarketSettings m_marketSettings;
    std::shared_ptr<const market::Calendar> m_calendar;
};

/// Opens or creates every file. On a first start the bundled sample is put into the cache.
Result<std::unique_ptr<Workbench>> openWorkbench(WorkbenchOptions options);

} // namespace loom::studies
