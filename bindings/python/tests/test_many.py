"""Many snapshots, as Arrow tables of several libraries and types."""

import gzip
import json

import polars
import pyarrow as pa
import pytest

import osready

BLOCKED = b'{"deployStatus": "notReady", "id": "win2016|a", "name": "a", "readyCheck": {"noWinpe": true}}'
READY = b'{"deployStatus": "ready", "id": "win2016|b", "name": "b", "readyCheck": {"noWinpe": false}}'


def table(contents, kind=pa.binary(), names=pa.string()):
    paths = [f"{number}.json" for number in range(len(contents))]
    return pa.table({"path": pa.array(paths, names), "content": pa.array(contents, kind)})


def rows(table):
    return pa.table(table).to_pylist()


def test_rows_equal_single_reports(rack7):
    snapshots = [rack7, BLOCKED, READY, rack7.decode().encode("utf-16"), gzip.compress(rack7)] * 120
    result = osready.lint_many(table(snapshots))
    findings, readiness = rows(result.findings), rows(result.readiness)
    expected = {"findings": [], "readiness": []}
    for number, data in enumerate(snapshots):
        report = json.loads(osready.lint(data, name=f"{number}.json").to_json())
        for kind, some in expected.items():
            some += [{"index": index, **row} for index, row in enumerate(report[kind])]
    assert len(findings) > 1000
    assert [without_null(row) for row in findings] == [
        without_null({**row, "excerpt": None}) for row in expected["findings"]
    ]
    assert [without_null(row) for row in readiness] == list(map(without_null, expected["readiness"]))
    assert [row["file"] for row in rows(result.files)] == [f"{n}.json" for n in range(600)]


def without_null(value):
    """Removes null: JSON omits some of these fields."""
    if isinstance(value, dict):
        return {key: without_null(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_null(one) for one in value]
    return value


@pytest.mark.parametrize("threads", [1, 2, 7, None])
def test_order_does_not_depend_on_threads(threads):
    result = osready.lint_many(table([BLOCKED, READY, b"\x81"] * 500), threads=threads)
    assert [row["file"] for row in rows(result.findings)] == [f"{n}.json" for n in range(0, 1500, 3)]
    assert [row["file"] for row in rows(result.failures)] == [f"{n}.json" for n in range(2, 1500, 3)]


@pytest.mark.parametrize(
    "kind",
    [
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int32(), pa.binary()),
        pa.dictionary(pa.int8(), pa.string()),
    ],
)
def test_contents_may_have_any_text_or_binary_type(kind):
    given = pa.table({"path": ["a", "b"], "content": [BLOCKED.decode(), READY.decode()]})
    column = pa.array([BLOCKED, READY] if "binary" in str(kind) else [BLOCKED.decode(), READY.decode()])
    given = given.set_column(1, "content", column.dictionary_encode().cast(kind) if "dictionary" in str(kind) else column.cast(kind))
    result = osready.lint_many(given)
    assert [row["verdict"] for row in rows(result.readiness)] == ["blocked", "ready"]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())])
def test_names_may_have_any_text_type(kind):
    names = pa.array(["a", "b"]).dictionary_encode() if "dictionary" in str(kind) else pa.array(["a", "b"], kind)
    given = pa.table({"path": names, "content": [BLOCKED, READY]})
    assert [row["file"] for row in rows(osready.lint_many(given).files)] == ["a", "b"]


def test_tables_of_other_libraries_work():
    frame = polars.DataFrame({"name": ["a", "b"], "text": [BLOCKED.decode(), READY.decode()]})
    result = osready.lint_many(frame, content="text", name="name")
    verdicts = polars.DataFrame(result.readiness)
    assert verdicts["verdict"].to_list() == ["blocked", "ready"]
    # A record batch, a slice, a stream of several batches, and a table of osready.
    batch = table([BLOCKED, READY, BLOCKED]).to_batches()[0]
    assert osready.lint_many(batch).files.num_rows == 3
    assert [row["file"] for row in rows(osready.lint_many(batch.slice(1, 1)).files)] == ["1.json"]
    stream = pa.RecordBatchReader.from_batches(batch.schema, iter([batch, batch]))
    assert len(osready.lint_many(stream).files) == 6
    assert len(osready.lint_many(osready.lint_many(batch).files, content="file", name="file").files) == 3


