"""Writing a vCard 4.0: content lines, escaped and folded. Source: RFC 6350.

A name such as `n.family` is a component of a structured property; which names there are says
`rightsflow.datamap.standard`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

MIME = "text/vcard"
"""RFC 6350 section 10.1; the charset is always UTF-8 (section 3.1)."""

_LINE_BYTES = 75
"""Section 3.2: longer lines are folded, the line break not counted."""

_CONTINUED = re.compile(rb"[\x80-\xbf]")
_NEW_LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Section 3.3: a value has no control character but the tab."""

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>\\^`{|}]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COMPONENTS = {
    "n": ("family", "given", "additional", "prefix", "suffix"),
    "adr": ("box", "extended", "street", "locality", "region", "code", "country"),
}
"""Sections 6.2.2 and 6.3.1; the first two of an address are left empty, as is said there."""

Values = Mapping[str, Sequence[str]]
"""By name of a property, or of a structured one's components: the values, alternatives beside."""


def write_card(
    plain: Values, structured: Mapping[str, Sequence[Mapping[str, str]]], made_at: datetime
) -> bytes:
    """Return one card: `plain` by property, `structured` (`n`, `adr`) as components by name.

    A card has one name: of several in `n` the first is written (cardinality *1); FN, of which
    there must be one, is taken from it or from what else there is. A URL without a scheme or a
    language without a tag cannot be written and is left out.
    """
    lines = ["BEGIN:VCARD", "VERSION:4.0", "PRODID:-//Rightsflow//Portable 1//EN"]
    lines += [f"FN:{escaped(name)}" for name in _full_names(plain, structured)]
    for name, most in (("n", 1), ("adr", None)):
        for parts in structured.get(name, ())[:most]:
            lines.append(f"{name.upper()}:{_joined(name, parts)}")
    for name, values in plain.items():
        lines += [line for value in values for line in _lines(name, value)]
    moment = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines += [f"REV:{moment}", "END:VCARD"]
    return b"".join(folded(line) for line in lines)


def escaped(value: str) -> str:
    r"""Return a text as a value (section 3.4): `\\`, `\,`, `\;` and `\n`."""
    value = _CONTROL.sub(" ", _NEW_LINE.sub("\n", value))
    for plain, written in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\n", "\\n")):
        value = value.replace(plain, written)
    return value


def folded(line: str) -> bytes:
    """Return a content line in UTF-8, folded between characters, ended by CRLF (section 3.2)."""
    rest, pieces = line.encode("utf-8", "replace"), []
    room = _LINE_BYTES
    while len(rest) > room:
        at = room
        while _CONTINUED.match(rest[at : at + 1]):
            at -= 1
        pieces.append(rest[:at])
        rest = rest[at:]
        room = _LINE_BYTES - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


def _full_names(
    plain: Values, structured: Mapping[str, Sequence[Mapping[str, str]]]
) -> Sequence[str]:
    if names := plain.get("fn"):
        return names
    order = ("prefix", "given", "additional", "family", "suffix")
    for parts in structured.get("n", ())[:1]:
        return [" ".join(parts[name] for name in order if name in parts)]
    others = (
        values for name in ("nickname", "org", "email", "tel") for values in [plain.get(name)]
    )
    return [next((values[0] for values in others if values), "-")]


def _joined(name: str, parts: Mapping[str, str]) -> str:
    return ";".join(escaped(parts.get(component, "")) for component in _COMPONENTS[name])


def _lines(name: str, value: str) -> Iterator[str]:
    if name == "fn":
        return
    if name == "bday":
        day = _DAY.fullmatch(value)
        # Section 4.3.1: a date is written without dashes.
        yield f"BDAY:{''.join(day.groups())}" if day else f"BDAY;VALUE=text:{escaped(value)}"
    elif name == "url":
        if _URI.fullmatch(value):
            yield f"URL:{value}"
    elif name == "lang":
        if _LANGUAGE.fullmatch(value):
            yield f"LANG:{value}"
    else:
        yield f"{name.upper()}:{escaped(value)}"
