"""Checks snapshots on Spark. ``python -m osready.spark INPUT OUTPUT`` is the command.

Each executor needs Python with osready, pyarrow and pandas. Nothing is shuffled: a task reads its
snapshots, checks them and returns their rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from .. import check_many, schema
from .._config import Config, load

__all__ = ["check", "files", "findings", "readiness"]

_Batches = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def check(
    df: DataFrame,
    *,
    content: str = "content",
    name: str = "path",
    strict: bool = False,
    config: Config | None = None,
    today: datetime.date | None = None,
    keep: Sequence[str] = (),
    threads: int = 1,
) -> DataFrame:
    """Checks each row once. Returns a row per snapshot, with its findings and verdicts as arrays.

    `df` is a frame of the binaryFile source, or any other with the snapshots in the column `content` and
    their names in `name`. The columns of `keep` are kept. `threads` is the number of threads of a task; set
    it to spark.task.cpus. The other arguments are those of `osready.lint_many`.
    """
    # The driver reads the files of the configuration: executors have none of them.
    loaded = load(config)
    today = today or datetime.datetime.now(datetime.timezone.utc).date()

    def batches(input_batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in input_batches:
            checked = pa.table(
                check_many(
                    batch,
                    content=content,
                    name=name,
                    strict=strict,
                    config=loaded,
                    today=today,
                    threads=threads,
                )
            )
            for column in keep:
                checked = checked.append_column(batch.schema.field(column), batch.column(column))
            yield from checked.to_batches()

    columns = list(dict.fromkeys([name, content, *keep]))
    kept = [df.schema[column] for column in keep]
    fields = [*from_arrow_schema(pa.schema(schema("snapshots"))).fields, *kept]
    return df.select(*(F.col(f"`{column}`") for column in columns)).mapInArrow(
        batches, StructType(fields)
    )


def findings(df: DataFrame, **options: object) -> DataFrame:
    """Returns the findings, one per row, of snapshots or of a frame of `check`. `options`: as for `check`."""
    return _checked(df, options).select("file", F.inline("findings"))


def readiness(df: DataFrame, **options: object) -> DataFrame:
    """Returns the verdicts, one per row, of snapshots or of a frame of `check`. `options`: as for `check`."""
    return _checked(df, options).select("file", F.inline("readiness"))


def files(df: DataFrame, **options: object) -> DataFrame:
    """Returns a row per snapshot, without findings and verdicts. `options`: as for `check`."""
    return _checked(df, options).select(*schema("files").names)


def _checked(df: DataFrame, options: dict[str, object]) -> DataFrame:
    """Returns the frame of `check`: `df` itself if it is one."""
    if set(schema("snapshots").names) <= set(df.columns):
        if options:
            raise TypeError(f"these snapshots are checked already; pass {', '.join(options)} to check")
        return df
    return check(df, **options)  # type: ignore[arg-type]
