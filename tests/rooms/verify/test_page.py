"""The page in a browser says of every sample what verify.py says, and asks nothing of the network."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

VERDICTS = {"good": 0, "bad": 1, "unreadable": 2, "stale": 3}


class Page:
    """The page, opened from its folder like anybody would."""

    def __init__(self, browser: Any, naive: Any, *, dark: bool = False, now: int | None = None) -> None:
        self.context = browser.new_context(
            viewport={"width": 1000, "height": 1000}, color_scheme="dark" if dark else "light"
        )
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda line: self.complaints.append(line.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.clock.set_fixed_time(now or naive.NOW)
        self.page.goto((naive.ROOT / "src" / "comity_verify" / "page" / "index.html").as_uri())
        self.turn = 0

    def give(self, policy: str, paper: bytes) -> tuple[str, str]:
        """Give both files; the verdict and its reason."""
        for slot, name, raw in (("#policy", "policy", policy.encode()), ("#paper", "paper", paper)):
            self.page.set_input_files(slot, {"name": name, "mimeType": "application/octet-stream", "buffer": raw})
        self.turn += 1 if self.turn == 0 else 2
        self.page.wait_for_selector(f"#result[data-turn='{self.turn}']", state="attached", timeout=20_000)
        return self.page.get_attribute("#result", "data-verdict"), self.page.inner_text("#reason")


@pytest.fixture
def page(browser: Any, naive: Any) -> Iterator[Page]:
    opened = Page(browser, naive)
    yield opened
    assert opened.complaints == []
    opened.context.close()


def said(run: Any, what: str, given: bytes, policy: str) -> tuple[int, str]:
    """What verify.py says: its status, and the reason of its first line."""
    status, text = run(what, given, policy=policy)
    reason = re.sub(r"^(not verified|verified, but stale|unreadable|verified)(: )?", "", text.splitlines()[0])
    return status, reason


def test_the_page_agrees_with_the_verifier_case_by_case(
    page: Page, run: Any, cases: dict[str, Any], tally: Any
) -> None:
    different = {}
    for name, case in cases.items():
        if case.what == "receipt" and not case.given.startswith(b"c2sp.org/tlog-proof@"):
            continue  # the page takes it for a bundle, and refuses it as one
        verdict, reason = page.give(case.policy, case.given)
        expected = said(run, case.what, case.given, case.policy)
        if (VERDICTS.get(verdict), reason.encode("ascii", "backslashreplace").decode()) != expected:
            different[name] = (verdict, reason, expected)
    assert different == {}
    tally("samples judged alike in a browser", len(cases))


def test_the_page_agrees_on_policies(page: Page, run: Any, naive: Any, world: Any) -> None:
    good = world.log.receipt(7)
    lines = naive.POLICY.splitlines()
    policies = [naive.POLICY.replace(line + "\n", "") for line in lines]
    policies += [naive.POLICY + line + "\n" for line in lines]
    policies += [naive.POLICY.replace("any ", word) for word in ("2 ", "3 ", "0 ", "01 ", "+1 ", "all ", "\u0661 ")]
    policies += [
        naive.POLICY[:-1],
        naive.POLICY.replace("\n", "\r\n"),
        naive.POLICY.replace(" ", "\u00a0"),
        naive.POLICY.replace(" ", " \t"),
    ]
    for policy in policies:
        verdict, reason = page.give(policy, good)
        assert (VERDICTS[verdict], reason) == said(run, "receipt", good, policy)


def test_the_page_notices_what_is_stale(browser: Any, naive: Any, world: Any) -> None:
    whole = naive.canonical(world.bundle()) + b"\n"
    later = Page(browser, naive, now=naive.NOW + 24 * 3600)
    assert later.give(naive.POLICY, whole)[0] == "stale"
    assert later.give(naive.POLICY, world.log.receipt(7))[0] == "good"
    later.context.close()


def test_the_page_says_what_it_cannot_check(page: Page, naive: Any, world: Any) -> None:
    log = naive.Log(world.log.leaves, (*world.log.signers, naive.BAR_PQ, naive.LOG_PQ))
    verdict, _ = page.give(naive.POLICY_PQ, log.receipt(7))
    assert verdict == "open"
    assert page.page.inner_text("#verdict") == "Not fully checked here"
    assert "The post-quantum signature of bar: not checked here, and not counted." in page.page.inner_text("#unproved")
    assert page.give(naive.POLICY, log.receipt(7))[0] == "good", "a policy that does not need it can be met without"
    assert page.give(naive.POLICY_PQ, world.log.receipt(7))[0] == "bad", (
        "without the signature no verifier would accept it"
    )
    only = naive.Log(world.log.leaves, (naive.LOG_PQ, naive.INSPECTOR, naive.CITY_B, naive.BAR_PQ))
    assert page.give(naive.POLICY_PQ, only.receipt(7))[0] == "open"


def test_the_page_asks_nothing_of_the_network_and_has_nothing_inline(page: Page, naive: Any, world: Any) -> None:
    page.give(naive.POLICY, naive.canonical(world.bundle()) + b"\n")
    assert {url.rsplit("/", 1)[1] for url in page.asked} <= {"index.html", "verify.js", "style.css"}
    assert all(url.startswith("file://") for url in page.asked)
    folder = naive.ROOT / "src" / "comity_verify" / "page"
    html, script = (folder / "index.html").read_text(), (folder / "verify.js").read_text()
    assert "default-src 'none'" in html
    assert "unsafe" not in html
    assert not re.search(r"<script(?! src=)|<style| style=| on[a-z]+=|https?://", html)
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|import\(|eval\(|innerHTML|https?://", script)
    blocked = page.page.evaluate("fetch('https://example.com/').then(() => 'sent', () => 'refused')")
    assert blocked == "refused"
    page.complaints.clear()


def test_text_of_a_paper_is_never_taken_for_markup(page: Page, naive: Any) -> None:
    log = naive.Log([naive.canonical({"kind": "<img src=x onerror=alert(1)>", "v": 1})])
    assert page.give(naive.POLICY, log.receipt(0))[0] == "good"
    assert "<img src=x" in page.page.inner_text("#entries")
    assert page.page.locator("img").count() == 0


def test_the_page_is_used_with_the_keyboard_alone(page: Page, naive: Any, world: Any) -> None:
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.activeElement.id") == "policy"
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.activeElement.id") == "paper"
    page.give(naive.POLICY, world.log.receipt(7))
    assert page.page.evaluate("document.activeElement.id") == "verdict"
    assert page.page.inner_text("#announcement") == "Verified"
    assert page.page.get_by_label("The policy: whom you trust").count() == 1
    assert page.page.get_by_label("The receipt or the bundle").count() == 1


def test_files_can_be_dropped_anywhere_and_sort_themselves(page: Page, naive: Any, world: Any) -> None:
    page.page.evaluate(
        """([policy, paper]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(paper)], "a.tlog-proof"));
            carried.items.add(new File([new Uint8Array(policy)], "policy.txt"));
            const words = { dataTransfer: carried, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new DragEvent("drop", words));
        }""",
        [list(naive.POLICY.encode()), list(world.log.receipt(7))],
    )
    page.page.wait_for_selector("#result[data-verdict='good']")
    assert page.page.inner_text("#policy-name") == "policy.txt"


@pytest.mark.parametrize(("dark", "name"), [(False, "good"), (False, "bad"), (True, "good"), (True, "open")])
def test_the_page_can_be_looked_at(
    browser: Any, naive: Any, world: Any, tmp_path: Path, *, dark: bool, name: str
) -> None:
    opened = Page(browser, naive, dark=dark)
    made = world.bundle()
    if name == "bad":
        made["matters"][0]["entries"][1]["leaf"] = made["matters"][0]["entries"][1]["leaf"].replace(
            "declined", "complied"
        )
    if name == "open":
        log = naive.Log(world.log.leaves, (*world.log.signers, naive.BAR_PQ))
        made["checkpoint"] = log.note().decode()
    assert opened.give(naive.POLICY_PQ if name == "open" else naive.POLICY, naive.canonical(made) + b"\n")[0] == name
    place = tmp_path / f"{name}-{dark}.png"
    opened.page.screenshot(path=place, full_page=True)
    assert place.stat().st_size > 10_000
    width = opened.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "nothing is cut off at the side"
    opened.page.set_viewport_size({"width": 360, "height": 800})
    width = opened.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "nor on a telephone"
    opened.context.close()
