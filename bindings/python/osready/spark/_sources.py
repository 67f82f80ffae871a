"""The files that a run may judge, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from .. import __version__
from ._store import Store

# What tells one state of a file from every other. Times are microseconds since 1970: Python's, without a zone,
# are told twice where clocks are set back.
KEY = ["path", "length", "modified"]
_FILE = "path string, length long, modified long"
_TABLE = "path string, length long, modificationTime timestamp"

# Spark gives no time of an empty file.
NO_TIME = 0


def sources(spark: SparkSession, folder: str, glob: str) -> DataFrame:
    """The files in a folder, by name, length and time: no content is read."""
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    listed = reader.option("pathGlobFilter", glob).load(folder)
    listed = _keys(listed)
    # Spark knows of empty files, and gives no row for them.
    names: Any = listed._jdf.inputFiles()
    if len(names) == listed.count():
        return listed
    every = map(_path, names)
    empty = set(every).difference(row.path for row in listed.select("path").toLocalIterator())
    return listed.unionByName(
        spark.createDataFrame([(path, 0, NO_TIME) for path in sorted(empty)], _FILE)
    )


def judged(store: Store) -> DataFrame:
    """The files that were judged before, as `sources` gives files."""
    return _keys(store.read("sources", _TABLE))


def table(spark: SparkSession, files: list[Row]) -> DataFrame:
    """The rows of these files in the table of sources."""
    rows = spark.createDataFrame(files, _FILE).coalesce(1)
    time = F.timestamp_micros("modified").alias("modificationTime")
    return rows.select("path", "length", time, F.lit(__version__).alias("osready"))


def _keys(files: DataFrame) -> DataFrame:
    return files.select("path", "length", F.unix_micros("modificationTime").alias("modified"))


def contents(spark: SparkSession, files: Iterable[Row]) -> DataFrame:
    """The snapshots in these files, as `path` and `content`."""
    empty = [(file.path, bytearray()) for file in files if file.length == 0]
    rest = [file.path for file in files if file.length > 0]
    held = spark.createDataFrame(empty, "path string, content binary")
    read = _read(spark, {_literal(path): path for path in rest})
    if read is None:
        return held
    return read.unionByName(held) if empty else read


def _read(spark: SparkSession, paths: dict[str, str]) -> DataFrame | None:
    # What goes between the listing and the reading stops nothing: the run tells it as lost.
    reader = spark.read.format("binaryFile")
    reader = reader.option("ignoreMissingFiles", True).option("ignoreCorruptFiles", True)
    there = list(paths)
    while there:
        try:
            return reader.load(there).select("path", "content")
        except AnalysisException as error:
            gone = (error.getMessageParameters() or {}).get("path")
            if error.getCondition() != "PATH_NOT_FOUND":
                raise
            left = [path for path in there if gone not in (path, paths[path])]
            if len(left) == len(there):
                raise
            there = left
    return None


def packed(spark: SparkSession, packs: Iterable[Row]) -> DataFrame:
    """The snapshots in these packs, as `path` and `content`."""
    return spark.read.parquet(*(_literal(pack.path) for pack in packs)).select("path", "content")


def _literal(path: str) -> str:
    """The path as Hadoop reads one in which nothing is a glob."""
    return "".join(f"\\{one}" if one in "{}[]*?\\" else one for one in path)


def _path(name: str) -> str:
    """The path of a file as rows have it, of its address."""
    path = unquote(name)
    return f"file:{path[7:]}" if path.startswith("file:///") else path
