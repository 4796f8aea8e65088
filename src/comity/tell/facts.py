"""Says a fact, its contrary, its value and who can establish it, as a careful person would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from comity.facts import Fact, Kind, RecordList, Role, Vocabulary
from comity.law import Definition
from comity.tell.prose import listed
from comity.tell.spoken.phrases import ENGLISH, SOURCE, Phrases

ROLES = {
    Role.DESK: "the booking desk",
    Role.LEGAL: "a legal reviewer",
    Role.SUPERVISOR: "a supervisor",
    Role.COUNSEL: "the person's lawyer",
}

# Where the general rules of `denial` would give a clumsy sentence.
_DENIALS = {
    "a binding local rule or the agency's policy forbids it": (
        "neither a binding local rule nor the agency's policy forbids it"
    ),
    "a judge has still to decide about bail or release": "no judge has still to decide about bail or release",
    "it is done under a joint arrangement not primarily aimed at immigration enforcement": (
        "it is not done under a joint arrangement whose main aim is another than immigration enforcement"
    ),
    "counsel is present or knowingly waived": "counsel is not present, and was not knowingly waived",
    "the agency that handed the person over already told the judge and noted the file": (
        "the agency that handed the person over has not told the judge and noted the file"
    ),
    "the earlier removal may have followed an aggravated felony": (
        "the earlier removal did not follow an aggravated felony"
    ),
    "the issuing office is covered by the Gonzalez settlement and has no neutral review": (
        "the issuing office is not covered by the Gonzalez settlement, or has a neutral review"
    ),
    "the contract was in force when such contracts were frozen and has not been enlarged": (
        "the contract was not in force when such contracts were frozen, or has been enlarged since"
    ),
}  # fmt: skip
_NEGATIVE = re.compile(r"\b(not|no|nobody|never|none|neither)\b")
_INDEFINITE = re.compile(r"(?:there (?:is|are) )?(?:an?|another|imminent) ")
_ARTICLE = re.compile(r"(, (?:or )?|\bor )(?:an?|the) ")
_VERB = re.compile(
    r"\b(?:(?P<be>is|are|was|were|can|could|must|would|will)|(?P<have>has|have|had)"
    r"|(?P<third>allows|asks|belongs|comes|concerns|directs|ends|falls|furthers|gives|holds|means|needs|opens|prescribes"
    r"|requires|serves|shows|states)"
    r"|(?P<plural>ask|include|mean|show)"
    r"|(?P<past>asked(?! for\b| about\b)|came|consented|directed|explained|signed|told))\b"
)
_PARTICIPLE = re.compile(r" (?:been|shown|found|told|given|[a-z]+ed)\b")
_HAS_VERB = re.compile(r"\b(?:is|was|has|would)\b")
_HEAD_END = re.compile(r"[;(]| that | which | who | whose | unless ")
_PROVISO = re.compile(r"\b(?:unless|except)\b")
_SECOND_VERB = re.compile(r"\b(?:and|or|but) (?:the [a-z]+ [a-z]+|[a-z]{3,}s|is|was|has)\b")
_BASES = {"came": "come", "consented": "consent", "told": "tell", "directed": "direct"}


def denial(says: str) -> str:
    """The contrary of a statement, with one plain *no* or *not*; `not so: …` where there is no simple way."""
    if says in _DENIALS:
        return _DENIALS[says]
    if _NEGATIVE.search(says):
        return f"not so: {says}"
    if says.startswith("one of "):
        return f"none of {says.removeprefix('one of ')}"
    if _INDEFINITE.match(says):
        return _without_any(says)
    verb = _VERB.search(says)
    return _negated(says, verb) if verb else f"not so: {says}"


def as_statement(says: str) -> str:
    """A definition's paraphrase as a statement: *there is* before one that only names a thing."""
    text = as_clause(says)
    head = _HEAD_END.split(text, maxsplit=1)[0]
    names_a_thing = re.match(r"(?:an?|another) ", text) and not _VERB.search(head)
    return f"there is {text}" if names_a_thing else text


