"""Sealing for a court: two persons seal, the court's key alone opens, and in between the person is nowhere."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from comity.matters import open_as_court

COURT = X25519PrivateKey.generate()
ORDER = {
    "court": "Superior Court of Harbor",
    "order": "2026-11-20, no. 8",
    "key": COURT.public_key().public_bytes_raw().hex(),
    "sure": "on",
}
AGREE = 'value="agree"'
OPENING = "Superior Court of Harbor, 2026-12-01, no. 9"


@pytest.fixture
def sealed(durable: None, scene: Any, signed_in: Any) -> str:
    handle = scene.open()
    scene.notice(handle, scene.receive(handle))
    assert signed_in("legal").post(f"/matters/{handle}/sealing/order/", ORDER).status_code == 302
    assert signed_in("supervisor").post(f"/matters/{handle}/sealing/settle/", {"settle": "agree"}).status_code == 302
    scene.desk.sealing.resume(scene.desk.records)
    return handle


def opened_key(scene: Any, handle: str) -> str:
    """What the court gives the office with its order to open."""
    return open_as_court(scene.desk.sealing.courts_key(handle), handle, COURT).secret.hex()


def test_a_record_is_sealed_by_two_persons_and_is_then_on_no_page_in_no_search_and_in_no_export(
    sealed: str, scene: Any, signed_in: Any, page: Any, find: Any
) -> None:
    for url in ("", "sheet/", "sealing/order/", "everything/", "letters/new/"):
        for role in ("supervisor", "legal"):
            assert signed_in(role).get(f"/matters/{sealed}/{url}").status_code == 404, url
    for sought in ("elena", "B-55102"):
        assert "Inventada" not in find(sought, "supervisor")
    for url in ("/deadlines/", "/letters/", "/today/", "/sealed/", "/erasures/"):
        assert "Inventada" not in page(url, "supervisor")
    listed = page("/sealed/", "supervisor")
    assert "Superior Court of Harbor" in listed
    assert "the court alone" in listed
    assert "2026-11-20, no. 8" in page("/inspect/erasures/", "inspector")


def test_the_second_person_reads_what_is_hidden_and_for_whom_before_agreeing(
    durable: None, scene: Any, signed_in: Any, page: Any
) -> None:
    handle = scene.open()
    legal, supervisor = signed_in("legal"), signed_in("supervisor")
    assert "Only the court can open it" in legal.get(f"/matters/{handle}/sealing/order/").content.decode()
    for missing in ORDER:
        given = {key: value for key, value in ORDER.items() if key != missing}
        assert legal.post(f"/matters/{handle}/sealing/order/", given).status_code == 422
    wrong = legal.post(f"/matters/{handle}/sealing/order/", {**ORDER, "key": "00" * 32})
    assert "no public key of a court" in wrong.content.decode()
    assert legal.post(f"/matters/{handle}/sealing/order/", ORDER).status_code == 302
    assert "Nothing is sealed until a second person agrees." in page(f"/matters/{handle}/", "desk")
    shown = supervisor.get(f"/matters/{handle}/sealing/settle/").content.decode()
    for words in (ORDER["order"], ORDER["court"], ORDER["key"], "Elena"):
        assert words in shown
    assert scene.state(handle).readings[-1].page == "sealing"
    assert AGREE in shown
    own_side = signed_in("legal", name="b.reed").get(f"/matters/{handle}/sealing/settle/").content.decode()
    assert "Somebody of the other side has to agree" in own_side
    assert AGREE not in own_side
    alone = legal.post(f"/matters/{handle}/sealing/settle/", {"settle": "agree"})
    assert alone.status_code == 403
    assert supervisor.post(f"/matters/{handle}/sealing/settle/", {"settle": "back"}).status_code == 422
    back = supervisor.post(f"/matters/{handle}/sealing/settle/", {"settle": "back", "why": "Another person."})
    assert back.status_code == 302
    assert scene.state(handle).sealing is None
    assert supervisor.get(f"/matters/{handle}/sealing/settle/").status_code == 404


def test_whoever_may_not_seal_neither_sees_nor_orders_it(sealed: str, scene: Any, page: Any) -> None:
    handle = scene.open("Ana Invented", "B-2")
    for role in ("desk", "inspector", "administrator", "policy"):
        for url in (
            f"/matters/{handle}/sealing/order/",
            "/sealed/",
            f"/sealed/{sealed}/key/",
            f"/sealed/{sealed}/open/",
        ):
            page(url, role, status=403)


def test_a_sealed_record_is_opened_by_the_courts_order_its_key_and_two_persons(
    sealed: str, scene: Any, signed_in: Any, page: Any, find: Any
) -> None:
    legal, supervisor = signed_in("legal"), signed_in("supervisor")
    url = f"/sealed/{sealed}/open/"
    wrong = legal.post(url, {"order": OPENING, "key": "ab" * 32})
    assert wrong.status_code == 422
    assert "This is not the key of the matter" in wrong.content.decode()
    assert legal.post(url, {"order": OPENING, "key": "court"}).status_code == 422
    assert legal.post(url, {"order": "", "key": opened_key(scene, sealed)}).status_code == 422
    right = opened_key(scene, sealed)
    assert legal.post(url, {"order": OPENING, "key": right}).status_code == 302
    page(f"/matters/{sealed}/", "supervisor", status=404)
    assert "Inventada" not in page("/sealed/", "supervisor")
    assert legal.post(f"/sealed/{sealed}/settle/", {"settle": "agree"}).status_code == 403
    assert AGREE not in legal.get(f"/sealed/{sealed}/settle/").content.decode()
    waiting = supervisor.get(f"/sealed/{sealed}/settle/").content.decode()
    assert AGREE in waiting
    assert "Inventada" not in waiting
    assert right not in waiting
    done = supervisor.post(f"/sealed/{sealed}/settle/", {"settle": "agree"}, follow=True).content.decode()
    assert "The record is open again, as it was before it was sealed." in done
    assert "Inventada" in done
    assert "Inventada" in find("elena", "supervisor")
    assert "Opened again" in page("/sealed/", "supervisor")
    page(f"/sealed/{sealed}/settle/", "legal", status=404)


def test_an_order_to_open_that_is_taken_back_seals_the_record_again(sealed: str, scene: Any, signed_in: Any) -> None:
    legal, supervisor = signed_in("legal"), signed_in("supervisor")
    legal.post(f"/sealed/{sealed}/open/", {"order": OPENING, "key": opened_key(scene, sealed)})
    told = supervisor.post(f"/sealed/{sealed}/settle/", {"settle": "back", "why": "Not yet."}, follow=True)
    assert "The record stays sealed" in told.content.decode()
    assert scene.desk.sealing.courts_key(sealed)
    assert supervisor.get(f"/matters/{sealed}/").status_code == 404


def test_the_court_is_given_a_certificate_and_the_locked_key_which_only_it_can_open(
    sealed: str, scene: Any, signed_in: Any
) -> None:
    supervisor = signed_in("supervisor")
    text = supervisor.get(f"/sealed/{sealed}/certificate/").content.decode()
    assert ORDER["order"] in text
    key = supervisor.get(f"/sealed/{sealed}/key/").json()
    assert key["for_key"] == ORDER["key"]
    assert open_as_court(bytes.fromhex(key["sealed_key"]), key["record"], COURT).secret.hex() == opened_key(
        scene, sealed
    )
    paper = supervisor.post(f"/sealed/{sealed}/certificate/")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    gone = supervisor.get(f"/sealed/{sealed}/certificate/", follow=True).content.decode()
    assert ORDER["order"] not in gone
    assert "handed out already" in gone
    assert supervisor.get(f"/sealed/{sealed}/key/").status_code == 200
