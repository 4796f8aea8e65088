"""What the pages say and in Spanish do not say yet: `python tests/house/messages.py [--write] [FOLDER]`.

It reads the templates with Django's own reader of translations and the modules with `ast`; no gettext has to be
installed. --write adds what is missing to the catalogue, with an empty Spanish text for somebody to fill in, deletes
what nobody says any more, and compiles. In any case the faults are told, and make the exit status 1.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[2] / "src" / "comity" / "web"
CATALOGUE = Path("locale") / "es" / "LC_MESSAGES" / "django.po"
CALLS = {"_": "s", "gettext": "s", "gettext_noop": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp"}
START = re.compile(r"(?<![\w.])(?:n?p?gettext|_)\(")
FIELD = re.compile(r"%\((\w+)\)[sd]")
Message = tuple[str, str, str]  # context, one, many


def said_in(folder: Path) -> dict[Message, str]:
    """Every message of a folder's templates and modules, with the file that says it."""
    found: dict[Message, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".html", ".txt"} and "templates" in path.parts:
            messages = _of_template(path.read_text())
        elif path.suffix == ".py":
            messages = _of_module(path.read_text())
        else:
            continue
        for message in messages:
            found.setdefault(message, path.relative_to(folder).as_posix())
    return found


def _of_template(text: str) -> Iterator[Message]:
    flat = templatize(text)
    for start in START.finditer(flat):
        yield from _of_module(_call(flat[start.start() :]))


def _call(text: str) -> str:
    """The call with which a text begins: up to the first bracket that makes it whole."""
    for end in re.finditer(r"\)", text):
        try:
            ast.parse(text[: end.end()], mode="eval")
        except SyntaxError:
            continue
        return text[: end.end()]
    raise ValueError(f"no whole call in {text[:60]}")


def _of_module(text: str) -> Iterator[Message]:
    tree = ast.parse(text)
    names = dict(_renamed(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            parts = CALLS.get(names.get(called, called).removesuffix("_lazy"), "")
            words = [word.value for word in node.args[: len(parts)] if isinstance(word, ast.Constant)]
            if parts and len(words) == len(parts):
                yield (words[0] if "c" in parts else "", words[parts.index("s")], _last(parts, words))


def _renamed(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What the module calls the functions of gettext: `from … import pgettext_lazy as _p`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def _last(parts: str, words: list[str]) -> str:
    return words[parts.index("p")] if "p" in parts else ""


def faults(folder: Path) -> list[str]:
    """What has no Spanish text, or one that names other values than the English."""
    entries = {key(entry): entry for entry in _catalogue(folder) if not entry.obsolete}
    found = []
    for message, path in said_in(folder).items():
        entry = entries.get(message)
        texts = [entry.msgstr, *entry.msgstr_plural.values()] if entry else []
        told = [text for text in texts if text]
        if not told or (message[2] and len(told) < 2) or (entry and entry.fuzzy):
            found.append(f"{path}: no Spanish for `{message[1]}`")
        elif any(set(FIELD.findall(text)) - set(FIELD.findall(message[1] + message[2])) for text in told):
            found.append(f"{path}: the Spanish names a value that is not in `{message[1]}`")
        elif not message[2] and set(FIELD.findall(message[1])) != set(FIELD.findall(told[0])):
            found.append(f"{path}: the Spanish leaves out a value of `{message[1]}`")
    return found


def key(entry: polib.POEntry) -> Message:
    """An entry's message."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def _catalogue(folder: Path) -> polib.POFile:
    path = folder / CATALOGUE
    made = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    made.wrapwidth = 110
    made.metadata = {
        "Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return made


def write(folder: Path) -> None:
    """Bring the catalogue into step with what is said."""
    said = said_in(folder)
    made = _catalogue(folder)
    kept = [entry for entry in made if key(entry) in said]
    known = {key(entry) for entry in kept}
    for context, one, many in said.keys() - known:
        plural = {0: "", 1: ""} if many else {}
        kept.append(polib.POEntry(msgctxt=context or None, msgid=one, msgid_plural=many, msgstr_plural=plural))
    for entry in kept:
        entry.obsolete = False
        entry.occurrences = [(said[key(entry)], "")]
        entry.flags = ["python-format"] if FIELD.search(entry.msgid) else []
    made[:] = sorted(kept, key=lambda entry: (entry.msgid.casefold(), key(entry)))
    path = folder / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    made.save_as_mofile(str(path.with_suffix(".mo")))


def main(*words: str) -> int:
    """Tell what is missing; write it down if asked."""
    settings.configure()
    folders = [Path(word) for word in words if word != "--write"]
    folder = folders[0] if folders else WEB
    if "--write" in words:
        write(folder)
    found = faults(folder)
    sys.stdout.write("\n".join([*found, f"{len(said_in(folder))} messages, {len(found)} faults"]) + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
