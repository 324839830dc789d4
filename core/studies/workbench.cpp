// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/workbench.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "market/sample_data.h"
#include "market/sources/sources.h"
#include "studies/interrupted.h"
#include "studies/keep_predictions.h"

namespace loom::studies {

Workbench::Workbench(WorkbenchOptions options, market::SymbolList symbols)
    : m_paths(dataPaths(options.dataDir)), m_clock(std::move(options.clock)),
      m_symbols(std::move(symbols)), m_generators(generate::makeGeneratorRegistry()),
      m_forecasters(forecast::makeForecasterRegistry()) {}

Result<market::MarketReader> Workbench::marketReader() const {
    return market::MarketReader::open(m_paths.marketDb);
}

Result<market::MarketCache> Workbench::marketWriter() const {
    return market::MarketCache::open(m_paths.marketDb, m_clock->now());
}

Result<market::Series> Workbench::loadSeries(const market::SeriesQuery& query) const {
    auto reader = marketReader();
    if (!reader)
        return std::move(reader).error();
    return reader->load(query);
}

Result<market::UpdateReport> Workbench::updateMarket(std::span<const market::UpdateTarget> targets,
                                                     market::UpdateOptions options,
                                                     jobs::JobContext& context) {
    const std::lock_guard lock(m_marketWriting);
    auto cache = marketWriter();
    if (!cache)
        return std::move(cache).error();
    const auto settings = marketSettings();
    if (Status done = cache->forgetGaps(settings.closures); !done)
        return std::move(done).error();
    const auto sources = market::onlineSources(settings);
    const auto calendar = this->calendar();
    auto report = market::Updater(*cache, *sources.front(), *calendar, *m_clock)
                      .update(targets, options, context);
    tellPredictions();
    return report;
}

Result<market::UpdateReport> Workbench::resumeUpdate(jobs::JobContext& context) {
    const std::lock_guard lock(m_marketWriting);
    auto cache = marketWriter();
    if (!cache)
        return std::move(cache).error();
    const auto sources = market::onlineSources(marketSettings());
    const auto calendar = this->calendar();
    auto report = market::Updater(*cache, *sources.front(), *calendar, *m_clock).resume(context);
    tellPredictions();
    return report;
}

Result<market::MergeCounts> Workbench::importSeries(std::span<const market::Series> series) {
    const std::lock_guard lock(m_marketWriting);
    auto cache = marketWriter();
    if (!cache)
        return std::move(cache).error();
    auto counts = cache->importSeries(series, m_clock->now());
    tellPredictions();
    return counts;
}

/// New bars may be what forecasts were waiting for. A failure is told and keeps nobody from prices.
void Workbench::tellPredictions() const {
    if (const auto filled = fillRealised(*this); !filled)
        spdlog::warn("The predicted prices were not filled in: {}", filled.error().text());
}

Status Workbench::removeSeries(const market::SeriesKey& key) {
    const std::lock_guard lock(m_marketWriting);
    auto cache = marketWriter();
    return cache ? cache->remove(key) : Status(std::move(cache).error());
}

std::shared_ptr<const market::Calendar> Workbench::calendar() const {
    const std::lock_guard lock(m_settingsMutex);
    return m_calendar;
}

market::MarketSettings Workbench::marketSettings() const {
    const std::lock_guard lock(m_settingsMutex);
    return m_marketSettings;
}

Status Workbench::setMarketSettings(const market::MarketSettings& settings) {
    if (Status fits = market::checkMarketSettings(settings); !fits)
        return fits;
    if (Status saved = market::saveMarketSettings(m_paths.marketSettings, settings); !saved)
        return std::move(saved).error().during("save the settings");
    if (Status used = useMarketSettings(settings); !used)
        return used;
    // A running update holds the lock for minutes; the next one forgets the gaps then.
    const std::unique_lock lock(m_marketWriting, std::try_to_lock);
    if (!lock.owns_lock())
        return {};
    auto cache = marketWriter();
    return cache ? cache->forgetGaps(settings.closures) : Status(std::move(cache).error());
}

Status Workbench::useMarketSettings(const market::MarketSettings& settings) {
    auto calendar = market::Calendar::xnys(settings.closures);
    if (!calendar)
        return std::move(calendar).error();
    const std::lock_guard lock(m_settingsMutex);
    m_marketSettings = settings;
    m_calendar = std::make_shared<const market::Calendar>(*std::move(calendar));
    return {};
}

/// A file that cannot be read is left alone and said; the defaults hold until it is mended.
Status Workbench::openMarketSettings() {
    auto settings = market::loadMarketSettings(m_paths.marketSettings);
    if (!settings) {
        m_startNotes.push_back("The settings for online prices were not used: " +
                               settings.error().text() + ". Correct or remove the file.");
        settings = market::MarketSettings();
    }
    return useMarketSettings(*settings);
}

Status Workbench::openMarket() {
    auto cache = marketWriter();
    if (!cache)
        return std::move(cache).error().during("open the market cache");
    if (cache->damagedFile())
        m_startNotes.push_back(fmt::format(
            "The price cache was damaged and has been started afresh; the old file is {}. "
            "Prices can be fetched or imported again.",
            cache->damagedFile()->string()));
    const auto stored = cache->list();
    if (!stored)
        return stored.error();
    if (!stored->empty())
        return {};
    std::vector<market::Series> samples;
    const auto infos = market::sampleSeries();
    if (!infos) {
        m_startNotes.push_back("The bundled sample prices were not found: " +
                               infos.error().message);
        return {};
    }
    for (const auto& info : *infos) {
        auto sample = market::loadSample(info.symbol);
        if (!sample)
            return std::move(sample).error().during("load the bundled sample");
        samples.push_back(std::move(*sample));
    }
    const auto imported = cache->importSeries(samples, m_clock->now());
    return imported ? Status() : Status(imported.error());
}

Status Workbench::openTracking() {
    auto store = tracking::Store::open(m_paths.trackingDb, m_paths.artifacts);
    if (!store)
        return std::move(store).error().during("open the experiment store");
    m_tracking = std::make_unique<tracking::Store>(std::move(*store));
    if (m_tracking->isReadOnly()) {
        m_startNotes.push_back(fmt::format(
            "The experiment store was upgraded by an MLflow newer than this program knows "
            "(revision {}): its runs can be looked at, compared and exported, but nothing new is "
            "stored. Update Quantloom, or use another data folder to train.",
            m_tracking->revision()));
        return {};
    }
    const auto abandoned = m_tracking->markAbandonedRuns();
    if (!abandoned)
        return abandoned.error();
    std::vector<tracking::RunId> resumable;
    const auto collect = [&resumable](const auto& found) -> Status {
        if (!found)
            return found.error();
        for (const auto& training : *found)
            resumable.push_back(training.run);
        return {};
    };
    if (auto s = collect(interruptedTrainings(*this)); !s)
        return s;
    if (auto s = collect(interruptedForecasts(*this)); !s)
        return s;
    for (const auto& id : *abandoned) {
        const auto run = m_tracking->run(id);
        const bool goesOn = std::find(resumable.begin(), resumable.end(), id) != resumable.end();
        m_startNotes.push_back(fmt::format(
            "The run \"{}\" was interrupted and is marked killed; what it had logged is kept{}.",
            run ? run->name : id.value,
            goesOn ? ", and its training can be resumed from its last checkpoint" : ""));
    }
    return {};
}

Result<std::unique_ptr<Workbench>> openWorkbench(WorkbenchOptions options) {
    auto symbols = market::SymbolList::bundled();
    if (!symbols) {
        spdlog::warn("The S&P 500 list was not found: {}", symbols.error().text());
        symbols = market::SymbolList();
    }
    std::unique_ptr<Workbench> workbench(new Workbench(std::move(options), std::move(*symbols)));
    if (auto read = workbench->openMarketSettings(); !read)
        return std::move(read).error();
    if (auto opened = workbench->openMarket(); !opened)
        return std::move(opened).error();
    if (auto opened = workbench->openTracking(); !opened)
        return std::move(opened).error();
    for (const auto& note : workbench->startNotes())
        spdlog::warn("{}", note);
    return workbench;
}

} // namespace loom::studies
