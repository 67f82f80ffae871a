"""growth.py OSREADY [COUNT]: the work of each command grows as its input does, for each kind of inputs.py.

Of COUNT things, twice as many and four times as many: the second step adds twice the instructions of the first, whatever
the command takes without any. A table that grows just here takes more once, so a size that exceeds it is tried again,
twice as large."""

import pathlib
import sys
import tempfile

from inputs import KINDS
from instructions import instructions

COMMANDS = [
    ["check", "--no-config", "--allow-empty", "--require", "win2016|*", "--format", "human", "--format", "json=REPORT"],
    ["fix", "--no-config", "--unsafe", "--dry-run"],
    ["redact"],
]
MOST = 2.3
# A step of fewer instructions than this is noise beside what a command takes without input.
LEAST = 500_000


def grows_faster(osready: str, command: list[str], kind: str, count: int, folder: pathlib.Path) -> bool:
    counts = []
    for things in [count, 2 * count, 4 * count]:
        snapshot, report = folder / "snapshot.json", folder / "report.json"
        snapshot.write_text(KINDS[kind](things), encoding="utf-8")
        # A run reads the report that it replaces.
        report.unlink(missing_ok=True)
        arguments = [argument.replace("REPORT", str(report)) for argument in command]
        counts.append(instructions(osready, [*arguments, str(snapshot)]))
    first, second = counts[1] - counts[0], counts[2] - counts[1]
    ratio = second / max(first, LEAST)
    print(f"{kind:20} x {count:5}  {command[0]:5} {' '.join(f'{one:15,}' for one in counts)}  x {ratio:.2f}", flush=True)
    return ratio > MOST


def main() -> None:
    osready, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for command in COMMANDS:
            for kind in KINDS:
                if all(grows_faster(osready, command, kind, tried, pathlib.Path(folder)) for tried in [count, 2 * count]):
                    failed = True
                    print(f"{kind} grows faster than its input in {' '.join(command)}")
    sys.exit(failed)


main()
