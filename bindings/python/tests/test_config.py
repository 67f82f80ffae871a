"""Configurations: as text, and as a file with the files that belong to it."""

import json
import os
import pathlib
import pickle
import subprocess

import pyarrow as pa
import pytest
from conftest import without_run

import osready
from osready import _config

READY = (
    '{"deployStatus": "ready", "id": "win2019|win2019-x86_64-install-Core",'
    ' "name": "win2019-x86_64-install-Core", "type": "predefined",'
    ' "readyCheck": {"noWinpe": false, "isPlaceholder": "no"}, "customizationOptions": null}'
)


def rule(name, require="false"):
    return f'[[rule]]\nid = "site/{name}"\neach = "profile"\nrequire = "{require}"\n'


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes files in a repository that is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()

    def write(**files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "osready.toml"

    return write


def site_rules(report):
    return {finding.rule for finding in report.findings if finding.rule.startswith("site/")}


def test_rules_of_a_text_apply():
    report = osready.lint(READY, config=rule("a"))
    assert site_rules(report) == {"site/a"}
    assert [(one.id, one.level) for one in report.rules] == [("site/a", "error")]
    assert report.exit_code == 1


def test_rule_files_of_a_text_are_refused():
    with pytest.raises(osready.ConfigurationError, match=r"osready\.toml:2:14: .*pathlib\.Path"):
        osready.lint(READY, config='max-findings = 3\nrule-files = ["rules/*.toml"]\n')


def test_rule_files_of_a_path_apply(write):
    config = write(
        **{
            "osready.toml": 'rule-files = ["rules/*.toml"]\n[levels]\n"site/b" = "note"\n' + rule("a"),
            "rules/b.toml": rule("b"),
            "rules/deep/c.toml": "not toml",
            "osready-suppress.toml": '[[suppress]]\nrule = "site/b"\nreason = "known"\n',
        }
    )
    report = osready.lint(READY, config=config)
    assert site_rules(report) == {"site/a", "site/b"}
    (of_file,) = [finding for finding in report.findings if finding.rule == "site/b"]
    assert (of_file.level, of_file.suppressed.reason) == ("note", "known")
    table = pa.table({"path": ["a.json"], "content": [READY]})
    findings = pa.table(osready.lint_many(table, config=config).findings).to_pylist()
    assert {row["rule"] for row in findings if row["rule"].startswith("site/")} == {"site/a", "site/b"}


def test_loaded_configurations_need_no_files(write):
    config = write(**{"osready.toml": 'rule-files = ["b.toml"]', "b.toml": rule("b")})
    loaded = pickle.loads(pickle.dumps(_config.load(config)))
    for file in ("osready.toml", "b.toml"):
        os.remove(file)
    assert site_rules(osready.lint(READY, config=loaded)) == {"site/b"}


GLOBS = [
    "rules/*.toml",
    "./rules/*.toml",
    "rules/a.toml",
    "*.toml",
    "**/*.toml",
    "rules/**/*.toml",
    "rules/[ab].toml",
    "rules/?.toml",
    "{rules,more}/*.toml",
    "gone.toml",
    "gone/*.toml",
    "rules",
    "../*.toml",
    "osready.toml",
    "/rules/a.toml",
    "rules/*",
]


@pytest.mark.parametrize("glob", GLOBS)
@pytest.mark.parametrize("folder", ["", "conf/"])
def test_rule_files_are_those_of_the_command(write, glob, folder):
    command = os.environ.get("OSREADY")
    if not command:
        pytest.skip("OSREADY is not set to a command to compare with")
    files = {
        "osready.toml": f'rule-files = ["{glob}"]\n' + rule("own"),
        "top.toml": rule("top"),
        "rules/a.toml": rule("a"),
        "rules/b.toml": rule("b"),
        "rules/deep/c.toml": rule("c"),
        "rules/deep/osready.toml": rule("nested"),
        "more/d.toml": rule("d"),
    }
    write(**{folder + name: text for name, text in files.items()}, **{"s.json": READY})
    config = f"{folder}osready.toml"
    process = subprocess.run(
        [command, "check", "--config", config, "--base-dir", ".", "--format", "json", "s.json"],
        capture_output=True,
        encoding="utf-8",
    )
    try:
        report = osready.lint(READY, name="s.json", config=pathlib.Path(config))
    except osready.ConfigurationError:
        assert process.returncode == 2, process.stdout
    else:
        assert json.loads(report.to_json()) == without_run(process.stdout)
        assert report.exit_code == process.returncode == 1


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"osready.toml": 'rule-files = ["gone.toml"]'}, "osready.toml:1:15: no file with rules matches"),
        ({"osready.toml": 'rule-files = ["../*.toml"]'}, "in the folder of the configuration or below it"),
        ({"osready.toml": 'rule-files = ["b.toml"]', "b.toml": "[levels]"}, 'b.toml:1:2: unknown key "levels"'),
        ({"osready.toml": 'rule-files = ["b.toml"]', "b.toml": "#" * (256 << 10) + "#"}, "larger than 256 KiB"),
        (
            {"osready.toml": 'rule-files = ["b.toml"]\n' + rule("x"), "b.toml": rule("x")},
            "two rules site/x",
        ),
        ({"osready.toml": "", "osready-suppress.toml": "[[suppress]]"}, "osready-suppress.toml:1:"),
        ({"osready.toml": "x ="}, "osready.toml:1:"),
    ],
)
def test_errors_of_files_are_exceptions(write, files, message):
    with pytest.raises(osready.ConfigurationError) as caught:
        osready.lint(READY, config=write(**files))
    assert message in str(caught.value)


