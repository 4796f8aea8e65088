"""What the machine's surroundings say of a desk: hosts, database, mail, other ways to sign in; and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from comity.base import ComityError
from comity.site.home import Home

Surroundings = Mapping[str, str]
Settings = dict[str, object]

POSTGRES = ("postgresql", "postgres")
BUSY_SECONDS = 20  # a clerk rather waits than reads that somebody else is writing
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"


class SurroundingsError(ComityError):
    """A desk that must not be started as its surroundings say."""


def is_on(surroundings: Surroundings, name: str) -> bool:
    """Whether a switch is on: `1` is on, `0` or nothing is off.

    Raises:
        SurroundingsError: it says anything else.
    """
    said = surroundings.get(name, "")
    if said not in {"", "0", "1"}:
        raise SurroundingsError(f"`{name}` says `{said}`", help="Write 1 to turn it on, 0 to turn it off.")
    return said == "1"


def count(surroundings: Surroundings, name: str, *, most: int = 9) -> int:
    """A number that is not too large, nought if it is not given.

    Raises:
        SurroundingsError: it is none.
    """
    said = surroundings.get(name) or "0"
    if not said.isdecimal() or int(said) > most:
        raise SurroundingsError(f"`{name}` says `{said}`", help=f"Write a number from 0 to {most}.")
    return int(said)


def secret(surroundings: Surroundings, name: str) -> str:
    """A secret, from the variable itself or from the file that `<name>_FILE` names."""
    if path := surroundings.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return surroundings.get(name, "")


def hosts(surroundings: Surroundings) -> list[str]:
    """The names under which the desk may be called, from `COMITY_HOSTS`; this machine alone if it says nothing.

    Raises:
        SurroundingsError: one of them stands for any name.
    """
    named = [name.strip() for name in surroundings.get("COMITY_HOSTS", "").split(",") if name.strip()]
    if wide := [name for name in named if "*" in name or name.startswith(".")]:
        raise SurroundingsError(f"`{wide[0]}` stands for many hosts", help="Name each host in `COMITY_HOSTS`.")
    return named or ["127.0.0.1", "localhost"]


def is_loopback(host: str) -> bool:
    """Whether a host can only be reached from the machine itself."""
    bare = host.strip("[]")
    if bare == "localhost":
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def refuse_plain_text(surroundings: Surroundings) -> None:
    """Refuse to send passwords and records in the clear over a network.

    Raises:
        SurroundingsError: others can reach the desk, and not by https.
    """
    reachable = [host for host in hosts(surroundings) if not is_loopback(host)]
    if reachable and not is_on(surroundings, "COMITY_HTTPS"):
        raise SurroundingsError(
            f"`{reachable[0]}` would be served without https",
            help="Serve it by https and say so with `COMITY_HTTPS=1`, or leave `COMITY_HOSTS` empty.",
        )


def demo(surroundings: Surroundings, home: Home) -> bool:
    """Whether this is a demonstration, in which a click signs in without a password.

    INVARIANT: never on a host that others can reach, and never on a home that was begun for real people.

    Raises:
        SurroundingsError: it is switched on in such a place.
    """
    if not is_on(surroundings, "COMITY_DEMO"):
        return False
    if reachable := [host for host in hosts(surroundings) if not is_loopback(host)]:
        raise SurroundingsError(
            f"a demonstration cannot be served as `{reachable[0]}`: anyone could sign in there",
            help="Leave `COMITY_HOSTS` empty for a demonstration, or turn `COMITY_DEMO` off.",
        )
    if is_on(surroundings, "COMITY_HTTPS") or count(surroundings, "COMITY_PROXIES"):
        raise SurroundingsError(
            "a demonstration is not served through a proxy or by https",
            help="Turn `COMITY_HTTPS` and `COMITY_PROXIES` off for a demonstration, or turn `COMITY_DEMO` off.",
        )
    if home.folder.exists() and any(home.folder.iterdir()) and not home.demo_mark.exists():
        raise SurroundingsError(
            f"`{home.folder}` was not begun for a demonstration", help="Name another folder in `COMITY_HOME`."
        )
    return True


def database(surroundings: Surroundings, home: Home) -> Settings:
    """Django's settings for the database: SQLite in the home, or the PostgreSQL that `COMITY_DATABASE` names.

    Raises:
        SurroundingsError: it names something else.
    """
    address = secret(surroundings, "COMITY_DATABASE")
    if not address:
        options = {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": PRAGMAS}
        return {"ENGINE": "comity.store.sqlite", "NAME": home.database, "CONN_MAX_AGE": None, "OPTIONS": options}
    parts = urlsplit(address)
    if parts.scheme not in POSTGRES:
        raise SurroundingsError(
            "`COMITY_DATABASE` does not name a PostgreSQL database", help="Write it as postgresql://user@host/database."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "comity",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(surroundings: Surroundings, home: Home) -> Settings:
    """Django's settings for mail: the server that `COMITY_SMTP` names, or files in the home.

    Raises:
        SurroundingsError: it names something that is no mail server.
    """
    address = secret(surroundings, "COMITY_SMTP")
    sender = surroundings.get("COMITY_MAIL_FROM", "comity@localhost")
    common: Settings = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": 20}
    if not address:
        files = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": home.mail}
        return {**common, **files}
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise SurroundingsError(
            "`COMITY_SMTP` does not name a mail server", help="Write it as smtp+starttls://user:password@host:587."
        )
    return {
        **common,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
    }


def identity_provider(surroundings: Surroundings) -> Settings | None:
    """Allauth's description of the city's own sign-in (OpenID Connect), or nothing if none is named.

    Raises:
        SurroundingsError: it is named in part, or without https.
    """
    said = {name: surroundings.get(f"COMITY_OIDC_{name}", "") for name in ("URL", "CLIENT", "NAME")}
    key = secret(surroundings, "COMITY_OIDC_SECRET")
    if not any((*said.values(), key)):
        return None
    if not (said["URL"] and said["CLIENT"] and key):
        raise SurroundingsError(
            "the city's own sign-in is named in part",
            help="Give `COMITY_OIDC_URL`, `COMITY_OIDC_CLIENT` and `COMITY_OIDC_SECRET`, or none of them.",
        )
    parts = urlsplit(said["URL"])
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise SurroundingsError("`COMITY_OIDC_URL` does not begin with https", help="Name the address with https.")
    return {
        "provider_id": "city",
        "name": said["NAME"] or "City account",
        "client_id": said["CLIENT"],
        "secret": key,
        "settings": {"server_url": said["URL"], "token_auth_method": "client_secret_basic"},
    }


def form_targets(surroundings: Surroundings) -> list[str]:
    """Where a form may lead besides here: browsers also hold the way to the city's own sign-in to this."""
    named = [surroundings.get(f"COMITY_OIDC_{name}", "") for name in ("URL", "SIGN_IN_URL")]
    origins = [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, filter(None, named))]
    return list(dict.fromkeys(origins))
