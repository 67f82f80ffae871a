"""Many snapshots at once, as Arrow tables."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Protocol

from . import _osready
from ._day import day
from ._osready import Table


class ArrowStream(Protocol):
    """A table of any library that speaks Arrow's PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A record batch of such a library."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...


@dataclass(frozen=True)
class Result:
    """What came of the snapshots of a table, in their order."""

    findings: Table
    readiness: Table
    files: Table
    failures: Table


@dataclass(frozen=True)
class _How:
    content: str
    name: str
    threads: int | None
    strict: bool
    config: str | None
    today: str | None


def lint_many(
    table: ArrowStream | ArrowArray,
    *,
    content: str = "content",
    name: str = "path",
    threads: int | None = None,
    strict: bool = False,
    config: str | None = None,
    today: datetime.date | None = None,
) -> Result:
    """Judges the snapshots of a table: one a row, its bytes or text in `content`, its name in `name`.

    A snapshot that cannot be read is a row of `failures`. With `strict` a text that is no response is an
    error, as where a person names a file; without, a note, as where a walk meets one. `config` is the text
    of an osready.toml, `today` the day that it reckons from (today in UTC). `threads` is how many cores are
    used (all).
    """
    how = _how(table, content, name, threads, strict, config, today)
    return Result(*_osready.lint_table(table, how))


def check_many(
    table: ArrowStream | ArrowArray,
    *,
    content: str = "content",
    name: str = "path",
    threads: int | None = None,
    strict: bool = False,
    config: str | None = None,
    today: datetime.date | None = None,
) -> Table:
    """As `lint_many`, in one table: a row for each snapshot, with its findings and verdicts as lists."""
    how = _how(table, content, name, threads, strict, config, today)
    return _osready.judge_table(table, how)


def _how(
    table: object,
    content: str,
    name: str,
    threads: int | None,
    strict: bool,
    config: str | None,
    today: datetime.date | None,
) -> _How:
    if not hasattr(table, "__arrow_c_stream__") and not hasattr(table, "__arrow_c_array__"):
        kind = type(table).__name__
        raise TypeError(f"a table of Arrow data is wanted (pyarrow, polars and so on), not {kind}")
    if threads is not None and threads < 1:
        raise ValueError(f"threads is {threads}; give 1 or more, or None for all cores")
    return _How(content, name, threads, strict, config, day(today))
