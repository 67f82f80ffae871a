"""The tables that a run writes batch by batch, and the batches that count.

``OUTPUT/findings``, ``readiness``, ``files`` and ``sources`` are Parquet, partitioned by ``batch``. The tables
of a batch are written in this order; Spark adds ``_SUCCESS`` to each when it is complete. A batch counts once
``sources`` is complete. The next run removes an incomplete batch.
"""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame, SparkSession

TABLES = ("findings", "readiness", "files", "sources")


class Store:
    """The tables under a folder of any file system that Spark can write to."""

    def __init__(self, spark: SparkSession, output: str) -> None:
        self._spark = spark
        self._output = output.rstrip("/")
        # Spark has no Python function that lists a folder of a Hadoop file system.
        jvm: Any = spark._jvm
        configuration = spark._jsc.hadoopConfiguration()
        self._path = jvm.org.apache.hadoop.fs.Path
        self._system: Any = self._path(self._output).getFileSystem(configuration)

    def _folder(self, table: str, batch: int | None = None) -> str:
        folder = f"{self._output}/{table}"
        return folder if batch is None else f"{folder}/batch={batch}"

    def _batches(self, table: str) -> set[int]:
        folder = self._path(self._folder(table))
        if not self._system.exists(folder):
            return set()
        names = (status.getPath().getName() for status in self._system.listStatus(folder))
        return {int(name.removeprefix("batch=")) for name in names if name.startswith("batch=")}

    def begin(self) -> int:
        """Removes incomplete batches. Returns the number of the next batch."""
        whole = {
            batch
            for batch in self._batches("sources")
            if self._system.exists(self._path(f"{self._folder('sources', batch)}/_SUCCESS"))
        }
        for table in TABLES:
            for batch in self._batches(table) - whole:
                self._system.delete(self._path(self._folder(table, batch)), True)
        return max(whole, default=0) + 1

    def write(self, table: str, batch: int, rows: DataFrame) -> None:
        """Writes one table of a batch."""
        rows.write.mode("overwrite").parquet(self._folder(table, batch))

    def read(self, table: str, schema: str) -> DataFrame:
        """Reads a table with the columns of `schema`."""
        return self._spark.read.schema(schema).parquet(self._folder(table))
