"""Whole commands of osready: the cold start, two cores over one, and files of one text."""

import samples
from page import table
from run import in_turns

FILES = 3000
ROUNDS = 5


def least(commands, folder, rounds):
    """The least seconds of each command."""
    runs = in_turns(commands, rounds, folder)
    return {name: min(one.seconds for one in of_one) for name, of_one in runs.items()}


def write(page, osready, folder, is_quick):
    files, rounds = (30, 1) if is_quick else (FILES, ROUNDS)
    folder = folder / "commands"
    folder.mkdir()
    text = samples.generate(20_000, folder / "one.json", is_quick=is_quick).read_text()
    samples.folder_of(text, files, folder / "different")
    samples.folder_of(text, files, folder / "same", differ=False)
    check = [osready, "check", "--no-config", "--format", "concise"]
    cold = least({"true": ["/bin/true"], "osready": [*check, "one.json"]}, folder, 20 * rounds)
    cores = least({"one": ["taskset", "-c", "0", *check, "different"], "two": ["taskset", "-c", "0,1", *check, "different"],
                   "same": ["taskset", "-c", "0,1", *check, "same"]}, folder, rounds)
    rows = [
        ["one file of 20 KB over `/bin/true`", "less than 5 ms", f"{1000 * (cold['osready'] - cold['true']):.1f} ms"],
        [f"{files:,} files of 20 KB, two cores over one", "1.8", f"{cores['one'] / cores['two']:.2f}"],
        [f"{files:,} files of one text over as many different ones", "", f"{cores['two'] / cores['same']:.1f}"],
    ]
    for row in rows:
        print(*row, sep="  ", flush=True)
    page.write("commands", table(["what", "goal", "measured"], rows))
