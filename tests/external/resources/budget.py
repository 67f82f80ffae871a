"""budget.py OSREADY [--write]: instructions of whole commands on 100 different files of 20 KB, counted by valgrind.

Fails if a command takes 5 % more instructions than budget.tsv says. `--write` records what is measured: change the
budget in the commit that changes the figures."""

import json
import pathlib
import sys
import tempfile

from instructions import instructions

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "samples/rack7.json"
BUDGET = HERE / "budget.tsv"
FILES, BYTES, MARGIN = 100, 20_000, 0.05
COMMANDS = [
    ["check", "--quiet"],
    ["check"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["status"],
]


def write_files(folder: pathlib.Path) -> None:
    """Half of the files have the findings of the sample; in the other half, all images are like its first ones."""
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    items = sample["items"]
    clean = [item for item in items if item["deployStatus"] == "ready"] or items[:1]
    for number in range(FILES):
        response = {**sample, "items": []}
        copied = items if number % 2 else clean
        while len(json.dumps(response, indent=1)) < BYTES:
            copy = len(response["items"])
            text = json.dumps(copied[copy % len(copied)]).replace("|", f"-{number}-{copy}|")
            response["items"].append(json.loads(text))
        response["number"] = len(response["items"])
        (folder / f"rack{number:03}.json").write_text(json.dumps(response, indent=1), encoding="utf-8")


def main() -> None:
    osready, *options = sys.argv[1:]
    lines = BUDGET.read_text(encoding="utf-8").splitlines() if BUDGET.exists() else []
    budget = {command: int(count) for command, count in (line.split("\t") for line in lines)}
    with tempfile.TemporaryDirectory() as folder:
        write_files(pathlib.Path(folder))
        counts = {" ".join(command): instructions(osready, [*command, "--no-config", "--fail-on", "never", folder]) for command in COMMANDS}
    if options == ["--write"]:
        BUDGET.write_text("".join(f"{command}\t{count}\n" for command, count in counts.items()), encoding="utf-8")
    failed = False
    for command, count in counts.items():
        most = budget.get(command, 0)
        exceeds = count > most * (1 + MARGIN)
        failed |= exceeds
        print(f"{command:24} {count:15,}  budget {most:15,}{'  exceeded' if exceeds else ''}")
    sys.exit(failed and options != ["--write"])


main()
