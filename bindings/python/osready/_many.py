"""Many snapshots at once, as Arrow tables."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Protocol

from . import _osready
from ._config import Config, LoadedConfig, load
from ._day import day
from ._osready import Table


class ArrowStream(Protocol):
    """A table with Arrow's PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A record batch with Arrow's PyCapsule interface."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...


@dataclass(frozen=True)
class Result:
    """The results for the snapshots of a table, in their order."""

    findings: Table
    readiness: Table
    files: Table
    failures: Table


@dataclass(frozen=True)
class _Options:
    content: str
    name: str
    threads: int | None
    strict: bool
    config: LoadedConfig | None
    today: str | None


def lint_many(
    table: ArrowStream | ArrowArray,
    *,
    content: str = "content",
    name: str = "path",
    threads: int | None = None,
    strict: bool = False,
    config: Config | None = None,
    today: datetime.date | None = None,
) -> Result:
    """Checks the snapshots of a table: one per row, with bytes or text in `content` and a name in `name`.

    A snapshot that cannot be read is a row of `failures`. With `strict`, a text that is not a response is an
    error, like a file named on the command line; otherwise a note, like a file in a folder. `threads` is
    the number of threads (default: one per core). `config` and `today` are those of `lint`.
    """
    options = _options(table, content, name, threads, strict, config, today)
    return Result(*_osready.lint_table(table, options))


def check_many(
    table: ArrowStream | ArrowArray,
    *,
    content: str = "content",
    name: str = "path",
    threads: int | None = None,
    strict: bool = False,
    config: Config | None = None,
    today: datetime.date | None = None,
) -> Table:
    """Checks the snapshots of a table. Returns a row per snapshot, with its findings and verdicts as lists.

    The arguments are those of `lint_many`.
    """
    options = _options(table, content, name, threads, strict, config, today)
    return _osready.check_table(table, options)


def _options(
    table: object,
    content: str,
    name: str,
    threads: int | None,
    strict: bool,
    config: Config | None,
    today: datetime.date | None,
) -> _Options:
    if not hasattr(table, "__arrow_c_stream__") and not hasattr(table, "__arrow_c_array__"):
        kind = type(table).__name__
        raise TypeError(f"table must be Arrow data (of pyarrow, polars and so on), not {kind}")
    if threads is not None and threads < 1:
        raise ValueError(f"threads must be at least 1, or None for one per core, not {threads}")
    return _Options(content, name, threads, strict, load(config), day(today))
