"""follow.py PAGE FOLDER: does in a folder what a page says, block by block.

A block `sh` is run, and each line of a `text` block after it is in its output; `# exit code N` behind a command states
what it ends with. A block `diff` is applied. A block after `<!-- file: NAME -->` is written to that file."""

import pathlib
import re
import subprocess
import sys
import time

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>\w+)\n(?P<text>.*?)^(?P=fence)\n", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"<!-- file: (\S+) -->\s*\Z")


def run(command: str, folder: pathlib.Path) -> str:
    stated = re.search(r"# exit code (\d+)$", command)
    began = time.monotonic()
    ran = subprocess.run(
        ["bash", "-c", command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(f"{time.monotonic() - began:5.0f} s  {command}", flush=True)
    if ran.returncode != (int(stated[1]) if stated else 0):
        sys.exit(f"{ran.stdout[-5000:]}\n{command} ended with {ran.returncode}")
    return ran.stdout


def main() -> None:
    page, folder = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), pathlib.Path(sys.argv[2])
    output = ""
    followed = 0
    for block in FENCE.finditer(page):
        language, text = block["language"], block["text"]
        named = FILE.search(page, 0, block.start())
        followed += 1
        if named:
            (folder / named[1]).write_text(text, encoding="utf-8")
        elif language == "sh":
            output = "".join(run(command, folder) for command in text.splitlines())
        elif language == "text":
            missing = [line for line in text.splitlines() if line not in output]
            if missing:
                sys.exit(f"{output[-5000:]}\nis without {missing}")
        elif language == "diff":
            subprocess.run(["git", "apply", "--recount", "-"], cwd=folder, input=text, text=True, check=True)
        else:
            sys.exit(f"a block of {language} that nothing follows")
    print(f"{followed} blocks followed")
    assert followed > 10


main()
