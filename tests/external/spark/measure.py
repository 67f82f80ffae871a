"""Prints the CPU seconds of a command and of the processes that it starts: measure.py COMMAND…

Spark detaches its JVM from its parent, so this measures the processes of the command's session.
"""

import os
import pathlib
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")


def spent(session):
    """Yields the processes of the session that still run, with their CPU seconds."""
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
print(f"{sum(seconds.values()):.1f} CPU seconds, {time.perf_counter() - began:.1f} seconds elapsed")
sys.exit(command.returncode)
