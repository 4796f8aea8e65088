"""The ways of finding contacts that are measured: our rules, a keyword search, a trained model, and both together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from comity.sweep import Reader, Text, rules_for, shipped_phrases
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from sweep_parts.notes import Note

AGENCY = (
    r"\b(?:ice|i\.c\.e|immigration|immig|ero|hsi|cbp|border patrol|uscis|dhs|ins|fbi|us marshals?|usms|dea|atf|"
    r"secret service|lesc|la migra|inmigraci[oó]n|i-?247\w?)\b"
)
ACT = (
    r"\b(?:call\w*|cld|notif\w*|ntfd|told|tell|advis\w*|inform\w*|contact\w*|spoke|sent|fax\w*|e?-?mail\w*|hold|holds|"
    r"detainer|det|release\w*|rel|rlsd|pick\w*|p/u|custody|await\w*|wait\w*|request\w*|ask\w*|want\w*|interview\w*)\b"
)
_AGENCY = re.compile(AGENCY, re.IGNORECASE)
_ACT = re.compile(ACT, re.IGNORECASE)
SURE, SURELY_NOT = 0.9, 0.1


@dataclass(frozen=True)
class Way:
    """One way: its name, and which of many texts it takes for contacts."""

    name: str
    finds: Callable[[Sequence[Text]], list[bool]]


def ways(training: Sequence[Note]) -> tuple[Reader, tuple[Way, ...]]:
    """All ways; the model is trained on the notes given, and on nothing else."""
    reader = rules_for(shipped_phrases())
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 3), token_pattern=r"[^\s]+", sublinear_tf=True),  # noqa: S106 -- a word
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=10.0, max_iter=2_000),
    )
    model.fit([written(note.text) for note in training], [note.contact for note in training])

    def chances(texts: Sequence[Text]) -> list[float]:
        return [float(row[1]) for row in model.predict_proba([written(text) for text in texts])]

    def rules(texts: Sequence[Text]) -> list[bool]:
        return [bool(reader.read(text)) for text in texts]

    def either(texts: Sequence[Text]) -> list[bool]:
        return [found or chance > SURE for found, chance in zip(rules(texts), chances(texts), strict=True)]

    def unless(texts: Sequence[Text]) -> list[bool]:
        return [found and chance > SURELY_NOT for found, chance in zip(rules(texts), chances(texts), strict=True)]

    return reader, (
        Way("comity: the rules", rules),
        Way("keywords: the name of an agency", lambda texts: [bool(_AGENCY.search(written(one))) for one in texts]),
        Way(
            "keywords: the name of an agency and a word of an act",
            lambda texts: [bool(_AGENCY.search(written(one)) and _ACT.search(one.body)) for one in texts],
        ),
        Way(
            "scikit-learn, words and letters, logistic regression", lambda texts: [one > 0.5 for one in chances(texts)]
        ),
        Way("the rules, or where the model is sure", either),
        Way("the rules, unless the model is sure of the opposite", unless),
    )


def written(text: Text) -> str:
    """What a way without fields of its own reads: addresses and body."""
    return " ".join(part for part in (text.channel.value, text.sender, *text.receivers, text.body) if part)
