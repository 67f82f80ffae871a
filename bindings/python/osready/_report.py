"""The report of one snapshot."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, field, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from . import _osready
from ._config import Config, load
from ._day import day

VERSION = 1


@dataclass(frozen=True, slots=True)
class Span:
    """A range of the decoded text. Ends are exclusive; offsets are bytes; lines and columns count from 1."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    utf8_columns: tuple[int, int] | None = None
    utf16_columns: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A secondary label of a finding."""

    message: str
    pointer: str
    span: Span
    file: str | None = None
    inner_pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the text."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A fix for a finding."""

    message: str
    applicability: str
    edits: list[Edit]


@dataclass(frozen=True, slots=True)
class RepositoryFile:
    """A file of the server's repository, such as a device driver."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The suppression that covers a finding."""

    reason: str
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A range of bytes of a text in UTF-8. The end is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A label in a snippet; `span` is a range of the snippet's text."""

    span: ByteRange
    message: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines of a file, with labels. Control characters are replaced and secrets masked."""

    text: str
    first_line: int | None
    position: tuple[int, int]
    labels: list[Mark]
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The text around the locations of a finding."""

    parts: list[Snippet]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, its location, and what to do about it."""

    rule: str
    level: str
    message: str
    help: str
    file: str
    pointer: str
    span: Span
    label: str
    labels: list[Label]
    image: str | None
    profile: str | None
    repository_file: RepositoryFile | None
    fingerprint: str
    fix: Fix | None
    inner_pointer: str | None = None
    suppressed: Suppressed | None = None
    count: int | None = None
    host: str | None = None
    required: bool | None = None
    lowered_from: str | None = None
    baseline: str | None = None
    excerpt: Excerpt | None = None

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.span.line

    @property
    def column(self) -> int:
        """The column, from 1, in Unicode scalar values."""
        return self.span.column


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for a verdict: a rule, and the index of its finding (None if the rule is off)."""

    rule: str
    finding: int | None


@dataclass(frozen=True, slots=True)
class RowHost:
    """A host of a deployment request."""

    uuid: str | None
    hostname: str | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """The verdict of a profile, or of an image (`profile` is None)."""

    file: str
    image: str | None
    profile: str | None
    verdict: str
    reasons: list[Reason]
    host: RowHost | None = None
    required: bool | None = None


@dataclass(frozen=True, slots=True)
class IncompleteCheck:
    """Why a snapshot was not checked, or only in part. No level or suppression removes it."""

    file: str
    cause: str
    message: str
    line: int
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a report."""

    files: int
    responses: int
    errors: int
    warnings: int
    notes: int
    suppressed: int = 0
    unchanged: int = 0
    absent: int = 0
    ignored: int = 0
    left_out: int = 0
    rows_left_out: int = 0
    hosts: int = 0


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read. `lint` and `plan` raise `UnreadableError` instead."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule of the configuration that was checked. `page` is its documentation in Markdown."""

    id: str
    level: str
    page: str


@dataclass(frozen=True, slots=True)
class RunInfo:
    """When, by what and under which policy the command made a report. Absent in reports of `lint` and `plan`."""

    time: str
    version: str
    policy: list[str]
    required: list[str]
    baseline: str | None
    docs_url: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """A report: of `lint`, of `plan`, or of the command."""

    version: int
    findings: list[Finding]
    readiness: list[Readiness]
    failures: list[FailedFile]
    incomplete: list[IncompleteCheck]
    summary: Summary
    exit_code: int
    paths: dict[str, str] = field(default_factory=dict)
    rules: list[RuleInfo] = field(default_factory=list)
    run: RunInfo | None = None
    _json: str = field(default="", repr=False)

    def to_json(self) -> str:
        """Returns the report as ``osready check --format json`` writes it, without its `run`."""
        return self._json

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Parses a report of ``osready check --format json``. Raises `ValueError` if it is not one."""
        try:
            value = json.loads(text)
            if value["version"] == VERSION:
                report: Report = _parse_report({**value, "_json": text})
                return report
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not a JSON report of osready: {error}") from error
        raise ValueError(f"the report has version {value['version']!r}; this osready reads {VERSION}")


def lint(
    data: bytes | bytearray | memoryview | str,
    *,
    name: str = "-",
    config: Config | None = None,
    today: datetime.date | None = None,
) -> Report:
    """Checks one snapshot: the bytes of a saved response, also compressed with gzip, or its text.

    `name` is its file name in the report. `config` is the path of an osready.toml (`pathlib.Path`), or its text
    (`str`). `today` is the date for its expiry dates and ages (default: today in UTC). Raises `UnreadableError`
    if the bytes are not valid text, and `ConfigurationError` if the configuration has errors.
    """
    return Report.from_json(_osready.lint_json(_bytes(data), name, load(config), day(today)))


def plan(
    request: bytes | bytearray | memoryview | str,
    snapshot: bytes | bytearray | memoryview | str,
    *,
    hosts: bytes | bytearray | memoryview | str | None = None,
    names: tuple[str, str, str] = ("request.json", "snapshot.json", "hosts.json"),
    config: Config | None = None,
    today: datetime.date | None = None,
) -> Report:
    """Checks a deployment request (PUT /hostPlatforms) against a snapshot, as ``osready plan`` does.

    `hosts` is a response of GET /hostPlatforms, and `names` are the file names in the report. The other
    arguments are those of `lint`. Raises `UnreadableError` if a file cannot be read, or if the request has no
    host.
    """
    return Report.from_json(
        _osready.plan_json(
            _bytes(request),
            _bytes(snapshot),
            None if hosts is None else _bytes(hosts),
            names,
            load(config),
            day(today),
        )
    )


def _bytes(data: bytes | bytearray | memoryview | str) -> bytes | bytearray:
    if isinstance(data, str):
        # Lone surrogates are then reported as invalid UTF-8.
        return data.encode("utf-8", "surrogatepass")
    return bytes(data) if isinstance(data, memoryview) else data


def _parser(kind: Any) -> Callable[[Any], Any]:
    """Returns a function that converts a JSON value to `kind`. It ignores unknown keys, which newer reports have."""
    arguments = get_args(kind)
    if is_dataclass(kind):
        parsers = {name: _parser(hint) for name, hint in get_type_hints(kind).items()}
        create: Any = kind
        return lambda value: create(
            **{key: parsers[key](item) for key, item in value.items() if key in parsers}
        )
    if get_origin(kind) in (Union, UnionType):
        parse = _parser(arguments[0])
        return lambda value: None if value is None else parse(value)
    if get_origin(kind) is list:
        parse = _parser(arguments[0])
        return lambda value: [parse(item) for item in value]
    return tuple if get_origin(kind) is tuple else lambda value: value


_parse_report = _parser(Report)
