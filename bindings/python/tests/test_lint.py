"""One snapshot."""

import datetime
import gzip
import json
import os
import subprocess
import threading
import time

import pytest

import osready

BLOCKED = """{
  "deployStatus": "notReady",
  "id": "win2016|win2016-x86_64-install-Core",
  "name": "win2016-x86_64-install-Core",
  "readyCheck": { "noWinpe": true }
}"""


def test_finding_has_location_and_help():
    report = osready.lint(BLOCKED, name="saved.json")
    finding = report.findings[0]
    assert (finding.rule, finding.level, finding.file) == ("missing-winpe", "error", "saved.json")
    assert (finding.line, finding.column) == (5, 30)
    assert finding.pointer == "/readyCheck/noWinpe"
    assert finding.profile == "win2016|win2016-x86_64-install-Core"
    assert "WinPE" in finding.message and "import" in finding.help
    assert isinstance(finding.labels[0].span.line, int)
    assert report.readiness[0].verdict == "blocked"
    assert report.readiness[0].reasons == [osready.Reason("missing-winpe", 0)]
    assert (report.exit_code, report.summary.errors, report.summary.responses) == (1, 1, 1)


def test_levels_do_not_hide_incomplete_checks(rack7):
    off = '[levels]\nsyntax = "off"\nreadiness-unknown = "off"'
    report = osready.lint(rack7[:-20], config=off)
    assert [check.cause for check in report.incomplete] == ["response-cut"]
    assert report.exit_code == 1
    assert osready.lint(rack7).incomplete == []


def test_fixes_have_edits(rack7):
    fixes = [one.fix for one in osready.lint(b"[" + rack7 + b",,]").findings if one.fix]
    assert fixes and all(fix.applicability in ("safe", "unsafe") for fix in fixes)
    assert all(edit.span.end >= edit.span.start for fix in fixes for edit in fix.edits)


@pytest.mark.parametrize("sample", ["rack7.json", "nightly.ndjson", "from-the-manual.json"])
def test_json_equals_the_output_of_the_command(sample):
    command = os.environ.get("OSREADY")
    if not command:
        pytest.skip("OSREADY is not set to a command to compare with")
    from conftest import ROOT, without_run

    process = subprocess.run(
        [command, "check", "--no-config", "--base-dir", ".", "--format", "json", sample],
        cwd=ROOT / "tests/samples",
        capture_output=True,
        encoding="utf-8",
    )
    report = osready.lint((ROOT / "tests/samples" / sample).read_bytes(), name=sample)
    assert json.loads(report.to_json()) == without_run(process.stdout)
    assert report.exit_code == process.returncode


@pytest.mark.parametrize(
    "wrap",
    [
        bytes,
        bytearray,
        memoryview,
        gzip.compress,
        lambda data: data.decode(),
        lambda data: data.decode().encode("utf-16"),
        lambda data: b"\xef\xbb\xbf" + data,
    ],
)
def test_encodings_and_types_are_read(wrap):
    assert osready.lint(wrap(BLOCKED.encode())).findings[0].rule == "missing-winpe"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"{\x81}", "a.json", "a.json: not valid UTF-8 (first invalid byte at offset 1)"),
        (gzip.compress(b"{}")[:-6], "a.gz", "a.gz: cannot be unpacked"),
        (b"", "a.tar.gz", "a.tar.gz: archives are not supported"),
        (b"\x81", "\x1b[2J", "not valid UTF-8"),
    ],
)
def test_unreadable_snapshot_is_an_exception(data, name, message):
    with pytest.raises(osready.UnreadableError) as caught:
        osready.lint(data, name=name)
    assert message in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert isinstance(caught.value, osready.OsreadyError)


def test_configuration_applies():
    config = '[levels]\nmissing-winpe = "note"\n[[suppress]]\nrule = "missing-winpe"\nreason = "known"\nexpires = 2026-01-31\n'
    day = datetime.date(2026, 1, 31)
    report = osready.lint(BLOCKED, config=config, today=day)
    assert (report.findings[0].level, report.findings[0].suppressed) == (
        "note",
        osready.Suppressed("known", "2026-01-31"),
    )
    later = osready.lint(BLOCKED, config=config, today=day + datetime.timedelta(1))
    assert later.findings[0].suppressed is None
    assert "suppression-expired" in [finding.rule for finding in later.findings]


def test_configuration_errors_have_positions():
    with pytest.raises(osready.ConfigurationError, match=r"osready\.toml:2:1: .*no-such-rule"):
        osready.lint("{}", config='[levels]\nno-such-rule = "off"\n')


def test_wrong_arguments_are_type_errors():
    with pytest.raises(TypeError):
        osready.lint(7)
    with pytest.raises(TypeError):
        osready.lint("{}", config=7)


def test_reports_are_read_back():
    report = osready.lint(BLOCKED)
    assert osready.Report.from_json(report.to_json()) == report
    assert json.loads(report.to_json())["version"] == 1
    newer = json.dumps({**json.loads(report.to_json()), "added": 1})
    assert osready.Report.from_json(newer).findings == report.findings
    part = report.findings[0].excerpt.parts[0]
    mark = next(mark for mark in part.labels if mark.is_primary)
    assert part.text.encode()[mark.span.start : mark.span.end] == b"true"
    assert part.position == (5, 30)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', '{"version": 1, "findings": 7}'])
def test_other_json_is_not_a_report(text):
    with pytest.raises(ValueError):
        osready.Report.from_json(text)


def test_other_threads_run_meanwhile():
    text = "[" + ",".join([BLOCKED] * 20_000) + "]"
    is_done = threading.Event()

    def check():
        osready._osready.lint_json(text.encode(), "a.json")
        is_done.set()

    thread = threading.Thread(target=check)
    thread.start()
    ticks = 0
    while not is_done.is_set():
        time.sleep(0.001)
        ticks += 1
    thread.join()
    # If the check held the interpreter, this thread would not run before its end.
    assert ticks > 20