def test_missing_configuration_is_an_exception(tmp_path):
    with pytest.raises(osready.ConfigurationError, match="gone.toml"):
        osready.lint(READY, config=tmp_path / "gone.toml")


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links and pipes")
def test_links_out_of_the_repository_and_pipes_are_refused(write, tmp_path_factory):
    secret = tmp_path_factory.mktemp("outside") / "secret.toml"
    secret.write_text("password = 1")
    config = write(**{"osready.toml": 'rule-files = ["b.toml"]'})
    os.symlink(secret, "b.toml")
    with pytest.raises(osready.ConfigurationError, match="link out of the repository") as caught:
        osready.lint(READY, config=config)
    assert "password" not in str(caught.value)
    os.remove("b.toml")
    os.mkfifo("b.toml")
    with pytest.raises(osready.ConfigurationError, match="not a regular file"):
        osready.lint(READY, config=config)


def test_requirements_set_fields():
    other = READY.replace("Core", "Other").replace('"noWinpe": false', '"noWinpe": true')
    image = '"id": "win2019|", "name": "win2019", "deployStatus": "ready", "readyCheck": {}'
    response = f'{{"items": [{{{image}, "profiles": [{READY}, {other}]}}]}}'
    config = '[require]\nprofiles = ["*-Core"]\n'
    report = osready.lint(response, config=config)
    required = {row.profile: row.required for row in report.readiness if row.profile}
    assert sorted(required.values()) == [False, True]
    (lowered,) = [finding for finding in report.findings if finding.rule == "missing-winpe"]
    assert (lowered.level, lowered.lowered_from, lowered.required) == ("note", "error", False)
    table = pa.table({"path": ["a.json"], "content": [response]})
    result = osready.lint_many(table, config=config)
    rows = pa.table(result.findings).to_pylist()
    assert [row["lowered_from"] for row in rows] == [finding.lowered_from for finding in report.findings]
    assert [row["required"] for row in rows] == [finding.required for finding in report.findings]
    rows = pa.table(result.readiness).to_pylist()
    assert [row["required"] for row in rows] == [row.required for row in report.readiness]
