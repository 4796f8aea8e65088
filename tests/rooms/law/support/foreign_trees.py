"""Conditions as two other implementations of CEL read them, and as ours does, in one plain form to compare.

The form is nested tuples: `("and", …)`, `("or", …)`, `("not", x)`, `("rel", operator, left, right)`, `("in", term,
constants)`, `("exists" | "all", list, variable, body)`, `("call", name, arguments…)`, `("field", owner, name)`,
`("name", name)`, `("constant", value)`. Chains of `&&` and of `||` are flat, because grouping them changes nothing.
"""

from typing import Any

import pytest

from comity.law import expressions as ours

NO_WHEEL = "published for Python 3.11 to 3.13 only"
cel = pytest.importorskip("cel_expr_python.cel", reason=f"cel-expr-python is {NO_WHEEL}")
_celpy = pytest.importorskip("celpy.celparser", reason=f"cel-python is {NO_WHEEL}").CELParser()
_google = cel.NewEnv(variables={})
RELATIONS = {
    "relation_eq": "==", "relation_ne": "!=", "relation_lt": "<",
    "relation_le": "<=", "relation_gt": ">", "relation_ge": ">=",
}  # fmt: skip
GOOGLE_RELATIONS = {"_==_": "==", "_!=_": "!=", "_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">="}


def flat(word: str, *parts: Any) -> tuple[Any, ...]:
    """A chain of one connective, without groups of the same."""
    found: list[Any] = []
    for part in parts:
        found += part[1:] if part[0] == word else [part]
    return (word, *found)


def once_denied(tree: Any) -> Any:
    """The tree without double denials, some of which Google's parser leaves out as it reads."""
    if not isinstance(tree, tuple):
        return tree
    if tree[0] == "not" and tree[1][0] == "not":
        return once_denied(tree[1][1])
    parts = tuple(once_denied(part) for part in tree)
    return flat(*parts) if parts and parts[0] in {"and", "or"} else parts


# --- ours


def our_tree(node: ours.Expression) -> Any:
    """Our expression in the plain form."""
    return once_denied(_ours(node))


def _ours(node: ours.Expression) -> Any:  # noqa: C901, PLR0911 - a case for each kind of node
    match node:
        case ours.Constant(value):
            return ("constant", value)
        case ours.Name(name):
            return ("name", name)
        case ours.Field(owner, name):
            return ("field", owner, name)
        case ours.Call(name, arguments):
            return ("call", name, *map(_ours, arguments))
        case ours.Relation(operator, left, right):
            return ("rel", operator, _ours(left), _ours(right))
        case ours.Member(term, constants):
            return ("in", _ours(term), tuple(("constant", value) for value in constants))
        case ours.Negation(part):
            return ("not", _ours(part))
        case ours.Conjunction(parts):
            return flat("and", *map(_ours, parts))
        case ours.Disjunction(parts):
            return flat("or", *map(_ours, parts))
        case ours.Quantified(word, records, variable, body):
            return (word, records, variable, _ours(body))
    raise TypeError(node)


# --- cel-python: a lark tree


def celpy_tree(text: str) -> Any:
    """The text as cel-python parses it, in the plain form."""
    return once_denied(_lark(_celpy.parse(text)))


def _lark(tree: Any) -> Any:  # noqa: C901, PLR0911 - a case for each kind of node
    kind, parts = tree.data, tree.children
    if kind in RELATIONS:  # seen from above, with its left side
        raise AssertionError(kind)
    if kind == "relation" and len(parts) == 2:
        return _lark_relation(parts[0], parts[1])
    if kind in {"conditionalor", "conditionaland"} and len(parts) == 2:
        return flat("or" if kind == "conditionalor" else "and", *map(_lark, parts))
    if kind == "unary" and len(parts) == 2:
        inner = _lark(parts[1])
        return ("not", inner) if parts[0].data == "unary_not" else ("constant", -inner[1])
    if kind == "literal":
        return ("constant", _lark_literal(parts[0]))
    if kind == "ident":
        return ("name", str(parts[0]))
    if kind == "ident_arg":
        return ("call", str(parts[0]), *(_lark_list(parts[1]) if len(parts) > 1 else ()))
    if kind == "member_dot":
        return ("field", _lark(parts[0])[1], str(parts[1]))
    if kind == "member_dot_arg":
        variable, body = _lark_list(parts[2])
        return (str(parts[1]), _lark(parts[0])[1], variable[1], body)
    if kind == "list_lit":
        return ("list", *(_lark_list(parts[0]) if parts else ()))
    assert len(parts) == 1, (kind, parts)
    return _lark(parts[0])


def _lark_relation(head: Any, right: Any) -> Any:
    left = _lark(head.children[0])
    if head.data == "relation_in":
        return ("in", left, _lark(right)[1:])
    return ("rel", RELATIONS[head.data], left, _lark(right))


def _lark_list(tree: Any) -> tuple[Any, ...]:
    return tuple(_lark(part) for part in tree.children)


def _lark_literal(token: Any) -> Any:
    if token.type == "BOOL_LIT":
        return token.value == "true"
    if token.type == "INT_LIT":
        return int(token.value)
    assert token.type == "STRING_LIT", token
    assert token.value[0] == token.value[-1] == '"', token
    return token.value[1:-1]


# --- cel-expr-python: the bytes of a `cel.expr.CheckedExpr` (or `ParsedExpr`), read without generated classes

_EXPR = {3: "constant", 4: "ident", 5: "select", 6: "call", 7: "list", 9: "comprehension"}
_STEP = {"_||_": "exists", "_&&_": "all"}


def google_tree(text: str) -> Any:
    """The text as Google's C++ implementation parses it, in the plain form."""
    outer = _fields(_google.compile(text, disable_check=True).serialize())
    checked = _fields(outer[2][0])  # google.protobuf.Any: the message's bytes
    is_parsed = outer[1][0].endswith(b"ParsedExpr")
    return once_denied(_google_expr(checked[2 if is_parsed else 4][0]))


def _google_expr(content: bytes) -> Any:
    fields = _fields(content)
    number = next(number for number in fields if number in _EXPR)
    return globals()[f"_google_{_EXPR[number]}"](_fields(fields[number][0]))


def _google_constant(fields: dict[int, list[Any]]) -> Any:
    (number, (value,)) = next(iter(fields.items()))
    if number == 2:
        return ("constant", bool(value))
    if number == 3:
        return ("constant", value - (1 << 64) if value >> 63 else value)
    assert number == 6, number
    return ("constant", value.decode())


def _google_ident(fields: dict[int, list[Any]]) -> Any:
    return ("name", fields[1][0].decode())


def _google_select(fields: dict[int, list[Any]]) -> Any:
    return ("field", _google_expr(fields[1][0])[1], fields[2][0].decode())


def _google_list(fields: dict[int, list[Any]]) -> Any:
    return ("list", *map(_google_expr, fields.get(1, [])))


def _google_call(fields: dict[int, list[Any]]) -> Any:
    name = fields[2][0].decode()
    arguments = tuple(map(_google_expr, fields.get(3, [])))
    if name in GOOGLE_RELATIONS:
        return ("rel", GOOGLE_RELATIONS[name], *arguments)
    if name in {"_&&_", "_||_"}:
        return flat("and" if name == "_&&_" else "or", *arguments)
    if name == "!_":
        return ("not", *arguments)
    if name == "@in":
        return ("in", arguments[0], arguments[1][1:])
    return ("call", name, *arguments)


def _google_comprehension(fields: dict[int, list[Any]]) -> Any:
    step = _fields(_fields(fields[6][0])[6][0])  # accumulator, operator, body
    body = _google_expr(step[3][1])
    return (_STEP[step[2][0].decode()], _google_expr(fields[2][0])[1], fields[1][0].decode(), body)


def _fields(content: bytes) -> dict[int, list[Any]]:
    """The fields of one protobuf message in wire form: numbers as they are, everything else as bytes."""
    found: dict[int, list[Any]] = {}
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        value: Any
        if key & 7 == 0:
            value, at = _varint(content, at)
        else:
            assert key & 7 == 2, f"wire type {key & 7}"
            length, at = _varint(content, at)
            value, at = content[at : at + length], at + length
        found.setdefault(key >> 3, []).append(value)
    return found


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
