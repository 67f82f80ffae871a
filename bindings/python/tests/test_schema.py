"""docs/reference/python.md documents the schemas."""

import pyarrow as pa
import pytest
from conftest import ROOT

import osready

PAGE = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")


def columns(fields, before=""):
    """Yields the rows that the page has for these columns and their fields."""
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
            # The page describes a span once.
            if field.name != "span" or not before:
                yield from columns(kind, f"{name}.")
        else:
            yield name, str(kind), null


def documented(table):
    lines = PAGE.split(f"### {table}\n", 1)[1].split("\n### ")[0].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return [(row[0].strip("`"), row[1], row[2]) for row in rows]


@pytest.mark.parametrize("table", ["findings", "readiness", "files", "failures"])
def test_documented_schema_is_true(table):
    schema = pa.schema(osready.schema(table))
    assert documented(table) == list(columns(schema))
    assert schema.metadata == {b"osready.table": table.encode(), b"osready.schema": b"1"}


def test_snapshots_contain_the_other_tables():
    snapshots = pa.schema(osready.schema("snapshots"))
    assert snapshots.names == [*osready.schema("files").names, "findings", "readiness"]
    for name in ("findings", "readiness"):
        inner = list(snapshots.field(name).type.value_type)
        assert inner == list(pa.schema(osready.schema(name)))[1:]
