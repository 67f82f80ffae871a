"""Code that mypy must accept; the run script checks this file."""

import pyarrow as pa

import osready


def rules(data: bytes) -> list[str]:
    report: osready.Report = osready.lint(data, name="a.json")
    lines: list[int] = [finding.span.line for finding in report.findings]
    assert len(lines) == report.summary.errors + report.summary.warnings + report.summary.notes
    return [finding.rule for finding in report.findings]


def table(data: bytes) -> osready.Table:
    given = pa.table({"path": ["a"], "content": [data]})
    result: osready.Result = osready.lint_many(given, threads=2)
    return result.findings


def test_typed_code_runs() -> None:
    text = b'{"deployStatus": "notReady", "id": "a|b", "readyCheck": {"noWinpe": true}}'
    assert table(text).num_rows == len(rules(text)) > 0