def definition_denial(says: str) -> str:
    """The contrary of a definition, whose words are any author's: turned round only where nothing can go astray."""
    if says.startswith("one of "):
        return denial(says)
    if _PROVISO.search(says):
        return f"not so: {says}"
    if re.match(r"there is an? ", says):
        return _without_any(says)
    plain = _VERB.search(_HEAD_END.split(says, maxsplit=1)[0]) and not _SECOND_VERB.search(says)
    return denial(says) if plain else f"not so: {says}"


def _without_any(says: str) -> str:
    there = re.match(r"there (?:is|are) ", says)
    lead, rest = (there.group(), says[there.end() :]) if there else ("", says)
    rest = re.sub(r"\A(?:an?|another) ", "", rest)
    verb = None if there else _VERB.search(rest)
    subject, predicate = (rest[: verb.start()], rest[verb.start() :]) if verb else (rest, "")
    subject = _ARTICLE.sub(r"\1", subject).replace("or another ", "or other ")
    return f"{lead}no {subject}{predicate}"


def _negated(says: str, verb: re.Match[str]) -> str:
    before, word, after = says[: verb.start()], verb.group(), says[verb.end() :]
    if verb["be"] or (verb["have"] and _PARTICIPLE.match(after)):
        return f"{before}{word} not{after}"
    if verb["have"]:
        return f"{before}{'do' if word == 'have' else 'does'} not have{after}"
    if verb["third"]:
        return f"{before}does not {word.removesuffix('s')}{after}"
    if verb["plural"]:
        return f"{before}do not {word}{after}"
    return f"{before}did not {_BASES.get(word, word.removesuffix('ed'))}{after}"


class Names:
    """How each name that a law may use is said: facts of the vocabulary, and the definitions in force."""

    def __init__(
        self, vocabulary: Vocabulary, definitions: Mapping[str, Definition], phrases: Phrases = ENGLISH
    ) -> None:
        self.vocabulary, self.definitions, self.phrases = vocabulary, definitions, phrases

    def fact(self, name: str) -> Fact | None:
        """The fact of that name, if it is one."""
        return self.vocabulary.facts.get(name)

    def says(self, name: str) -> str:
        """The statement behind a name."""
        if name in self.definitions:
            says = self.definitions[name].at.says
            return as_statement(says) if self.phrases.language == SOURCE else said_clause(says, self.phrases)
        fact = self.fact(name)
        return self.phrases.said(fact.says) if fact else f"`{name}`"

    def denial(self, name: str) -> str:
        """The contrary of the statement behind a name."""
        if name not in self.definitions:
            fact = self.fact(name)
            return fact_denial(fact.says, self.phrases) if fact else denial(self.says(name))
        if self.phrases.language != SOURCE:
            return self.phrases("not so: {statement}", statement=self.says(name))
        return definition_denial(self.says(name))

    def statement(self, name: str, value: object) -> str:
        """What it means that a name has this value; `None` is unknown."""
        if value is None:
            return self.phrases("not known yet: {statement}", statement=self.says(name))
        if isinstance(value, bool):
            return self.says(name) if value else self.denial(name)
        fact = self.fact(name)
        return value_statement(fact, value, self.phrases) if fact else f"{name}: {value}"


def fact_denial(says: str, phrases: Phrases) -> str:
    """The contrary of a fact's statement, in a language."""
    english = denial(says)
    if phrases.has(english):
        return phrases(english)
    return phrases("not so: {statement}", statement=phrases.said(says))


def said_clause(says: str, phrases: Phrases) -> str:
    """A paraphrase as part of a sentence, in a language; the English one where there is no other."""
    return as_clause(phrases(says)) if phrases.has(says) else phrases.said(as_clause(says))


