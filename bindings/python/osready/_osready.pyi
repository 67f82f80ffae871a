"""The native module."""

from typing import Protocol, final

from ._config import LoadedConfig

__all__ = [
    "ColumnError",
    "ConfigurationError",
    "OsreadyError",
    "Schema",
    "Table",
    "UnreadableError",
    "__version__",
    "check_table",
    "lint_json",
    "lint_table",
    "plan_json",
    "read_config",
    "schema",
]

__version__: str

class OsreadyError(Exception):
    """Base class of the exceptions of osready."""

class UnreadableError(OsreadyError):
    """A snapshot that cannot be read."""

class ConfigurationError(OsreadyError):
    """A configuration with errors; the message lists each with its position."""

class ColumnError(OsreadyError):
    """A table with a missing column, or one of the wrong type."""

@final
class Table:
    """A table of Arrow data, for consumers of ``__arrow_c_stream__``."""

    @property
    def num_rows(self) -> int: ...
    @property
    def schema(self) -> Schema: ...
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Schema:
    """The schema of a table, for consumers of ``__arrow_c_schema__``."""

    @property
    def names(self) -> list[str]: ...
    def __arrow_c_schema__(self) -> object: ...

class _Options(Protocol):
    @property
    def content(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def threads(self) -> int | None: ...
    @property
    def strict(self) -> bool: ...
    @property
    def config(self) -> LoadedConfig | None: ...
    @property
    def today(self) -> str | None: ...

def schema(table: str) -> Schema:
    """Returns the schema of the table of this name."""

def plan_json(
    request: bytes | bytearray,
    snapshot: bytes | bytearray,
    hosts: bytes | bytearray | None = None,
    names: tuple[str, str, str] | None = None,
    config: LoadedConfig | None = None,
    today: str | None = None,
) -> str:
    """Returns the JSON report of a deployment request, as ``osready plan --format json`` writes it."""

def lint_json(
    data: bytes | bytearray,
    name: str,
    config: LoadedConfig | None = None,
    today: str | None = None,
) -> str:
    """Returns the JSON report of one snapshot, as ``osready check --format json`` writes it."""

def read_config(
    path: str,
) -> tuple[
    tuple[str, str], tuple[tuple[str, str], list[tuple[str, str]], tuple[str, str] | None]
]:
    """Reads a configuration. Returns its name and text, and the fields of `ConfigFiles`."""

def lint_table(table: object, options: _Options) -> tuple[Table, Table, Table, Table]:
    """Checks the snapshots of a table. Returns four tables: findings, readiness, files, failures."""

def check_table(table: object, options: _Options) -> Table:
    """Checks the snapshots of a table. Returns one table, with a row per snapshot."""
