"""Measures how many snapshots are judged in a second: rate.py SNAPSHOTS… [--count N] [--rounds N].

The snapshots (files, or folders of them) are repeated to COUNT rows, and judged by one thread and by as many
as there are cores. Prints the best of the rounds, in seconds of the processor: other programs on the machine
count least there.
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
    asked = parser.parse_args()
    paths = [one for path in asked.snapshots for one in (path.rglob("*") if path.is_dir() else [path])]
    files = [path.read_bytes() for path in paths if path.is_file()]
    table = pa.table({"content": list(itertools.islice(itertools.cycle(files), asked.count))})
    table = table.append_column("path", pa.array(map(str, range(asked.count))))
    size = sum(map(len, files)) / len(files)
    print(f"{asked.count} snapshots of {size:.0f} bytes on average, {len(files)} of them different")
    for name, judge in (("lint_many", osready.lint_many), ("check_many", osready.check_many)):
        for threads in sorted({1, os.cpu_count() or 1}):
            spent = []
            for _ in range(asked.rounds):
                began = time.process_time(), time.perf_counter()
                result = judge(table, threads=threads)
                spent.append((time.process_time() - began[0], time.perf_counter() - began[1]))
            processor, clock = min(spent)[0], min(wall for _, wall in spent)
            print(
                f"{name}, {threads} threads: {asked.count / processor:.0f} snapshots a second of the processor, "
                f"{asked.count / clock:.0f} a second by the clock"
            )
    found = osready.lint_many(table)
    print(
        f"{found.findings.num_rows / asked.count:.1f} findings and "
        f"{found.readiness.num_rows / asked.count:.1f} verdicts a snapshot"
    )


main()
