"""A law says the same numbers in Spanish as in English: amounts, days, sections, subdivisions and months."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from comity.law import LawLibrary, Pack, translations_of
from comity.law.translations import words_of

FIGURE = re.compile(r"\d+|§|\([a-z]{1,3}\)|\([A-Z]\)")  # a number, a section sign, a subdivision
MONTH = re.compile(r"May(?= \d)|(?<=\d )May|(?!May)[A-Z][a-z]+")  # "May" may be another word
MONTHS = {
    "January": "enero", "February": "febrero", "March": "marzo", "April": "abril", "May": "mayo", "June": "junio",
    "July": "julio", "August": "agosto", "September": "septiembre", "October": "octubre", "November": "noviembre",
    "December": "diciembre",
}  # fmt: skip
# two is said otherwise too (either, both, every second year)
NUMBERS = {
    "three": "tres", "four": "cuatro", "five": "cinco", "six": "seis", "seven": "siete", "eight": "ocho",
    "nine": "nueve", "ten": "diez", "eleven": "once", "twelve": "doce", "thirteen": "trece", "fourteen": "catorce",
    "fifteen": "quince", "sixteen": "dieciséis", "seventeen": "diecisiete", "twenty": "veinte", "thirty": "treinta",
    "sixty": "sesenta", "ninety": "noventa",
}  # fmt: skip


def figures(english: str) -> Counter[str]:
    """Every number of an English text, in the words that its Spanish has for it."""
    months = [MONTHS[word] for word in MONTH.findall(english) if word in MONTHS]
    numbers = [NUMBERS[word] for word in re.findall(r"[a-z]+", english.lower()) if word in NUMBERS]
    return Counter([*FIGURE.findall(english), *months, *numbers])


def cifras(spanish: str) -> Counter[str]:
    """Every number of a Spanish text."""
    said = {*MONTHS.values(), *NUMBERS.values()}
    return Counter([*FIGURE.findall(spanish), *(word for word in re.findall(r"\w+", spanish.lower()) if word in said)])


def said_in(pack: Pack) -> Mapping[str, str]:
    """Everything that a pack says in Spanish, by its English."""
    return {**words_of(pack, "es"), **translations_of(pack, "es")}


@pytest.mark.parametrize("name", LawLibrary().names())
def test_a_translation_says_the_numbers_sections_and_days_of_its_english(name: str, tally: Callable[..., None]) -> None:
    said = said_in(LawLibrary().pack(name))
    apart = {
        english: (figures(english) - cifras(spanish), cifras(spanish) - figures(english))
        for english, spanish in said.items()
        if figures(english) != cifras(spanish)
    }
    assert apart == {}
    tally("Spanish texts with the numbers of their English", len(said))


@pytest.mark.parametrize(
    "spanish",
    [
        "48 horas desde el 14 de marzo de 2017 según § 9-131(b)(1)(i), seis veces",  # another subdivision
        "48 horas desde el 4 de marzo de 2017 según § 9-131(b)(1), seis veces",
        "48 horas desde el 14 de mayo de 2017 según § 9-131(b)(1), seis veces",
        "48 horas desde el 14 de marzo de 2017 según 9-131(b)(1), seis veces",
        "48 horas desde el 14 de marzo de 2017 según § 9-131(b)(1), siete veces",
    ],
)
def test_another_day_section_or_number_is_found(spanish: str) -> None:
    english = "48 hours from 14 March 2017 under § 9-131(b)(1), six times"
    assert figures(english) == cifras("48 horas desde el 14 de marzo de 2017 según § 9-131(b)(1), seis veces")
    assert figures(english) != cifras(spanish)
