"""Runs a command and prints the seconds of the processor that it and all that it starts take: measure.py COMMAND…

The JVM of Spark is nobody's child in the end, so the processes of the command's session are watched.
"""

import os
import pathlib
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")


def spent(session):
    """Seconds of the processor, by process, of those in the session that still run."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            yield folder.name, (int(fields[11]) + int(fields[12])) / TICKS


began = time.perf_counter()
command = subprocess.Popen(sys.argv[1:], start_new_session=True)
seconds = {}
while command.poll() is None:
    seconds.update(spent(command.pid))
    time.sleep(0.05)
print(f"{sum(seconds.values()):.1f} seconds of the processor, {time.perf_counter() - began:.1f} by the clock")
sys.exit(command.returncode)
