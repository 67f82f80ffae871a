"""Deployment readiness of saved answers of XClarity Administrator's ``GET /osImages``.

``lint`` judges one snapshot, ``lint_many`` the snapshots of an Arrow table on all cores. Texts of findings
hold what the snapshot holds: do not print them to a terminal without ``ascii()`` or the like.
"""

from ._many import Result, check_many, lint_many
from ._osready import (
    ColumnError,
    ConfigurationError,
    OsreadyError,
    Schema,
    Table,
    UnreadableError,
    __version__,
    schema,
)
from ._report import (
    Edit,
    Finding,
    Fix,
    IncompleteCheck,
    Label,
    Readiness,
    Reason,
    Report,
    RepositoryFile,
    RowHost,
    Span,
    Summary,
    Suppressed,
    lint,
    plan,
)

__all__ = [
    "ColumnError",
    "ConfigurationError",
    "Edit",
    "Finding",
    "Fix",
    "IncompleteCheck",
    "Label",
    "OsreadyError",
    "Readiness",
    "Reason",
    "Report",
    "RepositoryFile",
    "Result",
    "RowHost",
    "Schema",
    "Span",
    "Summary",
    "Suppressed",
    "Table",
    "UnreadableError",
    "__version__",
    "check_many",
    "lint",
    "lint_many",
    "plan",
    "schema",
]
