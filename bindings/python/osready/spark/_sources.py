"""The files that a run may judge, and what is in them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.types import LongType, StringType, StructField, StructType, TimestampType

SCHEMA = StructType(
    [
        StructField("path", StringType(), False),
        StructField("length", LongType(), False),
        StructField("modificationTime", TimestampType(), False),
    ]
)
KEY = SCHEMA.names

# Spark gives no time of an empty file.
NO_TIME = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def sources(spark: SparkSession, folder: str, glob: str) -> DataFrame:
    """The files in a folder, by name, length and time: no content is read."""
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    listed = reader.option("pathGlobFilter", glob).load(folder).select(*KEY)
    # Spark knows of empty files, and gives no row for them.
    names: Any = listed._jdf.inputFiles()
    if len(names) == listed.count():
        return listed
    every = map(_path, names)
    empty = set(every).difference(row.path for row in listed.select("path").toLocalIterator())
    return listed.unionByName(
        spark.createDataFrame([(path, 0, NO_TIME) for path in sorted(empty)], SCHEMA)
    )


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
