"""Set-up: for the administrator alone, every change recorded, secrets shown once, and nobody's record in sight."""

import io
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

PAGES = ("", "office/", "law/", "tokens/", "tokens/new/", "webhooks/", "webhooks/new/", "imports/")
SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "feeds"


def changes(scene: Any) -> list[tuple[str, str, str]]:
    """What the record says of changes of the desk itself: who, what, and to what."""
    from comity.gate import EventKind

    events = [event for event, _leaf in scene.desk.records.history(scene.desk.records.office())]
    told = [event for event in events if event.kind is EventKind.SETUP_CHANGED]
    return [(each.by.name, str(each.body["what"]), str(each.body["value"])) for each in told]


@pytest.mark.parametrize("role", ["desk", "legal", "supervisor", "inspector", "policy", "counsel"])
def test_set_up_is_for_the_administrator(page: Any, role: str) -> None:
    for url in PAGES:
        page(f"/set-up/{url}", role, status=403)


def test_the_administrator_sees_the_office_and_the_law_and_no_person(scene: Any, page: Any) -> None:
    scene.receive(scene.open())
    for url in PAGES:
        assert "Elena" not in page(f"/set-up/{url}", "administrator")
    assert "office.yaml" in page("/set-up/office/", "administrator")
    law = page("/set-up/law/", "administrator")
    for pack in scene.desk.library.pack("us-ca").stack:
        assert pack.digest in law


def test_a_token_is_shown_once_opens_the_door_and_is_ended(scene: Any, signed_in: Any) -> None:
    from comity.store.errors import TokenError
    from comity.store.tokens import program_of

    client = signed_in("administrator")
    given = {"name": "jail-feed", "role": "desk", "days": "30"}
    text = client.post("/set-up/tokens/new/", given).content.decode()
    secret = re.search(r"comity_[0-9a-f]+_[\w-]+", text)[0]
    actor = program_of(secret, scene.now)
    assert (actor.name, actor.role.value) == ("program:jail-feed", "desk")
    listed = client.get("/set-up/tokens/").content.decode()
    assert secret not in listed
    assert "program:jail-feed" in listed
    key = secret.split("_")[1]
    assert client.post(f"/set-up/tokens/{key}/end/").status_code == 302
    with pytest.raises(TokenError):
        program_of(secret, scene.now)
    told = [(who, what) for who, what, _ in changes(scene)]
    assert told[-2:] == [("administrator-1", "token made"), ("administrator-1", "token ended")]
    assert all(secret.split("_")[2] not in value for _, _, value in changes(scene))


@pytest.mark.parametrize("role", ["supervisor", "legal", "counsel", "administrator", "nonsense"])
def test_no_program_is_given_the_role_of_somebody_who_decides(signed_in: Any, role: str) -> None:
    from comity.store.models import ApiToken

    given = {"name": "robot", "role": role, "days": "30"}
    assert signed_in("administrator").post("/set-up/tokens/new/", given).status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("name", ["desk-1 ", "Ünder", "a:b", "", "x" * 70, "<script>"])
def test_a_program_is_named_so_that_it_stands_for_nobody(signed_in: Any, name: str) -> None:
    from comity.store.models import ApiToken

    given = {"name": name, "role": "desk", "days": "30"}
    answer = signed_in("administrator").post("/set-up/tokens/new/", given)
    assert answer.status_code == 422 or ApiToken.objects.get().name == f"program:{name.strip()}"
    assert b"<script>" not in answer.content


def test_a_webhook_is_added_with_a_secret_shown_once_and_ended(scene: Any, signed_in: Any) -> None:
    from standardwebhooks import Webhook

    from comity.store.models import WebhookEndpoint

    client = signed_in("administrator")
    given = {"url": "https://hooks.harbor.example/in?k=1", "kinds": ["answered", "released"]}
    text = client.post("/set-up/webhooks/new/", given).content.decode()
    secret = re.search(r"whsec_[\w+/=]+", text)[0]
    assert Webhook(secret).sign("m1", scene.now, "{}").startswith("v1,")
    row = WebhookEndpoint.objects.get()
    assert row.kinds == ["answered", "released"]
    assert secret not in row.secret, "the secret is kept encrypted"
    listed = client.get("/set-up/webhooks/").content.decode()
    assert secret not in listed
    assert "The agency was answered" in listed
    assert client.post(f"/set-up/webhooks/{row.id}/end/").status_code == 302
    assert WebhookEndpoint.objects.get().disabled_at
    assert [what for _, what, _ in changes(scene)][-2:] == ["webhook added", "webhook ended"]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.harbor.example/", "https://localhost/", "https://127.0.0.1/", "https://10.0.0.8/x",
        "https://[::1]/", "https://169.254.169.254/latest", "https://jail/", "https://a:b@hooks.harbor.example/",
        "ftp://hooks.harbor.example/", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_a_webhook_leads_to_another_machine_over_an_encrypted_way(signed_in: Any, url: str) -> None:
    answer = signed_in("administrator").post("/set-up/webhooks/new/", {"url": url})
    assert answer.status_code == 422


