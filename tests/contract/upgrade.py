"""A desk as an older program left it, brought up to this program as an upgrade does; `contract.lived` keeps one.

    python -m contract.upgrade FILE    its rows in the schema that the file is named by, then every later migration

It works on the home and the database that the surroundings name, and prints what it found.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contract.all_rows import put, rows_of
from contract.lived import PASSWORD, TOTP, states

ACCOUNTS = ("auth", "account", "mfa", "socialaccount", "axes")
GONE = {"store_charge": "the charges stand in the rows of their matters"}
# what later programs know beside what was kept, and what it says of rows of before
ADDED: dict[str, dict[str, Any]] = {
    "store_duty": {"owed": 1},
    "store_laworder": {"repeals": 0},
    "store_finding": {"about_id": ""},
    "store_erasure": {"is_given": 0},
}


def main(place: Path) -> None:
    """Bring a kept desk up, and say what became of it."""
    said = json.loads(place.read_text())
    _begin_home(Path(os.environ["COMITY_HOME"]), said)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    import django

    django.setup()
    desk = _brought(said, place.stem)
    found = {**_compared(desk, said), **_seen(desk), "opens": _opens(desk, said.get("secrets", {}))}
    found |= _goes_on(desk)
    sys.stdout.write(json.dumps(found))


def _begin_home(home: Path, said: dict[str, Any]) -> None:
    (home / "wrapping").mkdir(mode=0o700)
    files = {f"wrapping/{name}": text for name, text in said["wrapping"].items()}
    files |= {"secret.key": said["secret"]} if "secret" in said else {}
    for name, text in files.items():
        (home / name).touch(0o600)
        (home / name).write_text(text)


def _brought(said: dict[str, Any], schema: str) -> Any:
    """The desk with the rows of before, after every migration since."""
    from django.core.management import call_command

    quiet: dict[str, Any] = {"verbosity": 0, "skip_checks": True}
    has_accounts = "auth_user" in said["beside"]
    for app in ACCOUNTS if has_accounts else ():
        call_command("migrate", app, **quiet)
    call_command("migrate", "store", schema, **quiet)
    from comity.store.desk import current

    for where in ("beside", "apart"):
        put(_database(current(), where), said[where])
    call_command("migrate", *([] if has_accounts else ["store"]), **quiet)
    return current()


def _compared(desk: Any, said: dict[str, Any]) -> dict[str, Any]:
    """Whether every value of before stands in its table, and every state is what it was."""
    lost, rows = [], 0
    for where in ("beside", "apart"):
        database = _database(desk, where)
        wanted = {name: _now(name, table, said[where]) for name, table in said[where].items() if name not in GONE}
        there = rows_of(database, wanted.keys())
        for name, table in wanted.items():
            lost += [f"{name}: {row}" for row in _missing(table, there[name])]
            rows += len(there[name]["rows"])
    gone = sorted(said["beside"].keys() - _database(desk, "beside").tables())
    read = states(desk.records)
    changed = [handle for handle, state in said.get("states", {}).items() if not _holds(read.get(handle), state)]
    return {"lost": lost, "rows": rows, "gone": gone, "changed states": changed, "states": len(said.get("states", ()))}


def _now(name: str, table: dict[str, Any], before: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table of before as this program has them."""
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    if name == "store_matter":
        rows = [{"charges": _charges(before["store_charge"], row["handle"])} | row for row in rows]
    if name == "store_nameword":
        rows = [row | {"id": f"{row['word']} {row['matter_id']}"} for row in rows]
    return [ADDED.get(name, {}) | row for row in rows]


