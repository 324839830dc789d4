#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/sample/ again from the packages it came from (see PROVENANCE.md there).

    npm pack vega-datasets@3.2.1 && tar xzf vega-datasets-3.2.1.tgz
    pip install skfolio==1.12.2 pytickersymbols==1.17.10
    python3 packaging/make_sample.py package/data/sp500-2000.csv resources/sample

Equal inputs give equal bytes. Not needed to build or run the program.
"""
import csv
import gzip
import io
import json
import struct
import sys
from importlib.resources import files
from pathlib import Path

# Membership of the list in pytickersymbols 1.17.10: it has the change of this date and not yet the
# next one (2026-03-23).
CONSTITUENTS_DATE = "2026-02-09"

STOCKS = {
    "AAPL": ("Apple Inc.", "NMS"), "AMD": ("Advanced Micro Devices, Inc.", "NMS"),
    "BAC": ("Bank of America Corporation", "NYQ"), "BBY": ("Best Buy Co., Inc.", "NYQ"),
    "CVX": ("Chevron Corporation", "NYQ"), "GE": ("General Electric Company", "NYQ"),
    "HD": ("The Home Depot, Inc.", "NYQ"), "JNJ": ("Johnson & Johnson", "NYQ"),
    "JPM": ("JPMorgan Chase & Co.", "NYQ"), "KO": ("The Coca-Cola Company", "NYQ"),
    "LLY": ("Eli Lilly and Company", "NYQ"), "MRK": ("Merck & Co., Inc.", "NYQ"),
    "MSFT": ("Microsoft Corporation", "NMS"), "PEP": ("PepsiCo, Inc.", "NMS"),
    "PFE": ("Pfizer Inc.", "NYQ"), "PG": ("The Procter & Gamble Company", "NYQ"),
    "RRC": ("Range Resources Corporation", "NYQ"), "UNH": ("UnitedHealth Group Incorporated", "NYQ"),
    "WMT": ("Walmart Inc.", "NYQ"), "XOM": ("Exxon Mobil Corporation", "NYQ"),
}
ETFS = {
    "MTUM": ("iShares MSCI USA Momentum Factor ETF", "BTS"),
    "QUAL": ("iShares MSCI USA Quality Factor ETF", "BTS"),
    "SIZE": ("iShares MSCI USA Size Factor ETF", "PCX"),
    "USMV": ("iShares MSCI USA Min Vol Factor ETF", "BTS"),
    "VLUE": ("iShares MSCI USA Value Factor ETF", "BTS"),
}
SECTORS = ("Communication Services", "Consumer Discretionary", "Consumer Staples", "Energy",
           "Financials", "Health Care", "Industrials", "Information Technology", "Materials",
           "Real Estate", "Utilities")
# Where the package files a company under several sectors: its GICS sector.
SECTOR_OF = {"GEV": "Industrials", "GRMN": "Consumer Discretionary", "MCO": "Financials",
             "MSCI": "Financials", "STE": "Health Care"}


def write_packed(path, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def cents(text):
    """The quote in cents behind a price that went through a 32-bit float; refuses any other."""
    as_float = lambda value: struct.unpack("f", struct.pack("f", value))[0]
    price = round(float(text), 2)
    if f"{as_float(price):.6f}" != text:
        sys.exit(f"{text} is no price in cents")
    return f"{price:.2f}".rstrip("0").rstrip(".")


def index_bars(source):
    with open(source, newline="") as file:
        for row in csv.DictReader(file):
            if row["close"] != row["adjclose"]:
                sys.exit(f"{row['date']}: close and adjclose differ")
            yield [row["date"], *(cents(row[key]) for key in ("open", "high", "low", "close")),
                   row["volume"]]


def skfolio_rows(name):
    packed = files("skfolio.datasets.data").joinpath(name).read_bytes()
    rows = list(csv.reader(io.StringIO(gzip.decompress(packed).decode())))
    rows[0][0] = "date"
    return rows


def constituents():
    from pytickersymbols import PyTickerSymbols
    for stock in PyTickerSymbols().get_stocks_by_index("S&P 500"):
        symbol = stock["symbol"].replace(".", "-")
        found = [sector for sector in stock["industries"] if sector in SECTORS]
        if set(found) == {"Energy", "Utilities"}:
            found = ["Utilities"]
        elif "Real Estate" in found:
            found = ["Real Estate"]
        sector = SECTOR_OF.get(symbol) or (found[0] if len(found) == 1 else None)
        if sector is None:
            sys.exit(f"{symbol}: no single sector in {stock['industries']}")
        yield [symbol, stock["name"], sector]


def main(index_csv, folder):
    folder = Path(folder)
    series = []

    def add(symbol, name, kind, exchange, file, form, column, adjustment, rows):
        at = rows[0].index(column)
        days = [row[0] for row in rows[1:] if row[at] != ""]
        series.append({"symbol": symbol, "name": name, "type": kind, "exchange": exchange,
                       "currency": "USD", "file": file, "format": form, "column": column,
                       "adjustment": adjustment, "first": days[0], "last": days[-1]})

    file = "gspc_ohlcv_2000_2020.csv.gz"
    rows = [["date", "open", "high", "low", "close", "volume"], *index_bars(index_csv)]
    write_packed(folder / file, rows)
    add("^GSPC", "S&P 500", "INDEX", "SNP", file, "ohlcv", "close", "split", rows)

    file = "sp500_index_close_1990_2022.csv.gz"
    rows = skfolio_rows("sp500_index.csv.gz")
    write_packed(folder / file, rows)
    add("SP500", "S&P 500, closes 1990-2022", "INDEX", "SNP", file, "close", "SP500", "split", rows)

    for file, source, names, kind in (
            ("stocks_close_1990_2022.csv.gz", "sp500_dataset.csv.gz", STOCKS, "EQUITY"),
            ("factor_etfs_close_2014_2022.csv.gz", "factors_dataset.csv.gz", ETFS, "ETF")):
        rows = skfolio_rows(source)
        write_packed(folder / file, rows)
        for symbol in rows[0][1:]:
            name, exchange = names[symbol]
            add(symbol, name, kind, exchange, file, "close", symbol, "split_and_dividend", rows)

    members = sorted(constituents())
    with open(folder / "sp500_constituents.csv", "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([["symbol", "name", "sector"], *members])
    manifest = {"snapshot": CONSTITUENTS_DATE, "constituents": "sp500_constituents.csv",
                "series": series}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
