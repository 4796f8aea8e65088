"""Spark SQL, in this process's own session with one thread: the law as SQL's three-valued logic, from Parquet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from comity.facts import Ask, Vocabulary
from comity.lab.in_sql import outcome_in_sql
from comity.law import LawLibrary

from bulk_parts.beside import Timed
from bulk_parts.ways import Counts
from ours import DAY, Ours

_TICKS = os.sysconf("SC_CLK_TCK")


class SparkSql:
    """A session; what it works on is in another process, whose processor time is asked of the system."""

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.memory": "2g",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "1",
        }
        builder = SparkSession.builder.master("local[1]").config(map=settings)
        self._session: Any = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("OFF")
        self._process = self._session.sparkContext._jvm.java.lang.ProcessHandle.current().pid()  # noqa: SLF001

    def way(self, ours: Ours, words: Vocabulary, agency: str, library: LawLibrary, path: Path) -> Timed:
        """One law over one file."""

        def once() -> tuple[float, Counts]:
            began = self._seconds()
            counts = self._counted(ours, words, agency, library, path)
            return self._seconds() - began, counts

        return once

    def _seconds(self) -> float:
        """The processor time that the other process has taken."""
        told = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / _TICKS

    def _counted(self, ours: Ours, words: Vocabulary, agency: str, library: LawLibrary, path: Path) -> Counts:
        """Permitted, forbidden, all others."""
        law = outcome_in_sql(library.agency(agency), ours.pack, Ask.ASSIST, dialect="spark", on=DAY, vocabulary=words)
        self._session.read.parquet(str(path)).createOrReplaceTempView("facts")
        permitted, forbidden = (
            f"count(CASE WHEN outcome = '{word}' THEN 1 END)" for word in ("permitted", "forbidden")
        )
        rows = f"(SELECT {law.text} AS outcome FROM facts)"  # noqa: S608 - our own text
        yes, no, every = self._session.sql(f"SELECT {permitted}, {forbidden}, count(*) FROM {rows}").first()  # noqa: S608
        return yes, no, every - yes - no

    def stop(self) -> None:
        """End the session."""
        self._session.stop()
