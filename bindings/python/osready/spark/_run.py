"""A run of the command: what is new in a folder is judged, batch by batch."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from . import _sources, files, findings, judge, readiness
from ._store import Store

SNAPSHOTS = "*.{json,ndjson,jsonl,har,json.gz,ndjson.gz,jsonl.gz,har.gz}"
PACKS = "*.parquet"

# Bytes of one snapshot: the JVM and Arrow hold less than 2 GiB of a value.
MOST = 1 << 30
TOO_LARGE = "it has more than 1 GiB, the most that is read on Spark; judge it with osready check"
LOST = "Spark could not read it: it is gone, or may not be read; the executors' logs say which"


@dataclass(frozen=True)
class Plan:
    """What is read and how it is judged."""

    input: str
    glob: str
    packed: bool
    per_batch: int
    strict: bool = False
    config: str | None = None
    today: datetime.date | None = None


@dataclass(frozen=True)
class Done:
    """What one batch came to."""

    batch: int
    sources: int
    snapshots: int
    findings: int
    failures: int


def run(spark: SparkSession, plan: Plan, output: str) -> Iterator[Done]:
    """Judges what `output` does not hold yet, and tells of each batch once it counts."""
    store = Store(spark, output)
    batch = store.begin()
    new = _sources.sources(spark, plan.input, plan.glob)
    if batch > 1:
        new = new.join(_sources.judged(store), _sources.KEY, "left_anti")
    rows = new.toLocalIterator()
    while some := list(islice(rows, plan.per_batch)):
        spark.sparkContext.setJobGroup(f"osready {batch}", f"osready: batch {batch}")
        yield judge_batch(spark, plan, store, batch, some)
        batch += 1


def judge_batch(
    spark: SparkSession, plan: Plan, store: Store, batch: int, sources: list[Row]
) -> Done:
    """Judges these files and writes the tables; those of `sources` are the last."""
    if plan.packed:
        failed, contents = {}, _sources.packed(spark, sources)
    else:
        failed = {source.path: TOO_LARGE for source in sources if source.length > MOST}
        small = [source for source in sources if source.path not in failed]
        contents = _sources.contents(spark, small)
    # Each snapshot is judged once; an executor that is lost takes its part with it, which is judged again.
    judged = judge(contents, strict=plan.strict, config=plan.config, today=plan.today)
    judged = judged.persist(StorageLevel.DISK_ONLY)
    try:
        snapshots, found, unread = judged.select(
            F.count("file"), F.coalesce(F.sum(F.size("findings")), F.lit(0)), F.count("failure")
        ).first() or (0, 0, 0)
        if not plan.packed and snapshots + len(failed) < len(sources):
            read = {row.file for row in judged.select("file").toLocalIterator()}
            failed |= {one.path: LOST for one in sources if one.path not in read | failed.keys()}
        store.write("findings", batch, findings(judged))
        store.write("readiness", batch, readiness(judged))
        store.write("files", batch, _with_failed(spark, files(judged), failed))
    finally:
        judged.unpersist()
    store.write("sources", batch, _sources.table(spark, sources))
    return Done(batch, len(sources), snapshots + len(failed), found, unread + len(failed))


def _with_failed(spark: SparkSession, told: DataFrame, failed: dict[str, str]) -> DataFrame:
    """The rows with one for each file that was not read."""
    if not failed:
        return told
    counts = [column for column in told.columns if column not in ("file", "failure")]
    rows = spark.createDataFrame(list(failed.items()), "file string, failure string")
    return told.unionByName(rows.select("*", *(F.lit(0).cast("long").alias(name) for name in counts)))
