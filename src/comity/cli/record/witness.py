"""`comity witness`: be a witness of somebody's log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.record.key_file import new_keys, read_keys
from comity.cli.record.opening import OpeningError, clock_of, read_input
from comity.cli.record.wording import counted
from comity.cli.screen import say
from comity.witness import LOOPBACK, PORT, Cosigner, WitnessMemory, WitnessServer, read_logs

HELP = """Be a witness: sign the heads of logs that only ever grow, and nothing else.

A witness remembers the last head of each log on its list and signs a new one only with a proof that the old one is its
beginning. It speaks c2sp.org/tlog-witness, so that logs of other makers can ask it too.

\b
Examples:
  comity witness init inspector.example --keys inspector.key --url http://127.0.0.1:7380
  comity witness serve --keys inspector.key --memory inspector.db --logs log.pub

\b
Exit codes:
  0  done, or stopped
  1  refused: the keys, the memory or the list cannot be used
"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False, help=HELP)

Keys = Annotated[Path, typer.Option(help="The file with the key of the witness.")]


@app.command(
    help="""Make the key of a witness, and write its line for policies beside it.

\b
Examples:
  comity witness init inspector.example --keys inspector.key --url http://127.0.0.1:7380
  comity witness init inspector.example --keys inspector.key --url https://witness.example --post-quantum
""",
    short_help="Make the key of a witness.",
)
def init(
    name: Annotated[str, typer.Argument(help="The name of the witness, a host name you own.")],
    url: Annotated[str, typer.Option(help="Where logs will ask it.")],
    keys: Keys = Path("witness.key"),
    as_name: Annotated[
        str | None,
        typer.Option("--as", metavar="WORD", help="Its name in policies; the first part of its name if left out."),
    ] = None,
    post_quantum: Annotated[
        bool, typer.Option("--post-quantum", help="Make an ML-DSA-44 key, which withstands a quantum computer.")
    ] = False,
) -> None:
    """Make a witness's key."""
    made = new_keys(keys, name, ("mldsa44",) if post_quantum else ("cosignature",))
    line = f"witness {as_name or name.split('.')[0]} {made[0].verifier} {url}\n"
    keys.with_suffix(".pub").write_text(line, "utf-8")
    say(f"the key of {name} is in {keys.name}, its line for policies in {keys.with_suffix('.pub').name}")


@app.command(
    help="""Serve a witness until it is stopped.

It listens to this machine alone unless you name another address; put a web server with TLS in front of it. Its memory
must survive: a witness that has lost it is retired, not started again with an empty one.

\b
Examples:
  comity witness serve --keys inspector.key --memory inspector.db --logs log.pub
  comity witness serve --keys inspector.key --memory inspector.db --logs policy --listen 127.0.0.1:7381
""",
    short_help="Serve a witness until it is stopped.",
)
def serve(
    context: typer.Context,
    logs: Annotated[Path, typer.Option(help="The logs to sign for: `log KEY` lines, or a policy.")],
    keys: Keys = Path("witness.key"),
    memory: Annotated[Path, typer.Option(help="The file in which it remembers the heads it has signed.")] = Path(
        "witness.db"
    ),
    listen: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where to listen.")] = f"{LOOPBACK}:{PORT}",
) -> None:
    """Serve a witness."""
    known, signing = read_logs(read_input(logs)), read_keys(keys)
    host, port = _place(listen)
    remembered = WitnessMemory(memory)
    try:
        cosigner = Cosigner(signing, known, remembered, clock_of(context.obj))
        server = WitnessServer(cosigner, host=host, port=port, tell=lambda words: say(f"alarm: {words}", sys.stderr))
        try:
            say(f"{signing[0].verifier.name} witnesses {counted(len(known), 'log')} at {server.address}")
            sys.stdout.flush()
            server.run()
        except KeyboardInterrupt:
            say("stopped")
        finally:
            server.stop()
    finally:
        remembered.close()


def _place(listen: str) -> tuple[str, int]:
    host, colon, port = listen.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise OpeningError(f"`{listen}` is not a host and a port", help="Write it as 127.0.0.1:7380.")
    return host, int(port)
