"""One core, within the process: what benches/full_path.rs prints, as tables."""

import re

import samples
from page import missed, table

LINE = re.compile(r"^ *(\d+) +(\d+)  (five rules|all rules|Value) +\S+ +([\d.]+) +([\d.]+)", re.MULTILINE)
SIDES = ("five rules", "all rules")
# The most that all rules are to take: without defects, and with 2 % of them.
GOALS = {20_000: (0.6, 1.0), 1_000_000: (0.4, 0.9), 100_000_000: (0.45, 0.8)}


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
        goals = GOALS[min(GOALS, key=lambda size: abs(size - count))]
        goal, ratio, peak = goals[defects > 0], *map(float, sides["all rules"])
        # Of small files the memory of the program itself is most.
        memory = f"{peak:.1f} bytes a byte" if count > 500_000 else ""
        rows.append([size(count), f"{defects:,}", *(sides[side][0] for side in SIDES), f"{goal}", missed(ratio, goal), memory])
    head = ["file", "defects", "first five rules", "all rules", "goal", "missed by", "peak memory of all rules"]
    page.write("core", table(head, rows))
