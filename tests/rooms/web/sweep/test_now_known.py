"""A finding about nobody of whom somebody is known by now: shown, decided by a supervisor, and on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
WHY = {"apart_why": "It is about her sister."}


@pytest.fixture
def proposed(scene: Any, seen: Make) -> tuple[str, str]:
    """Where the finding stands, and the person whom the sweep proposes."""
    from comity.gate.findings.commands import ProposeFinding

    lot, handle = seen(named=("B-55102",)), scene.open()
    scene.do(ProposeFinding(lot, "a1", handle, "booking"), "system", "sweep")
    return lot, handle


def test_the_list_names_nobody_and_says_that_somebody_is_known_now(proposed: tuple[str, str], page: Make) -> None:
    text = page("/sweep/?show=about", "supervisor")
    for words in ("Now known (1)", "somebody who is known now", f"/sweep/{proposed[0]}/a1/"):
        assert words in text, words
    for words in ("Elena", "B-55102"):
        assert words not in text, words


def test_opening_it_names_the_person_and_the_rule_and_is_on_record_with_both(
    proposed: tuple[str, str], page: Make, scene: Any
) -> None:
    lot, handle = proposed
    text = page(f"/sweep/{lot}/a1/", "inspector")
    for words in (
        "Now known to be about Elena Inventada-Rojas, booking B-55102",
        "The text gives this booking number, and no other record has it.",
        "A supervisor has to say so.",
    ):
        assert words in text, words
    assert "It is about this person" not in text
    for matter in (lot, handle):
        assert [(each.role, each.page) for each in scene.state(matter).readings] == [("inspector", "finding a1")]


def test_a_supervisor_gives_it_to_the_person_and_it_is_nowhere_else(
    proposed: tuple[str, str], signed_in: Make, scene: Any
) -> None:
    lot, handle = proposed
    client = signed_in("supervisor", name="s.overall")
    client.get(f"/sweep/{lot}/a1/")
    text = client.post(f"/sweep/{lot}/a1/join/", follow=True).content.decode()
    for words in ("stands with this person&#x27;s record now", "Given to this record", "s.overall", "Elena Inventada"):
        assert words in text, words
    assert "Now known to be about" not in text
    assert "What was the agency told?" in text
    assert scene.state(handle).findings["a1"].joined
    for address in (f"/sweep/{lot}/a1/", f"/sweep/{lot}/a1/join/"):
        assert client.get(address).status_code in {404, 405}
    assert client.post(f"/sweep/{lot}/a1/join/").status_code == 404
    assert "(0)" in client.get("/sweep/?show=about").content.decode()


def test_a_supervisor_says_with_a_reason_that_it_is_not_and_it_stays(
    proposed: tuple[str, str], signed_in: Make, scene: Any
) -> None:
    lot, handle = proposed
    client = signed_in("supervisor", name="s.overall")
    empty = client.post(f"/sweep/{lot}/a1/set-apart/", {"apart_why": " "})
    assert empty.status_code == 422
    assert "Write how you know" in empty.content.decode()
    text = client.post(f"/sweep/{lot}/a1/set-apart/", WHY, follow=True).content.decode()
    for words in ("not about that person", "It is about her sister.", "s.overall", "Explain and close"):
        assert words in text, words
    assert "Elena Inventada" not in text.replace("re Elena Inventada-Rojas", "")
    assert scene.state(lot).findings["a1"].about is None
    assert client.post(f"/sweep/{lot}/a1/set-apart/", WHY).status_code == 404
    assert scene.state(handle).findings == {}


def test_of_a_finding_in_a_lot_of_before_it_is_told_that_the_words_stay_there(
    seen: Make, scene: Any, signed_in: Make
) -> None:
    from comity.gate.findings.commands import ProposeFinding

    lot, handle = seen(scene.desk.records.refusals()), scene.open()  # a lot of many, as an older program made them
    scene.do(ProposeFinding(lot, "a1", handle, "name"), "system", "sweep")
    client = signed_in("supervisor")
    text = client.get(f"/sweep/{lot}/a1/").content.decode()
    assert "They also stay in a lot of the office's own" in text
    assert "nobody can read them any more" not in text
    text = client.post(f"/sweep/{lot}/a1/join/", follow=True).content.decode()
    assert "the words also stay in a lot of the office's own" in text


def test_of_what_was_on_record_of_the_person_then_it_is_told_that_nobody_knew_whom_it_was_about(
    proposed: tuple[str, str], scene: Any, page: Make
) -> None:
    from datetime import timedelta

    from comity.gate.findings.commands import JoinFinding, MatchFinding

    lot, handle = proposed
    at = scene.state(lot).findings["a1"].raised_at - timedelta(hours=1)
    scene.do(JoinFinding(handle, lot, "a1"), "supervisor")
    scene.do(MatchFinding(handle, "a1", at, "it is on record"), "system")
    text = page(f"/sweep/{handle}/a1/", "supervisor")
    for words in ("Gate knew", "it was on record; nobody knew then whom the finding was about", "Explain and close"):
        assert words in text, words
    assert "nothing on record explained it" not in text


def test_nobody_else_decides(proposed: tuple[str, str], signed_in: Make) -> None:
    lot, _ = proposed
    for role in ("inspector", "desk", "legal", "administrator"):
        client = signed_in(role)
        assert client.post(f"/sweep/{lot}/a1/join/").status_code == 403
        assert client.post(f"/sweep/{lot}/a1/set-apart/", WHY).status_code == 403


def test_whoever_agrees_to_erase_is_told_that_words_wait_for_a_decision(
    proposed: tuple[str, str], signed_in: Make, scene: Any
) -> None:
    from comity.gate import commands

    _, handle = proposed
    scene.do(commands.OrderErasure(handle, "Superior Court, order 26-1"), "legal")
    answer = signed_in("supervisor").post(f"/matters/{handle}/erasure/agree/", {"sure": "on"})
    assert answer.status_code == 409
    assert "nobody has said yet whether they are" in answer.content.decode()
    assert scene.state(handle).erasing
