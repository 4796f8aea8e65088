"""Has the splits of a file worked on by a Spark cluster, which only schedules: the kernel and the reader are our own.

Every machine needs comity installed, and the file, the packs and the place of the answers under the same paths.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from comity.base import ComityError
from comity.lab import Replay, ReplayError
from comity.lab.bulk import Settler, Split, Work, decide_split
from comity.law import LawLibrary

if TYPE_CHECKING:
    from pyspark import SparkContext

_LOOPBACK = "127.0.0.1"
_Law = tuple[tuple[Path, ...], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]  # as it travels
_AT_ONCE = 4  # splits for each core of the cluster between two tellings of progress


class ClusterError(ComityError):
    """A cluster that cannot be reached, or that could not do the work."""


@dataclass(frozen=True)
class Spark:
    """A cluster by its address, `spark://host:7077`, or `local[2]` for two cores of this machine."""

    master: str
    library: LawLibrary = field(default_factory=LawLibrary)

    def run(self, work: Work, splits: Sequence[Split]) -> Iterator[Replay]:
        """What each split came to.

        Raises:
            ClusterError: Spark or Java is missing, or the cluster gave up.
            ReplayError: what is wrong with the file, the map or the law.
        """
        context = _context(self.master)
        try:
            step = max(1, context.defaultParallelism * _AT_ONCE)
            for start in range(0, len(splits), step):
                yield from self._some(context, work, splits[start : start + step])
        finally:
            context.stop()

    def _some(self, context: SparkContext, work: Work, splits: Sequence[Split]) -> Iterator[Replay]:
        from py4j.protocol import Py4JError  # noqa: PLC0415 - only where there is Spark

        law = self.library
        told = (law.folders, tuple(law.bound.items()), tuple(law.why_withheld.items()))
        try:
            found = context.parallelize(splits, len(splits)).map(lambda split: _worked(work, told, split)).collect()
        except Py4JError as error:
            why = str(error).splitlines()[0]
            raise ClusterError(f"the cluster gave up: {why}", help="See the log of its workers.") from None
        for part in found:
            if isinstance(part, _Refused):
                raise ReplayError(part.message, help=part.help)
            yield part


class _Refused(NamedTuple):
    """An error, as it travels between machines."""

    message: str
    help: str


def _worked(work: Work, law: _Law, split: Split) -> Replay | _Refused:
    """One split, in a worker; what is wrong with its rows comes back as it is, and not as a traceback."""
    result = Replay(work.row_map.agency_in(work.law))
    try:
        for part in decide_split(work, split, _library(law), _settler(work.most_kinds)):
            result.add(part)
    except ComityError as error:
        return _Refused(error.message, error.help)
    return result


@lru_cache(maxsize=4)
def _library(law: _Law) -> LawLibrary:
    folders, bound, withheld = law
    return LawLibrary(folders, bound=dict(bound), withheld=dict(withheld))


@lru_cache(maxsize=2)
def _settler(most_kinds: int) -> Settler:
    """Kinds of open rows are remembered from split to split."""
    return Settler(most_kinds)


def _context(master: str) -> SparkContext:
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415 - only where there is Spark
        from pyspark import SparkConf, SparkContext  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415
    except ImportError:
        raise ClusterError("Spark is not installed", help="Install it: `pip install 'comity[spark]'`.") from None
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise ClusterError("there is no Java here", help="Install Java 17 or later; on Debian: default-jre-headless.")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of each connection that it closes
    settings = {
        "spark.app.name": "comity",
        "spark.log.level": "ERROR",
        "spark.executor.memory": "512m",
    }  # it only schedules
    settings |= {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    if master.startswith("local") or _LOOPBACK in master:
        os.environ.setdefault("SPARK_LOCAL_IP", _LOOPBACK)
        settings |= {"spark.driver.host": _LOOPBACK, "spark.driver.bindAddress": _LOOPBACK}
    try:
        return SparkContext(master, conf=SparkConf().setAll(list(settings.items())))
    except (Py4JError, PySparkException, OSError) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ClusterError(f"the cluster `{master}` cannot be reached: {told}", help="Is its master running?") from None
