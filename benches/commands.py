"""Times whole commands, side by side in one run: benches/commands.py (Linux, Python 3, two cores).

Prints the cold start over /bin/true, 3,000 files on one core and on two, and 3,000 files of one text
against 3,000 different ones. Every figure is the best of its runs, which take turns.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = 3000
ROUNDS = 5


def build():
    """The release binary, and a response of 20 KB."""
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "release" / "osready"


def generate(size, path):
    generate = ["cargo", "bench", "--quiet", "--bench", "full_path", "--", "--generate"]
    subprocess.run([*generate, str(size), "0", path], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def spent(command, folder):
    """Seconds that a command takes, and seconds of processor time."""
    usage = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    before, began = usage(), time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began, usage() - before


def best(commands, folder, rounds):
    """The least seconds of each command; they take turns, so that what disturbs one disturbs all."""
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(spent(command, folder)[0])
    return {name: min(of_one) for name, of_one in times.items()}


def main():
    osready = build()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        generate(20_000, folder / "one.json")
        text = (folder / "one.json").read_text()
        for kind in ("different", "same"):
            (folder / kind).mkdir()
            for number in range(FILES):
                end = " " * number if kind == "different" else ""
                (folder / kind / f"r{number:04}.json").write_text(text + end)
        check = [str(osready), "check", "--no-config", "--format", "concise"]
        cold = best({"true": ["/bin/true"], "osready": [*check, "one.json"]}, folder, 20 * ROUNDS)
        print(f"cold start over /bin/true, ms    {1000 * (cold['osready'] - cold['true']):.2f}")
        one_core = ["taskset", "-c", "0", *check]
        cores = best({"one": [*one_core, "different"], "two": [*check, "different"]}, folder, ROUNDS)
        print(f"two cores over one, times        {cores['one'] / cores['two']:.2f}")
        same = best({"different": [*check, "different"], "same": [*check, "same"]}, folder, ROUNDS)
        print(f"one text over different, times   {same['different'] / same['same']:.2f}")


sys.exit(main())
