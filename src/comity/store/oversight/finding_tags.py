"""By what findings about nobody are found again when somebody becomes known: digests of booking numbers and names.

No name and no number of a text stands in a table: each is a digest under a secret of the desk. A name is found by any
two of its words, in their order in the alphabet: a person's name has few pairs of words, and whoever has all words of a
name that a text gives has the first two. What is found so is only looked at; the rule of the sweep decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations

from django.db.models import Exists, OuterRef

from comity.store.models import Finding, FindingTag
from comity.store.rows import name_words

Key = tuple[str, str]  # the matter of a finding, and what was seen
_NOBODY = ""  # the tag of a finding whose text names nobody
_CHUNK = 500


class DjangoFindingTags:
    """The tags over Django's tables; `digest` is under a secret of the desk."""

    def __init__(self, digest: Callable[[bytes], str]) -> None:
        self._digest = digest

    def untagged(self, most: int) -> list[Key]:
        """Some findings about nobody of which nobody has entered whom their texts name."""
        tagged = FindingTag.objects.filter(matter_id=OuterRef("matter_id"), seen=OuterRef("seen"))
        found = Finding.objects.filter(~Exists(tagged), is_about_nobody=True)
        return list(found.order_by("id").values_list("matter_id", "seen")[:most])

    def enter(self, named: Mapping[Key, Collection[str]]) -> None:
        """Enter whom the texts of some findings name: booking numbers, and names."""
        rows = [
            FindingTag(matter_id=matter, seen=seen, tag=tag)
            for (matter, seen), names in named.items()
            for tag in {self._digest(form) for form in _of_text(names)} or {_NOBODY}
        ]
        FindingTag.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_CHUNK)

    def perhaps(self, persons: Mapping[str, tuple[str, str]]) -> dict[str, list[Key]]:
        """For the matters of some persons, by booking number and name: the findings that name such a one.

        Those that are proposed to be about that person already are left out.
        """
        wanted: dict[str, list[str]] = {}
        for handle, (number, name) in persons.items():
            for form in _of_person(number, name):
                wanted.setdefault(self._digest(form), []).append(handle)
        found: dict[str, list[Key]] = {}
        for tag, matter, seen in self._tagged(list(wanted)):
            for handle in wanted[tag]:
                found.setdefault(handle, []).append((matter, seen))
        return {handle: self._open(handle, keys) for handle, keys in found.items()}

    def _tagged(self, tags: list[str]) -> Iterator[tuple[str, str, str]]:
        for at in range(0, len(tags), _CHUNK):
            rows = FindingTag.objects.filter(tag__in=tags[at : at + _CHUNK])
            yield from rows.order_by("id").values_list("tag", "matter_id", "seen")

    def _open(self, handle: str, keys: Iterable[Key]) -> list[Key]:
        proposed = set(Finding.objects.filter(about_id=handle).values_list("matter_id", "seen"))
        return [key for key in dict.fromkeys(keys) if key not in proposed]


def _of_text(names: Collection[str]) -> Iterator[bytes]:
    for name in names:
        if any(map(str.isdigit, name)):
            yield _number(name)
        elif len(words := sorted(name_words(name))) > 1:
            yield _pair(words[0], words[1])


def _of_person(number: str, name: str) -> Iterator[bytes]:
    if number.strip():
        yield _number(number)
    yield from (_pair(one, other) for one, other in combinations(sorted(name_words(name)), 2))


def _number(number: str) -> bytes:
    return f"finding number\x1f{number.strip()}".encode(errors="replace")


def _pair(one: str, other: str) -> bytes:
    return f"finding name\x1f{one}\x1f{other}".encode(errors="replace")
