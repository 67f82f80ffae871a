"""Spark gives what the command line gives, whatever happens meanwhile. The run script starts it."""

import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import expected
import pyarrow as pa
import pytest
import snapshots
from pyspark.sql import Row, SparkSession

import osready
import osready.spark.__main__
from osready.spark import _run

WORK = pathlib.Path(os.environ["WORK"])
# Each JVM lives for a minute: what would be made faster after that costs more than it gives.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
LOCAL = {
    "spark.driver.extraJavaOptions": SHORT_LIVED,
    "spark.executor.extraJavaOptions": SHORT_LIVED,
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "4",
    # Enough tasks for one to be killed among them.
    "spark.sql.files.maxPartitionBytes": "16m",
}


@pytest.fixture(scope="module")
def spark():
    """Two executor processes of one core each."""
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("osready")
    for key, value in LOCAL.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    osready.spark.__main__.tune(session)
    yield session
    session.stop()


def plan(folder, **other):
    return _run.Plan(**{"input": str(folder), "glob": _run.SNAPSHOTS, "packed": False, "per_batch": 8000, **other})


def processes(*words):
    """Processes whose command lines hold all of these words."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if all(word in line for word in words):
            yield int(folder.name)


def children(parent):
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                yield int(folder.name)
        except OSError:
            continue


class Killer(threading.Thread):
    """Kills an executor of this application in the first batch, and a Python worker in the second."""

    def __init__(self, spark):
        super().__init__(daemon=True)
        self.context = spark.sparkContext
        self.killed = []
        self.is_over = False

    def executors(self):
        return list(processes("CoarseGrainedExecutorBackend", self.context.applicationId))

    def run(self):
        for group, victims in (("osready 1", self.executors), ("osready 2", self.workers)):
            self.wait_for_a_task(group)
            if not self.is_over:
                victim = victims()[0]
                os.kill(victim, signal.SIGKILL)
                self.killed.append(victim)

    def workers(self):
        """The Python processes below an executor's daemon."""
        daemons = [child for executor in self.executors() for child in children(executor)]
        return [worker for daemon in daemons for worker in children(daemon)]

    def wait_for_a_task(self, group):
        """Waits until a task of this batch is done and others are not."""
        tracker = self.context.statusTracker()
        while not self.is_over:
            jobs = map(tracker.getJobInfo, tracker.getJobIdsForGroup(group))
            for stage in (stage for job in jobs if job for stage in job.stageIds):
                info = tracker.getStageInfo(stage)
                if info and info.numTasks > 2 and info.numCompletedTasks and info.numActiveTasks:
                    return
            time.sleep(0.02)


