"""Instructions of a whole command, counted by valgrind."""

import re
import subprocess
import sys


def instructions(osready: str, arguments: list[str]) -> int:
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    run = subprocess.run(
        [*valgrind, osready, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    counted = re.search(r"I +refs: +([\d,]+)", run.stderr)
    if run.returncode not in range(4) or not counted:
        sys.exit(f"{arguments} ended with {run.returncode}: {run.stderr[-2000:]}")
    return int(counted[1].replace(",", ""))
