"""The tables as the command line has them, and as Spark wrote them, in one order."""

import collections
import json

import pyarrow as pa
import pyarrow.json
import pyarrow.parquet

import osready


def schema(table):
    """The schema of a table, without what may be null and what may not: Parquet has all columns null."""
    return pa.schema([(field.name, loose(field.type)) for field in pa.schema(osready.schema(table))])


def loose(kind):
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, loose(field.type)) for field in kind])
    return pa.list_(loose(kind.value_type)) if pa.types.is_list(kind) else kind


def sorted_by_place(rows, before):
    """Rows in the order of their snapshots, whose names lose what stands before those of the command line."""
    rows = rows.cast(pa.schema([(field.name, loose(field.type)) for field in rows.schema]))
    names = pa.array([name.removeprefix("file:").removeprefix(before) for name in rows["file"].to_pylist()])
    rows = rows.set_column(0, "file", names)
    keys = [("file", "ascending"), ("index", "ascending")]
    return rows.sort_by([key for key in keys if key[0] in rows.column_names]).combine_chunks()


def written(output, table, work):
    """What Spark wrote."""
    rows = pa.parquet.read_table(output / table).select(schema(table).names)
    return sorted_by_place(rows.cast(schema(table)), f"{work}/")


def table(name, work):
    """What the command line wrote."""
    of_json = {"findings": findings, "readiness": readiness, "files": files}
    return sorted_by_place(of_json[name](work), "")


def findings(work):
    kinds = schema("findings")
    lines = (work / "findings.ndjson").read_bytes().splitlines(keepends=True)
    # Of what was not checked there are lines of their own.
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
    """The reports of the folders as one."""
    whole = {"findings": [], "readiness": [], "failures": [], "summary": collections.Counter()}
    for path in sorted(work.glob("report-*.json")):
        part = json.loads(path.read_bytes())
        assert not part["summary"].get("left_out") and not part["summary"].get("rows_left_out"), path
        for reason in (reason for row in part["readiness"] for reason in row["reasons"]):
            if reason["finding"] is not None:
                reason["finding"] += len(whole["findings"])
        for key in ("findings", "readiness", "failures"):
            whole[key] += part[key]
        whole["summary"].update(part["summary"])
    return whole


def readiness(work):
    told = report(work)
    first, seen = {}, collections.Counter()
    for index, finding in enumerate(told["findings"]):
        first.setdefault(finding["file"], index)
    for row in told["readiness"]:
        row["index"] = seen[row["file"]]
        seen[row["file"]] += 1
        for reason in row["reasons"]:
            if reason["finding"] is not None:
                reason["finding"] -= first[row["file"]]
    return pa.Table.from_pylist(told["readiness"], schema("readiness"))


def files(work):
    told = report(work)
    failures = {failure["file"]: failure["message"] for failure in told["failures"]}
    levels = collections.Counter((finding["file"], finding["level"]) for finding in told["findings"])
    paths = [path for path in (work / "in").rglob("*") if path.is_file()]
    names = sorted(str(path.relative_to(work)) for path in paths)
    # The command line counts responses in all.
    responses = {row["file"]: row["responses"] for row in counted(paths, work)}
    assert sum(responses.values()) == told["summary"]["responses"]
    rows = [
        {
            "file": name,
            "failure": failures.get(name),
            "responses": responses[name],
            **{f"{level}s": levels[name, level] for level in ("error", "warning", "note")},
            "suppressed": 0,
        }
        for name in names
    ]
    return pa.Table.from_pylist(rows, schema("files"))


def counted(paths, work):
    given = {"path": [str(path.relative_to(work)) for path in paths], "content": [path.read_bytes() for path in paths]}
    return pa.table(osready.lint_many(pa.table(given)).files).to_pylist()
