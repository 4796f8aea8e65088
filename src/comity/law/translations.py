"""What a pack says in another language: translations of its paraphrases, each kept to the English it was made from.

They stand in `translations/es.yaml`, by the reference of the rule within the pack. They change no answer, so the
digest of the pack does not cover them. A translation says the beginning of the digest of its English: once that
changes, it counts no more, and `check-law` says so.

What a pack says beside its rules (titles, names of acts, sources, agencies, properties, channels, reports) stands in
`translations/es.words.yaml` by its English, which is in other files of the pack and may be said more than once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comity.base import Block, DocumentError, read_document
from comity.law.errors import RuleError
from comity.law.pack import Pack

FOLDER, FIGURES = "translations", 8
_MOST = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Translation:
    """One text in another language."""

    ref: str
    of: str  # the beginning of the digest of its English
    says: str
    line: int


def digest_of(text: str) -> str:
    """The beginning of the digest of an English text."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:FIGURES]


def texts_of(pack: Pack) -> Mapping[str, str]:
    """Every paraphrase of a pack, notes with it, by its reference within the pack; a doubt by `doubt` and its name."""
    found = {f"doubt/{doubt.id}": doubt.says for doubt in pack.doubts.values()}
    for section in pack.sections:
        found |= {_within(at.ref): at.says for at in (*section.provenances, *(note.at for note in section.notes))}
        for norm in section.norms:
            found |= {_within(exception.ref): exception.says for exception in norm.unless}
        found |= {f"{_within(limit.at.ref)}/then": limit.then for limit in section.limits if limit.then}
    return found


def _within(ref: str) -> str:
    return ref.partition("/")[2] or ref


def read_translations(pack: Pack, language: str) -> tuple[Translation, ...]:
    """The translations of a pack, as they are written; none where there is no file.

    Raises:
        RuleError: the file cannot be read.
    """
    where = f"{FOLDER}/{language}.yaml"
    found = _document(pack, where)
    if found is None:
        return ()
    return tuple(
        _one(str(ref), entry, f"{pack.name}/{where}:{found.lines.get(ref, 1)}") for ref, entry in found.items()
    )


def _document(pack: Pack, where: str) -> Block | None:
    """A file of a pack's translations; none where there is no such file.

    Raises:
        RuleError: it cannot be read.
    """
    path = pack.root / where
    if path.is_symlink() or not path.is_file():
        return None
    content = path.read_bytes()[: _MOST + 1]
    try:
        found = read_document(content) if len(content) <= _MOST else None
    except DocumentError as error:
        raise RuleError(error.message, help=error.help, where=f"{pack.name}/{where}") from None
    if not isinstance(found, Block):
        said = "Write `b1: {of: 1a2b3c4d, says: …}`."
        raise RuleError("this is no list of translations", help=said, where=f"{pack.name}/{where}")
    return found


def _one(ref: str, entry: object, where: str) -> Translation:
    is_whole = isinstance(entry, Block) and set(entry) == {"of", "says"}
    if not is_whole or not all(isinstance(value, str) and value.strip() for value in entry.values()):  # type: ignore[attr-defined]
        raise RuleError(f"`{ref}` is not a translation", help="Write `of` and `says`, both as text.", where=where)
    assert isinstance(entry, Block)
    return Translation(ref, str(entry["of"]), " ".join(str(entry["says"]).split()), int(where.rpartition(":")[2]))


def words_of(pack: Pack, language: str) -> Mapping[str, str]:
    """What a pack says beside its rules, by its English; nothing where there is no file that can be read."""
    try:
        return _words(pack, language)
    except RuleError:  # check-law tells it
        return {}


def _words(pack: Pack, language: str) -> Mapping[str, str]:
    where = f"{FOLDER}/{language}.words.yaml"
    found = _document(pack, where)
    if found is None:
        return {}
    if not all(isinstance(text, str) and text.strip() for text in found.values()):
        raise RuleError(
            "this is no list of words", help='Write `"the English": "the Spanish"`.', where=f"{pack.name}/{where}"
        )
    return {" ".join(str(english).split()): " ".join(str(text).split()) for english, text in found.items()}


def translations_of(pack: Pack, language: str) -> Mapping[str, str]:
    """The translations that count, by their English; one of another text than the pack's own is left out."""
    texts = texts_of(pack)
    try:
        found = read_translations(pack, language)
    except RuleError:  # check-law tells it; whoever reads an answer reads the English then
        return {}
    return {texts[each.ref]: each.says for each in found if each.ref in texts and each.of == digest_of(texts[each.ref])}


def translation_faults(pack: Pack, language: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a pack's translations: where, and what.

    Raises:
        RuleError: the file cannot be read.
    """
    texts = texts_of(pack)
    _words(pack, language)
    for each in read_translations(pack, language):
        where = f"{pack.name}/{FOLDER}/{language}.yaml:{each.line}"
        if each.ref not in texts:
            yield where, f"`{each.ref}` is no rule of this pack"
        elif each.of != digest_of(texts[each.ref]):
            yield (
                where,
                f"`{each.ref}` was translated from another text; its English has `of: {digest_of(texts[each.ref])}`",
            )
