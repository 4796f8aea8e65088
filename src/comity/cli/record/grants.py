"""`comity ledger grants`: the fewest rights with which each program works, as a script for PostgreSQL.

Four roles: who *serves* the desk appends and reads; who *signs* keeps heads and the index of tags; who *erases* deletes
payloads; and who holds the *keys* sees nothing but the database of the keys. None may change an entry, a tile or a
head, and none but the owner of the tables may take the guards off.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

import typer

from comity.base import ComityError
from comity.cli.screen import say

GRANTS = """Print the rights of each role, as a script for PostgreSQL; it changes nothing itself.

Run it as a superuser once the tables are there, in the database of the log, and with `--database keys` in that
of the matters' keys. The roles have to be there.

\b
Examples:
  comity ledger grants | psql -d desk
  comity ledger grants --database keys | psql -d desk_keys
  comity ledger grants --serving web --signing clock --erasing clock
"""


_ROLE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")


class Where(StrEnum):
    """In which of the two databases."""

    LOG = "log"
    KEYS = "keys"


class GrantError(ComityError):
    """A name that no role can have."""


def grants(
    database: Annotated[Where, typer.Option(help="The rights in the database of the log, or of the keys.")] = Where.LOG,
    serving: Annotated[str, typer.Option(metavar="ROLE", help="Who serves the desk.")] = "comity_desk",
    signing: Annotated[str, typer.Option(metavar="ROLE", help="Who signs, and keeps the index.")] = "comity_signer",
    erasing: Annotated[str, typer.Option(metavar="ROLE", help="Who erases matters.")] = "comity_eraser",
    keeping: Annotated[str, typer.Option(metavar="ROLE", help="Who opens the database of the keys.")] = "comity_keys",
) -> None:
    """Print the script."""
    roles = {"serving": serving, "signing": signing, "erasing": erasing, "keeping": keeping}
    named = {part: _quoted(role) for part, role in roles.items()}
    say((_LOG if database is Where.LOG else _KEYS).format(**named).rstrip("\n"))


def _quoted(role: str) -> str:
    if not _ROLE.fullmatch(role):
        raise GrantError(
            f"`{role[:60]}` is no name for these roles", help="Use letters, figures, `_` and `-`, a letter first."
        )
    return f'"{role}"'


_LOG = """\
BEGIN;
REVOKE ALL ON ledger_entry, ledger_tile, ledger_head, ledger_inbox, ledger_posted,
    matter_book, matter_event, tag_index, tag_bucket, tag_published
    FROM PUBLIC, {serving}, {signing}, {erasing};
-- everybody who works here reads the log and the index
GRANT SELECT ON ledger_entry, ledger_tile, ledger_head, ledger_posted, tag_index, tag_bucket, tag_published
    TO {serving}, {signing}, {erasing};
-- the desk appends in turn; it closes no log, signs nothing, and takes nothing back
GRANT INSERT ON ledger_entry, ledger_tile TO {serving}, {signing}, {erasing};
GRANT SELECT, INSERT ON matter_book, matter_event TO {serving}, {erasing};
GRANT UPDATE (closed) ON matter_book TO {serving}, {erasing};
GRANT SELECT (ticket), INSERT ON ledger_inbox TO {serving};
-- the signer keeps heads, the index, and what other systems have put into the inbox
GRANT INSERT ON ledger_head, ledger_posted TO {signing};
GRANT SELECT, DELETE ON ledger_inbox TO {signing};
GRANT INSERT, UPDATE, DELETE ON tag_index, tag_bucket, tag_published TO {signing};
-- an erasure deletes encrypted payloads; their entries in the log stay
GRANT DELETE ON matter_book, matter_event TO {erasing};
-- the tables of a desk, where there is one: pages and the clock write them, whoever signs sees no person in them, and
-- of the settings, some of which are secrets, only how far was counted
DO $$ DECLARE its regclass; BEGIN
    FOR its IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        AND relname ~ '^(store|auth|account|mfa|socialaccount|axes|django)_' LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, {serving}, {signing}, {erasing}', its);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO {serving}, {erasing}', its);
    END LOOP;
    -- what is sealed is counted for the public page, by its codes
    FOR its IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        AND relname IN ('store_setting', 'store_codecount') LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO {signing}', its);
    END LOOP;
    IF to_regclass('store_setting') IS NOT NULL THEN
        ALTER TABLE store_setting ENABLE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS comity_all ON store_setting;
        DROP POLICY IF EXISTS comity_counts ON store_setting;
        CREATE POLICY comity_all ON store_setting TO {serving}, {erasing} USING (true);
        CREATE POLICY comity_counts ON store_setting TO {signing} USING (name = 'counts');
    END IF;
END $$;
-- after an erasure the tables are rewritten, so that nothing is left in their files: MAINTAIN (from version 17); before
-- version 17 only their owner can erase
DO $$ DECLARE its regclass; BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        FOR its IN SELECT oid FROM pg_class WHERE relkind = 'r' AND (oid = 'pg_catalog.pg_statistic'::regclass
            OR relnamespace = current_schema()::regnamespace AND relname ~ '^(store_|matter_book$|matter_event$)') LOOP
            EXECUTE format('GRANT MAINTAIN ON %s TO {erasing}', its);
        END LOOP;
    END IF;
END $$;
COMMIT;
"""
_KEYS = """\
BEGIN;
-- a connection to this database is itself a secret: its role is another one than that of the tables of the desk
DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {keeping}', current_database());
END $$;
REVOKE ALL ON matter_key, matter_erasure FROM PUBLIC, {keeping};
GRANT SELECT, INSERT, UPDATE ON matter_key TO {keeping};
GRANT SELECT, INSERT, UPDATE, DELETE ON matter_erasure TO {keeping};
-- after an erasure the tables are rewritten; before version 17 only their owner can do that
DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON matter_key, matter_erasure TO {keeping}';
    END IF;
END $$;
COMMIT;
"""