def as_clause(says: str) -> str:
    """A paraphrase as part of a sentence: without its full stop, and without the capital of a common word."""
    text = says.strip().removesuffix(".")
    first = text.split(" ", 1)[0]
    common = first in {"A", "An", "The", "There", "It", "One", "This", "Such", "No", "Not", "Any", "Each", "Whether"}
    return text[0].lower() + text[1:] if common else text


def value_statement(fact: Fact, value: object, phrases: Phrases = ENGLISH) -> str:
    """What it means that a fact has this value."""
    says = phrases.said(fact.says)
    if isinstance(value, bool):
        return says if value else fact_denial(fact.says, phrases)
    if fact.kind is Kind.CHOICE:
        return choice_statement(fact, (value,), phrases=phrases)
    words = value_words(fact, value, phrases)
    if isinstance(value, RecordList) or fact.kind in (Kind.MOMENT, Kind.COUNT):
        return f"{says}: {words}"
    return phrases("{fact} is {value}", fact=says, value=words)


def value_words(fact: Fact, value: object, phrases: Phrases = ENGLISH) -> str:
    """A value by itself."""
    if isinstance(value, bool):
        return phrases("yes") if value else phrases("no")
    if isinstance(value, datetime):
        return phrases.moment(value) if fact.name == "release_due" else phrases.instant(value)
    if isinstance(value, date):
        return phrases.weekday(value)
    if isinstance(value, RecordList):
        return _list_words(value, phrases)
    return _meaning(fact, str(value), phrases)


def _list_words(found: RecordList, phrases: Phrases) -> str:
    number = len(found.known)
    if found.complete and not number:
        return phrases("none (the list is complete)")
    if found.complete:
        return phrases("{number} (the list is complete)", number=number)
    return phrases("{number} known, there may be others", number=number)


def record_lines(fact: Fact, found: RecordList, phrases: Phrases = ENGLISH) -> list[str]:
    """Each record of a list in one line."""
    return [
        "; ".join(value_statement(fact.fields[name], value, phrases) for name, value in record.items())
        or phrases("nothing is known of it")
        for record in found.known
    ]


def choice_statement(fact: Fact, chosen: Sequence[object], *, denied: bool = False, phrases: Phrases = ENGLISH) -> str:
    """That a fact is one of some of its words; of nearly all, that it is not the one left over."""
    names = [str(word) for word in chosen]
    others = [word for word in fact.choices if word not in names]
    if len(others) == 1 and len(names) > 2:
        names, denied = others, not denied
    meanings = [_meaning(fact, word, phrases) for word in names]
    if phrases.language != SOURCE:
        template = "{fact} is not: {meanings}" if denied else "{fact} is: {meanings}"
        return phrases(template, fact=phrases.said(fact.says), meanings=phrases(" or ").join(meanings))
    if len(meanings) == 1 and _HAS_VERB.search(_HEAD_END.split(meanings[0], maxsplit=1)[0]):
        return f"{'not so: ' * denied}{fact.says}: {meanings[0]}"
    if len(meanings) == 1:
        return f"{fact.says} is {'not ' * denied}{meanings[0]}"
    if len(meanings) == 2 and not any("," in meaning for meaning in meanings):
        first, join = ("neither", "nor") if denied else ("either", "or")
        return f"{fact.says} is {first} {meanings[0]} {join} {meanings[1]}"
    return f"{fact.says} is {'none' if denied else 'one'} of these: {'; '.join(meanings)}"


def _meaning(fact: Fact, word: str, phrases: Phrases = ENGLISH) -> str:
    """A word of a choice as it stands inside a sentence."""
    if phrases.language != SOURCE:
        return phrases.said(fact.choices[word]) if word in fact.choices else word
    return re.sub(r"\Anone of these\b", "something else", fact.choices.get(word, word))


def who_can_say(fact: Fact) -> str:
    """Who can establish a fact, and from what."""
    return f"{listed([ROLES[role] for role in fact.established_by], 'or')}, from {as_clause(fact.source)}"


def singular(fact: Fact) -> str:
    """One record of a list, by the list's name."""
    return fact.name.replace("_", " ").removesuffix("s")
