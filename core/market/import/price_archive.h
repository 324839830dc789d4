// SPDX-License-Identifier: GPL-3.0-or-later
// A price file from disk as one text or, from a zip archive, several: LEAN and Stooq pack one or
// thousands of files into one. The functions of price_file.h over all of them; a format sniffed
// from the first is obeyed by all in what a person chooses (interval, zone, adjustment, symbols),
// while columns and dates are told anew for each file. Thread rule: free functions on values.
#pragma once

#include <span>

#include "market/import/price_file.h"

namespace loom::market {

struct PriceText {
    std::string name = {}; ///< of the file, or of the file within the archive
    std::string text = {};
    /// From a LEAN factor file beside the file; sorted by ex-date.
    std::vector<CorporateAction> actions = {};
};

/// The texts of a file: plain, gzip or zip. At least one. Files in an archive that are no text are
/// left out; it is an error when none is left.
Result<std::vector<PriceText>> readPriceTexts(const std::filesystem::path& file);

Result<PriceFormat> sniffPrices(std::span<const PriceText> texts);
/// The first rows of the first text, and the notes on all.
Result<PricePreview> previewPrices(std::span<const PriceText> texts, const PriceFormat& format,
                                   std::size_t rows = 20);
std::vector<std::string> listSymbols(std::span<const PriceText> texts, const PriceFormat& format);
/// A text that cannot be read is one reject with its name; fails when all are.
Result<ImportResult> readPrices(std::span<const PriceText> texts, const PriceFormat& format);

/// Series of the same symbol and interval become one, as when each day is a file of its own. Bars
/// of a time that is there already are left out; their number is returned.
std::size_t joinSeries(std::vector<Series>& series);

} // namespace loom::market
