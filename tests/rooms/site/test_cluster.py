"""A real Spark cluster, a master and two workers on this machine, says what one process says, row by row."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from comity.facts import Ask
from comity.lab import Replay, ReplayError, read_map
from comity.lab.bulk import InPlace, Work, replay_bulk, splits_of
from comity.law import LawLibrary
from comity.site.cluster import ClusterError, Spark, _worked
from contract.county import COUNTY, NAME, RULE

LOOPBACK = "127.0.0.1"
PATIENCE = 180  # seconds that a part of the cluster has to come up
MAP = """
map: bookings
columns: {asked: date, form: text, warrant: flag, record: records}
at: {column: asked}
agencies: {us-ny-nyc: nypd}
asks: {column: form, values: {H: [hold], N: [notify_release], both: [hold, notify_release]}}
request: {from: {value: ice}, purpose: {value: civil_immigration}}
facts:
  detainer: {column: form, values: {H: true, N: false, both: true}}
  judicial_warrant: {column: warrant}
  convictions: {column: record}
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master with two workers, each a process of its own."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("there is no Java here")
    import pyspark

    home, scratch, port = Path(pyspark.__file__).parent, tmp_path_factory.mktemp("spark"), free_port()
    surroundings = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": LOOPBACK, "SPARK_LOG_DIR": str(scratch)}
    surroundings |= {"SPARK_DAEMON_MEMORY": "256m", "PYSPARK_PYTHON": sys.executable, "SPARK_NO_DAEMONIZE": "1"}
    address = f"spark://{LOOPBACK}:{port}"
    place = ["--host", LOOPBACK, "--webui-port", "0"]
    worker = ["org.apache.spark.deploy.worker.Worker", *place, "--cores", "1", "--memory", "512m"]
    commands = [["org.apache.spark.deploy.master.Master", *place, "--port", str(port)]]
    commands += [[*worker, "--work-dir", str(scratch / name), address] for name in ("one", "two")]
    started, logs = [], []
    try:
        for index, words in enumerate(commands):
            logs.append(scratch / f"{index}.log")
            with logs[-1].open("wb") as log:
                program = [str(home / "bin" / "spark-class"), *words]
                started.append(subprocess.Popen(program, env=surroundings, stdout=log, stderr=log))
            wait_until(lambda log=logs[-1], sign="I have been elected" if not index else "Successfully registered": (
                sign in log.read_text()
            ))  # fmt: skip
        yield address
    finally:
        for program in reversed(started):
            program.terminate()
            program.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "a part of the cluster does not come up"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    """A table of nine row groups over days on which the law changed."""
    folder = tmp_path_factory.mktemp("table")
    number = 900
    convictions = [None, "[]", '[{"offence": "NY PL 120.05", "date": "2014-03-01", "judgment": true}]']
    rows = {
        "asked": [date(2014, 12, 1) + timedelta(days=3 * at) for at in range(number)],
        "form": [("H", "N", "both")[at % 3] for at in range(number)],
        "warrant": [(True, False, None)[at // 3 % 3] for at in range(number)],
        "record": [convictions[at // 9 % 3] for at in range(number)],
    }
    parquet.write_table(pa.table(rows), folder / "rows.parquet", row_group_size=100)
    (folder / "map.yaml").write_text(MAP)
    return Work(folder / "rows.parquet", read_map(folder / "map.yaml"), "us-ny-nyc")


def test_the_cluster_counts_and_writes_what_one_process_does(
    cluster: str, work: Work, tmp_path: Path, tally: Callable[..., None]
) -> None:
    told: list[tuple[int, int]] = []
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    expected = replay_bulk(replace(work, out=here), InPlace(LawLibrary()))
    found = replay_bulk(replace(work, out=there), Spark(cluster), progress=lambda *each: told.append(each))
    assert replace(found, kinds=0) == replace(expected, kinds=0), "each worker looks at the kinds that it meets"
    assert parquet.read_table(there).equals(parquet.read_table(here))
    assert told[-1] == (900, 900)
    tally("rows decided on a cluster", found.rows)


def test_what_is_wrong_with_a_row_is_told_as_it_is_told_in_place(work: Work, tmp_path: Path) -> None:
    table = parquet.read_table(work.path)
    wrong = pa.array([*table["form"].to_pylist()[:-1], "X"])
    parquet.write_table(table.set_column(1, "form", wrong), tmp_path / "wrong.parquet", row_group_size=100)
    with pytest.raises(ReplayError, match="`X`, which the map does not name") as refused:
        replay_bulk(replace(work, path=tmp_path / "wrong.parquet", out=tmp_path / "out.parquet"), Spark("local[1]"))
    assert refused.value.help
    assert not (tmp_path / "out.parquet").exists()


def test_a_cluster_that_is_not_one_is_refused_with_what_to_do(work: Work) -> None:
    with pytest.raises(ClusterError, match="cannot be reached") as refused:
        replay_bulk(work, Spark("sparkle://nowhere"))
    assert refused.value.help


def test_a_worker_decides_by_the_layer_that_an_office_has_of_its_own(work: Work, tmp_path: Path) -> None:
    text = MAP.replace("us-ny-nyc: nypd", "us-ca: county-jail").replace("H: [hold]", "H: [share_court_date]")
    (tmp_path / "map.yaml").write_text(text)
    own = LawLibrary().with_drafts(COUNTY.lay_out(tmp_path).parent, NAME)
    ours = replace(work, row_map=read_map(tmp_path / "map.yaml"), law="us-ca", on=date(2026, 12, 3))
    (split,) = splits_of(work.path, least_rows=900)
    found = _worked(ours, (own.folders, tuple(own.bound.items()), ()), split)
    assert isinstance(found, Replay)
    assert found.decided_by[Ask.SHARE_COURT_DATE, RULE] > 0
    assert replace(found, kinds=0) == replace(replay_bulk(ours, InPlace(own)), kinds=0)
