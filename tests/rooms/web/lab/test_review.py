"""A lawyer checks a pack case by case at the desk; each word is sealed, and what is wrong is shown to supervisors."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

Make = Callable[..., Any]
WHERE = "law=us-il-cook&on=2026-07-01"


@pytest.fixture(scope="module")
def _kept() -> Any:
    """What the lab finds is found once for all of these tests."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


pytestmark = pytest.mark.usefixtures("_kept")


def _cases(text: str) -> list[str]:
    return [html.unescape(url) for url in re.findall(r'href="(/lab/review/case/[^"]+)"', text)]


def _sign(client: Any, url: str, verdict: str, words: str = "") -> Any:
    shown = client.get(url).content.decode()
    digest = re.search(r'name="digest" value="([^"]+)"', shown)[1]  # type: ignore[index]
    return client.post(url, {"digest": digest, "verdict": verdict, "words": words})


def test_every_case_of_a_law_is_listed_with_what_it_shows_and_opened(page: Make, desk: Any) -> None:
    text = page(f"/lab/review/?{WHERE}", "policy")
    for words in ("no fewer show as much", "conditions are shown both ways", "Not looked at yet", "§ 46-37"):
        assert words in text, words
    first, *_others = _cases(text)
    shown = page(first, "policy")
    for words in ("What is known", "What the law answers", "What this case shows", "hangs on"):
        assert words in shown, words
    assert "Does the law answer it so" not in shown, "policy staff look and do not sign"
    assert "Does the law answer it so" in page(first, "legal")


def test_a_word_is_sealed_and_the_next_case_follows(page: Make, signed_in: Make, desk: Any, scene: Any) -> None:
    first, second, *_others = _cases(page(f"/lab/review/?{WHERE}", "legal"))
    client = signed_in("legal")
    done = _sign(client, first, "right")
    assert done.status_code == 302
    assert done["Location"] == second
    [signed] = scene.state(desk.records.office()).signoffs.values()
    assert (signed.verdict, signed.pack, signed.day.isoformat()) == ("right", "us-il-cook", "2026-07-01")
    assert "Signed as right" in page(f"/lab/review/?{WHERE}", "legal")
    assert _sign(client, second, "wrong").status_code != 302, "what is wrong has to be said"
    assert _sign(client, second, "wrong", "The ordinance was amended.").status_code == 302
    for where, role in (("/lab/?law=us-il-cook&on=2026-07-01", "policy"), ("/called-wrong/", "supervisor")):
        assert "The ordinance was amended." in page(where, role), where
    assert "Called wrong" in page("/today/", "supervisor")
    told = page("/called-wrong/", "supervisor")
    for words in ("Cook County, Illinois", "Sheriff of Cook County", "Hold the person", "immigration detainer"):
        assert words in told, words
    assert "{&quot;" not in told, "a case is told in words"
    assert _sign(client, second, "right").status_code == 302
    assert "The ordinance was amended." not in page("/called-wrong/", "supervisor"), "a later word takes its place"
    assert "Called wrong" not in page("/today/", "supervisor")


def test_nobody_but_legal_signs_and_nothing_that_was_not_shown(page: Make, signed_in: Make, desk: Any) -> None:
    first = _cases(page(f"/lab/review/?{WHERE}", "legal"))[0]
    stale = signed_in("legal").post(first, {"digest": "sha256:" + "0" * 64, "verdict": "right"})
    assert "the law has changed" in stale.content.decode().lower()
    assert signed_in("policy").post(first, {"digest": "x", "verdict": "right"}).status_code != 302
    page("/lab/review/", "supervisor", status=403)
    page(f"/lab/review/case/{'0' * 12}/?{WHERE}", "legal", status=404)


def test_the_sheet_is_a_tagged_pdf_that_says_it_meets_both_standards(signed_in: Make, desk: Any) -> None:
    client = signed_in("legal")
    made = client.get(f"/lab/review/sheet.pdf?{WHERE}")
    assert made["Content-Type"] == "application/pdf"
    assert made.content == client.get(f"/lab/review/sheet.pdf?{WHERE}").content
    read = pypdf.PdfReader(io.BytesIO(made.content))
    metadata = read.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "<pdfuaid:part>1<" in metadata
    assert "<pdfaid:part>2<" in metadata
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    text = "".join(sheet.extract_text() for sheet in read.pages)
    assert text.count("Name and day") == 5
    assert "can't say" in text.replace("\u2019", "'")


def test_a_spanish_page_has_the_list_a_case_and_the_sheet_in_spanish(signed_in: Make, desk: Any) -> None:
    from django.utils.translation import override

    client = signed_in("legal")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    with override("en"):  # the pages leave their language behind
        made = client.get(f"/lab/review/sheet.pdf?{WHERE}")
        listed = client.get(f"/lab/review/?{WHERE}").text
        case = re.search(r"/lab/review/case/[0-9a-f]{12}/\?[^\"]+", listed)
        assert case
        shown = client.get(html.unescape(case[0])).text
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(made.content)).pages)
    assert text.count("Nombre y día") == 5
    assert text.count("Lo que muestra este caso") == 5
    for english in ("Name and day", "What is known", "applies", "the person"):
        assert english not in text
    for page in (listed, shown):
        assert not re.search(r'lang="en">(?:A|An|The) ', page)


def test_what_was_signed_is_carried_over_to_another_text_of_the_law(
    page: Make, signed_in: Make, desk: Any, tmp_path: Path
) -> None:
    """One paraphrase of the pack is edited: only the cases that rest on it need a new look."""
    from comity.gate.signing.looks import Look, looked_at, signed_cases
    from comity.law import LawLibrary

    client = signed_in("legal")
    for url in _cases(page(f"/lab/review/?{WHERE}", "legal")):
        _sign(client, url, "right")
    signed = signed_cases(json.loads(client.get(f"/lab/review/signed.json?{WHERE}").content))
    assert len(signed) == 5
    pack = LawLibrary().pack("us-il-cook")
    for path in pack.root.rglob("*.yaml"):
        copy = tmp_path / "us-il-cook" / path.relative_to(pack.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(
            path.read_text().replace("The Sheriff declines a detainer", "The Sheriff turns down a detainer")
        )
    edited = LawLibrary([tmp_path])
    digest = edited.pack("us-il-cook").digest
    assert digest != pack.digest
    found = [{"case": dict(each.value), "shows": []} for each in signed.values()]
    looks = [looked_at(each, signed, digest, edited) for each in found]
    assert {each.look for each in looks} == {Look.CHANGED, Look.RIGHT}
    assert not any(each.same_pack for each in looks)
    for each in looks:
        rests = [one.norm.at.says for answer in each.decision.answers for one in answer.decisive]
        assert (each.look is Look.CHANGED) is any("turns down a detainer" in says for says in rests)
