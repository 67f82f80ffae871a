"""Judging snapshots on Spark. ``python -m osready.spark INPUT OUTPUT`` is the command.

Each executor needs Python with osready, pyarrow and pandas. Nothing is shuffled: a task reads its
snapshots, judges them and gives their rows.
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

__all__ = ["files", "findings", "judge", "readiness"]

_Batches = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def judge(
    df: DataFrame,
    *,
    content: str = "content",
    name: str = "path",
    strict: bool = False,
    config: str | None = None,
    today: datetime.date | None = None,
    keep: Sequence[str] = (),
    threads: int = 1,
) -> DataFrame:
    """Judges each row once: a row for each snapshot, with its findings and verdicts as arrays.

    `df` is what the binaryFile source gives, or any other that has the snapshots in the column `content`
    and their names in `name`. The columns of `keep` are handed on. `threads` is how many cores a task uses;
    give it what spark.task.cpus is. The other arguments are those of `osready.lint_many`.
    """
    today = today or datetime.datetime.now(datetime.timezone.utc).date()

    def batches(given: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in given:
            judged = pa.table(
                check_many(
                    batch,
                    content=content,
                    name=name,
                    strict=strict,
                    config=config,
                    today=today,
                    threads=threads,
                )
            )
            for column in keep:
                judged = judged.append_column(batch.schema.field(column), batch.column(column))
            yield from judged.to_batches()

    wanted = list(dict.fromkeys([name, content, *keep]))
    kept = [df.schema[column] for column in keep]
    fields = [*from_arrow_schema(pa.schema(schema("snapshots"))).fields, *kept]
    return df.select(*(F.col(f"`{column}`") for column in wanted)).mapInArrow(
        batches, StructType(fields)
    )


def findings(df: DataFrame, **how: object) -> DataFrame:
    """The findings, one a row, of snapshots or of what `judge` made of them; `how` as for `judge`."""
    return _judged(df, how).select("file", F.inline("findings"))


def readiness(df: DataFrame, **how: object) -> DataFrame:
    """The verdicts, one a row, of snapshots or of what `judge` made of them; `how` as for `judge`."""
    return _judged(df, how).select("file", F.inline("readiness"))


def files(df: DataFrame, **how: object) -> DataFrame:
    """A row for each snapshot, without what was found; `how` as for `judge`."""
    return _judged(df, how).select(*schema("files").names)


def _judged(df: DataFrame, how: dict[str, object]) -> DataFrame:
    """The frame as `judge` gives it: itself, where it is one already."""
    if set(schema("snapshots").names) <= set(df.columns):
        if how:
            raise TypeError(f"these snapshots are judged already; {', '.join(how)} come too late")
        return df
    return judge(df, **how)  # type: ignore[arg-type]
