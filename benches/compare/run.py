"""Runs commands with limits, in turns, and compares what they took."""

import contextlib
import os
import resource
import signal
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass

# Longer than this a command is not waited for, and more memory than this it does not get.
SECONDS = 60
MEMORY = 8 << 30
# So long a command's rounds may take in all.
SECONDS_OF_ROUNDS = 15


@dataclass
class Run:
    """One run of a command."""

    seconds: float
    processor: float
    peak: int
    code: int
    output: str = ""
    is_over: bool = False


def run(command, folder=None, keep=False, environment=None):
    """Runs a command. What it prints is kept only where that is asked for."""
    out = subprocess.PIPE if keep else subprocess.DEVNULL
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
        stderr=subprocess.STDOUT if keep else subprocess.DEVNULL, start_new_session=True,
        env={**os.environ, **(environment or {})})
    # Set from here: before the program starts, it would cost a copy of this process, which the program's time includes.
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (MEMORY, MEMORY))
    over = threading.Event()
    timer = threading.Timer(SECONDS, lambda: (over.set(), os.killpg(process.pid, signal.SIGKILL)))
    timer.start()
    output = process.stdout.read().decode(errors="replace") if keep else ""
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, process.returncode, output,
               over.is_set())


def in_turns(commands, rounds, folder=None, environment=None):
    """The runs of each command by its name. They take turns, so that what disturbs one disturbs all; a
    command that was over a limit or failed is not run again, and a slow one less often."""
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = runs[name]
            spent = sum(one.seconds for one in before)
            if before and (before[-1].code or spent + spent / len(before) > SECONDS_OF_ROUNDS):
                continue
            before.append(run(command, folder, environment=environment))
    return runs


def ratios(runs, base, time):
    """How many times as long as the base's median run each took, by one of a run's times. Slow commands have
    one run alone, and the base's run beside it may be its worst."""
    median = statistics.median(getattr(one, time) for one in base)
    return [getattr(one, time) / median for one in runs]


def number(value):
    """A ratio, as exact as it is known."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def spread(values):
    """The median, and the least and the most where there is more than one."""
    reported = number(statistics.median(values))
    if len(values) == 1:
        return reported
    return f"{reported} ({number(min(values))}–{number(max(values))})"
