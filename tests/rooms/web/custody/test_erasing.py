"""Erasing: two persons of two sides of the office, who read what is lost; then the person is nowhere."""

from typing import Any

ORDER = {"order": "Superior Court of Harbor, 2026-11-20, no. 7", "sure": "on"}


def test_a_record_is_erased_by_two_persons_and_is_then_on_no_page_and_in_no_search(
    durable: None, scene: Any, signed_in: Any, page: Any, find: Any
) -> None:
    handle = scene.open()
    asked = scene.receive(handle)
    scene.notice(handle, asked)
    legal, supervisor = signed_in("legal"), signed_in("supervisor")
    shown = legal.get(f"/matters/{handle}/erasure/order/").content.decode()
    for words in ("What is lost for good", "What stays", "35 more days at most", "Every proof still holds."):
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
