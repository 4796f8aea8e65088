"""Erasing: two persons of two sides of the office, who read what is lost; then the person is nowhere."""

from typing import Any

import pytest

ORDER = {"order": "Superior Court of Harbor, 2026-11-20, no. 7", "sure": "on"}


def test_a_record_is_erased_by_two_persons_and_is_then_on_no_page_and_in_no_search(
    durable: None, scene: Any, signed_in: Any, page: Any, find: Any
) -> None:
    handle = scene.open()
    asked = scene.receive(handle)
    scene.notice(handle, asked)
    legal, supervisor = signed_in("legal"), signed_in("supervisor")
    shown = legal.get(f"/matters/{handle}/erasure/order/").content.decode()
    told = ("What is lost for good", "What stays", "35 more days at most", "Every proof still holds.")
    for words in (*told, "Files from which bookings were brought in, for 7 days after that."):
        assert words in shown
    assert legal.post(f"/matters/{handle}/erasure/order/", {"order": ORDER["order"]}).status_code == 422
    assert legal.post(f"/matters/{handle}/erasure/order/", ORDER).status_code == 302
    assert "Nothing is erased until a second person agrees." in page(f"/matters/{handle}/", "desk")
    assert "Elena" in page("/erasures/", "supervisor")

    alone = legal.post(f"/matters/{handle}/erasure/agree/", {"sure": "on"})
    assert alone.status_code == 403
    assert "whoever entered the order cannot also agree" in alone.content.decode().lower()
    same_side = signed_in("legal", name="b.reed").post(f"/matters/{handle}/erasure/agree/", {"sure": "on"})
    assert same_side.status_code == 403

    for client, can in ((legal, False), (signed_in("legal", name="b.reed"), False), (supervisor, True)):
        shown = client.get(f"/matters/{handle}/erasure/agree/").text
        assert ("Erase the record for good" in shown) is can
        assert ("Somebody of the other side has to agree" in shown) is not can
    assert ORDER["order"] in supervisor.get(f"/matters/{handle}/erasure/agree/").content.decode()
    assert supervisor.post(f"/matters/{handle}/erasure/agree/", {}).status_code == 422
    assert supervisor.post(f"/matters/{handle}/erasure/agree/", {"sure": "on"}).status_code == 302
    for url in ("", "sheet/", f"requests/{asked}/", f"requests/{asked}/letters/new/", "erasure/agree/"):
        page(f"/matters/{handle}/{url}", "supervisor", status=404)
    for sought in ("elena", "B-55102"):
        assert "Inventada" not in find(sought, "supervisor")
    for url in ("/deadlines/", "/letters/", "/today/", "/erasures/"):
        assert "Inventada" not in page(url, "supervisor")
    assert "after the next sealing" in page("/erasures/", "supervisor")


def test_what_the_desk_alone_asks_for_is_not_erased(scene: Any, page: Any) -> None:
    handle = scene.open()
    for role in ("desk", "inspector", "administrator"):
        page(f"/matters/{handle}/erasure/order/", role, status=403)
    page(f"/matters/{handle}/erasure/agree/", "supervisor", status=404)


def test_an_order_is_entered_once(scene: Any, signed_in: Any) -> None:
    handle = scene.open()
    client = signed_in("supervisor")
    assert client.post(f"/matters/{handle}/erasure/order/", ORDER).status_code == 302
    again = client.post(f"/matters/{handle}/erasure/order/", ORDER)
    assert again.status_code == 409
    assert ORDER["order"] in again.content.decode()


def test_an_order_is_taken_back_by_either_side_with_a_reason_before_anybody_agrees(scene: Any, signed_in: Any) -> None:
    handle = scene.open()
    legal, supervisor = signed_in("legal"), signed_in("supervisor")
    url = f"/matters/{handle}/erasure/take-back/"
    assert legal.get(url).status_code == 404
    assert legal.post(url, {"why": "It names another person."}).status_code == 409
    for client in (legal, supervisor):
        legal.post(f"/matters/{handle}/erasure/order/", ORDER)
        assert url in client.get(f"/matters/{handle}/").content.decode()
        assert ORDER["order"] in client.get(url).content.decode()
        assert client.post(url, {"why": ""}).status_code == 422
        assert client.post(url, {"why": "It names another person."}).status_code == 302
        assert scene.state(handle).erasing is None
        assert "An order to erase" not in client.get(f"/matters/{handle}/").content.decode()
        assert "Elena" not in client.get("/erasures/").content.decode()
    assert supervisor.post(f"/matters/{handle}/erasure/agree/", {"sure": "on"}).status_code == 404
    assert signed_in("desk").get(url).status_code == 403


class Broken:
    """Something in the place of what erases, whose disk is full."""

    def request(self, *_given: object) -> None:
        raise OSError("no space left on the device")


def test_what_fails_after_a_second_person_has_agreed_is_gone_on_with_and_nobody_is_told_that_it_did_not_work(
    durable: None, scene: Any, signed_in: Any, page: Any, monkeypatch: Any
) -> None:
    handle = scene.open()
    erasing = scene.desk.erasing
    signed_in("legal").post(f"/matters/{handle}/erasure/order/", ORDER)
    supervisor = signed_in("supervisor")
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_eraser", Broken())
        done = supervisor.post(f"/matters/{handle}/erasure/agree/", {"sure": "on"}, follow=True)
        assert done.status_code == 200
        assert "The record is erased. It is in no list and on no page any more." in done.content.decode()
    page(f"/matters/{handle}/", "supervisor", status=404)
    assert scene.desk.records.record.keys.erasure(handle) is None
    again = supervisor.post(f"/matters/{handle}/erasure/agree/", {"sure": "on"}, follow=True)
    assert "Two people have agreed to erase this record." in again.content.decode()
    erasing.resume(scene.desk.records)
    assert scene.desk.records.record.keys.erasure(handle) is not None


def test_an_erasure_that_cannot_go_on_keeps_no_other_from_it(durable: None, scene: Any, monkeypatch: Any) -> None:
    from comity.gate import commands

    handles = [scene.open("Ana Firstgone", "B-1"), scene.open("Ben Nextgone", "B-2")]
    erasing, keys = scene.desk.erasing, scene.desk.records.record.keys
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_eraser", Broken())
        for handle in handles:
            scene.do(commands.OrderErasure(handle, "no. 7"), "legal")
            scene.do(commands.ApproveErasure(handle), "supervisor")
    begun = erasing._begin
    first = min(handles)

    def failing(matter: Any) -> Any:
        if matter.handle == first:
            raise OSError("no space left on the device")
        return begun(matter)

    monkeypatch.setattr(erasing, "_begin", failing)
    with pytest.raises(OSError, match="no space"):
        erasing.resume(scene.desk.records)
    assert [keys.erasure(handle) is not None for handle in sorted(handles)] == [False, True]
