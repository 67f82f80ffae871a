"""Checks the mutants of a room: check.py ROOT WORK LIST.json [SHARD/OF]

Builds once (switch.py), drops what the compiler refuses, asks each test which mutants it meets, then
runs each mutant against the tests that meet it, the quickest first, until one fails.
"""

import collections
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

import switch

ROOT, WORK, LIST = (pathlib.Path(argument) for argument in sys.argv[1:4])
# Tests that take more seconds are not asked: a first round finds what they alone would have to catch.
SLOWEST = float(os.environ.get("SLOWEST", "inf"))
SHARD, OF = map(int, (sys.argv[4] if len(sys.argv) > 4 else "0/1").split("/"))
TREE = WORK / "tree"
CARGO = ["--locked", "--message-format=json"]


def messages(*arguments):
    """What cargo says of a build of the tree, and whether it went well."""
    run = subprocess.run(
        ["cargo", *arguments, *CARGO], cwd=TREE, capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    return lines, run


def inside(places, span):
    """The mutants whose edits hold a span, or the macro that it comes from."""
    file = os.path.normpath(span["file_name"])
    held = {n for start, end, n in places.get(file, []) if start <= span["byte_start"] < end}
    return held | (inside(places, span["expansion"]["span"]) if span["expansion"] else set())


def arms_of(message, places, mutants):
    """The mutants that guard an arm of a match which the compiler now takes for incomplete: it counts no
    arm with a guard, and without the arm it would say the same."""
    if (message["code"] or {}).get("code") != "E0004":
        return set()
    start = next(span for span in message["spans"] if span["is_primary"])
    ends = [span["byte_end"] for child in message["children"] for span in child["spans"]]
    edits = places.get(os.path.normpath(start["file_name"]), [])
    met = {n for at, _, n in edits if start["byte_start"] < at < max(ends, default=0)}
    return {n for n in met if n and mutants[n - 1]["genre"] == "MatchArm"}


def build(mutants):
    """Builds the library until the compiler refuses nothing more. Gives what it refused, and why."""
    dropped, constant = {}, set()
    while True:
        places, refused = switch.write(mutants, dropped, constant, ROOT, TREE)
        lines, run = messages("build", "--lib")
        if run.returncode == 0:
            return dropped | refused
        before = len(dropped) + len(constant)
        for line in lines:
            message = line.get("message", {}) if line["reason"] == "compiler-message" else {}
            if message.get("level") != "error":
                continue
            held = set()
            for span in sorted(message["spans"], key=lambda span: not span["is_primary"]):
                held = held or inside(places, span)
            held = held or arms_of(message, places, mutants)
            dropped.update({number: message["message"] for number in held if number})
            called = re.search(r"non-const [a-z ]*`([^`]*)`", message["message"])
            if called and not held:
                constant.add(called.group(1).split("::")[-1].split("<")[0])
        if len(dropped) + len(constant) == before:
            sys.exit(f"the tree does not build:\n{run.stderr}")


def binaries():
    lines, run = messages("test", "--no-run")
    if run.returncode:
        sys.exit(run.stderr)
    made = [line for line in lines if line.get("executable") and line["profile"]["test"]]
    return [line["executable"] for line in made]


def limits(seconds):
    """Of processor time, as the machine may be busy, and of memory: a mutant may never end."""

    def set_them():
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return set_them


def run(binary, tests, seconds, **variables):
    """The exit code of tests, what they printed, and their seconds of processor time."""
    spent = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    before = spent()
    environment = {**os.environ, "CARGO_MANIFEST_DIR": str(TREE), "INSTA_UPDATE": "no", **variables}
    process = subprocess.Popen(
        [binary, "--exact", "--test-threads=2", *tests],
        cwd=TREE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        preexec_fn=limits(seconds),
    )
    try:
        out, _ = process.communicate(timeout=max(600, 10 * seconds))
        code = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, code = process.communicate()[0], -signal.SIGKILL
    return code, out, spent() - before


def trace():
    """All tests, each with its time and the mutants that it meets."""
    met_by = []
    for binary in binaries():
        listed = subprocess.run(
            [binary, "--list", "--format=terse"], cwd=TREE, capture_output=True, text=True, check=True
        )
        for test in re.findall(r"^(.*): test$", listed.stdout, re.MULTILINE):
            with tempfile.TemporaryDirectory() as folder:
                code, out, seconds = run(binary, [test], 600, MUTANT_TRACE=folder)
                met = set(map(int, os.listdir(folder)))
            if code:
                sys.exit(f"{test} fails without any mutant:\n{out}")
            if seconds <= SLOWEST:
                met_by.append((seconds, binary, test, met))
    return sorted(met_by, key=lambda test: test[0])


def check(number, tests, last):
    """What becomes of a mutant: its fate, and the test that caught it."""
    met = [test for test in tests if number in test[3]]
    # A neighbour is often caught by the same test; quick tests go together.
    groups = [[test] for test in met if test[2] == last]
    quick = collections.defaultdict(list)
    for test in met:
        if test[0] < 0.15:
            quick[test[1]].append(test)
    groups += sorted(quick.values(), key=lambda group: sum(test[0] for test in group))
    groups += [[test] for test in met if test[0] >= 0.15]
    for group in groups:
        seconds = 10 + int(10 * sum(test[0] for test in group))
        code, out, _ = run(group[0][1], [test[2] for test in group], seconds, MUTANT=str(number))
        if code:
            failed = re.search(r"^test (.*) \.\.\. FAILED$", out, re.MULTILINE)
            fate = "timeout" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "caught"
            return fate, failed.group(1) if failed else group[0][2]
    return "missed", ""


def main():
    mutants = json.loads(LIST.read_text())
    for number, mutant in enumerate(mutants, 1):
        mutant["number"] = number
    refused = build(mutants)
    tests = trace()
    fates, last, began = {}, "", time.time()
    for mutant in mutants[SHARD::OF]:
        number = mutant["number"]
        fate, why = ("unviable", refused[number]) if number in refused else check(number, tests, last)
        last = why if fate == "caught" else last
        fates[mutant["name"]] = [fate, why]
        if fate in ("missed", "timeout"):
            print(fate, mutant["name"], flush=True)
        (WORK / "fates.json").write_text(json.dumps(fates, indent=1))
    counts = collections.Counter(fate for fate, _ in fates.values())
    print(f"{len(fates)} of {len(mutants)} mutants in {time.time() - began:.0f} s: {dict(counts)}")


main()
