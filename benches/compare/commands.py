"""Whole commands of osready: the cold start, many files, two cores over one, and each format."""

import re
import subprocess

import samples
from page import missed, table
from run import in_turns, run

FILES = 3000
ROUNDS = 5


def least(commands, folder, rounds, time):
    """The least seconds of each command."""
    runs = in_turns(commands, rounds, folder)
    return {name: min(getattr(one, time) for one in of_one) for name, of_one in runs.items()}


def formats(osready):
    """The names of all formats, as the command lists them to whoever asks for another one."""
    refused = subprocess.run([osready, "check", "--format", "none"], capture_output=True, text=True)
    return re.search(r"possible values: (.*?)\]", refused.stderr)[1].split(", ")


def write(page, osready, folder, is_quick):
    files, rounds = (30, 1) if is_quick else (FILES, ROUNDS)
    folder = folder / "commands"
    folder.mkdir()
    one = samples.generate(20_000, folder / "one.json", is_quick=is_quick)
    samples.folder_of_one(one.read_text(), files, folder / "same")
    samples.generate_folder(files, 20_000, folder / "different", is_quick)
    samples.generate_folder(files // 3, 20_000, folder / "third", is_quick)
    samples.generate(1_000_000, folder / "defects.json", 0.02, is_quick)
    check = [osready, "check", "--no-config"]
    concise = [*check, "--format", "concise"]
    parse = samples.full_path_program(is_quick)
    cold = least({"true": ["/bin/true"], "osready": [*concise, "one.json"]}, folder, 20 * rounds, "seconds")
    cores = least({"one": ["taskset", "-c", "0", *concise, "different"], "two": ["taskset", "-c", "0,1", *concise, "different"],
                   "same": ["taskset", "-c", "0,1", *concise, "same"]}, folder, rounds, "seconds")
    third = least({"Value": [parse, "--parse-folder", "third"], "osready": [*check, "--quiet", "third"]}, folder, rounds,
                  "processor")
    large = samples.generate(1_000_000 if is_quick else 100_000_000, folder / "large.json", is_quick=is_quick)
    peak = run([*check, "--format", "json", "large.json"], folder).peak / large.stat().st_size
    start = 1000 * (cold["osready"] - cold["true"])
    parsed, two = third["osready"] / third["Value"], cores["one"] / cores["two"]
    rows = [
        ["one file of 20 KB over `/bin/true`", "4 ms", f"{start:.1f} ms", missed(start, 4)],
        [f"processor time of {files // 3:,} different files of 20 KB (`--quiet`) over `serde_json::Value`'s parse of them", "1.2",
         f"{parsed:.2f}", missed(parsed, 1.2)],
        [f"{files:,} different files of 20 KB, two cores over one", "1.8", f"{two:.2f}", missed(two, 1.8, least=True)],
        ["peak memory of one file of 100 MB with its JSON report, bytes a byte", "2.5", f"{peak:.2f}", missed(peak, 2.5)],
        [f"{files:,} different files over as many of one text", "", f"{cores['two'] / cores['same']:.1f}", ""],
    ]
    for row in rows:
        print(*row, sep="  ", flush=True)
    page.write("commands", table(["what", "goal", "measured", "missed by"], rows))
    reports = least({name: [*check, "--format", name, "defects.json"] for name in formats(osready)}, folder, rounds, "processor")
    rows = [[f"`{name}`", f"{seconds / reports['concise']:.2f}"] for name, seconds in reports.items()]
    page.write("formats", table(["format", "processor time over `concise`"], rows))
