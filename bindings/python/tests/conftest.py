import json
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


def without_run(text: str) -> object:
    """Returns a report of the command without its time, version and policy, which other reports do not have."""
    report = json.loads(text)
    assert set(report.pop("run")) == {"time", "version", "policy", "required", "baseline", "docs_url"}
    return report


@pytest.fixture
def rack7() -> bytes:
    """A response with a few defects."""
    return (ROOT / "tests/samples/rack7.json").read_bytes()