def sent(client: Any, content: bytes, name: str = "bookings.csv", mapping: str = "comity-csv") -> Any:
    file = io.BytesIO(content)
    file.name = name
    return client.post("/set-up/imports/", {"mapping": mapping, "file": file})


def test_a_file_is_looked_at_first_and_then_brought_in_once(scene: Any, signed_in: Any) -> None:
    from comity.store.models import Matter, Upload

    client = signed_in("administrator")
    answer = sent(client, (SAMPLES / "bookings.csv").read_bytes())
    assert answer.status_code == 302, answer.content.decode()
    looked = client.get(answer["Location"]).content.decode()
    assert "would be new" in looked
    assert not Matter.objects.exists()
    assert client.post(answer["Location"], {"press": "bring", "on_error": "keep"}).status_code == 302
    number = Matter.objects.count()
    assert number > 0
    upload = Upload.objects.get()
    assert (upload.state, bytes(upload.content)) == ("done", b"")
    again = client.post(answer["Location"], {"press": "bring", "on_error": "keep"}, follow=True).content.decode()
    assert "Somebody has brought this file in already." in again
    assert Matter.objects.count() == number
    assert any(what == "file brought in" and "bookings.csv" in value for _, what, value in changes(scene))
    assert "bookings.csv" in client.get("/set-up/imports/").content.decode()


