"""Measures the number of snapshots checked per second: rate.py SNAPSHOTS… [--count N] [--rounds N].

Repeats the snapshots (files or folders) to COUNT rows, and checks them with one thread and with one per core.
Prints the best round, by processor time, which other programs on the machine affect least.
"""

import argparse
import itertools
import os
import pathlib
import time

import pyarrow as pa

import osready


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snapshots", nargs="+", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    paths = [one for path in options.snapshots for one in (path.rglob("*") if path.is_dir() else [path])]
    files = [path.read_bytes() for path in paths if path.is_file()]
    table = pa.table({"content": list(itertools.islice(itertools.cycle(files), options.count))})
    table = table.append_column("path", pa.array(map(str, range(options.count))))
    size = sum(map(len, files)) / len(files)
    print(f"{options.count} snapshots of {size:.0f} bytes on average, {len(files)} of them different")
    for name, check in (("lint_many", osready.lint_many), ("check_many", osready.check_many)):
        for threads in sorted({1, os.cpu_count() or 1}):
            spent = []
            for _ in range(options.rounds):
                began = time.process_time(), time.perf_counter()
                result = check(table, threads=threads)
                spent.append((time.process_time() - began[0], time.perf_counter() - began[1]))
            processor, clock = min(spent)[0], min(wall for _, wall in spent)
            print(
                f"{name}, {threads} threads: {options.count / processor:.0f} snapshots per second of CPU time, "
                f"{options.count / clock:.0f} per second of elapsed time"
            )
    found = osready.lint_many(table)
    print(
        f"{found.findings.num_rows / options.count:.1f} findings and "
        f"{found.readiness.num_rows / options.count:.1f} verdicts per snapshot"
    )


main()
