"""Whether the cost grows with the size of a file, the number of files and the number of findings."""

import importlib.util
import json
import math
import subprocess

import samples
from page import table
from run import run
from tools import python

# A slope above this is more than linear. Processor time has noise; a cost that grows with the square has 2.
MOST = 1.15
ROUNDS = 5


def response_of_findings():
    """The maker of a response with so many findings, of the test of resources."""
    path = samples.ROOT / "tests/external/resources/inputs.py"
    spec = importlib.util.spec_from_file_location("inputs", path)
    inputs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(inputs)
    return inputs.KINDS["findings"]


def of_sizes(folder, is_quick):
    sizes = [2**power * 100_000 for power in range(3)] if is_quick else [2**power * 1_000_000 for power in range(8)]
    for size in sizes:
        file = samples.generate(size, folder / f"linear-{size}.json", is_quick=is_quick)
        yield file.stat().st_size / 1e6, ["concise", file]


def of_files(folder, is_quick):
    for count in (10, 20, 40) if is_quick else (250, 500, 1000, 2000, 4000, 8000):
        yield count, ["concise", samples.generate_folder(count, 20_000, folder / f"files-{count}", is_quick)]


def of_findings(folder, is_quick):
    make = response_of_findings()
    for power in range(3 if is_quick else 8):
        count = 2**power * 1000
        file = folder / f"findings-{count}.json"
        file.write_text(make(count))
        yield count, ["json", file]


PANELS = {"size of one file, MB": of_sizes, "files of 20 KB": of_files, "findings in one file": of_findings}


def amount(value):
    return f"{value:,.0f}" if value >= 1 else f"{value:.1f}"


def slope(points):
    """The exponent: by how much the logarithm of the cost grows with that of the amount."""
    xs, ys = zip(*((math.log(x), math.log(y)) for x, y in points))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)


def measured(osready, inputs, rounds):
    """The least processor time for each amount: what disturbs a run only makes it longer."""
    inputs = list(inputs)
    best = [math.inf] * len(inputs)
    for _ in range(rounds):
        for index, (_, arguments) in enumerate(inputs):
            done = run([osready, "check", "--no-config", "--format", *arguments])
            if done.is_over or done.code not in (0, 1):
                raise SystemExit(f"osready ends with {done.code}: {arguments}")
            best[index] = min(best[index], done.processor)
    return [(amount, cost / best[0]) for (amount, _), cost in zip(inputs, best)]


def write(page, osready, folder, is_quick):
    """Measures all, writes the table and the plot, and fails where something is more than linear."""
    panels = {}
    for name, inputs in PANELS.items():
        panels[name] = measured(osready, inputs(folder, is_quick), 1 if is_quick else ROUNDS)
        print(f"{name:24}", *(f"{x:g}: {y:.2f}" for x, y in panels[name]), flush=True)
    picture = page.path.parent / "images/linear.svg"
    picture.parent.mkdir(exist_ok=True)
    plot = samples.ROOT / "benches/compare/plot.py"
    subprocess.run([python(), plot, picture], input=json.dumps(panels), text=True, check=True)
    rows, steep = [], []
    for name, points in panels.items():
        # The start of every run hides in small amounts; large ones show how it goes on.
        whole, end = slope(points), slope(points[-4:])
        (least, _), (most, times) = points[0], points[-1]
        rows.append([name, f"{amount(least)} to {amount(most)}", f"{times:.1f}", f"{whole:.2f}", f"{end:.2f}"])
        steep += [name] if end > MOST else []
    head = ["what grows", "from, to", "times the cost", "exponent", "of the upper half"]
    page.write("linear", table(head, rows))
    if steep and not is_quick:
        raise SystemExit(f"more than linear: {', '.join(steep)}")
