"""The report of one snapshot."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from . import _osready
from ._day import day


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the decoded text; ends are exclusive, lines and columns count from 1."""

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
    """Another place of a finding."""

    message: str
    pointer: str
    span: Span
    file: str | None = None
    inner_pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the text."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The change that mends a finding."""

    message: str
    applicability: str
    edits: list[Edit]


@dataclass(frozen=True, slots=True)
class RepositoryFile:
    """A file of the server's repository, such as a driver."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Why a finding does not count."""

    reason: str
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, where, and what to do."""

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
    """A rule that says why a verdict is what it is, and the index of its finding."""

    rule: str
    finding: int | None


@dataclass(frozen=True, slots=True)
class RowHost:
    """A host of a deployment request."""

    uuid: str | None
    hostname: str | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a profile, or an image (`profile` is None), can be deployed."""

    file: str
    image: str | None
    profile: str | None
    verdict: str
    reasons: list[Reason]
    host: RowHost | None = None


@dataclass(frozen=True, slots=True)
class IncompleteCheck:
    """Why the snapshot was not checked, or not in full, whatever the levels."""

    file: str
    cause: str
    message: str
    line: int
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """How many of each there are."""

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
class Report:
    """Everything that was found in one snapshot."""

    findings: list[Finding]
    readiness: list[Readiness]
    summary: Summary
    exit_code: int
    incomplete: list[IncompleteCheck]
    _json: str

    def to_json(self) -> str:
        """The report as ``osready check --format json`` writes it."""
        return self._json

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report that ``osready check --format json`` wrote."""
        report = json.loads(text)
        return cls(
            findings=[_finding(**finding) for finding in report["findings"]],
            readiness=[_readiness(**row) for row in report["readiness"]],
            summary=Summary(**report["summary"]),
            exit_code=report.get("exit_code", 0),
            incomplete=[IncompleteCheck(**check) for check in report.get("incomplete", [])],
            _json=text,
        )


def lint(
    data: bytes | bytearray | memoryview | str,
    *,
    name: str = "-",
    config: str | None = None,
    today: datetime.date | None = None,
) -> Report:
    """Judges one snapshot: a response as it was saved, packed with gzip or not, or its text.

    `config` is the text of an osready.toml, `today` the day that it reckons from (today in UTC). Raises
    `UnreadableError` where the bytes are no text, `ConfigurationError` where `config` has mistakes.
    """
    if isinstance(data, str):
        # What is no Unicode is then told as any other wrong byte.
        data = data.encode("utf-8", "surrogatepass")
    elif isinstance(data, memoryview):
        data = bytes(data)
    return Report.from_json(_osready.lint_json(data, name, config, day(today)))


def plan(
    request: bytes | bytearray | memoryview | str,
    snapshot: bytes | bytearray | memoryview | str,
    *,
    hosts: bytes | bytearray | memoryview | str | None = None,
    names: tuple[str, str, str] = ("request.json", "snapshot.json", "hosts.json"),
    config: str | None = None,
    today: datetime.date | None = None,
) -> Report:
    """Checks a deployment request (PUT /hostPlatforms) against a snapshot, as ``osready plan`` does.

    `hosts` is a response of GET /hostPlatforms, `names` are the file names in the report. Raises
    `UnreadableError` if one of them is not what it should be.
    """
    return Report.from_json(
        _osready.plan_json(
            _bytes(request),
            _bytes(snapshot),
            None if hosts is None else _bytes(hosts),
            names,
            config,
            day(today),
        )
    )


def _bytes(data: bytes | bytearray | memoryview | str) -> bytes | bytearray:
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    return bytes(data) if isinstance(data, memoryview) else data


def _finding(
    *,
    span: dict[str, Any],
    labels: list[dict[str, Any]],
    fix: dict[str, Any] | None,
    repository_file: dict[str, str] | None = None,
    suppressed: dict[str, str] | None = None,
    excerpt: object = None,
    **plain: Any,
) -> Finding:
    return Finding(
        span=_span(**span),
        labels=[Label(**{**label, "span": _span(**label["span"])}) for label in labels],
        fix=_fix(fix) if fix else None,
        repository_file=RepositoryFile(**repository_file) if repository_file else None,
        suppressed=Suppressed(**suppressed) if suppressed else None,
        **plain,
    )


def _fix(fix: dict[str, Any]) -> Fix:
    edits = [Edit(_span(**edit["span"]), edit["replacement"]) for edit in fix["edits"]]
    return Fix(fix["message"], fix["applicability"], edits)


def _span(
    *, utf8_columns: list[int] | None = None, utf16_columns: list[int] | None = None, **plain: int
) -> Span:
    def pair(columns: list[int] | None) -> tuple[int, int] | None:
        return (columns[0], columns[1]) if columns else None

    return Span(utf8_columns=pair(utf8_columns), utf16_columns=pair(utf16_columns), **plain)


def _readiness(
    *, reasons: list[dict[str, Any]], host: dict[str, Any] | None = None, **plain: Any
) -> Readiness:
    return Readiness(
        reasons=[Reason(**reason) for reason in reasons],
        host=RowHost(**host) if host else None,
        **plain,
    )
