"""Persons: found, shown, released, merged; whoever reads is recorded, whoever may not is told so."""

import re
from datetime import timedelta
from typing import Any

import pytest

READERS = ("desk", "legal", "supervisor", "inspector")
SCRIPT = '<script>alert("x")</script>'


def local(moment: Any) -> str:
    from django.utils import timezone

    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("role", READERS)
def test_the_page_of_a_person_shows_custody_requests_and_charges(scene: Any, page: Any, role: str) -> None:
    handle = scene.open()
    scene.receive(handle)
    text = page(f"/matters/{handle}/", role)
    for words in ("Elena Inventada-Rojas", "Held now", "Petty theft", "Harbor Superior Court"):
        assert words in text
    assert re.search(r"in (2 hours|1 hour 5\d minutes)", text)
    assert "Hold the person" in text
    assert scene.state(handle).readings[-1].by == f"{role}-1"


@pytest.mark.parametrize("role", ["policy", "administrator"])
def test_who_may_not_see_persons_sees_none(scene: Any, page: Any, role: str) -> None:
    handle = scene.open()
    for url in (f"/matters/{handle}/", f"/matters/{handle}/sheet/", "/persons/", "/deadlines/", "/letters/"):
        assert "Elena" not in page(url, role, status=403)


def test_a_lawyer_sees_only_their_own_client_and_no_notes(scene: Any, page: Any, lawyer: Any) -> None:
    from comity.gate import commands

    mine, other = scene.open(), scene.open("Tomas Copperwick", "B-2")
    scene.do(commands.WriteNote(mine, "Quiet in the morning."))
    scene.do(commands.AppointCounsel(mine, "c.lantern", "Carmen Lanternfern"))
    assert "Quiet in the morning" not in page(f"/matters/{mine}/", "counsel", name="c.lantern")
    page(f"/matters/{other}/", "counsel", name="c.lantern", status=404)
    page("/persons/", "counsel", name="c.lantern", status=403)


def test_alarms_about_the_offices_own_work_are_shown_to_staff_alone(scene: Any, page: Any, lawyer: Any) -> None:
    from comity.gate import commands

    handle = scene.open(due=timedelta(minutes=30))
    asked = scene.receive(handle)
    scene.do(commands.AppointCounsel(handle, "c.lantern", "Carmen Lanternfern"))
    told = {
        "review:x": "Legal was asked and has not answered.",
        "override:x": "An override waits for a second person.",
        "notice:x": "Nobody has confirmed that counsel has the notice.",
        "mail:x": "A message about this matter does not leave.",
        "release-near:x": "Release is due soon.",
        "hold-past:x": "The hold ran out.",
        "unanswered:x": "It should have been answered.",
    }
    for alarm, words in told.items():
        scene.do(commands.RaiseAlarm(handle, alarm, alarm.partition(":")[0], asked, words), "system")
    others = list(told.values())[4:]
    for role in ("desk", "legal", "supervisor"):
        shown = page(f"/matters/{handle}/", role)
        assert [words for words in told.values() if words in shown] == list(told.values())
    for role, name in (("counsel", "c.lantern"), ("inspector", "")):
        shown = page(f"/matters/{handle}/", role, name=name)
        assert [words for words in told.values() if words in shown] == others
    answer = page(f"/matters/{handle}/requests/{asked}/", "counsel", name="c.lantern")
    assert not any(words in answer for words in list(told.values())[:4])


def test_what_counsel_takes_along_has_no_alarm_of_staff_seen_or_not(scene: Any, lawyer: Any) -> None:
    from comity.gate import commands
    from comity.store.oversight.bundles import counsel_state

    handle = scene.open()
    for alarm in ("review:x", "release-near:x"):
        scene.do(commands.RaiseAlarm(handle, alarm, alarm.partition(":")[0], "x", "Look."), "system")
        scene.do(commands.ConfirmAlarm(handle, alarm))
    kept = counsel_state(scene.desk.records, handle).alarms
    assert list(kept) == ["release-near:x"]
    assert kept["release-near:x"].confirmed_at


