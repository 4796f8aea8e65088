"""Whatever is said of a paper is said in Spanish too."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase

import comity.papers
from comity.papers import Paper, shipped_forms
from comity.papers.spoken import catalogue, said
from samples.papers.making import LOOK_ALIKES

ROOM = Path(comity.papers.__file__).parent
SENTENCE = re.compile(r"(?s)(?:[A-Z]|\{a\}).*[.}]")
TABLES = {"_WORDS", "_BAD", "UNSEEN", "DEAR"}  # what stands inside of other sentences


def text_of(node: ast.AST) -> str | None:
    """A text as it is written in a module, with letters in braces for its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    letters = iter(ascii_lowercase)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{next(letters)}}}" for part in node.values
    )


def said_in(module: Path) -> Iterator[str]:
    """What a module says to people: sentences, refusals, and what stands inside of them."""
    tree = ast.parse(module.read_text())
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = text_of(node)
        if text and id(node) not in inside | docs and SENTENCE.fullmatch(text) and " " in text:
            yield text
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"PaperRefusedError", "PapersError"}:
            yield from filter(None, [text_of(node.args[0])])
        if isinstance(node, ast.Assign | ast.AnnAssign) and ast.unparse(node).partition(" ")[0].strip(":") in TABLES:
            values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            yield from filter(None, map(text_of, values))


def everything() -> set[str]:
    found = {text for path in ROOM.rglob("*.py") if path.name != "definitions.py" for text in said_in(path)}
    for form in shipped_forms():
        found |= {form.title, form.says, *(box.says for box in form.boxes)} - {""}
    return found


def test_every_sentence_and_every_form_is_in_the_catalogue(tally: Callable[..., None]) -> None:
    known, wanted = catalogue("es"), everything()
    assert {"It is headed by a court.", "this PDF {a}, and no paper needs that", "a federal judge"} <= wanted
    assert sorted(wanted - set(known)) == []
    tally("sentences about papers in two languages", len(wanted))


def test_a_translation_has_the_values_of_its_sentence() -> None:
    def values(text: str) -> list[str]:
        return sorted(re.findall(r"\{[a-z]\}", text))

    assert [one for one, other in catalogue("es").items() if values(one) != values(other)] == []


def test_what_is_told_of_papers_that_look_alike_can_be_told_in_spanish(text_paper: Callable[..., Paper]) -> None:
    for kind in LOOK_ALIKES:
        paper = text_paper(kind, 1)
        told = [paper.title, paper.why, *(sign.says for sign in paper.signs)]
        assert [text for text in told if not said(text, "es")] == []


def test_what_the_paper_says_itself_is_not_translated() -> None:
    told = said("Where it is signed stands the office of a federal magistrate judge: “U.S. Magistrate Judge”.", "es")
    assert told == "Donde se firma está el cargo de un juez magistrado federal: “U.S. Magistrate Judge”."
    assert said("Nobody has ever said this.", "es") is None
    assert said("It is headed by a court.", "fr") is None
