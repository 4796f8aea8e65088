"""The Answer page: first what to do, then why; for each role what it can do, and what is refused, said plainly."""

import re
from collections.abc import Callable
from typing import Any

import pytest

ORDER = ("Do not hold the person past release.", "Release the person when release is due:", "Do next", "Why")


def test_the_page_says_what_to_do_by_when_what_next_and_then_why(scene: Any, page: Callable[..., str]) -> None:
    text = page(scene.receive("hold", "notify_release").url)
    places = [text.index(words) for words in (*ORDER, "Still open", "Other asks in the same paper")]
    assert places == sorted(places)
    assert "Gov. Code § 7284.6(a)(1)(B)" in text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("role", ["desk", "legal", "supervisor", "inspector"])
def test_whoever_may_read_is_shown_the_same_answer(scene: Any, page: Callable[..., str], role: str) -> None:
    assert ORDER[0] in page(scene.receive("hold").url, role)


@pytest.mark.parametrize("role", ["policy", "administrator"])
def test_whoever_may_not_read_is_refused(scene: Any, page: Callable[..., str], role: str) -> None:
    page(scene.receive("hold").url, role, status=403)


def test_every_look_at_the_record_is_sealed_first(scene: Any, page: Callable[..., str]) -> None:
    asked = scene.receive("hold")
    for address in (asked.url, f"{asked.url}sheet/", f"{asked.url}facts/detainer/"):
        page(address)
    seen = [(each.by, each.page) for each in asked.state.readings]
    assert seen == [("desk-1", "answer"), ("desk-1", "answer sheet"), ("desk-1", "fact")]


@pytest.mark.parametrize("address", ["/matters/{matter}/requests/none/", "/matters/" + "0" * 32 + "/requests/none/"])
def test_what_is_not_there_is_not_found(scene: Any, page: Callable[..., str], address: str) -> None:
    page(address.format(matter=scene.open()), status=404)


def test_names_and_words_are_shown_as_text_and_never_run(scene: Any, page: Callable[..., str]) -> None:
    evil = "<script>alert(1)</script>"
    matter = scene.open(f"Ana {evil}", f"B{evil}")
    asked = scene.receive("hold", matter=matter, words=evil, officer=evil)
    for address in (asked.url, "/today/", f"{asked.url}sheet/", f"{asked.url}facts/convictions/"):
        text = page(address)
        assert evil not in text
        assert "&lt;script&gt;alert(1)" in text


