"""The tables of the command line and those of Spark, in the same order."""

import collections
import json

import pyarrow as pa
import pyarrow.json
import pyarrow.parquet

import osready


def schema(table):
    """Returns the schema of a table with nullable columns, as Parquet has them."""
    return pa.schema([(field.name, loose(field.type)) for field in pa.schema(osready.schema(table))])


def loose(kind):
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, loose(field.type)) for field in kind])
    return pa.list_(loose(kind.value_type)) if pa.types.is_list(kind) else kind


def sorted_by_place(rows, before):
    """Sorts rows by snapshot. Removes the prefix that the names do not have on the command line."""
    rows = rows.cast(pa.schema([(field.name, loose(field.type)) for field in rows.schema]))
    names = pa.array([name.removeprefix("file:").removeprefix(before) for name in rows["file"].to_pylist()])
    rows = rows.set_column(0, "file", names)
    keys = [("file", "ascending"), ("index", "ascending")]
    return rows.sort_by([key for key in keys if key[0] in rows.column_names]).combine_chunks()


def written(output, table, work):
    """Returns a table that Spark wrote."""
    rows = pa.parquet.read_table(output / table).select(schema(table).names)
    return sorted_by_place(rows.cast(schema(table)), f"{work}/")


def table(name, work):
    """Returns a table that the command line wrote."""
    tables = {"findings": findings, "readiness": readiness, "files": files}
    return sorted_by_place(tables[name](work), "")


def findings(work):
    kinds = schema("findings")
    lines = (work / "findings.ndjson").read_bytes().splitlines(keepends=True)
    # Incomplete checks have lines of their own.
    lines = [line for line in lines if not line.startswith(b'{"incomplete":')]
    rows = pa.json.read_json(
        pa.BufferReader(b"".join(lines)),
        pa.json.ReadOptions(block_size=64 << 20),
        pa.json.ParseOptions(
            explicit_schema=kinds.remove(kinds.get_field_index("index")), unexpected_field_behavior="ignore"
        ),
    )
    seen = collections.Counter()
    index = []
    for file in rows["file"].to_pylist():
        index.append(seen[file])
        seen[file] += 1
    return rows.append_column("index", pa.array(index)).select(kinds.names).cast(kinds)


def report(work):
    """Returns the reports of the folders as one."""
    lists = ("findings", "readiness", "failures", "incomplete")
    whole = {**{key: [] for key in lists}, "summary": collections.Counter()}
    for path in sorted(work.glob("report-*.json")):
        part = json.loads(path.read_bytes())
        assert not part["summary"].get("left_out") and not part["summary"].get("rows_left_out"), path
        for reason in (reason for row in part["readiness"] for reason in row["reasons"]):
            if reason["finding"] is not None:
                reason["finding"] += len(whole["findings"])
        for key in lists:
            whole[key] += part[key]
        whole["summary"].update(part["summary"])
    return whole


def readiness(work):
    whole = report(work)
    first, seen = {}, collections.Counter()
    for index, finding in enumerate(whole["findings"]):
        first.setdefault(finding["file"], index)
    for row in whole["readiness"]:
        row["index"] = seen[row["file"]]
        seen[row["file"]] += 1
        for reason in row["reasons"]:
            if reason["finding"] is not None:
                reason["finding"] -= first[row["file"]]
    return pa.Table.from_pylist(whole["readiness"], schema("readiness"))


def files(work):
    whole = report(work)
    failures = {failure["file"]: failure["message"] for failure in whole["failures"]}
    levels = collections.Counter((finding["file"], finding["level"]) for finding in whole["findings"])
    incomplete = collections.defaultdict(list)
    for check in whole["incomplete"]:
        incomplete[check.pop("file")].append(check)
    assert len(incomplete) > 10
    paths = [path for path in (work / "in").rglob("*") if path.is_file()]
    names = sorted(str(path.relative_to(work)) for path in paths)
    # The command line counts the responses of all files together.
    responses = {row["file"]: row["responses"] for row in counted(paths, work)}
    assert sum(responses.values()) == whole["summary"]["responses"]
    rows = [
        {
            "file": name,
            "failure": failures.get(name),
            "responses": responses[name],
            **{f"{level}s": levels[name, level] for level in ("error", "warning", "note")},
            "suppressed": 0,
            "incomplete": incomplete[name],
        }
        for name in names
    ]
    return pa.Table.from_pylist(rows, schema("files"))


def counted(paths, work):
    given = {"path": [str(path.relative_to(work)) for path in paths], "content": [path.read_bytes() for path in paths]}
    return pa.table(osready.lint_many(pa.table(given)).files).to_pylist()
