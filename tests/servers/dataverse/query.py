"""How the double reads `$filter`: the part of OData that Dataverse takes, and its own ways.

Texts compare without case, accents and trailing blanks, as under a collation `CI_AI`; `%`, `_` and
`[...]` are wildcards inside `contains`, `startswith` and `endswith`. Source: Microsoft, "Filter
rows by using OData" and "Use wildcard characters in conditions for string values".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Row = Mapping[str, Any]
Test = Callable[[Row], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')"
    r"|(?P<guid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})"
    r"|(?P<number>-?\d+(?:\.\d+)?)(?![\w-])"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<mark>[(),]))"
)
MOST_CONDITIONS = 500
"""A query has no more conditions than this (Microsoft, "Query limitations")."""


class BadQuery(Exception):  # noqa: N818 - what it is
    """The query cannot be read; answered with status 400."""


@lru_cache(maxsize=1 << 18)
def folded(text: str) -> str:
    """Return a text as the collation compares it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one)).rstrip(" ")


def wild(pattern: str) -> str:
    """Return the expression of a LIKE pattern: `%`, `_` and `[...]`."""
    return "".join(map(_sign, re.findall(r"\[[^\]]+\]|.", pattern, re.DOTALL)))


def _sign(sign: str) -> str:
    if len(sign) > 1:
        return f"[{re.escape(sign[1:-1])}]"
    return {"%": ".*", "_": "."}.get(sign, re.escape(sign))


@dataclass(frozen=True, slots=True)
class _Among:
    """A column is one of these; many of them joined by `or` are looked up at once."""

    column: str
    wanted: frozenset[object]

    def __call__(self, row: Row) -> bool:
        return _key(row.get(self.column)) in self.wanted


def _key(value: object) -> object:
    return folded(value) if isinstance(value, str) else value


def _any_of(tests: list[Test]) -> Test:
    wanted: defaultdict[str, frozenset[object]] = defaultdict(frozenset)
    for test in tests:
        if isinstance(test, _Among):
            wanted[test.column] |= test.wanted
    others = [test for test in tests if not isinstance(test, _Among)]
    joined = [_Among(column, values) for column, values in wanted.items()] + others
    return joined[0] if len(joined) == 1 else lambda row: any(test(row) for test in joined)


class Filter:
    """Reads one filter by recursive descent; unknown columns are refused."""

    def __init__(self, text: str, columns: Mapping[str, str]) -> None:
        """Take the filter and the type of each column that may be named."""
        self._columns = columns
        self._tokens: list[tuple[str, str]] = []
        self._conditions = 0
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                raise BadQuery
            self._tokens.append((str(found.lastgroup), found[0].strip()))
            at = found.end()

    def read(self) -> Test:
        """Return the test of a row; raises `BadQuery`."""
        test = self._either()
        if self._tokens or self._conditions > MOST_CONDITIONS:
            raise BadQuery
        return test

    def _take(self, *wanted: str) -> tuple[str, str]:
        if not self._tokens or (wanted and self._tokens[0][1] not in wanted):
            raise BadQuery
        return self._tokens.pop(0)

    def _next(self) -> str:
        return self._tokens[0][1] if self._tokens else ""

    def _either(self) -> Test:
        tests = [self._both()]
        while self._next() == "or":
            self._take()
            tests.append(self._both())
        return _any_of(tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._next() == "and":
            self._take()
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._next() == "not":
            self._take()
            inner = self._one()
            return lambda row: not inner(row)
        if self._next() == "(":
            self._take()
            inner = self._either()
            self._take(")")
            return inner
        if self._next() in {"contains", "startswith", "endswith"}:
            return self._like()
        return self._compared()

    def _like(self) -> Test:
        self._conditions += 1
        verb = self._take()[1]
        self._take("(")
        column = self._column("String", "Memo")
        self._take(",")
        pattern = wild(folded(str(self._value(self._columns[column]))))
        self._take(")")
        before = "" if verb == "startswith" else ".*"
        after = "" if verb == "endswith" else ".*"
        expression = re.compile(before + pattern + after, re.DOTALL)
        return lambda row: bool(
            row.get(column) is not None and expression.fullmatch(folded(row[column]))
        )

    def _compared(self) -> Test:
        self._conditions += 1
        if self._tokens and self._tokens[0][0] != "name":
            constant, _, other = self._take(), self._take("eq"), self._take()
            return lambda _: constant == other
        column = self._column()
        verb = self._take("eq", "ne", "gt", "ge", "lt", "le")[1]
        wanted = self._value(self._columns[column])
        if verb == "eq":
            return _Among(column, frozenset({_key(wanted)}))
        return lambda row: _holds(row.get(column), verb, wanted)

    def _column(self, *types: str) -> str:
        name = self._take()[1]
        if name not in self._columns or (types and self._columns[name] not in types):
            raise BadQuery
        return name

    def _value(self, kind: str) -> object:
        group, text = self._take()
        if text == "null":
            return None
        if kind in {"Lookup", "Customer", "Owner", "Uniqueidentifier"} and group == "guid":
            return text.lower()
        if kind in {"String", "Memo", "EntityName"} and group == "text":
            return text[1:-1].replace("''", "'")
        if kind in {"Integer", "Picklist", "State", "Status"} and group == "number":
            return int(text)
        if kind == "Boolean" and text in {"true", "false"}:
            return text == "true"
        raise BadQuery


def _holds(there: object, verb: str, wanted: object) -> bool:
    if verb == "ne":
        return _key(there) != _key(wanted)
    if there is None or wanted is None:
        return False
    low, high = (there, wanted) if verb in {"lt", "le"} else (wanted, there)
    return bool(low < high or (verb in {"ge", "le"} and low == high))  # type: ignore[operator]