def test_a_no_is_recorded_with_how_the_agency_was_told(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("hold")
    answer = signed_in("desk").post(
        f"{asked.url}answer/", {"answer-asks": "hold:no", "answer-told": "telephone", "answer-words": "Release stands."}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, asked.url)
    (given,) = asked.request.answers.values()
    assert (given.yes, given.told, given.words, given.by, given.ground) == (
        *(False, "telephone", "Release stands.", "desk-1", "law"),
    )


def test_an_answer_without_its_channel_is_refused_and_nothing_typed_is_lost(
    scene: Any, signed_in: Callable[..., Any]
) -> None:
    asked = scene.receive("hold")
    answer = signed_in("desk").post(f"{asked.url}answer/", {"answer-asks": "hold:no", "answer-words": "kept as typed"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose how you told the agency" in text
    assert "kept as typed" in text
    assert "<title>Error:" in text
    assert not asked.request.answers


def test_of_two_clerks_the_second_is_told_who_was_faster_and_when(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("hold")
    given = {"answer-asks": "hold:no", "answer-told": "fax"}
    first, second = signed_in("desk", name="m.ortiz"), signed_in("desk", name="j.park")
    assert first.post(f"{asked.url}answer/", given).status_code == 302
    answer = second.post(f"{asked.url}answer/", given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(
        r"Somebody was faster\. m\.ortiz answered this with no on \w+day, \w+ \d+, \d+:\d\d [ap]\.m\.", text
    )
    assert "UTC" not in text
    assert asked.request.answers[next(iter(asked.request.answers))].by == "m.ortiz"


def test_whoever_was_slower_is_given_back_what_they_wrote(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    asked = scene.receive("hold", "interview")
    given = {"answer-asks": "hold:no", "answer-told": "fax", "answer-words": "They will call again at six."}
    first, second = signed_in("desk", name="m.ortiz"), signed_in("desk", name="j.park")
    first.post(f"{asked.url}answer/", {**given, "answer-words": ""})
    text = second.post(f"{asked.url}answer/", given, headers={"Accept-Language": "en"}).content.decode()
    assert "You wrote: “They will call again at six.” That was not recorded." in text
    scene.do(commands.AskReview(asked.matter, asked.id, "Is it one?", Ask.INTERVIEW))
    (review,) = asked.state.reviews
    opinion = {f"review-{review}-verdict": "do_not", f"review-{review}-opinion": "The consent is not signed."}
    one, other = signed_in("legal", name="b.reed"), signed_in("legal", name="c.moss")
    assert one.post(f"{asked.url}review/{review}/", opinion).status_code == 302
    text = other.post(f"{asked.url}review/{review}/", opinion).content.decode()
    assert "You wrote: “The consent is not signed.” That was not recorded." in text


def test_a_form_that_stands_there_still_is_not_told_twice(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("hold")
    answer = signed_in("desk").post(f"{asked.url}answer/", {"answer-asks": "hold:no", "answer-words": "kept as typed"})
    assert answer.content.decode().count("kept as typed") == 1


def test_an_answer_that_has_changed_since_the_page_was_opened_is_refused(
    scene: Any, signed_in: Callable[..., Any]
) -> None:
    asked = scene.receive("hold")
    answer = signed_in("desk").post(f"{asked.url}answer/", {"answer-asks": "hold:yes", "answer-told": "fax"})
    assert answer.status_code == 422
    assert "The answer has changed since you opened this page." in answer.content.decode()
    assert not asked.request.answers


def test_why_there_is_no_button_is_said(scene: Any, page: Callable[..., str]) -> None:
    asked = scene.receive("hold", "notify_release")
    assert "A fact is missing. Answer the first question below." in page(asked.url)
    assert "The booking desk or a supervisor tells the agency." in page(asked.url, "legal")


def test_a_fact_turns_the_answer(scene: Any, signed_in: Callable[..., Any], page: Callable[..., str]) -> None:
    asked = scene.receive("interview", instrument="email", facts={})
    assert "Find out more first whether to let them interview the person." in page(asked.url)
    answer = signed_in("desk").post(
        f"{asked.url}facts/consent_written/", {"fact-consent_written-value": "no", "fact-consent_written-paper": "Form"}
    )
    assert answer.status_code == 302
    assert "Do not let them interview the person." in page(asked.url)


def test_a_fact_that_is_legals_to_state_waits_for_legal(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("notify_release")
    desk = signed_in("desk")
    text = desk.get(asked.url).content.decode()
    assert "fact-local_rule_forbids-value" not in text
    assert "Ask legal" in text
    given = {"fact-local_rule_forbids-value": "yes"}
    refused = desk.post(f"{asked.url}facts/local_rule_forbids/", given)
    assert refused.status_code == 403
    assert "is not for the role" in refused.content.decode() or "another role" in refused.content.decode()
    asking = {"legal-question": "Does a binding local rule or the agency's own policy forbid this?"}
    assert desk.post(f"{asked.url}ask-legal/", asking).status_code == 302
    assert "Waits for legal" in desk.get(asked.url).content.decode()
    assert signed_in("legal").post(f"{asked.url}facts/local_rule_forbids/", given).status_code == 302


def test_legal_answers_on_the_page_with_its_reason(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    asked = scene.receive("transfer", requester="usms", purpose="criminal", instrument="other", facts={})
    scene.do(commands.AskReview(asked.matter, asked.id, "May we?", Ask.TRANSFER))
    (review,) = asked.state.reviews
    legal = signed_in("legal")
    assert "May we?" in legal.get("/review/").content.decode()
    short = legal.post(f"{asked.url}review/{review}/", {f"review-{review}-verdict": "do_not"})
    assert short.status_code == 422
    given = {f"review-{review}-verdict": "do_not", f"review-{review}-opinion": "There is no order."}
    assert legal.post(f"{asked.url}review/{review}/", given).status_code == 302
    assert asked.state.reviews[review].opinion == "There is no order."
    assert "May we?" not in legal.get("/review/").content.decode()


def test_an_override_needs_a_second_person_and_stands_beside_the_law(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("hold")
    first, second = signed_in("supervisor", name="s.lind"), signed_in("supervisor", name="t.cole")
    given = {"override-ask": "hold", "override-verdict": "do", "override-reason": "A judge has ordered it."}
    assert first.post(f"{asked.url}override/", given).status_code == 302
    (override,) = asked.state.overrides
    own = first.get(asked.url).content.decode()
    assert "You proposed this. Somebody else has to agree" in own
    agreeing = {f"settle-{override}-agree": "yes"}
    alone = first.post(f"{asked.url}override/{override}/", agreeing)
    assert alone.status_code == 403
    assert "cannot also agree" in alone.content.decode()
    assert second.post(f"{asked.url}override/{override}/", agreeing).status_code == 302
    text = second.get(asked.url).content.decode()
    assert "Hold the person past release." in text
    assert "The law&#x27;s own answer:" in text or "The law's own answer:" in text
    assert "Do not hold the person past release." in text
    assert "A judge has ordered it." in text
    assert "Overridden by s.lind and t.cole." in text


def test_a_second_person_who_does_not_agree_says_why(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    asked = scene.receive("hold")
    scene.do(commands.ProposeOverride(asked.matter, asked.id, Ask.HOLD, "do", "Somebody said so."), "supervisor")
    (override,) = asked.state.overrides
    other, key = signed_in("legal"), f"settle-{override}"
    empty = other.post(f"{asked.url}override/{override}/", {f"{key}-agree": "no"})
    assert empty.status_code == 422
    given = {f"{key}-agree": "no", f"{key}-why_not": "Nobody can show an order."}
    assert other.post(f"{asked.url}override/{override}/", given).status_code == 302
    assert asked.state.overrides[override].confirmed is False


def test_what_was_told_without_an_answer_stands_as_an_incident(
    scene: Any, signed_in: Callable[..., Any], page: Callable[..., str]
) -> None:
    asked = scene.receive("notify_release")
    given = {"disclose-what": "the release time", "disclose-to": "an ICE officer", "disclose-ask": "notify_release"}
    assert signed_in("desk").post(f"{asked.url}told/", given).status_code == 302
    assert asked.state.disclosures[0].ground == ""
    assert "Nothing allowed it. It stands here as an incident." in page(asked.url)


def test_a_duty_is_done_and_the_request_can_be_closed(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("hold")
    desk = signed_in("desk")
    assert desk.post(f"{asked.url}close/", {}).status_code == 409
    desk.post(f"{asked.url}answer/", {"answer-asks": "hold:no", "answer-told": "telephone"})
    for duty in [each for each in asked.state.duties.values() if each.active]:
        key = "duty-" + re.sub(r"[:./]", "-", duty.id)
        assert desk.post(f"{asked.url}duties/{duty.id}/", {f"{key}-how": "handed over"}).status_code == 302
    assert "Everything is done. Close the request" in desk.get(asked.url).content.decode()
    assert desk.post(f"{asked.url}close/", {}).status_code == 302
    assert asked.request.closed_at
    assert "This request is closed." in desk.get(asked.url).content.decode()


def test_a_hold_that_the_law_allows_is_started_and_ended(scene: Any, signed_in: Callable[..., Any]) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    asked = scene.receive("hold")
    scene.do(commands.ProposeOverride(asked.matter, asked.id, Ask.HOLD, "do", "Ordered."), "supervisor")
    (override,) = asked.state.overrides
    scene.do(commands.SettleOverride(asked.matter, override, confirm=True), "legal")
    desk = signed_in("desk")
    assert desk.post(f"{asked.url}hold/").status_code == 409
    desk.post(f"{asked.url}answer/", {"answer-asks": "hold:yes", "answer-told": "fax"})
    assert "Start the hold" in desk.get(asked.url).content.decode()
    assert desk.post(f"{asked.url}hold/").status_code == 302
    (hold,) = asked.state.holds
    assert "End the hold now" in desk.get(asked.url).content.decode()
    assert desk.post(f"{asked.url}hold/{hold}/end/").status_code == 302
    assert asked.state.holds[hold].ended_at


def test_after_a_no_the_release_is_the_next_moment(scene: Any, signed_in: Callable[..., Any]) -> None:
    asked = scene.receive("hold")
    desk = signed_in("desk")
    assert "Release the person when release is due</p>" not in desk.get(asked.url).content.decode()
    desk.post(f"{asked.url}answer/", {"answer-asks": "hold:no", "answer-told": "telephone"})
    text = desk.get(asked.url).content.decode()
    assert "Release the person when release is due</p>" in text
    assert f'href="/matters/{asked.matter}/"' in text


def test_a_matter_that_is_being_erased_is_not_shown(scene: Any, page: Callable[..., str]) -> None:
    from comity.gate import commands

    asked = scene.receive("hold")
    scene.do(commands.OrderErasure(asked.matter, "Court order 1"), "legal")
    scene.do(commands.ApproveErasure(asked.matter), "supervisor")
    page(asked.url, status=404)


def test_counsel_sees_the_answer_and_not_the_citys_own_advice(scene: Any, page: Callable[..., str]) -> None:
    from comity.gate import commands

    asked = scene.receive("hold", "notify_release")
    scene.do(commands.AskReview(asked.matter, asked.id, "An inner question of the city"))
    page(asked.url, "counsel", status=404)
    scene.do(commands.AppointCounsel(asked.matter, "counsel-1", "Invented Lawyer"))
    text = page(asked.url, "counsel")
    assert ORDER[0] in text
    assert "An inner question of the city" not in text
    assert 'name="answer-told"' not in text


@pytest.mark.usefixtures("sessions_rest")
def test_the_number_of_queries_does_not_grow_with_what_happened(
    scene: Any, signed_in: Callable[..., Any], django_assert_num_queries: Any, tally: Callable[..., None]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comity.gate import commands

    asked = scene.receive("hold")
    client = signed_in("desk")
    client.get(asked.url)
    with CaptureQueriesContext(connection) as few:
        client.get(asked.url)
    for number in range(8):
        scene.receive("hold", "interview", "transfer", matter=asked.matter)
        scene.do(commands.AskReview(asked.matter, asked.id, f"Question {number}?"))
    client.get(asked.url)
    with CaptureQueriesContext(connection) as many:
        client.get(asked.url)
    assert len(many) <= len(few) + 2  # rows are written in one statement for each table that changes
    tally("queries of the Answer page", len(few))
