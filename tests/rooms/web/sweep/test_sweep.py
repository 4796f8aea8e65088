"""Findings are listed without a word of theirs, opened on record, explained by a supervisor, and read by inspectors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

Make = Callable[..., Any]
NAMES = ("Elena", "Inventada", "B-55102", "Awaiting a call")
WHY = {"outcome": "no_contact", "why": "It was ice on the road."}


def test_the_list_says_where_when_and_what_the_gate_knew_and_nobodys_words(scene: Any, seen: Make, page: Make) -> None:
    handle = scene.open()
    asked = scene.receive(handle)
    number = scene.state(handle).requests[asked].number
    seen(handle, request=asked, knowledge="knew_part")
    text = page("/sweep/", "supervisor")
    for words in ("Somebody waits for the agency: ICE", "Mail", "jail mail", "Gate knew only part", number, "hidden"):
        assert words in text, words
    for words in NAMES:
        assert words not in text, words
    assert not [each for each in scene.state(handle).readings if each.page.startswith("finding")]


def test_opening_shows_the_words_and_the_rule_and_is_on_record(scene: Any, seen: Make, page: Make) -> None:
    handle = scene.open()
    seen(handle)
    for role in ("supervisor", "inspector"):
        text = page(f"/sweep/{handle}/a1/", role)
        for words in ("<mark>Awaiting a call from ICE</mark>", "Elena Inventada-Rojas", "waiting", "Gate did not know"):
            assert words in text, words
    assert [(each.role, each.page) for each in scene.state(handle).readings] == [
        ("supervisor", "finding a1"),
        ("inspector", "finding a1"),
    ]
    assert f'href="/sweep/{handle}/a1/"' in page("/inspect/readings/", "inspector")


def test_an_inspector_reads_and_explains_nothing(scene: Any, seen: Make, page: Make, signed_in: Make) -> None:
    handle = scene.open()
    seen(handle)
    text = page(f"/sweep/{handle}/a1/", "inspector")
    assert "A supervisor has to explain it." in text
    assert "Explain and close" not in text
    assert signed_in("inspector").post(f"/sweep/{handle}/a1/explain/", WHY).status_code == 403
    for role in ("desk", "legal", "administrator", "policy", "counsel"):
        page("/sweep/", role, status=403)
        page(f"/sweep/{handle}/a1/", role, status=403)


def test_a_supervisor_explains_with_a_reason_and_opens_it_again(scene: Any, seen: Make, signed_in: Make) -> None:
    handle = scene.open()
    seen(handle)
    client = signed_in("supervisor", name="s.overall")
    empty = client.post(f"/sweep/{handle}/a1/explain/", {"outcome": "no_contact", "why": " "})
    assert empty.status_code == 422
    assert "Write how you know" in empty.content.decode()
    assert scene.state(handle).findings["a1"].is_open
    text = client.post(f"/sweep/{handle}/a1/explain/", WHY, follow=True).content.decode()
    for words in ("The finding is explained, and that is sealed.", "It was ice on the road.", "s.overall"):
        assert words in text, words
    assert "a1" not in client.get("/sweep/").content.decode()
    assert f"/sweep/{handle}/a1/" in client.get("/sweep/?show=explained").content.decode()
    twice = client.post(f"/sweep/{handle}/a1/explain/", WHY)
    assert twice.status_code == 409
    text = client.post(f"/sweep/{handle}/a1/open-again/", {"reopen_why": "It was not."}, follow=True).content.decode()
    for words in ("open again, and that is sealed", "It was ice on the road.", "It was not.", "Explain and close"):
        assert words in text, words


def test_what_had_been_told_is_recorded_as_told_without_a_ground(
    scene: Any, seen: Make, signed_in: Make, page: Make
) -> None:
    handle = scene.open()
    seen(handle, act="told", way="to_them")
    said = {"outcome": "around", "why": "The clerk says so.", "told": "the day in court"}
    signed_in("supervisor").post(f"/sweep/{handle}/a1/explain/", said)
    assert [each.what for each in scene.state(handle).disclosures] == ["the day in court"]
    assert "supervisor-1" in page("/inspect/told-without-ground/", "inspector")
    other = scene.open("Ben Invented-Gray", "B-55103")
    seen(other)
    refused = signed_in("supervisor").post(f"/sweep/{other}/a1/explain/", {**said, "outcome": "no_contact"})
    assert refused.status_code == 422
    assert "only for a contact around the gate" in refused.content.decode()


def test_a_finding_about_nobody_has_no_person_and_no_disclosure(scene: Any, seen: Make, page: Make) -> None:
    lot = seen()
    assert "nobody who is known" in page("/sweep/", "supervisor")
    text = page(f"/sweep/{lot}/a1/", "supervisor")
    assert "nobody who is known" in text
    assert "What was the agency told?" not in text
    assert f'href="/sweep/{lot}/a1/"' in page("/inspect/readings/", "inspector")


def test_an_empty_list_says_what_was_read(scene: Any, page: Make) -> None:
    from comity.store.models import SweepCount

    assert "Nothing has been swept yet." in page("/sweep/", "supervisor")
    today = scene.now.date()
    for source, channel, texts in (("notes", "note", 1204), ("a", "mail", 300), ("b", "mail", 10), ("c", "call", 1)):
        SweepCount.objects.create(source=source, channel=channel, day=today, texts=texts)
    SweepCount.objects.create(source="notes", channel="note", day=today - timedelta(days=9), texts=5, refused=7)
    text = page("/sweep/", "supervisor")
    said = text[text.index("No contact outside the gate found in ") :][:120]
    for words in ("1,204 notes", "310 mails", "1 call", " and ", "since yesterday."):
        assert words in said, said
    assert "could not be read" not in text
    SweepCount.objects.filter(source="a").update(refused=2)
    assert "2 texts could not be read since yesterday." in page("/sweep/", "supervisor")


def test_what_the_gate_knew_needs_nobody_and_is_still_shown(scene: Any, seen: Make, page: Make) -> None:
    handle = scene.open()
    seen(handle, knowledge="knew")
    assert f"/sweep/{handle}/" not in page("/sweep/", "supervisor")
    assert f"/sweep/{handle}/" in page("/sweep/?show=known", "supervisor")


def test_what_is_not_there_is_not_found(scene: Any, seen: Make, page: Make) -> None:
    handle = scene.open()
    page(f"/sweep/{handle}/a1/", "supervisor", status=404)
    page(f"/sweep/{'0' * 32}/a1/", "supervisor", status=404)
    page("/sweep/?show=nonsense&page=99", "supervisor")


def test_many_findings_are_listed_with_as_many_questions_as_few(
    scene: Any, seen: Make, signed_in: Make, django_assert_max_num_queries: Any, sessions_rest: None
) -> None:
    handle = scene.open()
    asked = scene.receive(handle)
    for number in range(60):
        seen(handle, f"b{number}", request=asked)
    client = signed_in("supervisor")
    client.get("/sweep/")
    with django_assert_max_num_queries(20):
        client.get("/sweep/")


def test_what_data_shows_without_words_says_what_it_rests_on(scene: Any, seen: Make, page: Make) -> None:
    handle = scene.open()
    told = {"channel": "trace", "source": "records", "act": "late_release", "way": "unknown", "excerpt": "", "end": 0}
    seen(handle, **told, says="kept 5 hours past the moment of release while a request was open")
    assert "Let go late while a request was open: ICE" in page("/sweep/", "supervisor")
    text = page(f"/sweep/{handle}/a1/", "supervisor")
    assert "kept 5 hours past the moment of release while a request was open" in text
    assert "<blockquote" not in text


def test_a_word_that_looks_like_markup_is_shown_as_it_was_written(scene: Any, seen: Make, page: Make) -> None:
    handle = scene.open()
    seen(handle, excerpt="<script>x()</script> ICE called", start=21, end=31, says="<b>", source="<i>mail</i>")
    text = page(f"/sweep/{handle}/a1/", "supervisor")
    assert "<script>x()" not in text
    assert "&lt;script&gt;x()&lt;/script&gt; <mark>ICE called</mark>" in text
    assert "<i>mail</i>" not in page("/sweep/", "supervisor")


def test_how_many_findings_are_to_be_explained_stands_beside_the_pages_name(
    scene: Any, seen: Make, page: Make, signed_in: Make
) -> None:
    handle = scene.open()
    assert "comity-badge" not in page("/sweep/", "inspector")
    seen(handle)
    for role in ("supervisor", "inspector"):
        assert re.search(r'Sweep <span class="comity-badge">1<', page("/sweep/", role))
    signed_in("supervisor", name="s.overall").post(f"/sweep/{handle}/a1/explain/", WHY)
    assert "comity-badge" not in page("/sweep/", "inspector")


def test_what_was_recorded_only_afterwards_is_told_with_the_hours_between(scene: Any, seen: Make, page: Make) -> None:
    from comity.gate.findings.commands import MatchFinding

    handle = scene.open()
    seen(handle)
    found = scene.state(handle).findings["a1"]
    scene.do(MatchFinding(handle, "a1", found.seen.at + timedelta(minutes=25), "it is on record"), "system")
    text = page(f"/sweep/{handle}/a1/", "supervisor")
    for words in ("Recorded only afterwards", "The record was made 0 hours after the contact.", "Explain and close"):
        assert words in text, words
    assert "Recorded only afterwards" in page("/sweep/", "supervisor")