def test_unreadable_snapshot_is_a_row():
    given = table([BLOCKED, b"{\x81}", None, gzip.compress(BLOCKED)[:20], b"", b"hello", READY])
    result = osready.lint_many(given)
    failures = {row["file"]: row["message"] for row in rows(result.failures)}
    assert set(failures) == {"1.json", "2.json", "3.json"}
    assert "not valid UTF-8" in failures["1.json"] and failures["2.json"] == "its content is null"
    files = rows(result.files)
    assert [row["failure"] for row in files] == [failures.get(row["file"]) for row in files]
    assert [row["responses"] for row in files] == [1, 0, 0, 0, 0, 0, 1]
    levels = [row["level"] for row in rows(result.findings) if row["rule"] == "not-a-response"]
    strict = rows(osready.lint_many(given, strict=True).findings)
    assert levels == ["note", "note"]
    assert [row["level"] for row in strict if row["rule"] == "not-a-response"] == ["error", "error"]


def test_incomplete_checks_are_in_files(rack7):
    off = '[levels]\nsyntax = "off"\nreadiness-unknown = "off"'
    cut = rack7[:-20]
    files = rows(osready.lint_many(table([rack7, cut]), config=off).files)
    (check,) = osready.lint(cut, config=off).incomplete
    assert [row["incomplete"] for row in files] == [
        [],
        [{"cause": check.cause, "message": check.message, "line": check.line, "count": check.count}],
    ]


def test_names_may_be_null():
    given = pa.table({"path": pa.array([None], pa.string()), "content": [BLOCKED]})
    assert rows(osready.lint_many(given).files)[0]["file"] == ""


def test_empty_table_gives_empty_tables():
    result = osready.lint_many(table([]))
    assert [len(part) for part in (result.findings, result.readiness, result.files)] == [0, 0, 0]
    assert pa.table(result.findings).schema == pa.schema(osready.schema("findings"))


def test_check_many_has_a_row_for_each_snapshot(rack7):
    given = table([rack7, b"\x81", READY])
    result = osready.lint_many(given)
    checked = rows(osready.check_many(given))
    assert [row["failure"] is None for row in checked] == [True, False, True]
    flat = [{"file": row["file"], **one} for row in checked for one in row["findings"]]
    assert flat == rows(result.findings)
    flat = [{"file": row["file"], **one} for row in checked for one in row["readiness"]]
    assert flat == rows(result.readiness)


def test_configuration_applies():
    config = '[levels]\nmissing-winpe = "warning"\n'
    assert rows(osready.lint_many(table([BLOCKED]), config=config).findings)[0]["level"] == "warning"
    with pytest.raises(osready.ConfigurationError):
        osready.lint_many(table([BLOCKED]), config="x")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"content": "body"}, 'no column "body"; select one of'),
        ({"name": "file"}, 'no column "file"; select one of'),
        ({"content": "number"}, 'column "number" has type Int64; content= requires a column of text or bytes'),
        ({"name": "content"}, 'column "content" has type Binary; name= requires a column of text'),
    ],
)
def test_unsuitable_column_is_an_exception(arguments, message):
    given = table([BLOCKED]).append_column("number", pa.array([1]))
    with pytest.raises(osready.ColumnError) as caught:
        osready.lint_many(given, **arguments)
    assert message in str(caught.value)


def test_wrong_arguments_are_exceptions():
    with pytest.raises(TypeError):
        osready.lint_many([BLOCKED])
    with pytest.raises(ValueError, match="not 0"):
        osready.lint_many(table([BLOCKED]), threads=0)
    with pytest.raises(ValueError, match="expected one of findings, readiness"):
        osready.schema("rows")


def test_stream_error_is_an_exception():
    def batches():
        yield table([BLOCKED]).to_batches()[0]
        raise OSError("the disk is gone")

    stream = pa.RecordBatchReader.from_batches(table([]).schema, batches())
    with pytest.raises(osready.OsreadyError, match="the disk is gone"):
        osready.lint_many(stream)
