"""Writes the three inputs that every format is tried on: a clean response, one of 300 findings with
hostile names and ids, and one of 60,000 findings."""

import json
import sys
from pathlib import Path

HOSTILE = [
    "line\nend\r\n::error::forged",
    "::error file=x,line=1::forged",
    "##[error]forged ##vso[task.complete result=Failed]",
    "%0A::error::100% %25",
    "]]><!-- --> <![CDATA[",
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "right\u202eto\u2066left\u200b\ufeff",
    "escape\u001b[31m\u009b2J\u0007\u0000\u007f",
    "separators\u2028\u2029\u0085\ufffe\uffff",
    "[link](https://example.invalid) | `code` | @someone | www.example.invalid {0} {{1}}",
]


def profile(name):
    """A profile that lacks its WinPE: one finding."""
    return {
        "deployStatus": "notReady",
        "id": name,
        "name": name,
        "readyCheck": {"noWinpe": True},
    }


def main():
    folder = Path(sys.argv[1])
    clean = {
        "deployStatus": "ready",
        "id": "win2016|win2016-x86_64-install-Core",
        "name": "win2016-x86_64-install-Core",
        "readyCheck": {"noWinpe": False},
    }
    (folder / "clean.json").write_text(json.dumps(clean), encoding="utf-8")

    names = [f"win2016|win2016-x86_64-install-{text}-{number}" for number in range(30) for text in HOSTILE]
    lines = "\n".join(json.dumps(profile(name)) for name in names)
    # A name of a file that no shell, log, page or address takes as it is.
    hostile = folder / "a b%[error]#<'&\"é::error::\u202e.ndjson"
    hostile.write_text(lines + "\n", encoding="utf-8")

    many = "\n".join(json.dumps(profile(f"win2016|win2016-x86_64-install-{n}")) for n in range(60_000))
    (folder / "many.ndjson").write_text(many + "\n", encoding="utf-8")


main()
