"""The witnesses of a demonstration: an inspector and two other counties, on this machine, each with keys of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from comity.cli.record.key_file import new_keys, read_keys
from comity.ledger import SigningKey
from comity.witness import Cosigner, WitnessMemory, WitnessServer

NAMES = ("inspector", "county-b", "county-c")
_GROUPS = (
    "group outside all county-b county-c",
    "group enough all inspector outside",
    "quorum enough",
)


@contextmanager
def served_witnesses(folder: Path, log_keys: list[SigningKey], clock: Callable[[], int]) -> Iterator[str]:
    """Serve the witnesses as long as the block lasts; gives the policy that asks for all three."""
    with ExitStack() as stack:
        lines = [f"log {key.verifier}" for key in log_keys]
        for name in NAMES:
            keys = _keys(folder / f"{name}.key", f"{name}.example")
            memory = WitnessMemory(folder / f"{name}.db")
            stack.callback(memory.close)
            logs = {log_keys[0].verifier.name: tuple(key.verifier for key in log_keys)}
            server = WitnessServer(Cosigner(keys, logs, memory, clock), port=0)
            server.start()
            stack.callback(server.stop)
            lines.append(f"witness {name} {keys[0].verifier} {server.address}")
        yield "\n".join([*lines, *_GROUPS, ""])


def _keys(path: Path, name: str) -> list[SigningKey]:
    return read_keys(path) if path.exists() else new_keys(path, name, ("cosignature",))
