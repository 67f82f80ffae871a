"""The examples of docs/python.md and of the README run."""

import json
import os
import subprocess

import pytest
import test_plan
from conftest import ROOT

import osready

PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
README = (ROOT / "bindings/python/README.md").read_text(encoding="utf-8")

RULE = '[[rule]]\nid = "site/custom"\neach = "profile"\nrequire = "profile.custom"\n'


def examples(page):
    return [part.split("```python\n", 1)[1].split("```", 1)[0] for part in page.split("<!-- example -->")[1:]]


def run(example, page):
    exec(compile(example, page, "exec"), {})


def test_documented_examples_run(tmp_path, monkeypatch, capsys, rack7):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "osimages.json").write_bytes(rack7)
    (tmp_path / "report.json").write_text(osready.lint(rack7).to_json(), encoding="utf-8")
    (tmp_path / "request.json").write_text(json.dumps([test_plan.HOST]))
    (tmp_path / "osready.toml").write_text('rule-files = ["rules/*.toml"]\n')
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.toml").write_text(RULE)
    command = os.environ.get("OSREADY")
    if not command:
        pytest.skip("OSREADY is not set to a command that writes an inventory")
    arguments = ["inventory", "--no-config", "--format", "ndjson", "osimages.json"]
    inventory = subprocess.run([command, *arguments], capture_output=True, check=True).stdout
    assert inventory
    (tmp_path / "inventory.ndjson").write_bytes(inventory)
    outputs = []
    for example in examples(PAGE):
        run(example, "docs/python.md")
        outputs.append(capsys.readouterr().out)
    expected = [
        ["error dangling-reference", "exit code 1"],
        ["blocked", "dangling-reference"],
        ["['site/custom']"],
        ["'fingerprint'", "'file': 'b.json'"],
        ["'web01'"],
        [f"{len(inventory.splitlines())} rows"],
        ["errors, 0 files"],
    ]
    assert len(outputs) == len(expected)
    for output, parts in zip(outputs, expected):
        assert all(part in output for part in parts), (output, parts)
    run(README.split("```python\n", 1)[1].split("```", 1)[0], "README.md")
    assert "error dangling-reference" in capsys.readouterr().out


def test_first_example_has_five_lines():
    first = PAGE.split("```python\n", 1)[1].split("```", 1)[0]
    assert len(first.splitlines()) == 5 and PAGE.index("```python") < 150
