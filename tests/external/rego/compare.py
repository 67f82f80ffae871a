"""compare.py ROOT OSREADY FOLDER: evaluates the policy of docs/policy.md and the same rule of a site on many profiles."""
import itertools
import json
import pathlib
import re
import subprocess
import sys

from regopy import Interpreter

ROOT, OSREADY, FOLDER = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
RULE = """
[[rule]]
id = "site/unattend"
each = "profile"
when = "profile.?system.orValue('') == 'windows' && profile.?custom.orValue(true)"
require = "has(profile.files) && has(profile.files.unattend) && profile.files.unattend.size() > 0"
"""

ABSENT = object()
IDS = ["win2022|win2022-x86_64-install-Core_{}", "sles15.5|sles15.5-x86_64-install-Basic_{}", "other_{}", 7]
TYPES = ["custom", "predefined", "unknown", 7, None, ABSENT]
UNATTEND = [["1_u.xml"], [], [7], "1_u.xml", None, ABSENT]
OPTIONS = [lambda ids: {"unattendOptions": [{"unattendFileIds": ids}]}, lambda ids: {"unattendOptions": ids}, lambda ids: ids]


def profiles():
    for number, (id, type, ids, options) in enumerate(itertools.product(IDS, TYPES, UNATTEND, OPTIONS)):
        profile = {"id": id.format(number) if isinstance(id, str) else id, "name": "x", "deployStatus": "ready",
                   "readyCheck": {}, "type": type,
                   "customizationOptions": ABSENT if ids is ABSENT else options(ids)}
        yield {key: value for key, value in profile.items() if value is not ABSENT}


def osready(*arguments):
    ended = subprocess.run([OSREADY, *arguments], cwd=FOLDER, capture_output=True, text=True, timeout=60)
    assert ended.returncode in (0, 1), (arguments, ended)
    return json.loads(ended.stdout)


def main():
    page = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    [policy] = re.findall(r"```rego\n(.*?)```", page, re.S)
    (FOLDER / "osready.toml").write_text(RULE)
    names = []
    for number, profile in enumerate(profiles()):
        names.append(f"{number}.json")
        (FOLDER / names[-1]).write_text(json.dumps(profile))
    findings = osready("check", "--format", "json", *names)["findings"]
    reported = {finding["file"] for finding in findings if finding["rule"] == "site/unattend"}
    denied, unreadable = set(), set()
    for name in names:
        rego = Interpreter()
        rego.add_module("policy", policy)
        rego.set_input(osready("inventory", "--with-response", name))
        [messages] = json.loads(str(rego.query("data.main.deny")))["expressions"]
        for message in messages:
            (unreadable if "cannot be read" in message else denied).add(name)
    print(f"{len(names)} profiles: {len(reported)} reported, {len(denied)} denied, {len(unreadable)} unreadable")
    assert len(denied) > 20 and len(reported) > 20, "the comparison says nothing"
    # What the rule reports is denied, if only as unreadable; what is denied as such is reported.
    assert reported <= denied | unreadable, sorted(reported - denied - unreadable)
    assert denied <= reported, sorted(denied - reported)


main()
