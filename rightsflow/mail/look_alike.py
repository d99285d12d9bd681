"""Addresses that look like another one: shown to whoever decides, and proof of nothing.

Sources: Unicode Technical Standard 39 (confusable characters, of which those are folded that stand
in domain names of these parts), RFC 3492 (punycode). What is equal is never alike.
"""

from collections.abc import Iterable

from rightsflow.canonical import fold

_NEAR = 2
"""Single changes, as of one letter, that make an address look like another at a glance."""

_CYRILLIC = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501"
    "\u04bb\u04cf\u051b\u051d\u044c\u0432\u043a\u043c\u043d\u0442\u0433"
)
_GREEK = "\u03b1\u03bf\u03c1\u03bd\u03c5\u03b9\u03ba\u03c4\u03b7\u03b5\u03c7\u03b3\u03c9"
_OTHER = "01358|\u0131\u0237"
_SAME_SHAPE = str.maketrans(
    _CYRILLIC + _GREEK + _OTHER, "aeopcyxijsdhlqwbbkmhtr" + "aopvuiktnexyw" + "olesblij"
)
"""Escaped, because nobody could tell these letters from the Latin ones that they look like."""

_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"))
_PUNYCODE = "xn--"


def as_read(address: str) -> str:
    """Return an address as a person reads it: its domain in Unicode where it is punycode."""
    local, at, domain = address.rpartition("@")
    return local + at + ".".join(_label(one) for one in domain.split("."))


def shown(address: str) -> str:
    """Return an address with what it is read as, where the two differ."""
    read = as_read(address)
    return address if read == address else f"{address} ({read})"


def looks_like(address: str, known: Iterable[str]) -> bool:
    """Say whether an address, or a domain, is none of the known ones and is easily taken for one.

    All are in canonical form. Dots and what follows a plus in the local part do not count, nor
    does the last label of an address (`.com` for `.org`).
    """
    ours = set(known)
    if address in ours:
        return False
    shape = _shape(address)
    return any(_is_near(shape, _shape(one)) for one in ours)


def _label(label: str) -> str:
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _shape(address: str) -> str:
    local, at, domain = as_read(address).rpartition("@")
    plain = local.partition("+")[0].replace(".", "") + at + domain
    shape = fold(plain.lower().translate(_SAME_SHAPE)).translate(_SAME_SHAPE)
    for pair, one in _PAIRS:
        shape = shape.replace(pair, one)
    return shape


def _is_near(one: str, other: str) -> bool:
    """Say whether two texts differ in two letters at most (Levenshtein), or in their ending."""
    if "@" in one and one.rpartition(".")[0] == other.rpartition(".")[0] != "":
        return True
    if abs(len(one) - len(other)) > _NEAR:
        return False
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            change = above[column - 1] + (letter != wanted)
            line.append(min(above[column] + 1, line[-1] + 1, change))
        above = line
    return above[-1] <= _NEAR
