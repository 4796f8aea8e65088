"""A desk that has lived, written down by the program that it lived under: no table of the store is empty.

It is kept once for each schema, by that schema's own program, from a worktree of its commit:

    git worktree add ../older c9897d6
    PYTHONPATH=../older/src:../older/tests:tests COMITY_HOME=... python -m contract.lived FILE

Everybody in it is invented.
"""

import json
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from contract.all_rows import rows_of

MADE_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
NOT_KEPT = {"django_session", "sqlite_stat1", "sqlite_stat4"}  # a shift is over by the day of an upgrade
PASSWORD = "harbor lantern seven gulls"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def main(place: Path) -> None:
    """Let a desk live, and write down its rows, the files beside them, and what its program read in them."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from comity.store.desk import current
    from contract.desk import Clock

    call_command("migrate", verbosity=0, skip_checks=True)
    settings.COMITY_CLOCK = Clock()
    secrets = _Life(current()).live()
    record = current().records.record
    beside, apart = rows_of(record.payloads.database), rows_of(record.keys.database)
    said = {
        "beside": {name: beside[name] for name in beside.keys() - MADE_BY_MIGRATE - NOT_KEPT},
        "apart": {name: apart[name] for name in apart.keys() - NOT_KEPT},
        "wrapping": {path.name: path.read_text() for path in settings.COMITY_HOME.wrapping.iterdir()},
        "secret": settings.COMITY_HOME.secret_file.read_text(),
        "states": states(current().records),
        "secrets": secrets,
    }
    place.write_text(_lines(said) + "\n")


def states(records: Any) -> dict[str, Any]:
    """The state of every matter that can be read, as plain values."""
    from comity.gate.bodies import written
    from comity.store.models import Matter

    handles = list(Matter.objects.order_by("handle").values_list("handle", flat=True))
    handles += [records.office(), records.refusals()]
    found = records.states(list(dict.fromkeys(handles)))
    return {handle: json.loads(json.dumps(written(state), default=dict)) for handle, state in sorted(found.items())}


def _lines(value: Any, depth: int = 4) -> str:
    """JSON with each row of a table on a line of its own, so that a person can look through it."""
    match value:
        case dict() if depth:
            told = (f"{json.dumps(name)}: {_lines(value[name], depth - 1)}" for name in sorted(value))
            return "{\n" + ",\n".join(told) + "\n}"
        case list() if depth:
            return "[\n" + ",\n".join(_lines(each, 0) for each in value) + "\n]"
    return json.dumps(value, sort_keys=True)


class _Life:
    """What happens at the desk: every command of that day, and everything that hangs on matters beside them."""

    def __init__(self, opened: Any) -> None:
        from contract.desk import Desk

        self.opened = opened
        after = {"erase": opened.erasing.begin, "seal": opened.sealing.begin}
        self.desk = Desk(opened.records, law=opened.law, drafts=opened.law.drafts, **after)
        self.now = self.desk.clock.now

    def live(self) -> dict[str, str]:
        """All of it; says the secrets that only their holders know."""
        token, calendar = self.programs()
        handle, request = self.person()
        self.custody(handle, request)
        self.beside(handle)
        self.office()
        self.found(handle)
        self.courts()
        self.accounts()
        return {
            "token": token,
            "calendar": calendar,
            "matter": handle,
            "endpoint": self.endpoint,
            "erased": self.erased,
        }

    def programs(self) -> tuple[str, str]:
        """Programs and calendars come in, and an address is told what happens."""
        from comity.gate import Role
        from comity.store.hooks.endpoints import add_endpoint
        from comity.store.tokens import issue_address, issue_token

        _, self.endpoint = add_endpoint("https://hooks.example/in", ["request_received"], by="a.wires", at=self.now)
        until = self.now + timedelta(days=90)
        _, token = issue_token("booth", Role.DESK, by="a.wires", at=self.now, expires_at=until)
        return token, issue_address("l.clause", Role.LEGAL, at=self.now)

    def person(self) -> tuple[str, str]:
        """Somebody is held, three agencies ask, and the desk answers, reviews and overrides."""
        from comity.facts import Ask
        from comity.gate import commands
        from contract.desk import CALIFORNIA, COUNSEL, LEGAL, OTHER_LEGAL, SUPERVISOR, charges

        do, due = self.desk.do, self.now + timedelta(hours=8)
        handle = self.desk.open(name="Elena Kept", charges=charges("PC 459", "PC 245"), release_due=due)
        paper = self.opened.papers.keep(handle, "i247a.pdf", b"a paper of long ago")
        do(commands.AppointCounsel(handle, COUNSEL.name, "C. Defence"))
        asked = self.desk.receive(handle, Ask.HOLD, Ask.INTERVIEW, Ask.ASSIST, papers=(paper,), facts=CALIFORNIA)
        do(commands.DisputeFact(handle, "judicial_warrant", True, request=asked.id, said_by="Elena Kept"))
        do(commands.AskReview(handle, asked.id, "And the interview?", Ask.INTERVIEW))
        review = next(iter(self.desk.matter(handle).reviews))
        do(commands.GiveReview(handle, review, "do_not", "The section says so."), LEGAL)
        self.desk.answer(handle, asked.id, Ask.HOLD, False)
        held = self.desk.receive(handle, Ask.HOLD).id
        for confirm in (False, True):
            do(commands.ProposeOverride(handle, held, Ask.HOLD, "do", "A judge telephoned."), SUPERVISOR)
            override = list(self.desk.matter(handle).overrides)[-1]
            do(commands.SettleOverride(handle, override, confirm, "" if confirm else "Nobody did."), OTHER_LEGAL)
        self.desk.answer(handle, held, Ask.HOLD, True)
        do(commands.StartHold(handle, held))
        return handle, asked.id

    def custody(self, handle: str, request: str) -> None:
        """Letters, duties, court, visits, notes, alarms, readings."""
        from comity.facts import Ask
        from comity.gate import commands
        from comity.gate.adding.commands import AddPaper
        from comity.gate.state import CourtDate, Person
        from comity.gate.visiting.commands import RecordVisit
        from contract.desk import PAPER, SYSTEM

        do, matter = self.desk.do, self.desk.matter(handle)
        letter = commands.GiveNotice(handle, request, "request_copy", "person", "es", "cd" * 32, "hand")
        notice = next(iter(do(letter).matter.notices))
        do(commands.ConfirmNotice(handle, notice, "read it"))
        duty = next(key for key, each in matter.duties.items() if each.request == request and each.active)
        do(commands.FinishDuty(handle, duty, "handed over"))
        do(commands.Disclose(handle, "release date", "ICE", request))
        do(commands.RecordCourtDate(handle, CourtDate(self.now + timedelta(days=3), "Department 4")))
        do(RecordVisit(handle, "ice_ero", Ask.INTERVIEW, False, officer="Officer Invented", request=request))
        do(AddPaper(handle, request, PAPER))
        do(commands.WriteNote(handle, "Called the court."))
        do(commands.ReadMatter(handle, "person"))
        do(commands.RaiseAlarm(handle, "alarm", "release_near", "release", "Release is due."), SYSTEM)
        do(commands.ConfirmAlarm(handle, "alarm"))
        do(commands.EndHold(handle, next(iter(self.desk.matter(handle).holds)), "The order was withdrawn."))
        do(commands.MergePersons(handle, Person("p-1", "Elena Kept")))
        other = self.desk.open(name="Ben Kept", number="B-2")
        do(commands.Transfer(other, "the county hospital"))
        do(commands.Release(self.desk.open(name="Cora Kept", number="B-3")))
        do(commands.CloseMatter(self.desk.open(name="Dan Kept", number="B-4"), "Opened by mistake."))

    def beside(self, handle: str) -> None:
        """What feeds, uploads, programs, sweeps and mail keep of it."""
        from comity.gate.bringing.book import Entry, Run
        from comity.store.idempotency import Asked, Reply, once
        from comity.store.models import CodeCount, OutboxMessage, Upload
        from comity.store.oversight.sweep_book import DjangoSweepBook

        book, now = self.opened.book, self.now
        book.enter("county", [Entry("B-1", handle, "p-1", "ab")])
        book.enter_persons("county", {"p": "p-1"})
        book.keep_run(Run("county", "cd", 2, 2, 0, finished=True))
        once(self.opened.records, Asked("program", "key", "ef"), now, lambda: Reply(200, "{}", handle))
        Upload.objects.create(id="u1", name="day.csv", mapping="county", size=3, sha256="ef" * 32, content=b"a,b",
                              uploaded_at=now, uploaded_by="d.booth", state="waiting", report="")  # fmt: skip
        OutboxMessage.objects.create(
            id="m1",
            matter_id=handle,
            to="c.defence@example.org",
            user="c.defence",
            subject="A letter",
            body="It waits.",
            kind="notice",
            language="en",
            attachments=[["a.pdf", "ef" * 32]],
            queued_at=now,
            why="",
        )
        CodeCount.objects.create(day="2026-11-20", basis="us-ca", decision="do_not", kind="x", org="y", number=3)
        sweep = DjangoSweepBook(self.opened.records)
        sweep.enter("notes", {"n1": handle, "n2": ""})
        sweep.enter_mark("mail", "7")
        sweep.enter_matters({handle: 5})
        reading = type("Reading", (), {"texts": 3, "contacts": 1, "refused": 0})()
        sweep.count("notes", "note", now.date(), reading)

    def office(self) -> None:
        """Reports, law of its own, signed cases, refusals, what was set up."""
        from comity.gate import commands
        from comity.gate.ordering.commands import OrderLaw, SettleLaw
        from comity.store.adopting.files import begin_draft
        from contract.county import COUNTY
        from contract.desk import LEGAL, LIBRARY, OTHER_LEGAL, SYSTEM
        from contract.signing import signing

        do, day = self.desk.do, self.now.date()
        begin_draft(COUNTY, by="l.clause", at=self.now)
        do(signing(LIBRARY), LEGAL)
        do(commands.ChangeSetup("address", "1 Invented Street"), SYSTEM)
        do(commands.RecordRefusal("set_up", "p.pier as policy: /set-up/"), SYSTEM)
        last_year = day.replace(year=2025)
        figures = {"layout": "us-ca/7284-6-c2", "begins": last_year, "ends": last_year}
        do(commands.FileReport("draft", value={"hearings": 3}, **figures), LEGAL)
        for why, agreed in (("Too early.", False), ("The board, 17 November 2026.", True)):
            ordered = do(OrderLaw(COUNTY.digest, day + timedelta(days=7), why), OTHER_LEGAL).matter.orders
            said = {} if agreed else {"why": "Not yet."}
            do(SettleLaw(list(ordered)[-1], agreed=agreed, files=COUNTY.digest, **said), LEGAL)

    def found(self, handle: str) -> None:
        """What the sweep found about somebody and about nobody; one explained, one matched, one opened again."""
        from comity.gate.findings import commands as findings
        from comity.gate.findings.state import Seen
        from contract.desk import SUPERVISOR, SYSTEM

        do, words = self.desk.do, "Told ICE that Elena Kept is in court"
        seen = Seen("f1", "mail", "mail", "<1>", self.now, "told", "to_them", "ice", "telling", "told", "did_not_know")
        for number in range(1, 4):
            do(findings.RaiseFinding(replace(seen, id=f"f{number}", excerpt=words, end=8), handle), SYSTEM)
        do(findings.OpenFinding(handle, "f1"), SUPERVISOR)
        for which in ("f1", "f2"):
            do(findings.ExplainFinding(handle, which, "no_contact", "It was ice on the road."), SUPERVISOR)
        do(findings.ReopenFinding(handle, "f2", "It was not."), SUPERVISOR)
        do(findings.MatchFinding(handle, "f3", self.now, "it is on record"), SYSTEM)
        for which, said in (("n1", words), ("n2", "Called ICE about somebody")):
            do(findings.RaiseFinding(replace(seen, id=which, excerpt=said, end=8)), SYSTEM)

    def courts(self) -> None:
        """One record is erased, one is to be erased, one is sealed, one is to be sealed."""
        from comity.gate import commands
        from comity.gate.sealing.commands import OrderSealing, SettleSealing
        from comity.site.sealing import opened_sealer
        from contract.desk import LEGAL, SUPERVISOR

        gone, going, sealed, sealing = (self.desk.open(name=f"{name} Gone", number=f"B-1{name}") for name in "ABCD")
        self.opened.papers.keep(gone, "old.pdf", b"a paper of somebody who is erased")
        for handle in (gone, going):
            self.desk.do(commands.OrderErasure(handle, "Superior Court, order 26-0001"), LEGAL)
        self.desk.do(commands.ApproveErasure(gone), SUPERVISOR)
        for handle in (sealed, sealing):
            self.desk.do(OrderSealing(handle, "order 26-0002", "Superior Court", COURT), LEGAL)
        self.desk.do(SettleSealing(sealed, agreed=True), SUPERVISOR)
        with opened_sealer() as sealer:
            sealer.seal()
        self.opened.erasing.resume(self.opened.records)
        self.opened.sealing.resume(self.opened.records)
        self.erased = gone

    def accounts(self) -> None:
        """Who signs in, in two roles, with an app, a passkey and codes on paper; somebody who tried."""
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
        from allauth.mfa.totp.internal.auth import TOTP as APP
        from allauth.socialaccount.models import SocialAccount
        from axes.models import AccessAttempt
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group

        user = get_user_model().objects.create_user("l.clause", "l.clause@example.org", PASSWORD, first_name="Lee")
        user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in ("legal", "inspector")))
        APP.activate(user, TOTP)
        RecoveryCodes.activate(user)
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "A key", "credential": {"id": "AQ"}})
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        SocialAccount.objects.create(user=user, provider="city", uid="u-1", extra_data={"email": user.email})
        AccessAttempt.objects.create(username="x", ip_address="192.0.2.1", failures_since_start=2, user_agent="",
                                     get_data="", post_data="", http_accept="", path_info="/")  # fmt: skip


COURT = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"  # a public key of X25519


if __name__ == "__main__":
    main(Path(sys.argv[1]))