def test_no_address_names_whom_somebody_looked_for_and_a_reload_or_the_next_page_finds_the_same(
    scene: Any, signed_in: Any
) -> None:
    for number in range(30):
        scene.open(f"Elena Invented{number}", f"B-{number}")
    client, other = signed_in("desk"), signed_in("desk", name="b.reed")
    sent = client.post("/persons/", {"q": "Elena"})
    assert sent.status_code == 302
    assert "elena" not in sent.url.lower()
    for _reload in range(2):
        shown = client.get(sent.url).content.decode()
        assert "30 bookings found" in shown
        assert 'value="Elena"' in shown
    links = re.findall(r'href="(\?[^"]*page=2[^"]*)"', shown)
    assert links
    assert "30 bookings found" in client.get("/persons/" + links[0].replace("&amp;", "&")).content.decode()
    assert not any("elena" in url.lower() for url in re.findall(r'(?:href|action)="([^"]*)"', shown))
    assert "Elena" not in client.session["comity_sought"].__repr__()
    foreign = other.get(sent.url).content.decode()
    assert "This search is not kept any more" in foreign
    assert "Elena" not in foreign


def test_an_earlier_search_is_still_there_for_who_goes_back(scene: Any, signed_in: Any) -> None:
    scene.open()
    client = signed_in("desk")
    first, second = (client.post("/persons/", {"q": sought}).url for sought in ("Inventada", "Zzyzx"))
    assert "Nobody here is called" in client.get(second).content.decode()
    assert "1 booking found" in client.get(first).content.decode()
    assert client.post("/persons/", {"q": "  "}).url == "/persons/"
    assert "1 booking found" not in client.get("/persons/?q=Inventada").content.decode()


def test_the_other_record_of_a_person_is_looked_for_without_naming_anybody_in_an_address(
    scene: Any, signed_in: Any
) -> None:
    handle, client = scene.open(), signed_in("desk")
    scene.open("Tomas Copperwick", "B-2")
    sent = client.post(f"/matters/{handle}/same-person/", {"q": "copperwick"})
    assert "copperwick" not in sent.url.lower()
    assert "Tomas Copperwick" in client.get(sent.url).content.decode()


def test_whoever_finds_a_person_has_read_of_them_and_that_stands_in_the_record_before_anything_is_shown(
    scene: Any, find: Any, page: Any
) -> None:
    found, near, other = (
        scene.open("Ada Copperwick"),
        scene.open("Ada Copperwich", "B-2"),
        scene.open("Bo Else", "B-3"),
    )
    text = find("copperwick")
    assert "Ada Copperwick" in text
    assert "Ada Copperwich" in text
    assert [(each.by, each.page) for each in scene.state(found).readings] == [("desk-1", "search")]
    assert [(each.by, each.page) for each in scene.state(near).readings] == [("desk-1", "search")]
    assert scene.state(other).readings == (), "who is not shown was not read of"
    find("copperwick")
    assert len(scene.state(found).readings) == 1, "looking again at once is the same look"
    assert "desk-1" in page(f"/matters/{found}/", "supervisor").partition("Who read this record")[2]