def test_the_tables_are_the_report_though_executors_are_killed(spark):
    assert len(list(processes("CoarseGrainedExecutorBackend", spark.sparkContext.applicationId))) == 2
    killer = Killer(spark)
    killer.start()
    count = len([path for path in (WORK / "in").rglob("*") if path.is_file()])
    done = list(_run.run(spark, plan(WORK / "in", per_batch=count * 2 // 5), str(WORK / "out")))
    killer.is_over = True
    killer.join()
    assert len(killer.killed) == 2, "an executor and a Python worker were killed"
    assert len(done) == 3 and sum(batch.snapshots for batch in done) == count
    for table in ("findings", "readiness", "files"):
        told = expected.table(table, WORK)
        given = expected.written(WORK / "out", table, WORK)
        assert given.num_rows == told.num_rows, table
        assert given.equals(told), table


def test_a_second_run_judges_nothing_and_a_third_what_is_new(spark):
    folder, output = WORK / "grows", str(WORK / "grown")
    snapshots.write(300, folder)
    assert [done.sources for done in _run.run(spark, plan(folder, per_batch=200), output)] == [200, 100]
    assert list(_run.run(spark, plan(folder), output)) == []
    # A batch of nothing but bad files, new ones with names that are globs, and one that changed.
    (folder / "bad").mkdir()
    for name, content in snapshots.bad().items():
        (folder / "bad" / name).write_bytes(content)
    for name in ("a b.json", "a[1]*.json", "{a}.json", "a%20b?.json", "é#.json"):
        (folder / name).write_text("{}")
    changed = next(folder.rglob("s*.json"))
    changed.write_text("{ }")
    new = len(snapshots.bad()) + 6
    assert [done.sources for done in _run.run(spark, plan(folder), output)] == [new]
    files = expected.written(WORK / "grown", "files", WORK)
    assert files.num_rows == 300 + new
    told = osready.lint_many(given(folder / "bad")).failures
    told = {row["file"].rsplit("/", 1)[1]: row["message"] for row in pa.table(told).to_pylist()}
    failures = {row["file"].rsplit("/", 1)[1]: row["failure"] for row in files.to_pylist() if row["failure"]}
    bad = {name: failures[name] for name in failures if name in snapshots.bad()}
    assert bad == told and len(told) >= 5


def given(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return pa.table({"path": [str(path) for path in paths], "content": [path.read_bytes() for path in paths]})


def test_a_run_that_is_killed_leaves_nothing_twice(spark):
    folder, output = WORK / "crash", WORK / "crashed"
    snapshots.write(400, folder, seed=2)
    settings = [f"--conf={key}={value}" for key, value in LOCAL.items()]
    command = [sys.executable, "-m", "osready.spark", str(folder), str(output), "--batch=150", *settings]
    run = subprocess.Popen([*command, "--conf=spark.master=local[1]"], start_new_session=True)
    # Findings of the second batch are there, and it does not count yet.
    while not (output / "findings/batch=2/_SUCCESS").exists():
        assert run.poll() is None, "it ended by itself"
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (output / "sources/batch=2/_SUCCESS").exists()
    done = list(_run.run(spark, plan(folder, per_batch=150), str(output)))
    assert [(one.batch, one.sources) for one in done] == [(2, 150), (3, 100)]
    result = osready.lint_many(given(folder))
    for table in ("findings", "readiness", "files"):
        told = expected.sorted_by_place(pa.table(getattr(result, table)), f"{WORK}/")
        assert expected.written(output, table, WORK).equals(told), table


def test_packs_are_judged_as_their_files_are(spark):
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    packs, output = WORK / "packs", WORK / "of-packs"
    reader.load(str(WORK / "crash")).repartition(3).write.parquet(str(packs))
    of_packs = plan(packs, packed=True, glob=_run.PACKS, per_batch=2)
    assert [done.sources for done in _run.run(spark, of_packs, str(output))] == [2, 1]
    assert list(_run.run(spark, of_packs, str(output))) == []
    for table in ("findings", "readiness", "files"):
        assert expected.written(output, table, WORK).equals(expected.written(WORK / "crashed", table, WORK)), table


def test_what_is_lost_or_too_large_is_a_row(spark, monkeypatch):
    monkeypatch.setattr(_run, "MOST", 500)
    folder = WORK / "lost"
    snapshots.write(2, folder)
    (folder / "large.json").write_text("{" + " " * 500 + "}")
    (folder / "small.json").write_text("{}")
    rows = _run._sources.sources(spark, str(folder), _run.SNAPSHOTS).collect()
    gone = Row(path=f"file:{folder}/gone.json", length=2, modified=rows[0].modified)
    small = [row for row in rows if row.path.endswith(("large.json", "small.json"))]
    store = _run.Store(spark, str(WORK / "of-lost"))
    _run.judge_batch(spark, plan(folder), store, 1, [*small, gone])
    files = expected.written(WORK / "of-lost", "files", WORK)
    told = {row["file"]: row["failure"] for row in files.to_pylist()}
    assert told == {"lost/large.json": _run.TOO_LARGE, "lost/small.json": None, "lost/gone.json": _run.LOST}


def test_a_column_of_text_is_judged_too(spark):
    lines = spark.read.text(str(snapshots.ROOT / "tests/samples/nightly.ndjson"))
    lines = lines.selectExpr("_metadata.file_name as file", "value")
    how = {"content": "value", "name": "file"}
    judged = osready.spark.judge(lines, **how)
    verdicts = [row.verdict for row in osready.spark.readiness(judged).collect()]
    assert "ready" in verdicts and "blocked" in verdicts
    assert osready.spark.findings(lines, **how).count() == osready.spark.findings(judged).count() > 0
    assert osready.spark.files(judged).columns == osready.schema("files").names
    with pytest.raises(TypeError, match="judged already"):
        osready.spark.findings(judged, strict=True)


def test_the_example_of_the_page_runs(spark):
    page = (snapshots.ROOT / "docs/spark.md").read_text(encoding="utf-8")
    example = page.split("<!-- example -->\n```python\n", 1)[1].split("```", 1)[0]
    exec(example, {"spark": spark, "folder": str(WORK / "crash"), "output": str(WORK / "example")})
    for table in ("findings", "readiness"):
        assert expected.written(WORK / "example", table, WORK).equals(
            expected.written(WORK / "crashed", table, WORK)
        )