def _charges(table: dict[str, Any], handle: str) -> str:
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    mine = sorted((row for row in rows if row["matter_id"] == handle), key=lambda row: row["position"])
    names = ("disposition", "grade", "offence", "title")
    told = [{name: row[name] for name in names if row[name]} for row in mine]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _missing(wanted: list[dict[str, Any]], there: dict[str, Any]) -> list[str]:
    """The rows that are not as they should be: each cell of them, and none beside them."""
    now = [dict(zip(there["columns"], row, strict=True)) for row in there["rows"]]
    before, after = (sorted(json.dumps(_plain(row), sort_keys=True) for row in rows) for rows in (wanted, now))
    return [row[:300] for row in sorted(set(before) ^ set(after))] or ([] if before == after else ["a row twice"])


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL keeps JSON by its meaning, SQLite by its letters."""
    return {
        name: _read(cell) if isinstance(cell, str) and cell[:1] in {"[", "{"} else cell for name, cell in row.items()
    }


def _read(cell: Any) -> Any:
    try:
        return json.loads(cell)
    except (TypeError, ValueError):
        return cell


def _holds(now: Any, before: Any) -> bool:
    """Whether a state says all that it said before; it may say more by now."""
    if isinstance(before, dict):
        return isinstance(now, dict) and all(_holds(now.get(name), said) for name, said in before.items())
    if isinstance(before, list):
        return isinstance(now, list) and len(now) == len(before) and all(map(_holds, now, before))
    return bool(now == before)


def _seen(desk: Any) -> dict[str, Any]:
    from django.db import connection

    from comity.matters import reconcile
    from comity.store.rebuild import check

    handle = _first(desk)
    return {
        "database": connection.vendor,
        "differences": [str(each) for each in check(desk.records)],
        "person": desk.records.matters([handle])[handle].person.name,
        "paper": _paper(desk),
        "fits": reconcile(desk.records.record).clean,
    }


def _opens(desk: Any, secrets: dict[str, str]) -> list[str]:
    """Who comes in with what they were given under the older program: their names."""
    if not secrets:
        return []
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import check_password

    from comity.store.hooks.sealed import opened
    from comity.store.models import WebhookEndpoint
    from comity.store.tokens import program_of, reader_of
    from desk_for_tests import code_of

    user = get_user_model().objects.get()
    app = Authenticator.objects.get(type="totp").wrap()
    at = datetime(2026, 11, 21, tzinfo=UTC)
    endpoint = WebhookEndpoint.objects.get()
    said = {
        program_of(secrets["token"], at).name: True,
        reader_of(secrets["calendar"], at).name: True,
        "password": check_password(PASSWORD, user.password),
        "app": app.validate_code(code_of(TOTP)),
        "address": opened(endpoint.secret, endpoint.id).newest == secrets["endpoint"],
        "certificate": "26-0001" in desk.erasing.certificate(secrets["erased"]),
    }
    return sorted(name for name, is_right in said.items() if is_right)


def _goes_on(desk: Any) -> dict[str, Any]:
    """What is done with it afterwards."""
    from comity.store.rebuild import check

    words, given = _words(desk), _given(desk, _first(desk))
    return {"words": words, "given": given, "differences afterwards": [str(each) for each in check(desk.records)]}


def _paper(desk: Any) -> str:
    from comity.store.models import Matter

    matters = desk.records.matters(Matter.objects.values_list("handle", flat=True))
    papers = [
        (handle, paper) for handle, one in matters.items() for each in one.requests.values() for paper in each.papers
    ]
    return str(desk.papers.read(papers[0][0], papers[0][1].sha256), "utf-8")


def _words(desk: Any) -> list[str]:
    """What was found about nobody, as it can be read now."""
    from comity.store.models import Finding

    rows = Finding.objects.filter(is_about_nobody=True).order_by("seen")
    return [desk.records.matters([row.matter_id])[row.matter_id].findings[row.seen].seen.excerpt for row in rows]


def _given(desk: Any, handle: str) -> list[str]:
    """The first of it is given to a person: their words, whether these stay in a lot, and what nobody has said of."""
    from comity.gate.findings.commands import JoinFinding
    from comity.store.models import Finding
    from contract.desk import SUPERVISOR

    row = Finding.objects.filter(is_about_nobody=True).order_by("seen").first()
    if row is None:
        return []
    found = desk.gate.do(JoinFinding(handle, row.matter_id, row.seen), SUPERVISOR).matter.findings[row.seen]
    return [found.seen.excerpt, str(found.joined.in_lot), *_words(desk)]


def _first(desk: Any) -> str:
    """The matter that somebody began first."""
    from comity.store.models import PaperFile

    return str(PaperFile.objects.values_list("matter_id", flat=True).get())


def _database(desk: Any, which: str) -> Any:
    record = desk.records.record
    return record.payloads.database if which == "beside" else record.keys.database


if __name__ == "__main__":
    main(Path(sys.argv[1]))
