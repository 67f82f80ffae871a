"""The files that a run may check, and their contents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from .. import __version__
from ._store import Store

# Identifies one state of a file. Times are microseconds since 1970: Python's times without a zone are
# ambiguous when clocks are set back.
KEY = ["path", "length", "modified"]
_FILE = "path string, length long, modified long"
_TABLE = "path string, length long, modificationTime timestamp"

# Spark has no time for empty files.
NO_TIME = 0


def sources(spark: SparkSession, folder: str, glob: str) -> DataFrame:
    """Returns the files in a folder by path, length and time, without reading their contents."""
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    listed = reader.option("pathGlobFilter", glob).load(folder)
    listed = _keys(listed)
    # Spark lists empty files, but returns no row for them.
    names: Any = listed._jdf.inputFiles()
    if len(names) == listed.count():
        return listed
    every = map(_path, names)
    empty = set(every).difference(row.path for row in listed.select("path").toLocalIterator())
    return listed.unionByName(
        spark.createDataFrame([(path, 0, NO_TIME) for path in sorted(empty)], _FILE)
    )


def checked(store: Store) -> DataFrame:
    """Returns the files that were checked before, in the columns of `sources`."""
    return _keys(store.read("sources", _TABLE))


def table(spark: SparkSession, files: list[Row]) -> DataFrame:
    """Returns the rows of these files for the table of sources."""
    rows = spark.createDataFrame(files, _FILE).coalesce(1)
    time = F.timestamp_micros("modified").alias("modificationTime")
    return rows.select("path", "length", time, F.lit(__version__).alias("osready"))


def _keys(files: DataFrame) -> DataFrame:
    return files.select("path", "length", F.unix_micros("modificationTime").alias("modified"))


def contents(spark: SparkSession, files: Iterable[Row]) -> DataFrame:
    """Returns the snapshots in these files, as `path` and `content`."""
    empty = [(file.path, bytearray()) for file in files if file.length == 0]
    rest = [file.path for file in files if file.length > 0]
    empty_files = spark.createDataFrame(empty, "path string, content binary")
    read = _read(spark, {_literal(path): path for path in rest})
    if read is None:
        return empty_files
    return read.unionByName(empty_files) if empty else read


def _read(spark: SparkSession, paths: dict[str, str]) -> DataFrame | None:
    # A file that disappears after the listing stops nothing: the run reports it as lost.
    reader = spark.read.format("binaryFile")
    reader = reader.option("ignoreMissingFiles", True).option("ignoreCorruptFiles", True)
    paths_left = list(paths)
    while paths_left:
        try:
            return reader.load(paths_left).select("path", "content")
        except AnalysisException as error:
            gone = (error.getMessageParameters() or {}).get("path")
            if error.getCondition() != "PATH_NOT_FOUND":
                raise
            left = [path for path in paths_left if gone not in (path, paths[path])]
            if len(left) == len(paths_left):
                raise
            paths_left = left
    return None


def packed(spark: SparkSession, packs: Iterable[Row]) -> DataFrame:
    """Returns the snapshots in these packs, as `path` and `content`."""
    return spark.read.parquet(*(_literal(pack.path) for pack in packs)).select("path", "content")


def _literal(path: str) -> str:
    """Escapes a path so that Hadoop reads no glob in it."""
    return "".join(f"\\{one}" if one in "{}[]*?\\" else one for one in path)


def _path(name: str) -> str:
    """Returns the path of a file, as rows have it, from its URI."""
    path = unquote(name)
    return f"file:{path[7:]}" if path.startswith("file:///") else path
