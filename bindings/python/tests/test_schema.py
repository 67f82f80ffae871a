"""The schemas are those of docs/python.md."""

import pyarrow as pa
import pytest
from conftest import ROOT

import osready

PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")


def columns(fields, before=""):
    """The rows of a table of the page: each column, and what lies within, by its name."""
    for field in fields:
        name, kind = before + field.name, field.type
        null = "yes" if field.nullable else ""
        if pa.types.is_list(kind):
            inner = kind.value_type
            is_structure = pa.types.is_struct(inner)
            yield name, "list of structs" if is_structure else f"list of {inner}", null
            if is_structure:
                yield from columns(inner, f"{name}[].")
        elif pa.types.is_struct(kind):
            yield name, "struct", null
            # A span is told once.
            if field.name != "span" or not before:
                yield from columns(kind, f"{name}.")
        else:
            yield name, str(kind), null


def documented(table):
    lines = PAGE.split(f"### {table}\n", 1)[1].split("\n### ")[0].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return [(row[0].strip("`"), row[1], row[2]) for row in rows]


@pytest.mark.parametrize("table", ["findings", "readiness", "files", "failures"])
def test_a_schema_is_that_of_the_page(table):
    schema = pa.schema(osready.schema(table))
    assert documented(table) == list(columns(schema))
    assert schema.metadata == {b"osready.table": table.encode(), b"osready.schema": b"1"}


def test_snapshots_hold_the_others():
    snapshots = pa.schema(osready.schema("snapshots"))
    assert snapshots.names == [*osready.schema("files").names, "findings", "readiness"]
    for name in ("findings", "readiness"):
        inner = list(snapshots.field(name).type.value_type)
        assert inner == list(pa.schema(osready.schema(name)))[1:]
