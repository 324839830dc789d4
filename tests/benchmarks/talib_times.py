# SPDX-License-Identifier: GPL-3.0-or-later
"""Milliseconds of TA-Lib's functions for bench_indicators.cpp.

talib_times.py BARS: reads a table as tests/core/indicators/talib_check.py does, then for each line
"spec rounds" on standard input prints the milliseconds of each round on one line.
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../core/indicators"))
sys.dont_write_bytecode = True
import talib_check  # noqa: E402


def main():
    bars = talib_check.read(sys.argv[1])
    for line in sys.stdin:
        spec, rounds = line.split()
        name, _, values = spec.partition(":")
        numbers = [float(v) if "." in v else int(v) for v in values.split(",") if v]
        times = []
        for _ in range(int(rounds)):
            begin = time.perf_counter()
            result = talib_check.outputs(bars, name, numbers)
            times.append(1e3 * (time.perf_counter() - begin))
            del result
        print(" ".join(f"{t:.4f}" for t in times), flush=True)


if __name__ == "__main__":
    main()
