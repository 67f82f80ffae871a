"""The page that the figures go to, each table between markers of its own."""

import datetime
import os
import platform
import re
import subprocess


def table(head, rows):
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def missed(value, goal, least=False):
    """By which factor a value misses its goal: the most that it may be, or the least."""
    factor = goal / value if least else value / goal
    return "met" if factor <= 1 else f"{factor:.2f}"


class Page:
    """A page with `<!-- NAME:begin -->` and `<!-- NAME:end -->` around what is written again."""

    def __init__(self, path):
        self.path = path

    def write(self, name, text):
        """Takes the place of what stands between the markers, and says on what machine and when."""
        begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
        page = self.path.read_text()
        before, rest = page.split(begin)
        _, after = rest.split(end)
        self.path.write_text(f"{before}{begin}{text}\n\n{machine()}\n{end}{after}")


def machine():
    """Where and when, in one line."""
    info = open("/proc/cpuinfo").read()
    model = re.search(r"model name\s*: (.*)", info)
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split()[1]
    date = datetime.date.today().isoformat()
    processor = model[1] if model else platform.machine()
    return f"*{date}: {processor}, {os.cpu_count()} cores, {platform.system()}, Rust {rust}.*"
