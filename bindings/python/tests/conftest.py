import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture
def rack7() -> bytes:
    """A response with a few defects."""
    return (ROOT / "tests/samples/rack7.json").read_bytes()
