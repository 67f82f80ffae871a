"""Spark returns the same results as the command line, even if processes are killed. Started by the run script."""

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
# Each JVM lives for a minute: further optimization would cost more than it saves.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
LOCAL = {
    "spark.driver.extraJavaOptions": SHORT_LIVED,
    "spark.executor.extraJavaOptions": SHORT_LIVED,
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "4",
    # Small enough for several tasks, one of which is killed.
    "spark.sql.files.maxPartitionBytes": "16m",
}


@pytest.fixture(scope="module")
def spark():
    """Returns a session with two executor processes of one core each."""
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
    """Yields the processes whose command lines contain all of these words."""
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
        """Returns the Python processes of the executors' daemons."""
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


def test_tables_equal_the_report_despite_killed_processes(spark):
    assert len(list(processes("CoarseGrainedExecutorBackend", spark.sparkContext.applicationId))) == 2
    killer = Killer(spark)
    killer.start()
    count = len([path for path in (WORK / "in").rglob("*") if path.is_file()])
    done = list(_run.run(spark, plan(WORK / "in", per_batch=count * 2 // 5), str(WORK / "out")))
    killer.is_over = True
    killer.join()
    assert len(killer.killed) == 2, "an executor and a Python worker were killed"
    assert len(done) == 3 and sum(batch.snapshots for batch in done) == count
    incomplete = expected.table("files", WORK)["incomplete"].to_pylist()
    assert sum(batch.incomplete for batch in done) == sum(map(bool, incomplete)) > 0
    for table in ("findings", "readiness", "files"):
        wanted = expected.table(table, WORK)
        actual = expected.written(WORK / "out", table, WORK)
        assert actual.num_rows == wanted.num_rows, table
        assert actual.equals(wanted), table


def test_runs_check_only_new_files(spark):
    folder, output = WORK / "grows", str(WORK / "grown")
    snapshots.write(300, folder)
    assert [done.sources for done in _run.run(spark, plan(folder, per_batch=200), output)] == [200, 100]
    assert list(_run.run(spark, plan(folder), output)) == []
    # A batch of bad files, new files whose names are globs, and a changed file.
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
    unread = pa.table(osready.lint_many(given(folder / "bad")).failures).to_pylist()
    unread = {row["file"].rsplit("/", 1)[1]: row["message"] for row in unread}
    failures = {row["file"].rsplit("/", 1)[1]: row["failure"] for row in files.to_pylist() if row["failure"]}
    bad = {name: failures[name] for name in failures if name in snapshots.bad()}
    assert bad == unread and len(unread) >= 5


def given(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return pa.table({"path": [str(path) for path in paths], "content": [path.read_bytes() for path in paths]})


def test_killed_run_duplicates_nothing(spark):
    folder, output = WORK / "crash", WORK / "crashed"
    snapshots.write(400, folder, seed=2)
    settings = [f"--conf={key}={value}" for key, value in LOCAL.items()]
    command = [sys.executable, "-m", "osready.spark", str(folder), str(output), "--batch=150", *settings]
    run = subprocess.Popen([*command, "--conf=spark.master=local[1]"], start_new_session=True)
    # The findings of the second batch are written, but it does not count yet.
    while not (output / "findings/batch=2/_SUCCESS").exists():
        assert run.poll() is None, "the run ended before it could be killed"
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (output / "sources/batch=2/_SUCCESS").exists()
    done = list(_run.run(spark, plan(folder, per_batch=150), str(output)))
    assert [(one.batch, one.sources) for one in done] == [(2, 150), (3, 100)]
    result = osready.lint_many(given(folder))
    for table in ("findings", "readiness", "files"):
        wanted = expected.sorted_by_place(pa.table(getattr(result, table)), f"{WORK}/")
        assert expected.written(output, table, WORK).equals(wanted), table


def test_packs_give_the_results_of_their_files(spark):
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    packs, output = WORK / "packs", WORK / "of-packs"
    reader.load(str(WORK / "crash")).repartition(3).write.parquet(str(packs))
    of_packs = plan(packs, packed=True, glob=_run.PACKS, per_batch=2)
    assert [done.sources for done in _run.run(spark, of_packs, str(output))] == [2, 1]
    assert list(_run.run(spark, of_packs, str(output))) == []
    for table in ("findings", "readiness", "files"):
        assert expected.written(output, table, WORK).equals(expected.written(WORK / "crashed", table, WORK)), table


def test_lost_and_large_files_are_rows(spark, monkeypatch):
    monkeypatch.setattr(_run, "MAX_BYTES", 500)
    folder = WORK / "lost"
    snapshots.write(2, folder)
    (folder / "large.json").write_text("{" + " " * 500 + "}")
    (folder / "small.json").write_text("{}")
    rows = _run._sources.sources(spark, str(folder), _run.SNAPSHOTS).collect()
    gone = Row(path=f"file:{folder}/gone.json", length=2, modified=rows[0].modified)
    small = [row for row in rows if row.path.endswith(("large.json", "small.json"))]
    store = _run.Store(spark, str(WORK / "of-lost"))
    _run.check_batch(spark, plan(folder), store, 1, [*small, gone])
    files = expected.written(WORK / "of-lost", "files", WORK)
    failures = {row["file"]: row["failure"] for row in files.to_pylist()}
    assert failures == {"lost/large.json": _run.TOO_LARGE, "lost/small.json": None, "lost/gone.json": _run.LOST}


def test_text_columns_are_checked(spark):
    lines = spark.read.text(str(snapshots.ROOT / "tests/samples/nightly.ndjson"))
    lines = lines.selectExpr("_metadata.file_name as file", "value")
    options = {"content": "value", "name": "file"}
    checked = osready.spark.check(lines, **options)
    verdicts = [row.verdict for row in osready.spark.readiness(checked).collect()]
    assert "ready" in verdicts and "blocked" in verdicts
    assert osready.spark.findings(lines, **options).count() == osready.spark.findings(checked).count() > 0
    assert osready.spark.files(checked).columns == osready.schema("files").names
    with pytest.raises(TypeError, match="checked already"):
        osready.spark.findings(checked, strict=True)


def test_driver_reads_the_files_of_the_configuration(spark, tmp_path):
    (tmp_path / "osready.toml").write_text('rule-files = ["b.toml"]')
    (tmp_path / "b.toml").write_text('[[rule]]\nid = "site/b"\neach = "profile"\nrequire = "false"\n')
    lines = spark.read.text(str(snapshots.ROOT / "tests/samples/nightly.ndjson"))
    lines = lines.selectExpr("'a.json' as path", "value as content")
    findings = osready.spark.findings(lines, config=tmp_path / "osready.toml")
    for file in tmp_path.iterdir():
        file.unlink()
    assert "site/b" in {row.rule for row in findings.collect()}


def test_documented_example_runs(spark):
    page = (snapshots.ROOT / "docs/spark.md").read_text(encoding="utf-8")
    example = page.split("<!-- example -->\n```python\n", 1)[1].split("```", 1)[0]
    exec(example, {"spark": spark, "folder": str(WORK / "crash"), "output": str(WORK / "example")})
    for table in ("findings", "readiness"):
        assert expected.written(WORK / "example", table, WORK).equals(
            expected.written(WORK / "crashed", table, WORK)
        )
