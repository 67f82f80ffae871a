"""Extracts archives with the programs that everybody uses, and compares what is there with what osready read.

An archive on which osready ends with 2 was refused, which is sound. On any other, the verdicts that it reports
for the archive must be those that it reports for the folder that the program made of it, file by file.
"""

import collections
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

import archives

OSREADY, WORK, COUNT, SEED = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])


def verdicts(arguments, prefix):
    """The exit code, and the verdict of each profile of each file, without what the archive is called."""
    run = subprocess.run([OSREADY, "check", "--no-config", "--allow-empty", "--format", "json", *arguments],
                         cwd=WORK, capture_output=True, timeout=60)
    if run.returncode not in (0, 1):
        return run.returncode, None, run.stderr.decode(errors="replace")
    rows = json.loads(run.stdout)["readiness"]
    return run.returncode, {(row["file"].removeprefix(prefix), row["image"], row["verdict"]) for row in rows}, ""


def run(*command):
    """Whether a program that extracts into the folder `out` was content."""
    return subprocess.run(command, cwd=WORK / "out", capture_output=True, stdin=subprocess.DEVNULL,
                          timeout=60).returncode == 0


def extract(path):
    """Extracts as people do, again and again where there is more than one way; gives the names of the ways."""
    tar = ["tar", "--no-same-owner", "--delay-directory-restore", "-xf"]
    if path.suffix == ".zip":
        yield "unzip", lambda: run("unzip", "-qq", "-o", str(path))
        yield "python", lambda: run(sys.executable, "-m", "zipfile", "-e", str(path), ".")
        return
    unpack = {".zst": ["zstd", "-q", "-d", "-c"], ".gz": ["gzip", "-d", "-c"], ".tgz": ["gzip", "-d", "-c"]}
    plain = path
    if path.suffix in unpack:
        plain = WORK / "plain.tar"
        with plain.open("wb") as to:
            subprocess.run([*unpack[path.suffix], str(path)], stdout=to, stderr=subprocess.DEVNULL, timeout=60)
    yield "tar", lambda: run(*tar, str(plain))
    yield "tar -i", lambda: run(*tar, str(plain), "--ignore-zeros")
    yield "python", lambda: run(sys.executable, "-c", f"import tarfile; tarfile.open({str(plain)!r}).extractall()")


def compare(label, name, content):
    """What became of one archive: agreed, refused, or what is wrong."""
    path = WORK / name
    path.write_bytes(content)
    code, read, why = verdicts([name], name + "!")
    if code not in (0, 1, 2):
        return f"ended with {code}: {why}"
    if code == 2:
        return "refused" if why.strip() else "refused without a word"
    for way, extracted in extract(path):
        shutil.rmtree(WORK / "out", ignore_errors=True)
        (WORK / "out").mkdir()
        is_content = extracted()
        for folder, folders, files in os.walk(WORK / "out"):
            os.chmod(folder, 0o755)
            for file in files:
                if not os.path.islink(os.path.join(folder, file)):
                    os.chmod(os.path.join(folder, file), 0o644)
        _, expected, error = verdicts(["out"], "out/")
        if expected is None:
            return f"{way}: the folder cannot be read: {error}"
        # A program that complains may have left something out; what it did extract must have been read.
        lost = expected - read
        more = read - expected if is_content else set()
        if lost or more:
            return f"{way}: not read {sorted(lost)}, read alone {sorted(more)}"
    return "agreed"


def main():
    rng = random.Random(SEED)
    seen = collections.Counter()
    wrong = []
    cases = list(archives.table()) + [archives.generated(rng, number) for number in range(COUNT)]
    for label, name, content, expected in cases:
        outcome = compare(label, name, content)
        is_right = outcome == expected or expected is None and outcome in ("agreed", "refused")
        seen[outcome if is_right else "wrong"] += 1
        if not is_right:
            wrong.append(f"{label} ({name}): {outcome}, expected {expected}")
            (pathlib.Path(os.environ.get("KEEP", WORK)) / f"wrong-{len(wrong)}-{name}").write_bytes(content)
    print(f"{len(cases)} archives: " + ", ".join(f"{count} {what}" for what, count in sorted(seen.items())))
    for line in wrong:
        print(line)
    # A table of which nothing is read, or nothing refused, shows nothing.
    sys.exit(bool(wrong) or min(seen["agreed"], seen["refused"]) < len(cases) // 10)


main()