def test_a_search_takes_the_same_number_of_questions_however_many_are_found(scene: Any, signed_in: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = signed_in("desk"), []
    for number in range(30):
        scene.open(f"{'Elena' if number > 1 else 'Maria'} Invented{number}", f"B-{number}")
    for name in ("maria", "elena"):
        url = client.post("/persons/", {"q": name}).url
        with CaptureQueriesContext(connection) as asked:
            assert "bookings found" in client.get(url).content.decode()
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 4, counts


@pytest.mark.usefixtures("sessions_rest")
def test_a_person_page_takes_the_same_number_of_questions_however_much_is_on_record(
    scene: Any, signed_in: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    handle = scene.open()
    client = signed_in("supervisor")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/matters/{handle}/")
    for _ in range(4):
        asked = scene.receive(handle, "hold", "notify_release", "share_court_date")
        scene.notice(handle, asked)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/matters/{handle}/")
    assert len(many) <= len(few) + 2


def test_what_others_wrote_is_shown_as_text(scene: Any, page: Any, find: Any) -> None:
    from comity.gate import commands

    handle = scene.open(f"Elena {SCRIPT}", f"B{SCRIPT}")
    asked = scene.receive(handle, words=SCRIPT)
    scene.do(commands.WriteNote(handle, SCRIPT))
    scene.do(commands.Disclose(handle, SCRIPT, SCRIPT, asked))
    notice = scene.notice(handle, asked)
    for sought in ("elena", SCRIPT):
        assert "<script" not in find(sought).lower()
        assert "alert(" in find(sought)
    urls = (f"/matters/{handle}/", f"/matters/{handle}/sheet/")
    more = ("/deadlines/", "/letters/", f"/matters/{handle}/requests/{asked}/letters/new/")
    acts = [f"/matters/{handle}/{act}/" for act in ("release", "hand-over", "note", "same-person", "lawyer")]
    for url in (*urls, *more, *acts, f"/matters/{handle}/letters/{notice}/", f"/matters/{handle}/erasure/order/"):
        role = "supervisor"
        text = page(url, role)
        assert "<script" not in text.lower(), url
        assert "alert(" in text or url == "/deadlines/", url


def test_a_disclosure_that_nothing_allowed_is_shown_as_an_incident(scene: Any, page: Any) -> None:
    from comity.gate import commands

    handle = scene.open()
    scene.do(commands.Disclose(handle, "the court date", "ice"))
    assert "Incident: nothing allowed it" in page(f"/matters/{handle}/")


def test_who_read_the_record_is_for_those_who_oversee(scene: Any, page: Any) -> None:
    handle = scene.open()
    page(f"/matters/{handle}/", "desk")
    assert "Who read this record" not in page(f"/matters/{handle}/", "desk")
    for role in ("supervisor", "legal", "inspector"):
        assert "desk-1" in page(f"/matters/{handle}/", role).partition("Who read this record")[2]


def test_a_release_is_recorded_after_a_look_at_it_and_only_once(scene: Any, signed_in: Any) -> None:
    handle, client = scene.open(), signed_in("desk")
    scene.receive(handle)
    url = f"/matters/{handle}/release/"
    asked = client.get(url).content.decode()
    assert "is not answered. The release does not wait for that." in asked
    assert scene.state(handle).released_at is None
    assert client.post(url, {"at": local(scene.now)}).status_code == 302
    assert scene.state(handle).released_at is not None
    again = client.post(url, {"at": local(scene.now)})
    assert again.status_code == 409
    assert "This person is not held any more." in again.content.decode()


def test_a_release_to_come_is_refused_and_what_was_typed_stays(scene: Any, signed_in: Any) -> None:
    handle = scene.open()
    typed = local(scene.now + timedelta(days=1))
    answer = signed_in("desk").post(f"/matters/{handle}/release/", {"at": typed})
    assert answer.status_code == 422
    assert typed in answer.content.decode()
    assert "has not come yet" in answer.content.decode()


def test_nobody_is_handed_over_without_a_yes_but_a_supervisor_records_that_it_happened(
    scene: Any, signed_in: Any
) -> None:
    handle = scene.open()
    asked = scene.receive(handle, "transfer")
    given = {"to": "ICE", "request": asked, "at": local(scene.now)}
    url = f"/matters/{handle}/hand-over/"
    refused = signed_in("desk").post(url, given)
    assert refused.status_code == 409
    assert "nobody has answered yes" in refused.content.decode().lower()
    assert signed_in("supervisor").post(url, given).status_code == 302
    assert scene.state(handle).transferred_to == "ICE"


def test_a_court_date_and_a_note_are_kept(scene: Any, signed_in: Any, page: Any) -> None:
    handle, client = scene.open(), signed_in("desk")
    day = {"at": local(scene.now + timedelta(days=9)), "court": "Harbor Night Court", "docket": "N-7"}
    assert client.post(f"/matters/{handle}/court-date/", day).status_code == 302
    assert client.post(f"/matters/{handle}/note/", {"text": "Asked for water."}).status_code == 302
    text = page(f"/matters/{handle}/")
    assert "Harbor Night Court" in text
    assert "Asked for water." in text
    assert client.post(f"/matters/{handle}/note/", {"text": " "}).status_code == 422


def test_a_lawyer_is_given_access_and_it_ends(scene: Any, signed_in: Any, lawyer: Any) -> None:
    handle, client = scene.open(), signed_in("desk")
    assert "Carmen Lanternfern" in client.get(f"/matters/{handle}/lawyer/").content.decode()
    assert client.post(f"/matters/{handle}/lawyer/", {"user": "desk-1"}).status_code == 422
    assert client.post(f"/matters/{handle}/lawyer/", {"user": "c.lantern"}).status_code == 302
    assert scene.state(handle).is_counsel("c.lantern")
    assert client.post(f"/matters/{handle}/lawyer/end/c.lantern/").status_code == 302
    assert not scene.state(handle).is_counsel("c.lantern")
    assert client.post(f"/matters/{handle}/lawyer/end/c.lantern/").status_code == 404


def test_two_records_of_one_person_are_proposed_compared_and_merged(scene: Any, signed_in: Any) -> None:
    this, other = scene.open(person="p1"), scene.open("Elena Inventada Rojas", "B-9", person="p2")
    client = signed_in("desk")
    assert f"/matters/{this}/same-person/{other}/" in client.get(f"/matters/{this}/same-person/").content.decode()
    assert "Are these the same person?" in client.get(f"/matters/{this}/same-person/{other}/").content.decode()
    assert scene.state(other).readings[-1].page == "same person"
    assert client.post(f"/matters/{this}/same-person/{other}/", {"sure": "yes"}).status_code == 302
    assert scene.state(this).person.id == "p2"
    assert "B-9" in client.get(f"/matters/{this}/").content.decode()


@pytest.mark.parametrize("role", ["inspector", "legal"])
def test_who_may_only_look_is_offered_no_act_of_the_desk(scene: Any, page: Any, role: str) -> None:
    handle = scene.open()
    text = page(f"/matters/{handle}/", role)
    assert f"/matters/{handle}/release/" not in text
    page(f"/matters/{handle}/release/", role, status=403)


def test_a_matter_that_is_not_there_is_not_found(scene: Any, page: Any) -> None:
    for url in ("", "sheet/", "release/", "same-person/", "note/"):
        page(f"/matters/{'0' * 32}/{url}", status=404)
    page(f"/matters/{scene.desk.records.office()}/", status=404)


def test_a_booking_that_may_be_one_entered_by_hand_is_shown_where_the_clerk_works_and_joined_by_a_click(
    scene: Any, signed_in: Any
) -> None:
    from comity.gate import commands
    from comity.gate.state import Booking

    by_hand, brought = scene.open(number=""), scene.open(number="B-77")
    scene.receive(by_hand, "hold")
    said = Booking("B-77", booked_at=scene.now - timedelta(hours=1), source="harbor")
    scene.do(commands.ChangeRecords(brought, booking=said), "system", "feed:harbor")
    client, url = signed_in("desk"), f"/matters/{by_hand}/same-person/{brought}/"
    for page in ("/today/", f"/matters/{by_hand}/"):
        text = client.get(page).content.decode()
        assert "A booking has come in that may be this one." in text
        assert url in text
    assert "Yes, the same booking" in client.get(url).content.decode()
    assert scene.state(by_hand).booking.number == ""  # nothing is joined by looking
    assert client.post(url, {"sure": "booking"}).status_code == 302
    assert scene.state(by_hand).booking.number == "B-77"
    assert scene.state(brought).closed_at
    assert client.post(url, {"sure": "booking"}).status_code == 409
    assert "may be this one" not in client.get("/today/").content.decode()


def test_officers_who_came_are_recorded_on_a_form_of_their_own_and_shown_with_what_came_of_it(
    scene: Any, page: Any, signed_in: Any
) -> None:
    handle = scene.open()
    asked = scene.receive(handle, "interview")
    form = {
        "requester": "ice_ero", "officer": "two officers", "ask": "interview", "at": local(scene.desk.clock()),
        "let_in": "yes", "consent": "refused", "form_given": "yes", "request": asked,
    }  # fmt: skip
    assert signed_in("desk").post(f"/matters/{handle}/visit/", form).status_code == 302
    text = page(f"/matters/{handle}/")
    for words in ("let in, and nothing allowed it", "two officers", "did not agree", "form given", "decided by desk-1"):
        assert words in text
    (visit,) = scene.state(handle).visits
    assert (visit.consent, visit.form_given, visit.ground) == ("refused", True, "")


def test_a_visit_without_an_answer_to_what_it_needs_is_told_beside_the_form(scene: Any, signed_in: Any) -> None:
    handle = scene.open()
    sent = signed_in("desk").post(f"/matters/{handle}/visit/", {"requester": "ice_ero"})
    assert sent.status_code == 422
    for words in ("Choose what they came for", "Say whether they were let in", "Enter the day and the time"):
        assert words in sent.content.decode()
    assert scene.state(handle).visits == ()


def test_officers_who_were_let_in_without_a_ground_stand_in_the_inspectors_list(
    scene: Any, page: Any, signed_in: Any
) -> None:
    handle = scene.open()
    form = {"requester": "cbp", "ask": "facility_access", "at": local(scene.desk.clock()), "let_in": "yes"}
    assert signed_in("desk").post(f"/matters/{handle}/visit/", form).status_code == 302
    text = page("/inspect/let-in-without-ground/", "inspector")
    for words in ("CBP", "To come in", "desk-1"):
        assert words in text
    assert "Elena" not in text
