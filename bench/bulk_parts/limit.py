"""The limit: the law as one loop in C over the byte codes, written from the graph, compiled for this machine."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path

import numpy as np
from comity.decide.resolve import AskLaw
from comity.facts import Kind, Vocabulary
from comity.law.expressions import (
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Member,
    Name,
    Negation,
    Relation,
    names_in,
)
from numpy.typing import NDArray

from bulk_parts.rows import unknown_code

BLOCK = 4096
COMPILE = ("cc", "-O3", "-march=native", "-shared", "-fPIC", "-o")


class Fused:
    """A compiled loop that counts permitted, forbidden and all other rows."""

    def __init__(self, law: AskLaw, words: Vocabulary, folder: Path) -> None:
        self.words, self.lines, self._done = words, list[str](), dict[int, str]()
        flags = [self._node(flag) for flag in (law.conflict, law.forbids, law.requires, law.permits)]
        self.names = sorted(
            {name for flag in (law.conflict, law.forbids, law.requires, law.permits) for name in names_in(flag)}
        )
        source, library = folder / "fused.c", folder / "fused.so"
        source.write_text(self._source(*flags))
        subprocess.run([*COMPILE, str(library), str(source)], check=True)
        self._loop = ctypes.CDLL(str(library)).loop

    def count(self, columns: dict[str, NDArray[np.uint8]]) -> tuple[int, int, int]:
        """Permitted, forbidden, all others."""
        rows = len(columns[self.names[0]])
        pointers = (ctypes.c_void_p * len(self.names))(*(columns[name].ctypes.data for name in self.names))
        out = (ctypes.c_long * 2)()
        self._loop(pointers, ctypes.c_long(rows), out)
        return out[0], out[1], rows - out[0] - out[1]

    def _source(self, conflict: str, forbids: str, requires: str, permits: str) -> str:
        columns = "".join(
            f"  const unsigned char *restrict c_{name} = c[{place}];\n" for place, name in enumerate(self.names)
        )
        body = "".join(f"    {line}\n" for line in self.lines)
        forbidden = f"f{conflict} & t{forbids} & f{requires}"
        permitted = f"f{conflict} & f{forbids} & f{requires} & t{permits}"
        return (
            f"void loop(const unsigned char **c, long n, long *out) {{\n{columns}  long p = 0, q = 0;\n"
            f"  for (long b = 0; b < n; b += {BLOCK}) {{\n  long e = b + {BLOCK} < n ? b + {BLOCK} : n;"
            " int bp = 0, bq = 0;\n"
            f"  for (long i = b; i < e; i++) {{\n{body}"
            f"    bp += (unsigned char)({permitted}); bq += (unsigned char)({forbidden});\n  }} p += bp; q += bq; }}\n"
            "  out[0] = p; out[1] = q;\n}\n"
        )

    def _node(self, node: Expression) -> str:
        if id(node) not in self._done:
            self._done[id(node)] = self._written(node)
        return self._done[id(node)]

    def _written(self, node: Expression) -> str:
        match node:
            case Negation(part):
                inner = self._node(part)
                return self._line(f"f{inner}", f"t{inner}")
            case Conjunction(parts) | Disjunction(parts):
                inner_nodes = [self._node(part) for part in parts]
                every, some = (" & ", " | ") if isinstance(node, Conjunction) else (" | ", " & ")
                return self._line(
                    every.join(f"t{one}" for one in inner_nodes), some.join(f"f{one}" for one in inner_nodes)
                )
            case Constant(value):
                return self._line(str(int(bool(value))), str(int(not value)))
        return self._atom(node)

    def _atom(self, node: Expression) -> str:
        match node:
            case Name(name):
                return self._line(f"(c_{name}[i] == 1)", f"(c_{name}[i] == 0)")
            case Member(Name(name), constants):
                test = " | ".join(f"(c_{name}[i] == {self._code(name, value)})" for value in constants)
            case Relation(sign, Name(name), Constant(value)):
                test = f"(c_{name}[i] {sign} {value})"
            case _:
                raise TypeError(type(node).__name__)
        known = f"(c_{name}[i] != {unknown_code(self.words[name])})"
        return self._line(f"(({test}) & {known})", f"(!({test}) & {known})")

    def _code(self, name: str, value: object) -> int:
        fact = self.words[name]
        return list(fact.choices).index(str(value)) if fact.kind is Kind.CHOICE else int(value)  # type: ignore[call-overload]

    def _line(self, true: str, false: str) -> str:
        number = str(len(self.lines) // 2)
        self.lines += [f"unsigned char t{number} = {true};", f"unsigned char f{number} = {false};"]
        return number
