"""Random texts of conditions: within the language with all its freedoms of writing, and beyond it."""

import random

NAMES = ["p", "q", "r", "s", "colour", "number", "_x1", "inn", "truely"]
CONSTANTS = ["0", "1", "42", "-1", "- 7", "007", '"red"', '""', '"a b"', '"&&"', '"§ 1"', "true", "false"]
RELATIONS = ["==", "!=", "<", "<=", ">", ">="]
GAPS = ["", "", " ", "  ", "\n", "\t", " \r\n "]
TOKENS = [
    *NAMES, *CONSTANTS, *RELATIONS, *GAPS, "&&", "||", "!", "(", ")", "[", "]", ",", ".", "in", ".exists(", ".all(",
    "exists", "has(", "listed(", "'", "\\", "?", ":", "+", "-", "{", "}", "=", "&", "|", "//", "0x1F", "1.5", "1u",
    "null", "é", "\u200b", "\x00", "999999999999999999", "as", "for", "x.as", "x.in", "x.true", "if(p)", "x.null", ".p",
]  # fmt: skip


def condition(chance: random.Random, parts: int, *, records: bool = True) -> str:
    """A text of the language, with random spaces, parentheses and negations."""
    gap = chance.choice(GAPS)
    if parts <= 1:
        text = _atom(chance, records=records)
    else:
        left = chance.randint(1, parts - 1)
        sides = [condition(chance, left, records=records), condition(chance, parts - left, records=records)]
        text = f"{gap}{chance.choice(['&&', '||'])} ".join(sides)
    if chance.random() < 0.3 or (parts == 1 and chance.random() < 0.2):
        text = f"{chance.choice(['', '!', '!!', '! '])}({gap}{text}{gap})"
    return text


def _atom(chance: random.Random, *, records: bool) -> str:
    name, gap = chance.choice(NAMES), chance.choice(GAPS)
    kind = chance.randrange(8 if records else 5)
    if kind == 0:
        return chance.choice(["", "!", "!!"]) + name
    if kind in {1, 2}:
        sides = [name, chance.choice(CONSTANTS)]
        chance.shuffle(sides)
        return f"{sides[0]}{gap} {chance.choice(RELATIONS)}{gap}{sides[1]}"
    if kind == 3:
        members = [constant for constant in CONSTANTS if constant not in {"true", "false"}]
        return f"{name} in {gap}[{', '.join(chance.sample(members, chance.randint(1, 4)))}{gap}]"
    if kind == 4:
        return chance.choice(["true", "false", f"({name})"])
    if kind == 5:
        return f"{name}.{chance.choice(['exists', 'all'])}(x,{gap}{condition(chance, 2, records=False)} && x.field)"
    if kind == 6:
        return f'listed("some",{gap}x.offence)'
    return f"years_after(x.date, 5{chance.choice(['', ', x.days'])}) {chance.choice(RELATIONS)}{gap} arrest_date"


def soup(chance: random.Random, parts: int) -> str:
    """Words of the language, and of others, in any order."""
    return "".join(chance.choice(TOKENS) + chance.choice(["", " "]) for _ in range(parts))


def damaged(chance: random.Random, parts: int) -> str:
    """A condition of the language with one or two slips of the pen."""
    text = condition(chance, parts)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(TOKENS) + text[at + chance.randint(0, 2) :]
    return text
