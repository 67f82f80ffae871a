"""``python -m osready.spark INPUT OUTPUT``: checks a folder of snapshots and writes Parquet tables."""

from __future__ import annotations

import argparse
import datetime
import pathlib
import sys

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from .. import OsreadyError, lint
from .._config import load
from ._run import PACKS, SNAPSHOTS, Plan, run

PER_BATCH = 100_000
PACKS_PER_BATCH = 100

# The number of snapshots that Python receives at a time, and the assumed cost of opening a file in bytes.
# Settings of the Spark session override them.
DEFAULTS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    "spark.sql.files.openCostInBytes": "65536",
}


def arguments() -> argparse.ArgumentParser:
    """Creates the parser of the arguments."""
    parser = argparse.ArgumentParser(prog="python -m osready.spark", description=__doc__)
    add = parser.add_argument
    add("input", help="folder of snapshots or packs, on any file system that Spark supports")
    add("output", help="folder of the tables: findings, readiness, files, sources")
    add(
        "--packed",
        action="store_true",
        help="read packs: Parquet files with the columns path and content",
    )
    add("--glob", help=f"names of the files to read (default: {SNAPSHOTS}; packed: {PACKS})")
    add(
        "--batch",
        type=int,
        metavar="FILES",
        help=f"number of files per batch (default: {PER_BATCH}; packed: {PACKS_PER_BATCH})",
    )
    add("--strict", action="store_true", help="report a file that is not a response as an error, not a note")
    add("--config", type=pathlib.Path, metavar="FILE", help="osready.toml; the driver reads it and its rule files")
    add(
        "--today",
        type=datetime.date.fromisoformat,
        metavar="DATE",
        help="date for expiry dates and ages (default: today in UTC)",
    )
    add("--conf", action="append", default=[], metavar="KEY=VALUE", help="Spark setting; repeatable")
    return parser


def tune(spark: SparkSession) -> None:
    """Sets defaults for settings that are not set."""
    # By default, Spark would list each file in a task of its own.
    listing = "spark.sql.sources.parallelPartitionDiscovery.parallelism"
    tasks = str(4 * spark.sparkContext.defaultParallelism)
    for key, value in {**DEFAULTS, listing: tasks}.items():
        if not spark.sparkContext.getConf().contains(key):
            spark.conf.set(key, value)


def main(args: list[str] | None = None) -> int:
    """Runs the command. Returns the exit code: 0 if all files were checked, 2 if the run ended early."""
    parser = arguments()
    options = parser.parse_args(args)
    per_batch = PACKS_PER_BATCH if options.packed else PER_BATCH
    if options.batch is not None:
        per_batch = options.batch
    if per_batch < 1:
        parser.error("--batch takes a number of files, 1 or more")
    try:
        config = load(options.config)
        if config is not None:
            # Reports errors in it before Spark starts.
            lint("{}", config=config)
    except OsreadyError as error:
        print(f"osready.spark: {error}", file=sys.stderr)
        return 2
    plan = Plan(
        input=options.input,
        glob=options.glob or (PACKS if options.packed else SNAPSHOTS),
        packed=options.packed,
        per_batch=per_batch,
        strict=options.strict,
        config=config,
        today=options.today,
    )
    builder = SparkSession.builder.appName("osready")
    for setting in options.conf:
        key, _, value = setting.partition("=")
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    tune(spark)
    sources = 0
    try:
        for done in run(spark, plan, options.output):
            sources += done.sources
            print(
                f"batch {done.batch}: {done.snapshots} snapshots, {done.findings} findings, "
                f"{done.failures} could not be read, {done.incomplete} were not checked in full",
                flush=True,
            )
    except (PySparkException, Py4JError) as error:
        message = str(error).split("\n\tat ", maxsplit=1)[0].split("\n\nJVM stacktrace", maxsplit=1)[0]
        # The message may contain file names, which are untrusted.
        message = "".join(one if one.isprintable() or one == "\n" else "?" for one in message)
        print(f"osready.spark: {message}\nrun it again to continue after the last batch", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    print(f"{sources} new files checked" if sources else "no new files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
