"""The public page: for everybody, without signing in, without a person in it, and countable again by anyone."""

import csv
import dataclasses
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from comity.ledger import StaticFolder
from comity.reports import counted, published_entries, year_shown
from comity.web.pages.public import files
from desk_for_tests import under
from rooms.web.public.dcat_us import CATALOG

Publish = Callable[..., Path]
TABLES = ("months", "asks", "agencies", "grounds", "others")
HIDDEN = re.compile(r'<abbr title="[^"]*fewer than 10')


def test_the_page_is_for_everybody_and_shows_four_numbers(publish: Publish, client: Any) -> None:
    publish()
    page = client.get("/public/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "What federal agencies asked Harbor County Jail, and what we answered" in text
    figures = re.search(r'class="comity-figures.*?</section>', text, re.DOTALL)
    assert figures
    for label in ("Requests received", "People held beyond release", "People handed over", "Answered no"):
        assert label in figures[0]
    assert page.headers["Cache-Control"] == "private, max-age=600"
    assert page.headers["X-Robots-Tag"] == "all"


def test_no_month_is_counted_before_it_is_over(publish: Publish, client: Any) -> None:
    publish()
    rows = list(csv.reader(io.StringIO(client.get("/public/2026-months.csv").content.decode())))
    assert [row[0] for row in rows[1:]] == [f"2026-{month:02d}" for month in range(1, 11)] + ["total"]


def test_small_counts_are_hidden_on_the_page_and_in_the_files_alike(publish: Publish, client: Any) -> None:
    publish()
    text = client.get("/public/2025/").content.decode()
    stars = 0
    for name in TABLES:
        rows = list(csv.reader(io.StringIO(client.get(f"/public/2025-{name}.csv").content.decode())))
        stars += sum(cell == "*" for row in rows for cell in row)
        assert not [cell for row in rows[1:] for cell in row[1:] if cell.isdecimal() and 0 < int(cell) < 10]
    assert stars
    assert len(HIDDEN.findall(text)) >= stars


def test_the_numbers_are_those_of_the_published_files(publish: Publish, client: Any) -> None:
    folder = StaticFolder(publish())
    again = year_shown(counted(published_entries(folder)), 2025)
    for table in again.tables:
        rows = list(csv.reader(io.StringIO(client.get(f"/public/2025-{table.name}.csv").content.decode())))
        for row in rows[1:-1]:
            shown = [None if cell == "*" else int(cell) for cell in row[1:]]
            assert shown == [table.cells[row[0], column] for column in table.columns]


def _mirror(client: Any, folder: Path, place: Path) -> None:
    """Fetch the log and the tables as a reader would, each file from its address."""
    wanted = [f"ledger/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()]
    wanted += [f"public/{year}-{name}.csv" for year in (2025, 2026) for name in TABLES]
    for path in wanted:
        answer = client.get(f"/{path}")
        assert answer.status_code == 200, path
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(answer.content)
    (place / "recount.py").write_bytes(client.get("/public/recount.py").content)


def test_the_program_on_the_page_counts_the_log_again_and_agrees(
    publish: Publish, client: Any, tmp_path: Path, tally: Any
) -> None:
    _mirror(client, publish(), tmp_path / "copy")
    words = [sys.executable, "-I", "recount.py", "."]
    done = subprocess.run(words, cwd=tmp_path / "copy", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = re.search(r"(\d+) numbers of the page agree with the log; (\d+) are hidden", done.stdout)
    assert found
    assert int(found[1]) > 100
    tally("published numbers counted again", int(found[1]))


def test_the_program_on_the_page_notices_a_number_that_is_wrong(publish: Publish, client: Any, tmp_path: Path) -> None:
    _mirror(client, publish(), tmp_path / "copy")
    table = tmp_path / "copy" / "public" / "2025-months.csv"
    table.write_text(table.read_text().replace("2025-05,27,", "2025-05,24,"))
    words = [sys.executable, "-I", "recount.py", "."]
    done = subprocess.run(words, cwd=tmp_path / "copy", capture_output=True, text=True, check=False)
    assert done.returncode
    assert "2025, 2025-05, received: the page says 24, and the log has 27" in done.stderr


def test_the_files_of_the_log_are_kept_for_ever_and_its_head_is_not(publish: Publish, client: Any) -> None:
    publish()
    tile = client.get("/ledger/tile/entries/000")
    assert "immutable" in tile.headers["Cache-Control"]
    head = client.get("/ledger/checkpoint")
    assert head.headers["Cache-Control"] == "public, max-age=60"
    assert {each.headers["Access-Control-Allow-Origin"] for each in (tile, head)} == {"*"}


@pytest.mark.parametrize("where", ["../log.sqlite", "tile/../../log.sqlite", "tile/entries", "checkpoint.new", "", "x"])
def test_nothing_but_the_log_is_served_from_its_folder(publish: Publish, client: Any, where: str) -> None:
    publish()
    assert client.get(f"/ledger/{where}").status_code == 404


def test_the_files_say_what_their_columns_mean(publish: Publish, client: Any) -> None:
    publish()
    package = client.get("/public/2025/datapackage.json").json()
    assert [each["name"] for each in package["resources"]] == [f"2025-{name}" for name in TABLES]
    for each in package["resources"]:
        rows = list(csv.reader(io.StringIO(client.get(f"/public/2025/{each['path']}").content.decode())))
        assert rows[0] == [field["name"] for field in each["schema"]["fields"]]
        assert all(field["description"].endswith(".") for field in each["schema"]["fields"])
        missing = set(each["schema"]["missingValues"])
        assert all(cell in missing or cell.isdecimal() for row in rows[1:] for cell in row[1:])


def test_the_catalogue_has_what_dcat_us_asks_for_and_its_addresses_answer(
    publish: Publish, client: Any, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "desk@harbor.example"
    publish()
    catalog = client.get("/public/catalog.json").json()
    jsonschema.Draft7Validator(CATALOG).validate(catalog)
    assert {each["contactPoint"]["hasEmail"] for each in catalog["dataset"]} == {"mailto:desk@harbor.example"}
    assert catalog["@id"].endswith("/public/catalog.json")
    for each in catalog["dataset"]:
        begins, ends = (date.fromisoformat(day) for day in each["temporal"].split("/"))
        assert (begins.day, (ends + timedelta(days=1)).day) == (1, 1)  # whole months
        for file in each["distribution"]:
            path = file["downloadURL"].removeprefix("http://testserver")
            assert client.get(path).status_code == 200


def test_nothing_public_names_or_describes_a_person(publish: Publish, client: Any) -> None:
    publish()
    texts = [
        client.get(path).content.decode() for path in ("/public/", "/public/2025-asks.csv", "/public/catalog.json")
    ]
    for text in texts:
        body = re.sub(r"<footer.*?</footer>", "", text, flags=re.DOTALL)
        assert not re.search(r"\bB-\d{4}|birth date|race|gender", body, re.IGNORECASE)


def test_before_anything_is_published_the_page_says_so(
    db: None, opened: Any, client: Any, settings: Any, tmp_path: Path
) -> None:

    settings.COMITY_HOME = dataclasses.replace(settings.COMITY_HOME, folder=tmp_path)
    text = client.get("/public/").content.decode()
    assert "Nothing is counted yet" in text
    assert "The log has not been published yet." in text
    assert client.get("/ledger/checkpoint").status_code == 404
    assert client.get("/public/2025/").status_code == 404


def test_the_page_has_no_script_and_no_style_of_its_own(publish: Publish, client: Any) -> None:
    publish()
    text = client.get("/public/").content.decode()
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", text)
    assert 'role="img" aria-labelledby="chart-months-title chart-months-words"' in text
    assert '<title id="chart-months-title">Requests received' in text


def test_the_law_in_force_is_told_in_words_and_no_other(publish: Publish, client: Any) -> None:
    text = client.get("/public/law/us-ca/gov-7284-6/").content.decode()
    assert "Gov. Code § 7284.6" in text
    assert client.get("/public/law/us-tx/").status_code == 404
    assert client.get("/public/law/us-ca/no-such/").status_code == 404


def test_the_doors_by_which_data_leaves_anyway_are_listed_with_their_law(publish: Publish, client: Any) -> None:
    publish()
    assert 'href="/public/channels/"' in client.get("/public/").content.decode()
    text = client.get("/public/channels/").content.decode()
    assert "Fingerprints taken at booking" in text
    assert 'href="/public/law/us-ca/gov-7284-6/" lang="en">Gov. Code § 7284.6(a)(5)</a> forbids' in text
    assert "We found no law on it in what we read." in text
    assert "from general knowledge, not verified" in text
    assert "Our record sees nothing of it" in text
    assert "Chicago" not in text


def test_a_list_of_doors_that_cannot_be_read_says_so_and_hides_no_other(
    client: Any, desk: Any, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.law import LawLibrary
    from comity.store import desk as opened_desk
    from comity.web.pages.public import channels

    for name in ("us", "us-ca"):
        shutil.copytree(LawLibrary().pack(name).root, tmp_path / name)
    (tmp_path / "us-ca" / "channels.yaml").write_text("channels: [{id: half}]")
    broken = under(opened_desk.current(), LawLibrary([tmp_path], builtin=False))
    monkeypatch.setattr(channels, "current", lambda: broken)
    text = client.get("/public/channels/").content.decode()
    assert "This list cannot be read" in text
    assert "Fingerprints taken at booking" in text


def test_the_page_is_there_in_spanish(publish: Publish, client: Any, settings: Any) -> None:
    publish()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    text = client.get("/public/").content.decode()
    assert "Qué pidieron las agencias federales a Harbor County Jail y qué respondimos" in text


def test_what_is_shown_is_kept_for_a_while_and_not_counted_again(
    publish: Publish, client: Any, django_assert_max_num_queries: Any
) -> None:
    publish()
    client.get("/public/2025/")
    with django_assert_max_num_queries(6):
        client.get("/public/2025/")


def test_the_program_is_the_one_in_the_package(client: Any, db: None) -> None:
    assert client.get("/public/recount.py").content == files._RECOUNT.read_bytes()
    assert json.dumps(compile(files._RECOUNT.read_text(), "recount.py", "exec").co_name)
