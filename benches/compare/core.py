"""One core, within the process: what benches/full_path.rs prints, as tables."""

import re

import samples
from page import table

LINE = re.compile(r"^ *(\d+) +(\d+)  (five rules|all rules|Value) +\S+ +([\d.]+) +([\d.]+)", re.MULTILINE)
SIDES = ("five rules", "all rules")


def size(count):
    return f"{count / 1e6:,.0f} MB" if count > 500_000 else f"{count / 1e3:,.0f} KB"


def write(page, osready, folder, is_quick):
    if is_quick:
        printed = samples.cargo("bench", "--locked", "--quiet", "--profile", "dev", "--bench", "full_path", "--", "1000000")
    else:
        printed = samples.cargo("bench", "--locked", "--quiet", "--bench", "full_path")
    print(printed, flush=True)
    figures = {}
    for count, defects, side, ratio, peak in LINE.findall(printed):
        figures.setdefault((int(count), int(defects)), {})[side] = (ratio, peak)
    rows = []
    for (count, defects), sides in figures.items():
        # Of small files the memory of the program itself is most.
        peak = f"{float(sides['all rules'][1]):.1f} bytes a byte" if count > 500_000 else ""
        rows.append([size(count), f"{defects:,}", *(sides[side][0] for side in SIDES), peak])
    head = ["file", "defects", "first five rules", "all rules", "peak memory of all rules"]
    page.write("core", table(head, rows))
