"""What all tests share: a tally for the closing summary, and no skip that goes unseen."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

TALLY = pytest.StashKey[Counter[str]]()

# One commit gives one verdict in CI; at home every run looks somewhere new.
settings.register_profile(
    "comity",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", settings.get_profile("comity"), max_examples=5_000)
settings.load_profile("comity")


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Count what a test has checked: `tally("laws checked")`, `tally("examples", 40)`; the summary shows the sums."""
    counts = request.config.stash[TALLY]

    def add(name: str, number: int = 1) -> None:
        counts[name] += number

    return add


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """What gives the address of an empty database of a real PostgreSQL at each call, one server for the session."""
    from contract.servers import databases

    with databases() as database:
        yield database


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for the whole session: a second playwright in one process does not start."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not chromium:
        pytest.skip("there is no Chromium here")
    # playwright keeps a loop in this thread, beside which Django would not ask its database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `./dev test --strict` forbid skipping."""
    parser.addoption("--no-skips", action="store_true", help="a skipped or expected failure fails the run")


def pytest_configure(config: pytest.Config) -> None:
    """Begin an empty tally; of several processes that share the tests, the first adds up what the others counted."""
    config.stash[TALLY] = Counter()
    config.addinivalue_line("markers", "long: a file that takes long although it has few tests")
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(_AddedUp(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, let files that take long be begun first, then those with most tests.

    So no process is left alone at the end with a file that has one long test.
    """
    if hasattr(config, "workerinput"):
        sizes = Counter(item.path for item in items)
        items.sort(key=lambda item: (item.get_closest_marker("long") is None, -sizes[item.path]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin in the language that was set: a page stays the language of its thread until the next one is asked for."""
    if spoken := sys.modules.get("django.utils.translation.trans_real"):
        spoken.deactivate()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the tally to the first process, where there are several."""
    given = getattr(session.config, "workeroutput", None)
    if given is not None:
        given["tally"] = dict(session.config.stash[TALLY])


class _AddedUp:
    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_xdist_setupnodes(self) -> None:
        """Let each process open a desk of its own, and not the one that a conftest has opened here."""
        for name in ("DJANGO_SETTINGS_MODULE", "COMITY_HOME"):
            os.environ.pop(name, None)

    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a process counted."""
        self._config.stash[TALLY].update(getattr(node, "workeroutput", {}).get("tally", {}))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where nothing may be skipped."""
    report = yield
    return _refused(report) if report.skipped and item.config.getoption("--no-skips") else report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for a whole file that skips itself."""
    report = yield
    return _refused(report) if report.skipped and collector.config.getoption("--no-skips") else report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was checked, and what was skipped and why."""
    rows = [("stages", stages)] if (stages := os.environ.get("COMITY_STAGES")) else []
    rows += [(name, f"{number:,}") for name, number in sorted(config.stash[TALLY].items())]
    skipped = [_reason(report) for kind in ("skipped", "xfailed") for report in terminalreporter.stats.get(kind, [])]
    rows += [("skipped", f"{number} x {reason}") for reason, number in sorted(Counter(skipped).items())]
    rows += [] if skipped else [("skipped", "none")]
    terminalreporter.section("what was checked", sep="-")
    for name, words in rows:
        terminalreporter.line(f"{name:<24} {words}")


def _refused(report: Any) -> Any:
    report.longrepr = f"nothing may be skipped under --strict, but: {_reason(report)}"
    report.outcome = "failed"
    if hasattr(report, "wasxfail"):
        del report.wasxfail
    return report


def _reason(report: Any) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail: {report.wasxfail or 'no reason given'}"
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    return str(reason).removeprefix("Skipped: ")
