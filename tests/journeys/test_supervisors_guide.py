"""What the guide for supervisors shows works as it is written."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from comity.sweep import Act, Agency, Channel, Text, read_phrases, rules_for, shipped_phrases

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "for" / "supervisors.md"
BLOCK = re.compile(r"^```(?P<language>yaml|python)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^\| (?P<act>\w+) \| (?P<cell>.*\*.*) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def guide() -> str:
    return GUIDE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def blocks(guide: str) -> dict[str, str]:
    return {block["language"]: block["text"] for block in BLOCK.finditer(guide)}


def test_every_act_is_in_the_table_and_its_notes_show_it(guide: str) -> None:
    from datetime import datetime

    reader = rules_for(shipped_phrases())
    rows = list(SHOWN.finditer(guide))
    assert [row["act"] for row in rows] == [act.value for act in Act]
    for row in rows:
        for note in re.findall(r"\*([^*]+)\*", row["cell"]):
            body = note.replace("awaiting their call", "awaiting call from ICE").replace("agents", "ICE agents")
            body = body if any(name in body for name in ("ICE", "USMS", "HSI", "Patrol", "immig")) else f"ICE {body}"
            found = reader.read(Text(Channel.NOTE, "N", datetime(2017, 3, 15), body))
            assert [contact.act.value for contact in found] == [row["act"]], body


def test_the_phrases_of_the_invented_county_are_read_and_find_what_they_say(blocks: dict[str, str]) -> None:
    from datetime import datetime

    above = shipped_phrases()
    reader = rules_for(above, read_phrases(blocks["yaml"].encode(), "phrases.yaml", above=above))
    at = datetime(2017, 3, 15)
    [contact] = reader.read(Text(Channel.NOTE, "N", at, "Gave a shout to the annex team"))
    assert (contact.rule, contact.agency) == ("shouted", Agency.ICE)
    assert reader.read(Text(Channel.NOTE, "N", at, "Pinged, roof of the annex team leaks")) == ()
    assert reader.read(Text(Channel.CALL, "C", at, "00:02:10", receivers=("555 0142 200",)))[0].rule == "own-address"


def test_the_program_prints_the_contact_and_what_was_left_alone(blocks: dict[str, str]) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(blocks["python"], "guide", "exec"), {})
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("told to_them ice 'ICE ntfd'")
    assert "datetime.date(2017, 3, 16)" in lines[0]
    assert [line.split(":")[0] for line in lines[1:]] == ["left alone", "left alone"]