def test_refused_lines_are_told_without_what_the_cells_say(scene: Any, signed_in: Any) -> None:
    client = signed_in("administrator")
    content = (SAMPLES / "bookings_date_bad.csv").read_text()
    row = content.splitlines()[1]
    broken = content + row.replace(row.split(",")[4], "Juniper Secretname").replace("B-", "B-9", 1) + "\n"
    answer = sent(client, broken.encode())
    text = client.get(answer["Location"]).content.decode()
    assert "line " in text
    assert "PersonBirthDate" in text
    assert "Secretname" not in text
    rolled = client.post(answer["Location"], {"press": "bring", "on_error": "rollback"}, follow=True).content.decode()
    assert "Nothing was brought in" in rolled
    assert "Secretname" not in rolled


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 paper", "bookings.csv", "no CSV file, whatever its name says"),
        (b"PK\x03\x04 a workbook", "bookings.csv", "In Excel, save it as “CSV UTF-8”"),
        ("a,b\n1,2\n".encode("utf-16"), "bookings.csv", "no CSV file, whatever its name says"),
        (b"a,b\n1,2\n", "bookings.exe", "files that end in .csv"),
        (b"", "bookings.csv", "This file is empty"),
        (b"a,b\n1,2\n", "bookings.csv", "It is column 1."),
        (b"BookingNumber;PersonID;Secretname\n1;2;3\n", "bookings.csv", "are set apart by semicolons"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_not_kept(signed_in: Any, content: bytes, name: str, words: str) -> None:
    from comity.store.models import Upload

    answer = sent(signed_in("administrator"), content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Secretname" not in answer.content.decode()
    assert not Upload.objects.exists()


def test_what_is_to_be_written_in_the_map_is_named(signed_in: Any) -> None:
    client = signed_in("administrator")
    for sample, word in (("bookings_date_bad.csv", "format"), ("bookings_encoding_bad.csv", "encoding")):
        answer = sent(client, (SAMPLES / sample).read_bytes())
        assert f"`{word}`" in client.get(answer["Location"]).content.decode()


def test_of_a_file_without_a_booking_that_is_said_and_nothing_is_offered(signed_in: Any) -> None:
    client = signed_in("administrator")
    answer = sent(client, (SAMPLES / "bookings.csv").read_bytes().splitlines(keepends=True)[0])
    text = client.get(answer["Location"]).content.decode()
    assert "No booking stands in this file." in text
    assert 'value="bring"' not in text
    assert 'value="forget"' in text


def test_a_file_of_more_than_25_mb_is_refused(signed_in: Any) -> None:
    answer = sent(signed_in("administrator"), b"a" * 25_000_001)
    assert answer.status_code == 422
    assert "larger than 25 MB" in answer.content.decode()


def test_a_file_can_be_left(signed_in: Any) -> None:
    from comity.store.models import Upload

    client = signed_in("administrator")
    answer = sent(client, (SAMPLES / "bookings.csv").read_bytes())
    assert client.post(answer["Location"], {"press": "forget"}).status_code == 302
    assert not Upload.objects.exists()


def test_the_watch_folder_is_counted_and_no_file_in_it_is_named(signed_in: Any, settings: Any) -> None:
    watched = settings.COMITY_HOME.watched
    (watched / "refused").mkdir(parents=True, exist_ok=True)
    (watched / "elena.csv").write_text("x")
    (watched / "refused" / "a.csv.report.txt").write_text("x")
    text = signed_in("administrator").get("/set-up/imports/").content.decode()
    assert "Waiting: 1" in text
    assert "elena.csv" not in text
    assert timedelta(0) == timedelta()


def test_a_file_whose_bringing_in_was_killed_is_marked_at_the_next_tick_and_brought_in_again_without_doubling(
    scene: Any, signed_in: Any
) -> None:
    from comity.store.models import Matter, Upload
    from comity.web.pages.custody.setup.leases import alone_with, mark_cut

    client = signed_in("administrator")
    url = sent(client, (SAMPLES / "bookings.csv").read_bytes())["Location"]
    row = Upload.objects.get()
    Upload.objects.update(state="running")  # as a program leaves it that is killed now
    with alone_with(row.id):
        assert mark_cut() == 0  # somebody is bringing it in
    assert "is being brought in" in client.get(url).content.decode()
    assert mark_cut() == 1
    text = client.get(url).content.decode()
    assert "Bringing this file in was cut off." in text
    assert "Bring it in again" in text
    assert "was cut off" in client.get("/set-up/imports/").content.decode()
    for state in ("cut", "done"):
        assert Upload.objects.get().state == state
        client.post(url, {"press": "bring", "on_error": "keep"})
        number = Matter.objects.count()
        assert number > 0
    assert Matter.objects.count() == number
    assert mark_cut() == 0


def test_a_lock_on_an_upload_ends_with_the_program_that_was_killed(scene: Any, tmp_path: Path) -> None:
    from comity.web.pages.custody.setup.leases import _folder, alone_with

    program = (
        "import fcntl, os, sys, time\n"
        "lock = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR)\n"
        "fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(_folder() / "a1")], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with alone_with("a1") as is_alone:
            assert not is_alone
        other.kill()
        other.wait()
    with alone_with("a1") as is_alone:
        assert is_alone


def test_the_secret_of_a_webhook_is_renewed_and_the_one_before_signs_beside_it_for_a_day(
    scene: Any, signed_in: Any
) -> None:
    from comity.store.hooks.sealed import OVERLAP, opened
    from comity.store.models import WebhookEndpoint

    client = signed_in("administrator")
    client.post("/set-up/webhooks/new/", {"url": "https://hooks.harbor.example/comity"})
    row = WebhookEndpoint.objects.get()
    before = opened(row.secret, row.id).newest
    assert f"/set-up/webhooks/{row.id}/secret/" in client.get("/set-up/webhooks/").content.decode()
    text = client.post(f"/set-up/webhooks/{row.id}/secret/").content.decode()
    kept = opened(WebhookEndpoint.objects.get().secret, row.id)
    assert kept.newest in text
    assert before not in text
    assert kept.at(scene.now) == (kept.newest, before)
    assert kept.at(scene.now + OVERLAP + timedelta(minutes=1)) == (kept.newest,)
    assert [what for _, what, _ in changes(scene)][-1] == "webhook secret renewed"
    assert client.get(f"/set-up/webhooks/{row.id}/secret/").status_code == 405
    client.post(f"/set-up/webhooks/{row.id}/end/")
    assert client.post(f"/set-up/webhooks/{row.id}/secret/").status_code == 404
