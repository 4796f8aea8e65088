"""An example that does not hold, or that could not fail, is found; so is a rule that no example exercises."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from small_packs import FIRST, VOCABULARY, exception, head, norm, section, write_pack, yaml_text

from comity.law import LawLibrary
from comity.law.checks import Finding
from comity.review import check_examples

LIMIT = {
    "id": "long",
    "cite": "(d)",
    "says": "Two days.",
    "ask": "hold",
    "hours": 48,
    "starts": "release_due",
    "from": FIRST,
}
DUTY = {
    "id": "log",
    "cite": "(e)",
    "says": "Record it.",
    "must": "record",
    "on": "received",
    "due": {"at_once": True},
    "from": FIRST,
}
NORMS = [
    norm("ban", "forbids", ["hold"], when="p", unless=[exception("warrant", "q")], basis="memory"),
    norm("power", "permits", ["hold"], confers="authority"),
]
HELD = {
    "name": "Without a warrant nobody is held",
    "at": datetime(2020, 6, 15, 12),
    "agency": "city-police",
    "request": {"asks": ["hold"]},
    "facts": {"p": True, "q": False},
    "expect": {"hold": {"outcome": "forbidden", "verdict": "ask_legal", "because": ["one/ban"], "marks": ["unread"]}},
    "cite": "example 1",
}
LIFTED = {
    **HELD,
    "name": "With a warrant the bar is lifted",
    "facts": {"p": True, "q": True, "release_due": datetime(2020, 6, 15, 12)},
    "expect": {"hold": {"outcome": "permitted", "excepted": ["one/warrant"], "layer": {"us": "permitted"}}},
    "limits": {"hold": datetime(2020, 6, 17, 12)},
    "duties": ["one/log"],
}


def found(folder: Path, examples: Any) -> tuple[int, list[Finding]]:
    """How many examples a pack has, and what is found in them."""
    rules = section(norms=NORMS, limits=[LIMIT], duties=[DUTY])
    text = examples if isinstance(examples, str) else yaml_text(examples)
    write_pack(folder, head("us"), {"one": rules}, files={"examples/some.yaml": text})
    library = LawLibrary([folder], vocabulary=VOCABULARY, builtin=False)
    return check_examples(library.pack("us"), library)


def test_examples_that_hold_give_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, [HELD, LIFTED]) == (2, [])


@pytest.mark.parametrize(
    ("left", "untouched"),
    [
        ([HELD], ["exception `us/one/warrant`"]),
        ([LIFTED], ["norm `us/one/ban`"]),
        ([], ["`us/one/ban`", "`us/one/warrant`", "`us/one/power`"]),
    ],
)
def test_a_rule_that_no_example_exercises_is_found(left: list[Any], untouched: list[str], tmp_path: Path) -> None:
    _, findings = found(tmp_path, left)
    assert len(findings) == len(untouched)
    for finding, name in zip(findings, untouched, strict=True):
        assert name in finding.message
        assert "no example exercises" in finding.message
        assert finding.where.startswith("us/rules/one.yaml:")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"expect": {"hold": "permitted"}}, "outcome of `hold` is `forbidden`, not `permitted`"),
        ({"expect": {"hold": {"outcome": "forbidden", "verdict": "do_not"}}}, "verdict of `hold` is `ask_legal`"),
        (
            {"expect": {"hold": {"outcome": "forbidden", "because": ["one/power", "one/gone"]}}},
            "because of `hold` lacks `one/gone`",
        ),
        ({"expect": {"hold": {"outcome": "forbidden", "marks": ["doubt"]}}}, "marks of `hold` lacks `doubt`"),
        ({"expect": {"hold": {"outcome": "forbidden", "excepted": ["one/warrant"]}}}, "excepted of `hold` lacks"),
        (
            {"expect": {"hold": {"outcome": "forbidden", "layer": {"us": "silent"}}}},
            "layer us of `hold` is `forbidden`",
        ),
        ({"expect": {"hold": {"outcome": "forbidden", "layer": {"us-xx": "silent"}}}}, "no layer here"),
        ({"expect": {"hold": {"outcome": "forbidden", "wings": "two"}}}, "`wings` is no key here"),
        ({"expect": {"hold": {"verdict": "ask_legal"}}}, "`outcome` must be a text"),
        ({"expect": {"transfer": "silent"}}, "`transfer` is expected but not asked"),
        ({"expect": {}}, "nothing is expected"),
        ({"expect": ["hold"]}, "an entry with keys is expected"),
        ({"expect": None}, "an entry with keys is expected"),
        ({"limits": {"hold": datetime(2020, 6, 17, 12)}}, "the limit of `hold` runs out at None"),
        ({"limits": {"transfer": datetime(2020, 6, 17, 12)}}, "a limit of `transfer` is expected, but it is not asked"),
        ({"limits": {"flight": datetime(2020, 6, 17, 12)}}, "a limit of `flight` is expected, but it is not asked"),
        ({"duties": ["one/gone"]}, "duties of `the case` lacks `one/gone`"),
        ({"no_duties": ["one/log"]}, "the duty `one/log` is owed"),
        ({"no_duties": ["one/gone"]}, "`one/gone` is no duty of this law"),
        ({"wings": 2}, "`wings` is no key here"),
        ({"name": ...}, "`name` must be a text"),
        ({"cite": ...}, "`cite` must be a text"),
        ({"agency": ...}, "`agency` must be a text"),
        ({"agency": "navy"}, "`us/navy` is not an agency"),
        ({"agency": "us-zz/police"}, "there is no pack `us-zz`"),
        ({"at": ...}, "`at` is missing"),
        ({"at": date(2099, 1, 1)}, "is outside the days"),
        ({"facts": {"wings": True}}, "`wings` is not a listed fact"),
        ({"facts": {"p": 3}}, "`p` cannot be `3`"),
        ({"facts": {"convictions": {"known": [], "complet": False}}}, "`complet` is no key of the fact `convictions`"),
        ({"facts": {"p": {"value": True, "sorce": {}}}}, "`sorce` is no key of the fact `p`"),
        ({"facts": {"p": {"disputed": [True]}}}, "fewer than two claims"),
        ({"request": {"asks": []}}, "`request.asks` is missing"),
        ({"request": {"asks": ["fly"]}}, "`fly` is not an ask"),
        ({"request": {"asks": [["hold"]]}}, "is not an ask"),
        ({"request": {"asks": ["hold"], "for": "x"}}, "`for` is no key of `request`"),
        (
            {"request": {"asks": ["hold"], "from": "ice"}, "facts": {"requester": "cbp"}},
            "is given in `request` and in `facts`",
        ),
    ],
)
def test_an_example_that_is_wrong_is_found(change: dict[str, Any], says: str, tmp_path: Path) -> None:
    wrong = {key: value for key, value in (HELD | change).items() if value is not ...}
    count, findings = found(tmp_path, [LIFTED, wrong, HELD])
    assert count in {2, 3}
    (finding,) = findings
    assert says in finding.message
    path, _, line = finding.where.rpartition(":")
    text = (tmp_path / path).read_text().splitlines()
    assert path == "us/examples/some.yaml"
    assert int(line) > text.index("- name: With a warrant the bar is lifted") + 1


@pytest.mark.parametrize("text", ["", "- just words\n", "just words\n", "[1, 2]\n", "a: [\n"])
def test_a_file_of_no_examples_is_found(text: str, tmp_path: Path) -> None:
    _, findings = found(tmp_path, text)
    assert any(finding.where.startswith("us/examples/some.yaml:") for finding in findings)


def test_an_unknown_value_of_a_long_form_is_unknown(tmp_path: Path) -> None:
    open_ask = {
        **HELD,
        "facts": {"p": {"value": "unknown", "source": {"by": "desk"}}, "q": False},
        "expect": {"hold": "open"},
    }
    assert found(tmp_path, [HELD, LIFTED, open_ask]) == (3, [])
