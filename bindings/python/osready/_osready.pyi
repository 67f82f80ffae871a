"""The native part."""

from typing import Protocol, final

__all__ = [
    "ColumnError",
    "ConfigurationError",
    "OsreadyError",
    "Schema",
    "Table",
    "UnreadableError",
    "__version__",
    "judge_table",
    "lint_json",
    "lint_table",
    "plan_json",
    "schema",
]

__version__: str

class OsreadyError(Exception):
    """What osready raises."""

class UnreadableError(OsreadyError):
    """A snapshot that cannot be read."""

class ConfigurationError(OsreadyError):
    """A configuration with mistakes; each is told with its place."""

class ColumnError(OsreadyError):
    """A table that lacks a column, or has it of another type."""

@final
class Table:
    """A table of Arrow data, for anything that takes ``__arrow_c_stream__``."""

    @property
    def num_rows(self) -> int: ...
    @property
    def schema(self) -> Schema: ...
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Schema:
    """The schema of a table, for anything that takes ``__arrow_c_schema__``."""

    @property
    def names(self) -> list[str]: ...
    def __arrow_c_schema__(self) -> object: ...

class _How(Protocol):
    @property
    def content(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def threads(self) -> int | None: ...
    @property
    def strict(self) -> bool: ...
    @property
    def config(self) -> str | None: ...
    @property
    def today(self) -> str | None: ...

def schema(table: str) -> Schema:
    """The schema of the table of this name."""

def plan_json(
    request: bytes | bytearray,
    snapshot: bytes | bytearray,
    hosts: bytes | bytearray | None = None,
    names: tuple[str, str, str] | None = None,
    config: str | None = None,
    today: str | None = None,
) -> str: ...
def lint_json(
    data: bytes | bytearray, name: str, config: str | None = None, today: str | None = None
) -> str:
    """The JSON report of one snapshot, as ``osready check --format json`` writes it."""

def lint_table(table: object, how: _How) -> tuple[Table, Table, Table, Table]:
    """Four tables: findings, readiness, files, failures."""

def judge_table(table: object, how: _How) -> Table:
    """One table, with a row for each snapshot that holds its findings and verdicts."""
