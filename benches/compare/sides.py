"""osready beside the tools that people use instead, on the same files."""

import json
import statistics

import samples
from page import missed, table
from run import MEMORY, SECONDS, in_turns, number, ratios, run, spread
from tools import ENVIRONMENT, all_of

# How many bytes a file has, or how many files of 20 KB there are, and how often each tool may check them.
SIZES = {"20 KB": (20_000, 1, 15), "1 MB": (1_000_000, 1, 9), "100 MB": (100_000_000, 1, 5),
         "1,000 files": (20_000, 1000, 5)}
QUICK_SIZES = {"20 KB": (20_000, 1, 2), "200 KB": (200_000, 1, 1), "20 files": (20_000, 20, 1)}
FIRST_FIVE = {"missing-winpe", "kiso-required", "placeholder-profile", "disallowed-extension", "rhels-config-flags"}


def check(tool, files):
    return run((tool.proof or tool.command)(files), keep=True, environment=ENVIRONMENT)


def must(tool, is_so, what, output):
    if not is_so:
        raise SystemExit(f"{tool.name} {what}\n{output[:2000]}")


def prove(tools, clean, folder):
    """Fails where a tool does not do its work: a comparison with it would say nothing."""
    response = json.loads(clean.read_text())
    damaged, planted = samples.with_defects(response)
    wrong = samples.write(folder / "wrong.json", samples.against_the_schema(response))
    defects = samples.write(folder / "defects.json", damaged)
    broken = folder / "broken.json"
    broken.write_text(clean.read_text()[:-1])
    for tool in tools:
        good = check(tool, [clean])
        must(tool, good.code == 0, "refuses a clean file", good.output)
        bad = check(tool, [broken])
        must(tool, bad.code != 0, "accepts a file that is no JSON", bad.output)
        if "schema" in tool.work:
            bad = check(tool, [wrong])
            must(tool, bad.code != 0, "accepts a file that the schema refuses", bad.output)
        if tool.found:
            bad = check(tool, [defects])
            found = {line for line in tool.found(bad.output) if line.split()[0] in FIRST_FIVE}
            must(tool, found == planted, f"misses {planted - found} or invents {found - planted}", bad.output)


# How many times less than the fastest tool osready is to need for many files, and by how much one figure may be off.
MANY = 1.3
NOISE = 0.05

# What is compared, and what it is called.
TIMES = {"elapsed time": "seconds", "processor time": "processor"}


def reported(runs, base, time):
    """A cell of a table: how many times as long as osready it took."""
    last = runs[-1]
    if last.is_over:
        return f"over {number(ratios([last], base, time)[0])} (stopped after {SECONDS} s)"
    if last.code:
        return f"out of memory ({MEMORY >> 30} GiB, or its own limit; peak {last.peak / 2**30:.1f} GiB)"
    return spread(ratios(runs, base, time))


def write(page, osready, folder, is_quick):
    """Compares at each size and writes the tables."""
    tools = all_of(osready, is_quick)
    here = [tool for tool in tools if not tool.missing]
    if is_quick and here != tools:
        raise SystemExit("not every tool could be installed")
    prove(here, samples.generate(20_000, folder / "clean.json", is_quick=is_quick), folder)
    cells = {time: {tool.name: [] for tool in tools} for time in TIMES}
    sizes = QUICK_SIZES if is_quick else SIZES
    goals, slower = [], []
    for name, (size, count, rounds) in sizes.items():
        file = samples.generate(size, folder / f"{size}.json", is_quick=is_quick)
        files = [file]
        if count > 1:
            files = sorted(samples.generate_folder(count, size, folder / "many", is_quick).iterdir())
        # What was just written is still on its way to the disk, and memory is given back.
        check(here[0], files)
        runs = in_turns({tool.name: tool.command(files) for tool in here}, rounds, environment=ENVIRONMENT)
        for tool in tools:
            for time, attribute in TIMES.items():
                cell = tool.missing or reported(runs[tool.name], runs["osready"], attribute)
                cells[time][tool.name].append(cell)
                print(f"{name:12} {tool.name:30} {time:16} {cell}", flush=True)
        for time, attribute in TIMES.items():
            others = [runs[tool.name] for tool in here[1:]]
            complete = [ran for ran in others if not (ran[-1].code or ran[-1].is_over)]
            least = min(statistics.median(ratios(ran, runs["osready"], attribute)) for ran in complete)
            goal = MANY if count > 1 else 1
            goals.append([f"{name}, {time}", f"{goal}", number(least), missed(least, goal, least=True)])
            slower += [f"{name}, {time}"] if least < 1 - NOISE else []
    tables = [table(["the fastest tool over osready", "goal", "measured", "missed by"], goals)]
    for time in TIMES:
        rows = [[f"{tool.name} {'' if tool.missing else tool.version()}", tool.work, *cells[time][tool.name]]
                for tool in tools[1:]]
        tables.append(table([time, "its work", *sizes], rows))
    page.write("compare", "\n\n".join(tables))
    if slower and not is_quick:
        raise SystemExit(f"a tool is faster: {'; '.join(slower)}")
