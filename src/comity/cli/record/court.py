"""`comity court`: what a court runs on a machine of its own, to have records sealed for it and to open them again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from comity.cli.record.opening import OpeningError, read_input
from comity.cli.screen import say
from comity.matters import open_as_court

FIRST_LINE = "comity court key v1"
HELP = """Open what was sealed for a court: run by the court, on a machine of its own.

\b
The usual order:
  comity court key                          once; give the office the public key
  comity court open sealed-key-1a2b3c4d.json   when a record is to be opened; give the office what it prints
"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False, help=HELP)


@app.command(
    help="""Make the court's key, and print the public part, which the office enters with the order.

Keep the file, and a copy of it in another place: without it nobody opens what was sealed for it.

\b
Examples:
  comity court key
  comity court key --out superior-court.key
""",
    short_help="Make the court's key and print its public part.",
)
def key(out: Annotated[Path, typer.Option(help="The file for the secret key.")] = Path("court.key")) -> None:
    """Make a key that only the owner of its file may read."""
    secret = X25519PrivateKey.generate()
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{FIRST_LINE}\n{secret.private_bytes_raw().hex()}\n")
    except FileExistsError:
        raise OpeningError(
            f"there is a file `{out}` already", help="Name another; a key is never overwritten."
        ) from None
    except OSError as error:
        raise OpeningError(f"`{out}` cannot be written: {error.strerror}", help="Name another place.") from error
    say(f"the secret key is in {out.name}; keep it, and a copy in another place")
    say(f"public key: {secret.public_key().public_bytes_raw().hex()}")


@app.command(
    "open",
    help="""Open the locked key of a record that was sealed for this court, and print it for the office.

What it prints opens the record: give it to the office together with the order, and to nobody else.

\b
Examples:
  comity court open sealed-key-1a2b3c4d.json
  comity court open sealed-key-1a2b3c4d.json --key superior-court.key
""",
    short_help="Open the locked key of a sealed record.",
)
def open_record(
    sealed: Annotated[Path, typer.Argument(help="The file with the locked key, as the office gave it.")],
    key: Annotated[Path, typer.Option(help="The court's key.")] = Path("court.key"),
) -> None:
    """Open it."""
    handle, blob = _locked(sealed)
    say(open_as_court(blob, handle, _secret(key)).secret.hex())


def _locked(path: Path) -> tuple[str, bytes]:
    try:
        said = json.loads(read_input(path))
        return str(said["record"]), bytes.fromhex(said["sealed_key"])
    except (KeyError, TypeError, ValueError) as error:
        raise OpeningError(
            f"`{path.name}` is no locked key of a record",
            help="Name the file that the office gave with the certificate.",
        ) from error


def _secret(path: Path) -> X25519PrivateKey:
    first, _, rest = read_input(path).decode("utf-8", "replace").partition("\n")
    try:
        if first != FIRST_LINE:
            raise ValueError(first)
        return X25519PrivateKey.from_private_bytes(bytes.fromhex(rest.strip()))
    except ValueError as error:
        raise OpeningError(
            f"`{path.name}` is no key of a court", help="Name the file that `comity court key` has made."
        ) from error
