"""A deployment request against a snapshot."""

import json

import pytest

import osready

SNAPSHOT = {
    "items": [
        {
            "deployStatus": "ready",
            "id": "win2022|",
            "name": "win2022",
            "readyCheck": {},
            "profiles": [
                {
                    "deployStatus": "ready",
                    "id": "win2022|win2022-x86_64-install-Core",
                    "name": "win2022-x86_64-install-Core",
                    "readyCheck": {"noWinpe": False},
                }
            ],
        }
    ]
}

HOST = {
    "uuid": "0000000000000000000000000000000A",
    "selectedImage": "win2022|win2022-x86_64-install-Core",
    "storageSettings": {"targetDevice": "localdisk"},
    "networkSettings": {"hostname": "web01"},
}


def test_host_has_the_verdict_of_its_profile():
    report = osready.plan(json.dumps([HOST]), json.dumps(SNAPSHOT))
    assert report.exit_code == 0
    assert report.findings == []
    (row,) = report.readiness
    assert row.verdict == "ready"
    assert row.host == osready.RowHost(HOST["uuid"], "web01")
    blocked = json.dumps(SNAPSHOT).replace("false", "true")
    report = osready.plan(json.dumps([HOST]), blocked)
    (finding,) = report.findings
    assert (finding.rule, finding.file, finding.host) == (
        "profile-not-ready",
        "request.json",
        HOST["uuid"],
    )
    assert finding.labels[0].file == "snapshot.json"
    assert (report.exit_code, report.summary.hosts) == (1, 1)


def test_request_without_hosts_is_unreadable():
    for request in ["[]", "", "{}"]:
        with pytest.raises(osready.UnreadableError, match="no host"):
            osready.plan(request, json.dumps(SNAPSHOT))
