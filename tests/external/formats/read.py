"""Reads JUnit with junitparser and Markdown with GitHub's own cmark, and looks through every format
for what a runner of CI or a terminal would obey."""

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
from junitparser import JUnitXml

FOLDER = Path(sys.argv[1])
HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)


def names(ending):
    return {path.stem: path for path in FOLDER.glob(f"*.{ending}")}


def summary(name):
    report = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return report, report["summary"]


def check_junit():
    for name, path in names("junit").items():
        report, counts = summary(name)
        assert path.stat().st_size < 30_000_000, name
        suites = JUnitXml.fromfile(str(path))
        cases = [case for suite in suites for case in suite]
        failures = sum(1 for case in cases if any(type(r).__name__ == "Failure" for r in case.result))
        blocked = [row for row in report["readiness"] if row["verdict"] == "blocked"]
        # The case of a blocked row shows the findings behind it, at most four; the others have cases of their own.
        shown = {reason["finding"] for row in blocked for reason in row["reasons"][:4]} - {None}
        if name != "many":
            levels = [finding["level"] for at, finding in enumerate(report["findings"]) if at not in shown]
            assert failures == levels.count("error") + len(blocked), (name, failures)
            assert len(cases) == len(levels) + len(report["readiness"])
            assert counts["errors"] == levels.count("error") + len(shown)
        assert suites.failures == failures and suites.tests == len(cases), name
        reported = [(suite.name, case.classname, case.name) for suite in suites for case in suite]
        assert len(set(reported)) == len(reported), f"{name}: names are not unique"


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = {}

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1


def check_markdown():
    known = {"h2", "h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td"}
    for name, path in names("markdown").items():
        report, _ = summary(name)
        text = path.read_text("utf-8")
        assert len(text.encode()) <= 1 << 20, name
        tags = Tags()
        tags.feed(cmarkgfm.github_flavored_markdown_to_html(text))
        assert set(tags.tags) <= known, (name, tags.tags)
        if name != "many":
            tables = [rows for rows in (report["readiness"], report["findings"]) if rows]
            assert tags.tags["tr"] == sum(len(rows) + 1 for rows in tables), name


def check_gitlab():
    for name, path in names("gitlab").items():
        report, _ = summary(name)
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        issues = json.loads(raw)
        # One issue more says how many findings are left out.
        is_cut = report["summary"].get("left_out", 0) > 0
        assert len(issues) == len(report["findings"]) + is_cut, name
        assert len({issue["fingerprint"] for issue in issues}) == len(issues), name
        assert all(not issue["location"]["path"].startswith("./") for issue in issues)


def check_limits():
    for name, path in names("sarif").items():
        run = json.loads(path.read_text("utf-8"))["runs"][0]
        assert len(run["results"]) <= 25_000
        left_out = run["invocations"][0]["toolExecutionNotifications"]
        assert bool(left_out) == (name == "many"), name
        if name == "many":
            assert all(result["level"] == "error" for result in run["results"])


def check_harmless():
    for path in FOLDER.iterdir():
        if path.stem not in ("clean", "hostile", "many"):
            continue
        text = path.read_bytes().decode("utf-8")
        assert not re.search(r"##([A-Za-z]*)\[", text), path
        found = HARMFUL.search(text)
        assert not found, (path, found)
        if path.suffix != ".github":
            assert not re.search(r"(?m)^\s*::", text), path


check_junit()
check_markdown()
check_gitlab()
check_limits()
check_harmless()
