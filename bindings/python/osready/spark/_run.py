"""A run of the command: checks the new files of a folder, batch by batch."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from .._config import LoadedConfig
from . import _sources, check, files, findings, readiness
from ._store import Store

SNAPSHOTS = "*.{json,ndjson,jsonl,har,json.gz,ndjson.gz,jsonl.gz,har.gz}"
PACKS = "*.parquet"

# The maximum size of a snapshot in bytes: the JVM and Arrow limit a value to less than 2 GiB.
MAX_BYTES = 1 << 30
TOO_LARGE = "larger than 1 GiB, the maximum on Spark; use osready check"
LOST = "Spark could not read it: it was removed or is not readable; see the logs of the executors"


@dataclass(frozen=True)
class Plan:
    """The input of a run and its options."""

    input: str
    glob: str
    packed: bool
    per_batch: int
    strict: bool = False
    config: LoadedConfig | None = None
    today: datetime.date | None = None


@dataclass(frozen=True)
class Done:
    """The result of one batch."""

    batch: int
    sources: int
    snapshots: int
    findings: int
    failures: int
    incomplete: int


def run(spark: SparkSession, plan: Plan, output: str) -> Iterator[Done]:
    """Checks the files that `output` does not contain yet. Yields each batch once it counts."""
    store = Store(spark, output)
    batch = store.begin()
    new = _sources.sources(spark, plan.input, plan.glob)
    if batch > 1:
        new = new.join(_sources.checked(store), _sources.KEY, "left_anti")
    rows = new.toLocalIterator()
    while some := list(islice(rows, plan.per_batch)):
        spark.sparkContext.setJobGroup(f"osready {batch}", f"osready: batch {batch}")
        yield check_batch(spark, plan, store, batch, some)
        batch += 1


def check_batch(
    spark: SparkSession, plan: Plan, store: Store, batch: int, sources: list[Row]
) -> Done:
    """Checks these files and writes the tables, `sources` last."""
    if plan.packed:
        failed, contents = {}, _sources.packed(spark, sources)
    else:
        failed = {source.path: TOO_LARGE for source in sources if source.length > MAX_BYTES}
        small = [source for source in sources if source.path not in failed]
        contents = _sources.contents(spark, small)
    # Each snapshot is checked once, except the part of an executor that is lost.
    checked = check(contents, strict=plan.strict, config=plan.config, today=plan.today)
    checked = checked.persist(StorageLevel.DISK_ONLY)
    try:
        snapshots, found, unread, incomplete = checked.select(
            F.count("file"),
            F.coalesce(F.sum(F.size("findings")), F.lit(0)),
            F.count("failure"),
            F.count_if(F.size("incomplete") > 0),
        ).first() or (0, 0, 0, 0)
        if not plan.packed and snapshots + len(failed) < len(sources):
            read = {row.file for row in checked.select("file").toLocalIterator()}
            failed |= {one.path: LOST for one in sources if one.path not in read | failed.keys()}
        store.write("findings", batch, findings(checked))
        store.write("readiness", batch, readiness(checked))
        store.write("files", batch, _with_failed(spark, files(checked), failed))
    finally:
        checked.unpersist()
    store.write("sources", batch, _sources.table(spark, sources))
    unread += len(failed)
    return Done(batch, len(sources), snapshots + len(failed), found, unread, incomplete)


def _with_failed(spark: SparkSession, rows: DataFrame, failed: dict[str, str]) -> DataFrame:
    """Returns the rows, with one for each file that was not read."""
    if not failed:
        return rows
    counts = [column for column in rows.columns if column not in ("file", "failure", "incomplete")]
    nothing = F.array().cast(rows.schema["incomplete"].dataType).alias("incomplete")
    unread = spark.createDataFrame(list(failed.items()), "file string, failure string")
    zeros = (F.lit(0).cast("long").alias(name) for name in counts)
    return rows.unionByName(unread.select("*", *zeros, nothing))
