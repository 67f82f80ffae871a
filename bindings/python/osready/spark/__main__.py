"""``python -m osready.spark INPUT OUTPUT``: judges a folder of snapshots into Parquet tables."""

from __future__ import annotations

import argparse
import datetime
import pathlib
import sys

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from .. import OsreadyError, lint
from ._run import PACKS, SNAPSHOTS, Plan, run

PER_BATCH = 100_000
PACKS_PER_BATCH = 100

# So many snapshots are given to Python at once, and so many bytes is a small file taken for; who starts Spark
# may say otherwise.
DEFAULTS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    "spark.sql.files.openCostInBytes": "65536",
}


def arguments() -> argparse.ArgumentParser:
    """The arguments of the command."""
    parser = argparse.ArgumentParser(prog="python -m osready.spark", description=__doc__)
    add = parser.add_argument
    add("input", help="a folder of snapshots, or of packs of them, on any file system of Spark's")
    add("output", help="the folder of the tables: findings, readiness, files, sources")
    add(
        "--packed",
        action="store_true",
        help="read Parquet files with the columns path and content, many snapshots in each",
    )
    add("--glob", help=f"which files are read, by their names ({SNAPSHOTS}; packed: {PACKS})")
    add(
        "--batch",
        type=int,
        metavar="FILES",
        help=f"how many files are judged before the tables grow ({PER_BATCH}; packed: {PACKS_PER_BATCH})",
    )
    add("--strict", action="store_true", help="what is no response is an error, not a note")
    add("--config", type=pathlib.Path, metavar="FILE", help="an osready.toml, read here")
    add(
        "--today",
        type=datetime.date.fromisoformat,
        metavar="DATE",
        help="the day that it reckons from (today in UTC)",
    )
    add("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark; repeatable")
    return parser


def tune(spark: SparkSession) -> None:
    """Sets what nobody has set."""
    # Spark would list as many files as there are by as many tasks.
    listing = "spark.sql.sources.parallelPartitionDiscovery.parallelism"
    tasks = str(4 * spark.sparkContext.defaultParallelism)
    for key, value in {**DEFAULTS, listing: tasks}.items():
        if not spark.sparkContext.getConf().contains(key):
            spark.conf.set(key, value)


def main(given: list[str] | None = None) -> int:
    """Runs the command. Gives the exit code: 0 where all was judged, 2 where the run ended before."""
    parser = arguments()
    asked = parser.parse_args(given)
    per_batch = PACKS_PER_BATCH if asked.packed else PER_BATCH
    if asked.batch is not None:
        per_batch = asked.batch
    if per_batch < 1:
        parser.error("--batch takes a number of files, 1 or more")
    try:
        config = asked.config.read_text(encoding="utf-8") if asked.config else None
        if config is not None:
            # A mistake in it is told before Spark starts.
            lint("{}", config=config)
    except (OSError, UnicodeDecodeError, OsreadyError) as error:
        print(f"osready.spark: {error}", file=sys.stderr)
        return 2
    plan = Plan(
        input=asked.input,
        glob=asked.glob or (PACKS if asked.packed else SNAPSHOTS),
        packed=asked.packed,
        per_batch=per_batch,
        strict=asked.strict,
        config=config,
        today=asked.today,
    )
    builder = SparkSession.builder.appName("osready")
    for setting in asked.conf:
        key, _, value = setting.partition("=")
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    tune(spark)
    sources = 0
    try:
        for done in run(spark, plan, asked.output):
            sources += done.sources
            print(
                f"batch {done.batch}: {done.snapshots} snapshots, {done.findings} findings, "
                f"{done.failures} could not be read",
                flush=True,
            )
    except (PySparkException, Py4JError) as error:
        told = str(error).split("\n\tat ", maxsplit=1)[0].split("\n\nJVM stacktrace", maxsplit=1)[0]
        # It may hold names of files, which may hold anything.
        told = "".join(one if one.isprintable() or one == "\n" else "?" for one in told)
        print(f"osready.spark: {told}\nrun it again to go on after the last batch", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    print(f"{sources} new files were judged" if sources else "nothing is new: all was judged before")
    return 0


if __name__ == "__main__":
    sys.exit(main())
