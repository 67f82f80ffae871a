"""Measures all that docs/performance.md shows, and writes it there: `python3 benches/compare [PART…]`.

Parts are tools, linear, commands and core; all of them where none is named. Linux, Python 3.11, Node and
Rust; what else it needs it installs below the target folder. --quick takes small files and few rounds,
times nothing that counts, and leaves the page as it is: it is a test that all of it still works.
"""

import argparse
import pathlib
import shutil
import tempfile

import commands
import core
import linear
import samples
import sides
from page import Page

PARTS = {"tools": sides.write, "linear": linear.write, "commands": commands.write, "core": core.write}


def main():
    parser = argparse.ArgumentParser(prog="benches/compare", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="a test of the script itself")
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    osready = samples.osready(arguments.quick)
    path = samples.ROOT / "docs/performance.md"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if arguments.quick:
            path = pathlib.Path(shutil.copy(path, folder))
        for part in arguments.parts or PARTS:
            PARTS[part](Page(path), osready, folder, arguments.quick)


main()
