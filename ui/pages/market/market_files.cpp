// SPDX-License-Identifier: GPL-3.0-or-later
// Files of the Market page: importing prices, exporting series and charts.
#include <QFileDialog>
#include <QFileInfo>

#include "market/export.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_export.h"
#include "ui/pages/market/import_dialog.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"
#include "ui/theme/format.h"

namespace loom::ui {

bool MarketPage::openFile(const QString& path) {
    if (path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive))
        return false; // a study
    auto texts = market::readPriceTexts(str(path));
    if (!texts) {
        report(tr("%1 cannot be read").arg(QFileInfo(path).fileName()), texts.error());
        return true;
    }
    const auto format = market::sniffPrices(*texts);
    if (!format) {
        report(tr("%1 does not look like prices").arg(QFileInfo(path).fileName()), format.error());
        return true;
    }
    auto* dialog = new ImportDialog(QFileInfo(path).fileName(), *std::move(texts), *format, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        importSeries(dialog->texts(), dialog->format(), dialog->windowTitle());
    });
    dialog->open();
    return true;
}

void MarketPage::importSeries(std::vector<market::PriceText> texts,
                              const market::PriceFormat& format, const QString& title) {
    m_services.jobs.start<market::ImportResult>(
        {.title = str(title), .kind = "import"},
        [&workbench = m_services.workbench, contents = std::move(texts),
         format](jobs::JobContext&) -> Result<market::ImportResult> {
            auto read = market::readPrices(contents, format);
            if (!read)
                return read;
            if (auto stored = workbench.importSeries(read->series); !stored)
                return std::move(stored).error();
            return read;
        },
        this,
        [this](Result<market::ImportResult> done) {
            if (done)
                imported(*done);
            else
                report(tr("Nothing was imported"), done.error());
        });
}

void MarketPage::imported(const market::ImportResult& done) {
    QStringList rejects;
    for (const auto& reject : done.rejects)
        rejects << (reject.line > 0 ? tr("line %1: %2").arg(reject.line).arg(qstr(reject.reason))
                                    : qstr(reject.reason));
    host().showToast(
        {.severity = done.rejected > 0 ? Severity::Warning : Severity::Ok,
         .title = tr("%n series imported", nullptr, static_cast<int>(done.series.size())),
         .text = tr("%1 bars accepted, lines rejected: %2.")
                     .arg(formatCount(static_cast<qint64>(done.accepted)),
                          formatCount(static_cast<qint64>(done.rejected))),
         .details = rejects.join(u'\n')});
    if (!done.series.empty())
        m_wanted = market::SeriesKey{done.series.front().instrument.symbol,
                                     done.series.front().interval, "import"};
    refreshList();
}

void MarketPage::importFile() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Import prices"), {},
        tr("Price files (*.csv *.txt *.tsv *.zip *.gz);;All files (*)"));
    if (!path.isEmpty())
        openFile(path);
}

Status MarketPage::exportSeriesTo(const QString& path, bool visibleOnly) {
    if (!m_prices->data())
        return fail(ErrorCode::NoData, "No series is shown: choose one in the watch list first.");
    market::Series series = m_prices->data()->series;
    if (const auto bars = m_prices->visibleBars(); visibleOnly && bars)
        series.bars.assign(series.bars.begin() + static_cast<std::ptrdiff_t>(bars->first),
                           series.bars.begin() + static_cast<std::ptrdiff_t>(bars->second + 1));
    return market::exportCsv(std::span(&series, 1), {}, str(path));
}

Status MarketPage::exportChartTo(const QString& path) {
    return exportImage(*m_prices->chart(), path);
}

void MarketPage::exportSeries(bool visibleOnly) {
    if (!m_current)
        return;
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export series"), qstr(m_current->symbol) + QStringLiteral(".csv"),
        tr("CSV files (*.csv)"));
    if (!path.isEmpty())
        sayExported(exportSeriesTo(path, visibleOnly), path);
}

void MarketPage::exportChart() {
    if (!m_current)
        return;
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export chart"), qstr(m_current->symbol) + QStringLiteral(".png"),
        tr("Images (*.png *.svg *.pdf)"));
    if (!path.isEmpty())
        sayExported(exportChartTo(path), path);
}

void MarketPage::sayExported(const Status& saved, const QString& path) {
    if (!saved)
        report(tr("The file was not written"), saved.error());
    else
        host().showToast({.severity = Severity::Ok, .title = tr("Exported"), .text = path});
}

} // namespace loom::ui
