"""The classes have the fields of the JSON report, and the tables its findings, verdicts and incomplete checks."""

import dataclasses
import json
import types
import typing

import pytest
from conftest import ROOT

import osready

SCHEMA = json.loads((ROOT / "schemas/report.schema.json").read_text(encoding="utf-8"))
DEFINITIONS = SCHEMA["$defs"]
SCALARS = {"string": str, "integer": int, "boolean": bool}


def resolved(schema):
    reference = schema.get("$ref")
    return DEFINITIONS[reference.removeprefix("#/$defs/")] if reference else schema


def differences(schema, kind, path):
    """Yields where the type of a field is not the type of the schema."""
    schema = resolved(schema)
    names = schema.get("type")
    is_nullable = isinstance(names, list) and "null" in names
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kind, none = typing.get_args(kind)
        assert none is type(None)
    elif is_nullable:
        yield f"{path} may be null"
    name = next(name for name in names if name != "null") if isinstance(names, list) else names
    if name == "object" and "properties" in schema:
        yield from differences_of_class(schema, kind, path)
    elif name == "object":
        if kind != dict[str, str] or schema["additionalProperties"] != {"type": "string"}:
            yield f"{path}: {kind}"
    elif name == "array" and "maxItems" in schema:
        if typing.get_origin(kind) is not tuple or len(typing.get_args(kind)) != schema["maxItems"]:
            yield f"{path}: {kind}"
    elif name == "array":
        if typing.get_origin(kind) is not list:
            yield f"{path}: {kind}"
        else:
            yield from differences(schema["items"], typing.get_args(kind)[0], f"{path}[]")
    elif kind is not SCALARS.get(name, type(next(iter(schema.get("enum", [schema.get("const")])), None))):
        yield f"{path}: {kind}"


def differences_of_class(schema, kind, path):
    if not dataclasses.is_dataclass(kind):
        yield f"{path}: {kind} is not a class"
        return
    fields = {field.name: field for field in dataclasses.fields(kind) if not field.name.startswith("_")}
    yield from (f"{path}.{name} differs" for name in fields.keys() ^ schema["properties"].keys())
    hints = typing.get_type_hints(kind)
    for name in fields.keys() & schema["properties"].keys():
        field = fields[name]
        missing = dataclasses.MISSING
        has_default = field.default is not missing or field.default_factory is not missing
        if name not in schema["required"] and not has_default:
            yield f"{path}.{name} may be absent"
        yield from differences(schema["properties"][name], hints[name], f"{path}.{name}")


def test_report_has_the_fields_of_the_schema():
    assert list(differences(SCHEMA, osready.Report, "report")) == []


@pytest.mark.parametrize(
    ("definition", "kind"),
    [("finding", osready.Finding), ("row", osready.Readiness), ("region", osready.Span)],
)
def test_missing_fields_are_found(definition, kind):
    schema = json.loads(json.dumps(DEFINITIONS[definition]))
    assert list(differences(schema, kind, "x")) == []
    schema["properties"]["extra"] = {"type": "string"}
    assert list(differences(schema, kind, "x")) == ["x.extra differs"]


# A row has no excerpt, and no run over a table has hosts or a baseline.
@pytest.mark.parametrize(
    ("table", "schema", "absent"),
    [
        ("findings", DEFINITIONS["finding"], {"host", "baseline", "excerpt"}),
        ("readiness", DEFINITIONS["row"], {"host"}),
        ("failures", SCHEMA["properties"]["failures"]["items"], set()),
    ],
)
def test_tables_have_the_fields_of_the_schema(table, schema, absent):
    columns = set(osready.schema(table).names) - {"index"}
    assert columns == schema["properties"].keys() - absent


def test_files_have_incomplete_checks():
    import pyarrow as pa

    incomplete = pa.schema(osready.schema("files")).field("incomplete").type.value_type
    fields = {field.name for field in incomplete}
    assert fields | {"file"} == SCHEMA["properties"]["incomplete"]["items"]["properties"].keys()
