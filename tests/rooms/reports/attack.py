"""What anybody can work out from a published page: every equation on it, solved exactly.

The attacker knows that each table's column adds up to the total under it, that a total of one name is the same number
wherever it stands, that counts are whole, and that a hidden one is at least 1, since zeros are shown.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

Unknown = tuple[str, ...]
Equation = tuple[dict[Unknown, int], int]  # what is unknown, with its factor, and what it comes to
FAR = 10**9


def equations(columns: Mapping[tuple[str, str], tuple[int | None, Mapping[str, int | None]]]) -> list[Equation]:
    """An equation for each column of each table; a total of a measure is one unknown in all its tables."""
    found = []
    for (measure, table), (total, rows) in columns.items():
        factors: dict[Unknown, int] = {(measure, table, row): 1 for row, value in rows.items() if value is None}
        known = (total or 0) - sum(value or 0 for value in rows.values())
        if total is None:
            factors[measure,] = -1
        found.append((factors, known))
    return found


def determined(system: Sequence[Equation]) -> set[Unknown]:
    """The unknowns that some combination of the equations gives exactly (Gauss and Jordan, in fractions)."""
    names = sorted({name for factors, _ in system for name in factors})
    rows = [[Fraction(factors.get(name, 0)) for name in names] for factors, _ in system]
    done = 0
    for column in range(len(names)):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                rows[at] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    alone = [[name for name, value in zip(names, row, strict=True) if value] for row in rows]
    return {found[0] for found in alone if len(found) == 1}


def bounds(system: Sequence[Equation]) -> dict[Unknown, tuple[int, int]]:
    """The least and the greatest value that each unknown can have.

    Every two equations share one unknown at most, and they go in no circle; so narrowing until nothing moves is exact.
    """
    low = {name: 1 for factors, _ in system for name in factors}
    high = dict.fromkeys(low, FAR)
    moved = True
    while moved:
        moved = False
        for factors, known in system:
            for name, factor in factors.items():
                rest = [(other, f) for other, f in factors.items() if other != name]
                least = sum(f * (low[o] if f > 0 else high[o]) for o, f in rest)
                most = sum(f * (high[o] if f > 0 else low[o]) for o, f in rest)
                ends = sorted([(known - least) // factor, (known - most) // factor])
                new = max(low[name], ends[0]), min(high[name], ends[1])
                if new != (low[name], high[name]) and new[0] > -FAR and new[1] >= new[0]:
                    moved = moved or new[1] < FAR // 2 or new[0] > low[name]
                    low[name], high[name] = new
    return {name: (low[name], high[name]) for name in low}
